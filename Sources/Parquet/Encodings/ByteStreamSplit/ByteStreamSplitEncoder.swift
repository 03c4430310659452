internal import ParquetBytes

/// Writes values of one width in the encoding BYTE_STREAM_SPLIT (Encodings.md, "Byte Stream Split"): the first bytes of all
/// values, then the second bytes of all values, and so on.
///
/// The INT32 values 0x33221100, 0x77665544 are `00 44 │ 11 55 │ 22 66 │ 33 77`.
enum ByteStreamSplitEncoder {
    /// The bytes that `valueCount` values of `width` bytes take: neither more nor less than in PLAIN.
    static func maximumByteCount(valueCount: Int, width: Int) -> Int {
        valueCount * width
    }

    /// Appends the values of `width` bytes that are in PLAIN in `plain`.
    static func encode(plain: RawSpan, width: Int, into target: inout ByteBuffer) {
        precondition(width > 0 && plain.byteCount % width == 0)
        let count = plain.byteCount / width
        target.reserve(plain.byteCount)
        let start = target.count
        var output = target.mutableBytes
        // The values from here on are split byte by byte; those before go eight at a time.
        var rest = count & ~7
        switch width {
        case 1:
            output.copy(from: plain, at: 0, count: count, to: start)
            rest = count
        case 2:
            ByteTranspose.splitTwo(count, from: plain, into: &output, to: start)
        case 4:
            ByteTranspose.splitFour(count, from: plain, into: &output, to: start)
        case 3, 5, 6, 7:
            rest = 0
        default:
            // The last eight streams may overlap with those before: what is written twice is the same.
            var stream = 0
            while stream < width {
                let first = min(stream, width - 8)
                ByteTranspose.splitEight(
                    count, from: plain, at: first, stride: width, into: &output, to: start + first * count)
                stream += 8
            }
        }
        for stream in 0..<width {
            ByteTranspose.splitOne(
                rest..<count, from: plain, at: stream, stride: width, into: &output, to: start + stream * count)
        }
        target.setCount(start + plain.byteCount)
    }
}
