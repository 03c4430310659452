internal import CZstd
internal import ParquetBytes

/// Zstd frames through libzstd, piece by piece. Checksums, where frames have them, are checked.
@safe struct ZstdStream: ~Copyable, @unchecked Sendable {
    private let context: OpaquePointer
    /// Whether a frame has ended and nothing of another was read.
    private(set) var isAtBoundary = false

    init(maximumWindowByteCount: Int) throws(CodecError) {
        guard let context = unsafe ZSTD_createDCtx() else { throw CodecError("zstd got no memory") }
        let log = maximumWindowByteCount.bitWidth - 1 - max(1, maximumWindowByteCount).leadingZeroBitCount
        let status = unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Int32(min(31, max(10, log))))
        guard ZSTD_isError(status) == 0 else {
            unsafe ZSTD_freeDCtx(context)
            throw CodecError("zstd refuses a window of 2^\(log) bytes")
        }
        unsafe self.context = context
    }

    deinit {
        unsafe ZSTD_freeDCtx(context)
    }

    mutating func decompress(
        _ input: RawSpan, at inputOffset: inout Int, into output: inout ByteBuffer, upTo outputCount: Int
    ) throws(CodecError) {
        while output.count < outputCount {
            if isAtBoundary, inputOffset == input.byteCount { return }
            let start = output.count
            let offset = inputOffset
            let context = unsafe context
            var consumed = 0
            var produced = 0
            var target = output.mutableBytes
            let status = unsafe input.withUnsafeBytes { from in
                unsafe target.withUnsafeMutableBytes { to in
                    var source = unsafe ZSTD_inBuffer(src: from.baseAddress, size: from.count, pos: offset)
                    var sink = unsafe ZSTD_outBuffer(dst: to.baseAddress, size: outputCount, pos: start)
                    let status = unsafe ZSTD_decompressStream(context, &sink, &source)
                    consumed = unsafe source.pos - offset
                    produced = unsafe sink.pos - start
                    return status
                }
            }
            inputOffset += consumed
            output.setCount(start + produced)
            guard ZSTD_isError(status) == 0 else {
                throw CodecError("the zstd stream is broken (\(unsafe String(cString: ZSTD_getErrorName(status))))")
            }
            isAtBoundary = status == 0
            // No progress: the input is used up.
            if !isAtBoundary, consumed == 0, produced == 0 { return }
        }
    }
}
