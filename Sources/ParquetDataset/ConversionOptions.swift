public import Parquet
public import ParquetJSON

/// How a conversion is done. The bytes that are written depend on the writer's options and the file limit alone: not on the
/// threads, and not on the memory.
public struct ConversionOptions: Sendable {
    /// How files are written.
    public var writer = WriterOptions()
    /// The most bytes of a file.
    public var fileByteLimit = 64 << 20
    /// How records stand in the chunks.
    public var records = RecordShape.auto
    /// What becomes of keys that the contract does not name; nil leaves it to the contract.
    public var unknownKeys: SchemaContract.UnknownKeys?
    /// The key that hashed columns are hashed with; needed if the contract has such.
    public var hashKey: HashKey?
    /// The most threads that compute; nil for one per processor, as far as the memory goes. One more reads files.
    public var threads: Int?
    /// The longest line, or record, that is accepted, in bytes, without its line feed; up to 256 MiB - 1.
    public var maximumLineByteCount = LineChunker.defaultMaximumLineLength
    /// The memory that large buffers may take in all, in bytes. A line longer than an eighth of it takes up to seven times its length
    /// more, one such line at a time. With the other defaults and two threads, 74 MiB are the least, and 4 MiB more where rows are sorted; smaller row groups make do with less.
    public var memoryByteCount = 256 << 20
    /// Whether a column of the contract is written that has the name of a partition's level, too. Without, it is left out of
    /// the files, since the directories say it: Athena refuses a table that has a column twice. Its values are parsed and must
    /// fit either way.
    public var keepsPartitionColumns = false
    /// The levels of the output's directories, the outermost first, where they are made of columns; empty for those of the input.
    ///
    /// All rows of the plan are then sorted by them, in bounded memory and with one open writer, and the partitions appear together
    /// at the end. Null is `__HIVE_DEFAULT_PARTITION__`. The empty string, which readers take for null, too, is an error unless the
    /// files hold the column. A column that is a level as it is counts as one that has the level's name: see
    /// `keepsPartitionColumns`.
    public var partitionColumns: [PartitionColumn] = []
    /// What the rows of each partition are sorted by; nil keeps the order of the input. It is recorded in the files, up to the
    /// first column that is not written.
    public var sortOrder: SortOrder?
    /// The top-level columns of the contract that are written, and `_extra`, if there is one; nil for all. The others are parsed,
    /// must fit, and may be sorted by and make partitions. What they held is gone, and does not go to `_extra`.
    public var columns: [String]?
    /// How many lines of a partition may be no rows. They are kept below `_parkett/quarantine`; of a partition with more, which is not
    /// published, below `_parkett/failed`. Nil makes each of them a failure of its partition.
    public var quarantineLimit: QuarantineLimit?
    /// Whether all partitions are converted, also those that are up to date, and partitions of the output are replaced whatever they were
    /// made of. Of partitions that are made of columns, those that get rows.
    public var overwrite = false
    /// What becomes of partitions whose sources are no longer those that they were made of. Not of partitions that are made of columns.
    public var late = LateSources.rebuild
    /// Whether the output may hold files that no receipt tells of. Those of partitions are replaced only with `overwrite`.
    public var adopts = false
    /// Whether rows are hashed, so that receipts tell what they are.
    public var hashesRows = true
    /// Whether sources are hashed, so that receipts tell what their bytes were. Without, a source of the same size that has another time
    /// counts as changed.
    public var hashesSources = true
    /// Whether files are read again and checked before they are published.
    public var rereads = true
    /// What receipts are signed with; nil for nothing.
    public var signingKey: SigningKey?
    /// Where a contract is kept of which columns became wider on the way, before files have them. Without, only the events and the
    /// report tell of it.
    public var contractStore: ContractStore?

    /// The defaults.
    public init() {}
}
