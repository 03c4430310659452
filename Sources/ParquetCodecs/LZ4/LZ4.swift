internal import ParquetBytes

/// Decompression of pages with the deprecated codec LZ4 (number 5), under which three kinds of bytes were written: frames
/// of the LZ4 library by early Arrow, blocks in Hadoop's framing by parquet-mr, and bare blocks.
enum LZ4 {
    /// Appends the `uncompressedSize` bytes that `source` holds.
    ///
    /// A kind is what decodes to exactly the announced size: no kind has a sign that the others could not bear.
    static func decompress(
        _ source: RawSpan, uncompressedSize: Int, into target: inout ByteBuffer
    ) throws(CodecError) {
        if LZ4Frame.isFrame(source) {
            // A frame is told by four bytes, and says in its error what is wrong with it.
            do throws(CodecError) {
                return try LZ4Frame.decompress(source, uncompressedSize: uncompressedSize, into: &target)
            } catch {
                guard !decompressOtherKind(source, uncompressedSize, into: &target) else { return }
                throw error
            }
        }
        guard decompressOtherKind(source, uncompressedSize, into: &target) else {
            throw CodecError(
                "the bytes are LZ4 neither in frames nor in Hadoop's framing nor as a block, of \(uncompressedSize) bytes"
            )
        }
    }

    /// Decompresses `source` in Hadoop's framing or as a bare block.
    ///
    /// - Returns: whether it is one of them; else `target` is as before.
    private static func decompressOtherKind(_ source: RawSpan, _ uncompressedSize: Int, into target: inout ByteBuffer)
        -> Bool
    {
        do throws(CodecError) {
            try HadoopLZ4.decompress(source, uncompressedSize: uncompressedSize, into: &target)
            return true
        } catch {}
        do throws(CodecError) {
            try LZ4Raw.decompress(source, uncompressedSize: uncompressedSize, into: &target)
            return true
        } catch {
            return false
        }
    }
}
