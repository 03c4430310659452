internal import CDeflate
internal import ParquetBytes

/// gzip members through libdeflate, one member a page; its working memory is kept from page to page.
@safe struct GzipCompressor: ~Copyable {
    private let state: OpaquePointer
    private let level: Int

    init(level: Int) throws(CodecError) {
        guard let state = unsafe libdeflate_alloc_compressor(Int32(level)) else {
            throw CodecError("libdeflate got no memory")
        }
        unsafe self.state = state
        self.level = level
    }

    deinit {
        unsafe libdeflate_free_compressor(state)
    }

    func compress(_ source: RawSpan, into target: inout ByteBuffer) throws(CodecError) {
        let start = target.count
        let bound = PageCodec.gzip(level: level).maximumCompressedSize(of: source.byteCount)
        target.reserve(bound)
        var output = target.mutableBytes
        let length = unsafe source.withUnsafeBytes { from in
            unsafe output.withUnsafeMutableBytes { to in
                unsafe libdeflate_gzip_compress(
                    state, from.baseAddress, from.count, to.baseAddress?.advanced(by: start), bound)
            }
        }
        guard length > 0 else {
            throw CodecError("libdeflate made more than \(bound) bytes of \(source.byteCount)")
        }
        target.setCount(start + length)
    }
}

/// gzip members through libdeflate, any number of them one after the other. Each member's header, CRC-32 and length are
/// checked.
@safe struct GzipDecompressor: ~Copyable {
    private let state: OpaquePointer

    init() throws(CodecError) {
        guard let state = unsafe libdeflate_alloc_decompressor() else {
            throw CodecError("libdeflate got no memory")
        }
        unsafe self.state = state
    }

    deinit {
        unsafe libdeflate_free_decompressor(state)
    }

    func decompress(
        _ source: RawSpan, uncompressedSize: Int, into target: inout ByteBuffer
    ) throws(CodecError) {
        let start = target.count
        target.reserve(uncompressedSize)
        var output = target.mutableBytes
        var read = 0
        var written = 0
        repeat {
            var memberLength = 0
            var length = 0
            let result = unsafe source.withUnsafeBytes { from in
                unsafe output.withUnsafeMutableBytes { to in
                    unsafe libdeflate_gzip_decompress_ex(
                        state, from.baseAddress?.advanced(by: read), from.count - read,
                        to.baseAddress?.advanced(by: start + written), uncompressedSize - written, &memberLength,
                        &length)
                }
            }
            guard result != LIBDEFLATE_INSUFFICIENT_SPACE else {
                throw CodecError("gzip bytes hold more than the announced \(uncompressedSize) bytes")
            }
            guard result == LIBDEFLATE_SUCCESS else {
                throw CodecError("gzip bytes are broken or cut off, in the member at byte \(read)")
            }
            read += memberLength
            written += length
        } while read < source.byteCount
        guard written == uncompressedSize else {
            throw CodecError("gzip bytes hold \(written) bytes where \(uncompressedSize) are announced")
        }
        target.setCount(start + written)
    }
}
