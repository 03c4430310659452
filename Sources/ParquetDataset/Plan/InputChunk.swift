public import SystemPackage

/// One file of JSON lines.
public struct InputChunk: Sendable, Hashable {
    /// Where the file is.
    public let path: FilePath
    /// The path below the input directory, its components joined by slashes; chunks are ordered by its bytes.
    public let relativePath: String
    /// How the lines are stored.
    public let format: ChunkFormat
    /// The file's size in bytes when the input was listed.
    public let byteCount: Int
}

/// A partition of the input with the chunks that hold its rows.
public struct InputPartition: Sendable {
    /// The partition's directories, as spelled; the output has the same.
    public let path: PartitionPath
    /// The chunks in the order of their rows.
    public let chunks: [InputChunk]

    /// The day that the path names, if it does.
    public var day: CalendarDay? { path.day.day }

    /// The size of all chunks in bytes.
    public var byteCount: Int { chunks.reduce(0) { $0 + $1.byteCount } }
}
