internal import CSnappy
internal import ParquetBytes

/// Snappy's raw format through libsnappy.
enum Snappy {
    static func compress(_ source: RawSpan, into target: inout ByteBuffer) throws(CodecError) {
        let start = target.count
        let bound = PageCodec.snappy.maximumCompressedSize(of: source.byteCount)
        target.reserve(bound)
        var length = bound
        var output = target.mutableBytes
        let status = unsafe source.withUnsafeBytes { from in
            unsafe output.withUnsafeMutableBytes { to in
                unsafe snappy_compress(
                    from.baseAddress, from.count,
                    to.baseAddress?.advanced(by: start).assumingMemoryBound(to: CChar.self), &length)
            }
        }
        guard status == SNAPPY_OK else { throw CodecError("snappy refused to compress (\(status.rawValue))") }
        target.setCount(start + length)
    }

    static func decompress(
        _ source: RawSpan, uncompressedSize: Int, into target: inout ByteBuffer
    ) throws(CodecError) {
        var announced = 0
        let known = unsafe source.withUnsafeBytes { from in
            unsafe snappy_uncompressed_length(from.baseAddress, from.count, &announced)
        }
        guard known == SNAPPY_OK, announced == uncompressedSize else {
            throw CodecError(
                known == SNAPPY_OK
                    ? "snappy bytes hold \(announced) bytes where \(uncompressedSize) are announced"
                    : "snappy bytes do not start with a length")
        }
        let start = target.count
        target.reserve(uncompressedSize)
        var length = uncompressedSize
        var output = target.mutableBytes
        let status = unsafe source.withUnsafeBytes { from in
            unsafe output.withUnsafeMutableBytes { to in
                unsafe snappy_uncompress(
                    from.baseAddress, from.count,
                    to.baseAddress?.advanced(by: start).assumingMemoryBound(to: CChar.self), &length)
            }
        }
        guard status == SNAPPY_OK, length == uncompressedSize else { throw CodecError("snappy bytes are broken") }
        target.setCount(start + length)
    }
}
