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

    /// The codec's name as the command line spells it, with its level: `zstd:1`.
    public var name: String {
        switch self {
        case .uncompressed: "none"
        case .snappy: "snappy"
        case .gzip(let level): "gzip:\(level)"
        case .zstd(let level): "zstd:\(level)"
        }
    }

    /// The most bytes that compressing `count` bytes can give, whatever they are.
    ///
    /// Snappy's and zstd's libraries promise these sizes (`snappy_max_compressed_length`, `ZSTD_compressBound`); deflate
    /// falls back to stored blocks, whose cost is 5 bytes for each 16 KiB, and gzip adds a header and a trailer.
    public func maximumCompressedSize(of count: Int) -> Int {
        switch self {
        case .uncompressed: count
        case .snappy: 32 + count + count / 6
        case .gzip: count + count / 1024 + 64
        case .zstd: count + count / 256 + 64
        }
    }

    /// Checks the level.
    ///
    /// - Throws: `CodecError` if the level is not one of the codec's.
    public func check() throws(CodecError) {
        switch self {
        case .uncompressed, .snappy: break
        case .gzip(let level):
            guard (1...9).contains(level) else { throw CodecError("gzip has levels 1 to 9, not \(level)") }
        case .zstd(let level):
            guard (1...22).contains(level) else { throw CodecError("zstd has levels 1 to 22, not \(level)") }
        }
    }
}
