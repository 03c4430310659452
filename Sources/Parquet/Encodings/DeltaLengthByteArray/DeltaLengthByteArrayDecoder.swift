internal import ParquetBytes

/// Reads byte strings in the encoding DELTA_LENGTH_BYTE_ARRAY (Encodings.md, "Delta-length byte array"): all lengths in
/// DELTA_BINARY_PACKED, then all bytes.
///
/// "ab", "", "c":
///
///     80 01 04 03 04       128 values a block, 4 miniblocks, 3 values, the first is 2
///     03 02 00 00 00       differences from -2; two bits each
///     0C 00 00 00 00 00 00 00    -2 + 0, -2 + 3: the lengths are 2, 0, 1
///     61 62 63
struct DeltaLengthByteArrayDecoder: Sendable {
    private var lengths: DeltaBinaryPackedDecoder
    /// The next value's first byte in the page.
    private var offset: Int
    private let end: Int
    /// The lengths of one call; kept for its memory.
    private var taken: [Int32] = []

    /// A decoder of the values in the bytes `range` of `page`.
    ///
    /// - Throws: `ParquetError` with code `malformed` if the lengths are cut off.
    init(_ page: RawSpan, range: Range<Int>) throws(ParquetError) {
        lengths = try DeltaBinaryPackedDecoder(page, range: range)
        offset = try lengths.endOffset(in: page)
        end = range.upperBound
    }

    /// Appends `count` byte strings, unless they take more than `byteLimit` bytes.
    ///
    /// - Throws: `ParquetError` with code `malformed` if there are not as many, and `limit`.
    mutating func decode(
        _ count: Int, from page: RawSpan, into values: inout ByteArrayValues, byteLimit: Int
    ) throws(ParquetError) {
        taken.removeAll(keepingCapacity: true)
        try lengths.decode(count, from: page, into: &taken)
        let first = values.count
        let start = values.bytes.count
        values.offsets.resizeUninitialized(to: first + 1 + count)
        var total = start
        let available = start + end - offset
        do {
            var offsets = values.offsets.mutableSpan
            let lengths = taken.span
            for index in lengths.indices {
                let length = Int(lengths[index])
                guard length >= 0, length <= available &- total else {
                    throw ParquetError(.malformed, "a value of \(length) bytes in the \(available - total) bytes left")
                }
                total &+= length
                guard total <= Int(Int32.max) else { throw ByteArrayValues.limitError(total, Int(Int32.max)) }
                offsets[first &+ 1 &+ index] = Int32(truncatingIfNeeded: total)
            }
        }
        guard total <= byteLimit else { throw ByteArrayValues.limitError(total, byteLimit) }
        values.bytes.resizeUninitialized(to: total)
        var target = values.bytes.mutableRawBytes
        target.copy(from: page, at: offset, count: total - start, to: start)
        offset += total - start
    }
}
