/// How the lines of a chunk are stored, as its name tells.
public enum ChunkFormat: Sendable, Hashable {
    /// The lines themselves.
    case plain
    /// Gzip, one member or many (RFC 1952).
    case gzip
    /// Zstandard, one frame or many (RFC 8878).
    case zstd

    /// The endings of chunks, without the second one of a compressed chunk.
    public static let endings = [".json", ".jsonl", ".ndjson"]

    /// The format of the chunk `name`, or nil if no chunk is named like this. Case matters, as it does to file systems.
    public init?(fileName name: String) {
        let format: ChunkFormat
        let stem: Substring
        if name.hasSuffix(".gz") {
            format = .gzip
            stem = name.dropLast(3)
        } else if name.hasSuffix(".zst") {
            format = .zstd
            stem = name.dropLast(4)
        } else {
            format = .plain
            stem = name[...]
        }
        guard ChunkFormat.endings.contains(where: { stem.utf8.count > $0.utf8.count && stem.hasSuffix($0) }) else {
            return nil
        }
        self = format
    }
}
