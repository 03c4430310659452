public import ParquetBytes

/// Decompression of a stream that arrives in pieces and whose size nobody knows: files of gzip members (RFC 1952) or zstd
/// frames (RFC 8878), one or many, one after the other.
///
/// What comes out is bounded by the room that is offered, so that a small file which unpacks to very much is no danger.
/// Anything but whole members or frames is an error: bytes behind the last one, a broken checksum, an early end.
public struct StreamDecompressor: ~Copyable, Sendable {
    /// The formats of streams.
    public enum Format: Sendable, Hashable {
        /// Gzip members.
        case gzip
        /// Zstd frames, skippable ones included.
        case zstd
    }

    /// One of the two is there.
    private var gzip: GzipStream?
    private var zstd: ZstdStream?
    /// How many compressed bytes were read so far.
    public private(set) var inputByteCount = 0
    /// How many bytes came out so far.
    public private(set) var outputByteCount = 0

    /// A decompressor at the start of a stream.
    ///
    /// - Parameter maximumWindowByteCount: the most memory a zstd frame's window may ask for, rounded down to a power of
    ///   two from 1 KiB to 2 GiB. Gzip's window is 32 KiB.
    /// - Throws: `CodecError` if the library gets no memory.
    public init(_ format: Format, maximumWindowByteCount: Int = 128 << 20) throws(CodecError) {
        switch format {
        case .gzip: gzip = try GzipStream()
        case .zstd: zstd = try ZstdStream(maximumWindowByteCount: maximumWindowByteCount)
        }
    }

    /// Reads from `input` behind `inputOffset`, which is advanced, and appends to `output` until that holds
    /// `outputCount` bytes or there is nothing more to be had from the input.
    ///
    /// If `output` is not full afterwards, the input is used up and the next piece is needed. If it is full, more may come
    /// without further input.
    ///
    /// - Throws: `CodecError` naming the compressed byte if the stream is broken.
    public mutating func decompress(
        _ input: RawSpan, at inputOffset: inout Int, into output: inout ByteBuffer, upTo outputCount: Int
    ) throws(CodecError) {
        let inputStart = inputOffset
        let outputStart = output.count
        if outputCount > output.count { output.reserve(outputCount - output.count) }
        do {
            try gzip?.decompress(input, at: &inputOffset, into: &output, upTo: outputCount)
            try zstd?.decompress(input, at: &inputOffset, into: &output, upTo: outputCount)
        } catch {
            throw CodecError("\(error.message), near compressed byte \(inputByteCount + inputOffset - inputStart)")
        }
        inputByteCount += inputOffset - inputStart
        outputByteCount += output.count - outputStart
    }

    /// Says that the input has ended.
    ///
    /// - Throws: `CodecError` if the stream is cut off: within a member or frame, or before the first.
    public func finish() throws(CodecError) {
        guard isAtBoundary else {
            throw CodecError("the compressed stream is cut off after \(inputByteCount) bytes")
        }
    }

    /// Whether a member or frame has ended and nothing of another was read.
    private var isAtBoundary: Bool {
        switch gzip {
        case .some(let stream): return stream.isAtBoundary
        case .none: break
        }
        switch zstd {
        case .some(let stream): return stream.isAtBoundary
        case .none: return false
        }
    }
}
