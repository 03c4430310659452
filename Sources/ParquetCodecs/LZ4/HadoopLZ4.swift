internal import ParquetBytes

/// LZ4 blocks in the framing of Hadoop's block streams, any number of them one after the other:
///
///     UInt32, big-endian: the uncompressed bytes of the following blocks
///     UInt32, big-endian: the bytes of a block │ the block │ … until there are as many uncompressed bytes
enum HadoopLZ4 {
    /// Appends the `uncompressedSize` bytes that `source` holds.
    static func decompress(
        _ source: RawSpan, uncompressedSize: Int, into target: inout ByteBuffer
    ) throws(CodecError) {
        let start = target.count
        let limit = start + uncompressedSize
        target.reserve(uncompressedSize)
        var offset = 0
        var place = start
        while offset < source.byteCount {
            let announced = try readLength(source, &offset)
            guard announced <= limit - place else {
                throw CodecError("Hadoop's framing announces \(announced) bytes where \(limit - place) are missing")
            }
            let stop = place + announced
            while place < stop {
                let length = try readLength(source, &offset)
                guard length <= source.byteCount - offset else {
                    throw CodecError("a block of \(length) bytes in the \(source.byteCount - offset) bytes left")
                }
                let begin = place
                // Matches stay within a block: they are compressed apart from each other.
                place = try LZ4Raw.decompress(
                    source, offset..<offset + length, to: begin, within: begin..<stop, of: &target)
                guard place > begin else { throw CodecError("a block of \(length) bytes holds nothing") }
                offset += length
            }
        }
        guard place == limit else {
            throw CodecError("Hadoop's framing holds \(place - start) bytes where \(uncompressedSize) are announced")
        }
        target.setCount(place)
    }

    private static func readLength(_ source: RawSpan, _ offset: inout Int) throws(CodecError) -> Int {
        guard source.byteCount - offset >= 4 else { throw CodecError("Hadoop's framing is cut off") }
        let length = source.loadUInt32(at: offset).byteSwapped
        offset += 4
        return Int(length)
    }
}
