internal import ParquetBytes

/// Collects the hashes of a column chunk's values, so that its filter can be sized by how many of them are different
/// (BloomFilter.md).
struct BloomFilterBuilder: Sendable {
    private let options: BloomFilterOptions
    private var hashes: [UInt64] = []
    /// The values so far, of which some may be the same. Sizes are judged by it, since fewer hashes are kept of values that
    /// come as a dictionary.
    private(set) var valueCount = 0

    init(_ options: BloomFilterOptions) {
        self.options = options
    }

    /// The memory that the hashes take, in bytes.
    var memoryByteCount: Int { valueCount * 8 }

    /// Forgets the values and keeps the memory.
    mutating func removeAll() {
        hashes.removeAll(keepingCapacity: true)
        valueCount = 0
    }

    /// Takes up the values `range`.
    mutating func append(_ values: ColumnValues, _ range: Range<Int>) {
        valueCount += range.count
        appendHashes(values, range)
    }

    private mutating func appendHashes(_ values: ColumnValues, _ range: Range<Int>) {
        switch values {
        case .boolean: break
        case .int32(let values): for index in range { hashes.append(BloomFilter.hash(values[index])) }
        case .int64(let values): for index in range { hashes.append(BloomFilter.hash(values[index])) }
        case .float(let values): for index in range { hashes.append(BloomFilter.hash(values[index])) }
        case .double(let values): for index in range { hashes.append(BloomFilter.hash(values[index])) }
        case .byteArray(let values):
            let bytes = values.bytes.rawBytes
            for index in range { hashes.append(BloomFilter.hash(bytes.bytes(values.range(at: index)))) }
        case .fixedLengthByteArray(let values):
            let bytes = values.bytes.rawBytes
            let length = values.length
            for index in range { hashes.append(BloomFilter.hash(bytes.bytes(index * length..<(index + 1) * length))) }
        case .dictionary(let indices, let distinct):
            var used = [Bool](repeating: false, count: distinct.count)
            for index in indices[range] { used[Int(index)] = true }
            for index in used.indices where used[index] { appendHashes(distinct, index..<index + 1) }
        }
    }

    /// The filter of all values, header and bits; nil if there are none.
    func encoded() -> [UInt8]? {
        guard !hashes.isEmpty else { return nil }
        var filter = BloomFilter(byteCount: options.byteCount(distinctCount: distinctCount))
        for hash in hashes { filter.insert(hash: hash) }
        return filter.encoded()
    }

    /// How many of the hashes are different, which is how many of the values are but for one pair in 10^19.
    private var distinctCount: Int {
        // Open addressing in a table at most half full; 0 marks a free slot and is counted apart.
        var size = 16
        while size < hashes.count * 2 { size *= 2 }
        var table = [UInt64](repeating: 0, count: size)
        let mask = size - 1
        var count = hashes.contains(0) ? 1 : 0
        for hash in hashes where hash != 0 {
            var slot = Int(truncatingIfNeeded: hash) & mask
            while table[slot] != 0, table[slot] != hash { slot = (slot &+ 1) & mask }
            if table[slot] == 0 {
                table[slot] = hash
                count += 1
            }
        }
        return count
    }

    /// The most bytes that the filter of at most `distinctCount` values takes in the file.
    func maximumByteCount(distinctCount: Int) -> Int {
        distinctCount == 0 ? 0 : options.byteCount(distinctCount: distinctCount) + 32
    }
}
