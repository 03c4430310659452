/// How the bodies of a column chunk's pages are compressed (parquet.thrift, `CompressionCodec`; Compression.md).
public enum CompressionCodec: RawRepresentable, Sendable, Hashable {
    /// Not at all.
    case uncompressed
    /// Raw Snappy, without framing.
    case snappy
    /// Gzip (RFC 1952), of one or more members.
    case gzip
    /// LZO; never specified well enough to be read.
    case lzo
    /// Brotli (RFC 7932).
    case brotli
    /// LZ4 in Hadoop's framing or others; deprecated.
    case lz4
    /// Zstandard (RFC 8878).
    case zstd
    /// A raw LZ4 block.
    case lz4Raw
    /// A number that this version has no name for.
    case unknown(Int32)

    /// The codec with the specification's number `rawValue`.
    public init(rawValue: Int32) {
        switch rawValue {
        case 0: self = .uncompressed
        case 1: self = .snappy
        case 2: self = .gzip
        case 3: self = .lzo
        case 4: self = .brotli
        case 5: self = .lz4
        case 6: self = .zstd
        case 7: self = .lz4Raw
        default: self = .unknown(rawValue)
        }
    }

    /// The codec's number in the specification.
    public var rawValue: Int32 {
        switch self {
        case .uncompressed: 0
        case .snappy: 1
        case .gzip: 2
        case .lzo: 3
        case .brotli: 4
        case .lz4: 5
        case .zstd: 6
        case .lz4Raw: 7
        case .unknown(let number): number
        }
    }

    /// The codec's name in the specification.
    public var name: String {
        switch self {
        case .uncompressed: "UNCOMPRESSED"
        case .snappy: "SNAPPY"
        case .gzip: "GZIP"
        case .lzo: "LZO"
        case .brotli: "BROTLI"
        case .lz4: "LZ4"
        case .zstd: "ZSTD"
        case .lz4Raw: "LZ4_RAW"
        case .unknown(let number): "codec \(number)"
        }
    }
}
