public import ParquetBytes

/// Compresses page bodies with one codec; the library's working memory is kept from page to page.
public struct PageCompressor: ~Copyable {
    /// The codec in use.
    public let codec: PageCodec
    let state: State
    private var lz4Raw: LZ4RawCompressor?
    /// Fewer bytes are not worth a block of their own.
    private static let leastBlockByteCount = 512

    /// The working memory of the codecs that have some.
    enum State: ~Copyable {
        case none
        case gzip(GzipCompressor)
        case zstd(ZstdCompressor)

        static func make(_ codec: PageCodec) throws(CodecError) -> State {
            try codec.check()
            switch codec {
            case .uncompressed, .snappy, .brotli, .lz4Raw, .lz4: return .none
            case .gzip(let level): return .gzip(try GzipCompressor(level: level))
            case .zstd(let level): return .zstd(try ZstdCompressor(level: level))
            }
        }
    }

    /// A compressor for `codec`.
    ///
    /// - Throws: `CodecError` if the codec does not pass `check()`, or the library gets no memory.
    public init(_ codec: PageCodec) throws(CodecError) {
        let state = try State.make(codec)
        self.codec = codec
        self.state = state
        lz4Raw = codec == .lz4Raw ? LZ4RawCompressor() : nil
    }

    /// Appends the compressed form of `source` to `target`: at most `codec.maximumCompressedSize(of: source.byteCount)`
    /// bytes.
    ///
    /// - Parameter boundary: where in `source` bytes of another kind begin, if they do. A codec that has blocks with codes of
    ///   their own ends one there.
    public mutating func compress(
        _ source: RawSpan, boundary: Int = 0, into target: inout ByteBuffer
    ) throws(CodecError) {
        switch state {
        case .none:
            switch codec {
            case .snappy: try Snappy.compress(source, into: &target)
            case .brotli(let quality): try Brotli.compress(source, quality: quality, into: &target)
            case .lz4Raw: try lz4Raw?.compress(source, into: &target)
            case .uncompressed, .gzip, .zstd, .lz4: target.append(source)
            }
        case .gzip(let gzip): try gzip.compress(source, into: &target)
        case .zstd(let zstd):
            if min(boundary, source.byteCount - boundary) >= PageCompressor.leastBlockByteCount {
                try zstd.compress(source, endingBlockAt: boundary, into: &target)
            } else {
                try zstd.compress(source, into: &target)
            }
        }
    }
}

/// Decompresses page bodies of any codec; the library's working memory is kept from page to page.
public struct PageDecompressor: ~Copyable {
    private var zstd: ZstdDecompressor?
    private var gzip: GzipDecompressor?

    /// A decompressor without working memory yet.
    public init() {
        zstd = nil
        gzip = nil
    }

    /// Appends the `uncompressedSize` bytes that `source` was compressed from to `target`. The level of `codec` is of no
    /// meaning here.
    ///
    /// The caller has compared `uncompressedSize` with its limits: that much memory is reserved.
    ///
    /// - Throws: `CodecError` if the bytes are broken, or give fewer or more bytes than that.
    public mutating func decompress(
        _ source: RawSpan, codec: PageCodec, uncompressedSize: Int, into target: inout ByteBuffer
    ) throws(CodecError) {
        switch codec {
        case .uncompressed:
            guard source.byteCount == uncompressedSize else {
                throw CodecError("\(source.byteCount) uncompressed bytes where \(uncompressedSize) are announced")
            }
            target.append(source)
        case .snappy:
            try Snappy.decompress(source, uncompressedSize: uncompressedSize, into: &target)
        case .gzip:
            if gzip == nil { gzip = try GzipDecompressor() }
            try gzip?.decompress(source, uncompressedSize: uncompressedSize, into: &target)
        case .zstd:
            if zstd == nil { zstd = try ZstdDecompressor() }
            try zstd?.decompress(source, uncompressedSize: uncompressedSize, into: &target)
        case .brotli:
            try Brotli.decompress(source, uncompressedSize: uncompressedSize, into: &target)
        case .lz4Raw:
            try LZ4Raw.decompress(source, uncompressedSize: uncompressedSize, into: &target)
        case .lz4:
            try LZ4.decompress(source, uncompressedSize: uncompressedSize, into: &target)
        }
    }
}
