internal import CZlib
internal import ParquetBytes

/// Gzip members through zlib, piece by piece. zlib checks each member's header, CRC-32 and length.
@safe struct GzipStream: ~Copyable, @unchecked Sendable {
    /// zlib's largest window, with a gzip header.
    private static let windowBits: Int32 = 15 + 16

    private let stream: UnsafeMutablePointer<z_stream>
    /// Whether a member has ended and nothing of another was read.
    private(set) var isAtBoundary = false
    private var memberCount = 0

    init() throws(CodecError) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        guard
            unsafe inflateInit2_(stream, GzipStream.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
                == Z_OK
        else {
            unsafe stream.deallocate()
            throw CodecError("zlib got no memory")
        }
        unsafe self.stream = stream
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    mutating func decompress(
        _ input: RawSpan, at inputOffset: inout Int, into output: inout ByteBuffer, upTo outputCount: Int
    ) throws(CodecError) {
        while output.count < outputCount {
            if isAtBoundary {
                guard inputOffset < input.byteCount else { return }
                guard unsafe inflateReset(stream) == Z_OK else { throw CodecError("zlib cannot begin a member") }
                isAtBoundary = false
            }
            let start = output.count
            let inputLength = UInt32(clamping: input.byteCount - inputOffset)
            let room = UInt32(clamping: outputCount - start)
            let offset = inputOffset
            let state = unsafe stream
            var target = output.mutableBytes
            let status = unsafe input.withUnsafeBytes { from in
                unsafe target.withUnsafeMutableBytes { to in
                    unsafe state.pointee.next_in = UnsafeMutablePointer(
                        mutating: from.baseAddress?.advanced(by: offset).assumingMemoryBound(to: UInt8.self))
                    unsafe state.pointee.avail_in = inputLength
                    unsafe state.pointee.next_out =
                        to.baseAddress?.advanced(by: start).assumingMemoryBound(to: UInt8.self)
                    unsafe state.pointee.avail_out = room
                    return unsafe inflate(state, Z_NO_FLUSH)
                }
            }
            let consumed = Int(inputLength - (unsafe state.pointee.avail_in))
            let produced = Int(room - (unsafe state.pointee.avail_out))
            inputOffset += consumed
            output.setCount(start + produced)
            switch status {
            case Z_OK: break
            case Z_STREAM_END:
                isAtBoundary = true
                memberCount += 1
            // No progress was possible: the input is used up.
            case Z_BUF_ERROR: return
            case Z_MEM_ERROR: throw CodecError("zlib got no memory")
            default:
                let reason = unsafe state.pointee.msg.map { unsafe String(cString: $0) } ?? "status \(status)"
                if memberCount > 0, unsafe state.pointee.total_out == 0, reason == "incorrect header check" {
                    throw CodecError("what follows the gzip member is not another one")
                }
                throw CodecError("the gzip stream is broken (\(reason))")
            }
        }
    }
}
