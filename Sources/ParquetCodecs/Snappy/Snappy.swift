internal import CSnappy
internal import ParquetBytes

/// Compression in Snappy's raw format through libsnappy.
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
}
