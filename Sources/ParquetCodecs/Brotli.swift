internal import ParquetBytes

#if Brotli
    internal import CBrotli
#endif

/// Brotli streams (RFC 7932) through the C library, one stream a page. Without the package trait `Brotli` there is nothing
/// but the error that says so.
enum Brotli {
    #if Brotli
        static let isAvailable = true

        static func compress(_ source: RawSpan, quality: Int, into target: inout ByteBuffer) throws(CodecError) {
            let start = target.count
            let bound = PageCodec.brotli(quality: quality).maximumCompressedSize(of: source.byteCount)
            target.reserve(bound)
            var length = bound
            var output = target.mutableBytes
            let status = unsafe source.withUnsafeBytes { from in
                unsafe output.withUnsafeMutableBytes { to in
                    unsafe BrotliEncoderCompress(
                        Int32(quality), BROTLI_DEFAULT_WINDOW, BROTLI_MODE_GENERIC, from.count,
                        from.baseAddress?.assumingMemoryBound(to: UInt8.self), &length,
                        to.baseAddress?.advanced(by: start).assumingMemoryBound(to: UInt8.self))
                }
            }
            guard status == BROTLI_TRUE else { throw CodecError("brotli refused to compress") }
            target.setCount(start + length)
        }

        static func decompress(
            _ source: RawSpan, uncompressedSize: Int, into target: inout ByteBuffer
        ) throws(CodecError) {
            guard let state = unsafe BrotliDecoderCreateInstance(nil, nil, nil) else {
                throw CodecError("brotli got no memory")
            }
            defer { unsafe BrotliDecoderDestroyInstance(state) }
            let start = target.count
            target.reserve(uncompressedSize)
            var inputLeft = source.byteCount
            var room = uncompressedSize
            var output = target.mutableBytes
            let result = unsafe source.withUnsafeBytes { from in
                unsafe output.withUnsafeMutableBytes { to in
                    var input = unsafe from.baseAddress?.assumingMemoryBound(to: UInt8.self)
                    var next = unsafe to.baseAddress?.advanced(by: start).assumingMemoryBound(to: UInt8.self)
                    return unsafe BrotliDecoderDecompressStream(state, &inputLeft, &input, &room, &next, nil)
                }
            }
            switch result {
            case BROTLI_DECODER_RESULT_SUCCESS:
                guard inputLeft == 0 else { throw CodecError("\(inputLeft) bytes follow a brotli stream") }
                guard room == 0 else {
                    throw CodecError(
                        "brotli bytes hold \(uncompressedSize - room) bytes where \(uncompressedSize) are announced")
                }
            case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT:
                throw CodecError("brotli bytes hold more than the announced \(uncompressedSize) bytes")
            case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT: throw CodecError("brotli bytes are cut off")
            default:
                let code = unsafe BrotliDecoderGetErrorCode(state)
                throw CodecError("brotli bytes are broken: \(unsafe String(cString: BrotliDecoderErrorString(code)))")
            }
            target.setCount(start + uncompressedSize)
        }
    #else
        static let isAvailable = false

        static func compress(_ source: RawSpan, quality: Int, into target: inout ByteBuffer) throws(CodecError) {
            throw missing
        }

        static func decompress(
            _ source: RawSpan, uncompressedSize: Int, into target: inout ByteBuffer
        ) throws(CodecError) {
            throw missing
        }
    #endif

    /// The error where the trait is not on.
    static var missing: CodecError {
        CodecError(
            "brotli is not built in: it needs libbrotli and the package trait Brotli, which "
                + "'swift build --traits Brotli' turns on, or traits: [\"Brotli\"] where a package depends on this one")
    }
}
