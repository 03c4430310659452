internal import CZlib
internal import ParquetBytes

/// gzip members through zlib, one member a page; the deflate state is kept from page to page.
@safe struct GzipCompressor: ~Copyable {
    private let stream: UnsafeMutablePointer<z_stream>
    private let level: Int

    init(level: Int) throws(CodecError) {
        self.level = level
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let status = unsafe deflateInit2_(
            stream, Int32(level), Z_DEFLATED, Gzip.windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else {
            unsafe stream.deallocate()
            throw CodecError("zlib got no memory (\(status))")
        }
        unsafe self.stream = stream
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
    }

    func compress(_ source: RawSpan, into target: inout ByteBuffer) throws(CodecError) {
        guard let length = UInt32(exactly: source.byteCount) else {
            throw CodecError("a page of \(source.byteCount) bytes exceeds zlib's 4 GiB")
        }
        let start = target.count
        let bound = PageCodec.gzip(level: level).maximumCompressedSize(of: source.byteCount)
        target.reserve(bound)
        var output = target.mutableBytes
        let state = unsafe stream
        unsafe deflateReset(state)
        let status = unsafe source.withUnsafeBytes { from in
            unsafe output.withUnsafeMutableBytes { to in
                unsafe state.pointee.next_in = UnsafeMutablePointer(
                    mutating: from.baseAddress?.assumingMemoryBound(to: UInt8.self))
                unsafe state.pointee.avail_in = length
                unsafe state.pointee.next_out = to.baseAddress?.advanced(by: start).assumingMemoryBound(to: UInt8.self)
                unsafe state.pointee.avail_out = UInt32(clamping: bound)
                return unsafe deflate(state, Z_FINISH)
            }
        }
        guard status == Z_STREAM_END else { throw CodecError("zlib refused to compress (\(status))") }
        target.setCount(start + Int(unsafe state.pointee.total_out))
    }
}

/// Decompression of gzip members, any number of them one after the other.
enum Gzip {
    /// zlib's largest window, with a gzip header.
    static let windowBits: Int32 = 15 + 16

    static func decompress(
        _ source: RawSpan, uncompressedSize: Int, into target: inout ByteBuffer
    ) throws(CodecError) {
        guard let inputLength = UInt32(exactly: source.byteCount), let room = UInt32(exactly: uncompressedSize) else {
            throw CodecError("a page exceeds zlib's 4 GiB")
        }
        let start = target.count
        // One byte more than announced, so that bytes in excess are seen.
        target.reserve(uncompressedSize + 1)
        var stream = unsafe z_stream()
        guard
            unsafe inflateInit2_(&stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { throw CodecError("zlib got no memory") }
        defer { unsafe inflateEnd(&stream) }
        var output = target.mutableBytes
        var written = 0
        let status = unsafe source.withUnsafeBytes { from in
            unsafe output.withUnsafeMutableBytes { to in
                unsafe stream.next_in = UnsafeMutablePointer(
                    mutating: from.baseAddress?.assumingMemoryBound(to: UInt8.self))
                unsafe stream.avail_in = inputLength
                unsafe stream.next_out = to.baseAddress?.advanced(by: start).assumingMemoryBound(to: UInt8.self)
                unsafe stream.avail_out = room + 1
                var status = unsafe inflate(&stream, Z_FINISH)
                while status == Z_STREAM_END, unsafe stream.avail_in > 0, unsafe stream.avail_out > 0 {
                    guard unsafe inflateReset(&stream) == Z_OK else { return Z_STREAM_ERROR }
                    status = unsafe inflate(&stream, Z_FINISH)
                }
                written = Int(room) + 1 - Int(unsafe stream.avail_out)
                return status
            }
        }
        guard written <= uncompressedSize else {
            throw CodecError("gzip bytes hold more than the announced \(uncompressedSize) bytes")
        }
        guard status == Z_STREAM_END else { throw CodecError("gzip bytes are broken or cut off (\(status))") }
        guard written == uncompressedSize else {
            throw CodecError("gzip bytes hold \(written) bytes where \(uncompressedSize) are announced")
        }
        target.setCount(start + written)
    }
}
