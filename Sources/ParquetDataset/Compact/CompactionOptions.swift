/// How small files of a partition are merged.
public struct CompactionOptions: Sendable, Equatable {
    /// About how many bytes a file is to have: files are put together as long as their bytes stay within it.
    public var fileByteLimit = 64 << 20
    /// Row groups with fewer bytes are decoded and written into larger ones together; others are copied byte for byte. 0 copies all.
    public var minimumRowGroupByteCount = 1 << 20

    /// The defaults.
    public init() {}
}

/// What became of a partition.
public struct CompactionOutcome: Sendable, Equatable {
    /// The partition.
    public var partition: PartitionPath
    /// Its files before.
    public var filesBefore: Int
    /// Its files now; as many as before if nothing was to be done.
    public var filesNow: Int
    /// The bytes of its files before, and now.
    public var bytesBefore: Int
    /// The bytes of its files now.
    public var bytesNow: Int
    /// The row groups that were copied byte for byte.
    public var copiedRowGroups = 0
    /// The row groups that were decoded and written into larger ones.
    public var mergedRowGroups = 0
    /// Whether the proof is by the hashes of rows; if not, numbers of rows were compared.
    public var isHashed: Bool
    /// Why files that would fit together were left apart, a sentence each.
    public var remarks: [String] = []
    /// The number of the receipt; nil if nothing was to be done.
    public var receipt: Int?

    /// Whether files were merged.
    public var isChanged: Bool { receipt != nil }
}
