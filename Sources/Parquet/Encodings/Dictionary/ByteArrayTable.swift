internal import ParquetBytes

/// The distinct byte strings of a dictionary, laid out so that one load tells where a string is and how long, and moves of 16
/// bytes copy it.
struct ByteArrayTable: Sendable {
    /// For each string the place of its first byte, and in the lower 32 bits its length.
    private let entries: [UInt64]
    /// The strings' bytes, and 32 more.
    private let bytes: [UInt8]
    private let greatestLength: Int

    /// The most bytes that are made room for without knowing how many are needed.
    private static let guessLimit = 2 << 20

    init(_ values: ByteArrayValues) {
        bytes = values.bytes + repeatElement(0, count: 32)
        var entries: [UInt64] = []
        entries.reserveCapacity(values.count)
        var greatestLength = 0
        for index in 0..<values.count {
            let range = values.range(at: index)
            entries.append(UInt64(range.lowerBound) << 32 | UInt64(range.count))
            greatestLength = max(greatestLength, range.count)
        }
        self.entries = entries
        self.greatestLength = greatestLength
    }

    /// Roughly how many bytes of memory the table takes.
    var byteCount: Int { bytes.count + entries.count * 8 }

    /// Appends the strings at `indices`, which are below the number of strings.
    ///
    /// - Throws: `ParquetError` with code `limit` if all strings of `target` together take more than `byteLimit` bytes.
    func append(_ indices: [UInt32], to target: inout ByteArrayValues, byteLimit: Int) throws(ParquetError) {
        let start = target.bytes.count
        let limit = min(byteLimit, Int(Int32.max))
        var room = indices.count * greatestLength
        if room > ByteArrayTable.guessLimit || start + room > limit {
            room = 0
            let entries = entries.span
            for index in indices { room += Int(entries[Int(index)] & 0xFFFF_FFFF) }
            guard start + room <= limit else { throw ByteArrayValues.limitError(start + room, limit) }
        }
        let first = target.count + 1
        target.offsets.resizeUninitialized(to: first + indices.count)
        var targetBytes: [UInt8] = []
        swap(&targetBytes, &target.bytes)
        targetBytes.resizeUninitialized(to: start + room + 32)
        let end = ByteArrayTable.copy(
            indices.span, entries.span, bytes.rawBytes, into: targetBytes.mutableRawBytes, at: start,
            target.offsets.mutableSpan, first)
        targetBytes.resizeUninitialized(to: end)
        swap(&targetBytes, &target.bytes)
    }

    /// Copies the strings to `start` of `target` and notes where each ends, from `offsets[first]` on.
    ///
    /// - Returns: where the last string ends.
    private static func copy(
        _ indices: Span<UInt32>, _ entries: Span<UInt64>, _ source: RawSpan, into target: consuming MutableRawSpan,
        at start: Int, _ offsets: consuming MutableSpan<Int32>, _ first: Int
    ) -> Int {
        var target = target
        var ends = offsets
        var to = start
        for index in indices.indices {
            let entry = entries[Int(indices[index])]
            let from = Int(entry >> 32)
            let length = Int(entry & 0xFFFF_FFFF)
            if length <= 32 {
                target.store(source.loadBytes16(at: from), at: to)
                if length > 16 { target.store(source.loadBytes16(at: from &+ 16), at: to &+ 16) }
            } else {
                target.copy(from: source, at: from, count: length, to: to)
            }
            to &+= length
            ends[first &+ index] = Int32(truncatingIfNeeded: to)
        }
        return to
    }
}
