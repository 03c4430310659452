internal import ParquetBytes

/// Distinct byte strings in the order of their first appearance.
struct ByteArrayDictionary: Sendable {
    private(set) var values = ByteArrayValues()
    private var table = DictionaryTable()
    private let seed = DictionaryHash.seed

    mutating func removeAll() {
        values.removeAll()
        table.removeAll()
    }

    /// Appends to `indices` the number of each of `source[range]`, taking up values that are new.
    mutating func append(_ source: ByteArrayValues, _ range: Range<Int>, to indices: inout [UInt32]) {
        let offsets = source.offsets.span
        append(source.bytes.rawBytes, count: range.count, to: &indices) { ordinal in
            let index = range.lowerBound &+ ordinal
            return (Int(offsets[index]), Int(offsets[index &+ 1]))
        }
    }

    /// Appends to `indices` the number of each of `source[range]`, taking up values that are new.
    mutating func append(_ source: FixedLengthByteArrayValues, _ range: Range<Int>, to indices: inout [UInt32]) {
        let length = source.length
        append(source.bytes.rawBytes, count: range.count, to: &indices) { ordinal in
            let start = (range.lowerBound &+ ordinal) &* length
            return (start, start &+ length)
        }
    }

    @inline(__always)
    private mutating func append(
        _ bytes: RawSpan, count: Int, to indices: inout [UInt32], bounds: (Int) -> (start: Int, end: Int)
    ) {
        let start = indices.count
        indices.resize(to: start + count)
        var output = indices.mutableSpan
        for ordinal in 0..<count {
            let value = bounds(ordinal)
            let length = value.end &- value.start
            let hash = DictionaryHash.hash(bytes, value.start, length, seed: seed)
            var slot = table.firstSlot(of: hash)
            var index = values.count
            while true {
                let entry = table.slots[slot]
                if entry == 0 {
                    table.fill(slot, hash: hash, index: index)
                    add(bytes.bytes(value.start..<value.end))
                    break
                }
                if (entry ^ hash) >> 32 == 0 {
                    let candidate = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF) &- 1
                    if isEqual(candidate, bytes, value.start, length) {
                        index = candidate
                        break
                    }
                }
                slot = (slot &+ 1) & table.mask
            }
            output[start &+ ordinal] = UInt32(truncatingIfNeeded: index)
        }
    }

    @inline(__always)
    private func isEqual(_ index: Int, _ bytes: RawSpan, _ start: Int, _ length: Int) -> Bool {
        let own = Int(values.offsets[index])
        guard Int(values.offsets[index &+ 1]) &- own == length else { return false }
        return values.bytes.rawBytes.isEqual(at: own, to: bytes, at: start, count: length)
    }

    @inline(never)
    private mutating func add(_ value: RawSpan) {
        let start = values.bytes.count
        values.bytes.resize(to: start + value.byteCount)
        var target = values.bytes.mutableRawBytes
        target.copy(from: value, at: 0, count: value.byteCount, to: start)
        // The dictionary is given up long before its bytes come near 2 GiB.
        values.offsets.append(Int32(clamping: start + value.byteCount))
        if table.isFull(at: values.count) {
            let values = values
            let seed = seed
            table.grow(count: values.count) { index in
                let range = values.range(at: index)
                return DictionaryHash.hash(values.bytes.rawBytes, range.lowerBound, range.count, seed: seed)
            }
        }
    }
}
