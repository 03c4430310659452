internal import ParquetBytes

/// Reads values of one width in the encoding BYTE_STREAM_SPLIT (Encodings.md, "Byte Stream Split"): the first bytes of all
/// values, then the second bytes of all values, and so on.
///
/// The INT32 values 0x33221100, 0x77665544 are `00 44 │ 11 55 │ 22 66 │ 33 77`.
struct ByteStreamSplitDecoder: Sendable {
    /// The bytes of a value.
    private let width: Int
    /// The first byte of the first value.
    private let start: Int
    /// The values of the page: the distance from one byte of a value to its next.
    private let valueCount: Int
    /// The next value.
    private var index = 0

    /// A decoder of values of `width` bytes in the bytes `range` of a page.
    ///
    /// - Throws: `ParquetError` with code `malformed` if a value is cut off.
    init(width: Int, range: Range<Int>) throws(ParquetError) {
        guard width > 0, range.count % width == 0 else {
            throw ParquetError(.malformed, "\(range.count) bytes are no whole values of \(width) bytes")
        }
        self.width = width
        start = range.lowerBound
        valueCount = range.count / width
    }

    private func check(_ count: Int) throws(ParquetError) {
        guard count >= 0, count <= valueCount - index else {
            throw ParquetError(.malformed, "\(count) values where \(valueCount - index) of \(width) bytes are left")
        }
    }

    /// Passes over `count` values.
    ///
    /// - Throws: `ParquetError` with code `malformed` if there are not as many.
    mutating func skip(_ count: Int) throws(ParquetError) {
        try check(count)
        index += count
    }

    /// Appends `count` numbers of the decoder's width.
    ///
    /// - Throws: `ParquetError` with code `malformed` if there are not as many.
    mutating func decode<Value: BitwiseCopyable & ExpressibleByIntegerLiteral>(
        _ count: Int, from page: RawSpan, into values: inout [Value]
    ) throws(ParquetError) {
        assert(width == MemoryLayout<Value>.size)
        try check(count)
        let place = values.count
        values.resizeUninitialized(to: place + count)
        join(count, from: page, into: values.mutableRawBytes, at: place * width)
    }

    /// Appends `count` byte strings of the length that the target has, which is the decoder's width.
    ///
    /// - Throws: `ParquetError` with code `malformed` if there are not as many.
    mutating func decode(
        _ count: Int, from page: RawSpan, into values: inout FixedLengthByteArrayValues
    ) throws(ParquetError) {
        assert(width == values.length)
        try check(count)
        let place = values.bytes.count
        values.bytes.resizeUninitialized(to: place + count * width)
        join(count, from: page, into: values.bytes.mutableRawBytes, at: place)
    }

    /// Writes the next `count` values to `place`.
    private mutating func join(
        _ count: Int, from page: RawSpan, into bytes: consuming MutableRawSpan, at place: Int
    ) {
        let first = start + index
        index += count
        var target = bytes
        // The streams that were joined already.
        var stream = 0
        switch width {
        case 2:
            ByteTranspose.joinTwo(count, from: page, at: first, apart: valueCount, into: &target, to: place)
            stream = 2
        case 4:
            ByteTranspose.joinFour(count, from: page, at: first, apart: valueCount, into: &target, to: place)
            stream = 4
        default:
            while stream + 8 <= width {
                ByteTranspose.joinEight(
                    count, from: page, at: first + stream * valueCount, apart: valueCount, into: &target,
                    to: place + stream, stride: width)
                stream += 8
            }
        }
        // Eight values at a time were joined there; what is left is joined byte by byte.
        let whole = count & ~7
        for rest in 0..<stream {
            ByteTranspose.joinOne(
                whole..<count, from: page, at: first + rest * valueCount, into: &target, to: place + rest,
                stride: width)
        }
        for rest in stream..<width {
            ByteTranspose.joinOne(
                0..<count, from: page, at: first + rest * valueCount, into: &target, to: place + rest, stride: width)
        }
    }
}
