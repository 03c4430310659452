/// A way to compress page bodies (Compression.md), with its level where it has one.
public enum PageCodec: Sendable, Hashable {
    /// Bytes as they are.
    case uncompressed
    /// Snappy's raw format, without framing.
    case snappy
    /// RFC 1952, levels 1 to 9.
    case gzip(level: Int)
    /// RFC 8878, levels 1 to 22.
    case zstd(level: Int)
    /// RFC 7932, qualities 0 to 11; only where the package is built with its trait `Brotli`.
    case brotli(quality: Int)
    /// One LZ4 block.
    case lz4Raw
    /// LZ4 as it was written before `lz4Raw` told how: in Hadoop's framing, in frames, or a bare block. It is only read.
    case lz4
    /// Of `automaticChoices` the one that makes a column chunk the smallest, as its first page tells. A writer chooses; it is
    /// none to compress or decompress by.
    case automatic

    /// What `automatic` chooses from, the quickest first: of those that make pages as small, the first one is taken.
    ///
    /// Levels of zstd do not make everything smaller that they take longer for: random text, as identifiers are, is larger at
    /// level 3 than at level 1.
    public static let automaticChoices: [PageCodec] = [.uncompressed, .zstd(level: 1), .zstd(level: 3)]

    /// The codec's name as the command line spells it, with its level: `zstd:1`.
    public var name: String {
        switch self {
        case .uncompressed: "none"
        case .snappy: "snappy"
        case .gzip(let level): "gzip:\(level)"
        case .zstd(let level): "zstd:\(level)"
        case .brotli(let quality): "brotli:\(quality)"
        case .lz4Raw: "lz4-raw"
        case .lz4: "lz4"
        case .automatic: "auto"
        }
    }

    /// The most bytes that compressing `count` bytes can give, whatever they are.
    ///
    /// The libraries of snappy, zstd and brotli promise these sizes (`snappy_max_compressed_length`, `ZSTD_compressBound`,
    /// `BrotliEncoderMaxCompressedSize`); deflate falls back to stored blocks, which cost 5 bytes each and hold 5,000 or more,
    /// and gzip adds a header and a trailer. LZ4 counts literals in bytes of 255.
    public func maximumCompressedSize(of count: Int) -> Int {
        switch self {
        case .uncompressed: count
        case .snappy: 32 + count + count / 6
        case .gzip: count + count / 512 + 64
        case .zstd, .automatic: count + count / 256 + 64
        case .brotli: count + count / 4096 + 64
        case .lz4Raw, .lz4: count + count / 255 + 16
        }
    }

    /// Checks whether the codec is built in.
    ///
    /// - Throws: `CodecError`, which tells how to build with it.
    public func checkAvailability() throws(CodecError) {
        switch self {
        case .uncompressed, .snappy, .gzip, .zstd, .lz4Raw, .lz4, .automatic: break
        case .brotli: guard Brotli.isAvailable else { throw Brotli.missing }
        }
    }

    /// Checks whether pages can be compressed with it.
    ///
    /// - Throws: `CodecError` if the level is not one of the codec's, or the codec is not built in or only read.
    public func check() throws(CodecError) {
        switch self {
        case .uncompressed, .snappy, .lz4Raw, .automatic: break
        case .gzip(let level):
            guard (1...9).contains(level) else { throw CodecError("gzip has levels 1 to 9, not \(level)") }
        case .zstd(let level):
            guard (1...22).contains(level) else { throw CodecError("zstd has levels 1 to 22, not \(level)") }
        case .brotli(let quality):
            try checkAvailability()
            guard (0...11).contains(quality) else {
                throw CodecError("brotli has the qualities 0 to 11, not \(quality)")
            }
        case .lz4: throw CodecError("lz4 has no one form and is only read; lz4-raw is what replaces it")
        }
    }
}
