internal import CZstd
internal import ParquetBytes

/// zstd frames through libzstd, one frame a page.
@safe struct ZstdCompressor: ~Copyable {
    private let context: OpaquePointer
    private let level: Int32
    private var matches = ValueMatches()
    /// Whether the library takes sequences with their blocks, and finds short codes for their offsets.
    private let takesSequences: Bool

    // The numbers of parameters that the library's header names in macros: `ZSTD_c_blockDelimiters` with
    // `ZSTD_sf_explicitBlockDelimiters`, and `ZSTD_c_searchForExternalRepcodes` (from version 1.5.4 on) with `ZSTD_ps_enable`.
    private static let blockDelimiters = ZSTD_c_experimentalParam11
    private static let searchForExternalRepcodes = ZSTD_cParameter(rawValue: 1016)

    init(level: Int) throws(CodecError) {
        guard let context = unsafe ZSTD_createCCtx() else { throw CodecError("zstd got no memory") }
        unsafe self.context = context
        self.level = Int32(level)
        unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, self.level)
        let delimiters = unsafe ZSTD_CCtx_setParameter(context, ZstdCompressor.blockDelimiters, 1)
        let repcodes = unsafe ZSTD_CCtx_setParameter(context, ZstdCompressor.searchForExternalRepcodes, 1)
        takesSequences = ZSTD_isError(delimiters) == 0 && ZSTD_isError(repcodes) == 0
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

    /// Makes one frame of `source`, of which the bytes from `boundary` on are values, with the matches that `matching` finds.
    ///
    /// - Returns: whether it did; if not, `target` is as it was.
    mutating func compress(
        _ source: RawSpan, boundary: Int, _ matching: ValueMatching, into target: inout ByteBuffer
    ) -> Bool {
        guard takesSequences else { return false }
        switch matching {
        case .none: return false
        case .byteArrays: guard matches.findByteArrays(source, from: boundary, isSimilar: false) else { return false }
        case .similarByteArrays:
            guard matches.findByteArrays(source, from: boundary, isSimilar: true) else { return false }
        case .numbers(let width):
            guard matches.findNumbers(source, from: boundary, width: width) else { return false }
        }
        let start = target.count
        let bound = PageCodec.zstd(level: Int(level)).maximumCompressedSize(of: source.byteCount)
        target.reserve(bound)
        var output = target.mutableBytes
        unsafe ZSTD_CCtx_reset(context, ZSTD_reset_session_only)
        let length = unsafe source.withUnsafeBytes { from in
            unsafe output.withUnsafeMutableBytes { to in
                unsafe matches.sequences.withUnsafeBufferPointer { sequences in
                    unsafe ZSTD_compressSequences(
                        context, to.baseAddress?.advanced(by: start), bound, sequences.baseAddress, matches.count,
                        from.baseAddress, from.count)
                }
            }
        }
        guard ZSTD_isError(length) == 0 else { return false }
        target.setCount(start + length)
        return true
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
