public import ParquetBytes

/// Compresses page bodies with one codec; the library's working memory is kept from page to page.
public struct PageCompressor: ~Copyable {
    /// The codec in use.
    public let codec: PageCodec
    private var gzip: GzipCompressor?
    private var zstd: ZstdCompressor?
    private var snappyValues = SnappyValueCompressor()
    private var lz4Raw: LZ4RawCompressor?
    /// Fewer bytes are not worth a block of their own.
    private static let leastBlockByteCount = 512

    /// A compressor for `codec`.
    ///
    /// - Throws: `CodecError` if the codec does not pass `check()` or is yet to be chosen, or the library gets no memory.
    public init(_ codec: PageCodec) throws(CodecError) {
        try codec.check()
        guard codec != .automatic else { throw CodecError("auto is a choice between codecs, none to compress by") }
        let gzip = try PageCompressor.gzip(codec)
        let zstd = try PageCompressor.zstd(codec)
        self.codec = codec
        self.gzip = gzip
        self.zstd = zstd
        lz4Raw = codec == .lz4Raw ? LZ4RawCompressor() : nil
    }

    private static func gzip(_ codec: PageCodec) throws(CodecError) -> GzipCompressor? {
        guard case .gzip(let level) = codec else { return nil }
        return try GzipCompressor(level: level)
    }

    private static func zstd(_ codec: PageCodec) throws(CodecError) -> ZstdCompressor? {
        guard case .zstd(let level) = codec else { return nil }
        return try ZstdCompressor(level: level)
    }

    /// Appends the compressed form of `source` to `target`: at most `codec.maximumCompressedSize(of: source.byteCount)`
    /// bytes.
    ///
    /// - Parameter boundary: where in `source` bytes of another kind begin, if they do. A codec that has blocks with codes of
    ///   their own ends one there.
    /// - Parameter matching: how to look for what the values repeat that `source` is from `boundary` on.
    public mutating func compress(
        _ source: RawSpan, boundary: Int = 0, matching: ValueMatching = .none, into target: inout ByteBuffer
    ) throws(CodecError) {
        if matching != .none, compressValues(source, boundary: boundary, matching, into: &target) { return }
        switch codec {
        case .snappy: try Snappy.compress(source, into: &target)
        case .brotli(let quality): try Brotli.compress(source, quality: quality, into: &target)
        case .lz4Raw: try lz4Raw?.compress(source, into: &target)
        case .uncompressed, .lz4, .automatic: target.append(source)
        case .gzip: try gzip?.compress(source, into: &target)
        case .zstd:
            if min(boundary, source.byteCount - boundary) >= PageCompressor.leastBlockByteCount {
                try zstd?.compress(source, endingBlockAt: boundary, into: &target)
            } else {
                try zstd?.compress(source, into: &target)
            }
        }
    }

    private mutating func compressValues(
        _ source: RawSpan, boundary: Int, _ matching: ValueMatching, into target: inout ByteBuffer
    ) -> Bool {
        guard source.byteCount - boundary >= ValueMatching.leastByteCount else { return false }
        if codec == .snappy {
            let areByteArrays = matching == .byteArrays || matching == .similarByteArrays
            return areByteArrays && snappyValues.compress(source, boundary: boundary, into: &target)
        }
        return zstd?.compress(source, boundary: boundary, matching, into: &target) ?? false
    }

    /// That of `matchings` by which the beginning of `values` takes the fewest bytes; of those that take as many, the first one. With
    /// snappy `.byteArrays` for values of one length, which saves time rather than bytes.
    public mutating func smallestMatching(
        of values: RawSpan, among matchings: [ValueMatching]
    ) throws(CodecError) -> ValueMatching {
        if codec == .snappy {
            let isApplicable = matchings.contains(.byteArrays) && SnappyValueCompressor.isApplicable(to: values)
            return isApplicable ? .byteArrays : .none
        }
        guard case .zstd = codec, matchings.count > 1, values.byteCount >= ValueMatching.leastByteCount else {
            return .none
        }
        let size = ValueMatching.sampleByteCount(of: values, for: matchings, limit: ValueMatching.sampleByteCount)
        let sample = values.bytes(0..<size)
        var scratch = ByteBuffer()
        var best = (matching: ValueMatching.none, byteCount: Int.max)
        for matching in matchings {
            scratch.removeAll()
            try compress(sample, matching: matching, into: &scratch)
            if scratch.count < best.byteCount { best = (matching, scratch.count) }
        }
        return best.matching
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
            try SnappyElements.decompress(source, uncompressedSize: uncompressedSize, into: &target)
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
        case .automatic:
            throw CodecError("auto is a choice between codecs, none to decompress by")
        case .lz4:
            try LZ4.decompress(source, uncompressedSize: uncompressedSize, into: &target)
        }
    }
}
