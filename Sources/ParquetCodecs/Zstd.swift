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
