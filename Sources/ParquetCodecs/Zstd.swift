internal import CZstd
internal import ParquetBytes

/// zstd frames through libzstd, one frame a page.
@safe struct ZstdCompressor: ~Copyable {
    private let context: OpaquePointer
    private let level: Int32

    init(level: Int) throws(CodecError) {
        guard let context = unsafe ZSTD_createCCtx() else { throw CodecError("zstd got no memory") }
        unsafe self.context = context
        self.level = Int32(level)
        unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, self.level)
    }

    deinit {
        unsafe ZSTD_freeCCtx(context)
    }

    func compress(_ source: RawSpan, into target: inout ByteBuffer) throws(CodecError) {
        let start = target.count
        let bound = PageCodec.zstd(level: Int(level)).maximumCompressedSize(of: source.byteCount)
        target.reserve(bound)
        var output = target.mutableBytes
        let length = unsafe source.withUnsafeBytes { from in
            unsafe output.withUnsafeMutableBytes { to in
                unsafe ZSTD_compressCCtx(
                    context, to.baseAddress?.advanced(by: start), bound, from.baseAddress, from.count, level)
            }
        }
        guard ZSTD_isError(length) == 0 else {
            throw CodecError("zstd refused to compress: \(unsafe String(cString: ZSTD_getErrorName(length)))")
        }
        target.setCount(start + length)
    }

    /// Makes one frame of `source` as `compress` does, in which a block ends at `boundary`: what lies before and behind it has
    /// other statistics, and each block has codes of its own.
    func compress(_ source: RawSpan, endingBlockAt boundary: Int, into target: inout ByteBuffer) throws(CodecError) {
        let start = target.count
        let bound = PageCodec.zstd(level: Int(level)).maximumCompressedSize(of: source.byteCount)
        target.reserve(bound)
        var output = target.mutableBytes
        var room = unsafe ZSTD_outBuffer()
        unsafe ZSTD_CCtx_reset(context, ZSTD_reset_session_only)
        unsafe ZSTD_CCtx_setPledgedSrcSize(context, UInt64(source.byteCount))
        let rest = unsafe source.withUnsafeBytes { from in
            unsafe output.withUnsafeMutableBytes { to in
                unsafe room = ZSTD_outBuffer(dst: to.baseAddress?.advanced(by: start), size: bound, pos: 0)
                var input = unsafe ZSTD_inBuffer(src: from.baseAddress, size: boundary, pos: 0)
                let rest = unsafe ZSTD_compressStream2(context, &room, &input, ZSTD_e_flush)
                guard rest == 0 else { return rest }
                unsafe input.size = from.count
                return unsafe ZSTD_compressStream2(context, &room, &input, ZSTD_e_end)
            }
        }
        guard ZSTD_isError(rest) == 0, rest == 0 else {
            throw CodecError(
                "zstd refused to compress: "
                    + (ZSTD_isError(rest) == 0 ? "no room" : unsafe String(cString: ZSTD_getErrorName(rest))))
        }
        target.setCount(unsafe start + room.pos)
    }
}

/// zstd frames, any number of them one after the other.
@safe struct ZstdDecompressor: ~Copyable {
    private let context: OpaquePointer

    init() throws(CodecError) {
        guard let context = unsafe ZSTD_createDCtx() else { throw CodecError("zstd got no memory") }
        unsafe self.context = context
    }

    deinit {
        unsafe ZSTD_freeDCtx(context)
    }

    mutating func decompress(
        _ source: RawSpan, uncompressedSize: Int, into target: inout ByteBuffer
    ) throws(CodecError) {
        let start = target.count
        target.reserve(uncompressedSize)
        var output = target.mutableBytes
        let length = unsafe source.withUnsafeBytes { from in
            unsafe output.withUnsafeMutableBytes { to in
                unsafe ZSTD_decompressDCtx(
                    context, to.baseAddress?.advanced(by: start), uncompressedSize, from.baseAddress, from.count)
            }
        }
        guard ZSTD_isError(length) == 0 else {
            throw CodecError("zstd bytes are broken: \(unsafe String(cString: ZSTD_getErrorName(length)))")
        }
        guard length == uncompressedSize else {
            throw CodecError("zstd bytes hold \(length) bytes where \(uncompressedSize) are announced")
        }
        target.setCount(start + length)
    }
}
