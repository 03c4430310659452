public import Parquet

/// Where a dataset's partitions lie, and how they come there: a directory, or a bucket without rename.
///
/// **What readers see.** A partition is either what it was before `publish`, or what it is after: `files(in:)` never names some files
/// of one and some of the other, nor a file that is not whole. That holds for each partition, not for several at once, and after
/// a crash at any moment. What is staged and not published is seen by nobody.
///
/// **Records** are the small files about a dataset: the contract, receipts, the ledger. They lie beside the data under names that
/// engines pass over (`_parkett/…`), are written whole or not at all, and are durable when a call returns.
///
/// Paths of records have their parts joined by slashes: `receipts/00000001.json`. Names of files have no slashes.
public protocol DatasetStore: Sendable {
    /// What to call the store in errors, such as the directory's path.
    var name: String { get }

    /// The partitions that have files, in the order of their paths' bytes.
    func partitions() async throws(ParquetError) -> [PartitionPath]

    /// The files that readers of a partition see, in the bytewise order of their names; none if it is not there.
    func files(in partition: PartitionPath) async throws(ParquetError) -> [StoredFile]

    /// The bytes of a file that `files(in:)` named. If the partition is replaced meanwhile, they are those of the old file or
    /// reading fails; they are never of both.
    func source(of file: StoredFile, in partition: PartitionPath) async throws(ParquetError) -> any ByteSource

    /// Begins to stage partitions.
    func beginStaging() async throws(ParquetError) -> any StagedOutput

    /// What a run before this one has staged; nil if nothing of it is there.
    ///
    /// - Parameter name: as `StagedOutput.name` was.
    func resumeStaging(_ name: String) async throws(ParquetError) -> (any StagedOutput)?

    /// What runs before this one left behind, or ones that still go on have staged: where it lies, for people.
    func leftovers() async throws(ParquetError) -> [String]

    /// Removes what `leftovers` names. Runs that still go on lose what they have staged: it is for when none does (`DatasetLock`).
    ///
    /// - Parameter restoring: whether what was being replaced comes back where nothing is in its place. It is for a run that ended within
    ///   `publish`, whose new state is given up.
    func removeLeftovers(restoring: Bool) async throws(ParquetError)

    /// The names of the records in a folder, in bytewise order; none if it is not there.
    func records(in folder: String) async throws(ParquetError) -> [String]

    /// A record's bytes; nil if it is not there.
    ///
    /// - Throws: `ParquetError` with code `limit` if there are more than `limit`.
    func record(_ path: String, limit: Int) async throws(ParquetError) -> [UInt8]?

    /// Writes a record that must not be there: of several that try, one succeeds.
    ///
    /// - Returns: false if it is there already; then nothing was done.
    func create(_ path: String, _ bytes: [UInt8]) async throws(ParquetError) -> Bool

    /// Writes a record in one step, be it there or not.
    func replace(_ path: String, _ bytes: [UInt8]) async throws(ParquetError)

    /// Begins a record that is written in pieces, be it there or not. It is there when the sink is finished, and not before. Writing
    /// to the sink blocks.
    func makeSink(_ path: String) throws(ParquetError) -> any StagedSink

    /// Removes a record, if it is there.
    func remove(_ path: String) async throws(ParquetError)
}

/// Partitions of one run before they are published.
public protocol StagedOutput: Sendable {
    /// What to find it by when its run has ended (`DatasetStore.resumeStaging`).
    var name: String { get }

    /// Begins a file. It is part of the partition when the sink is finished and the partition published. Writing to the sink
    /// blocks; it is done on a thread of the writer's own.
    func makeSink(_ file: String, in partition: PartitionPath) throws(ParquetError) -> any StagedSink

    /// The bytes of a finished file, so that it can be checked before it is published.
    func source(of file: String, in partition: PartitionPath) async throws(ParquetError) -> any ByteSource

    /// Puts the finished files `files` in the place of all that the partition had; no files remove it. When it returns, the change
    /// is durable. A partition is published once.
    ///
    /// - Throws: `ParquetError`; with code `exists` if somebody else has published the partition since staging began, where the store
    ///   can tell. Whatever the error, readers see the old state or the new one.
    func publish(_ partition: PartitionPath, files: [String]) async throws(ParquetError)

    /// Publishes partitions, each as `publish(_:files:)` does, which it does by default.
    func publish(_ partitions: [StagedPartition]) async throws(ParquetError)

    /// Removes what was staged of a partition and not published: it is begun again, or given up.
    func remove(_ partition: PartitionPath) async throws(ParquetError)

    /// Removes what was staged and not published.
    func discard() async
}

extension StagedOutput {
    /// Publishes one after the other.
    public func publish(_ partitions: [StagedPartition]) async throws(ParquetError) {
        for partition in partitions { try await publish(partition.path, files: partition.files) }
    }
}

/// A partition whose files are finished.
public struct StagedPartition: Sendable, Hashable {
    /// Its path.
    public var path: PartitionPath
    /// The names of its files; none remove it.
    public var files: [String]

    /// A partition.
    public init(path: PartitionPath, files: [String]) {
        self.path = path
        self.files = files
    }
}

/// A file that readers see.
public struct StoredFile: Sendable, Hashable {
    /// The file's name, without its partition.
    public let name: String
    /// Its size in bytes.
    public let byteCount: Int
    /// Where it lies in the store, if not under its name in the partition's directory.
    let key: String?

    init(name: String, byteCount: Int, key: String? = nil) {
        self.name = name
        self.byteCount = byteCount
        self.key = key
    }
}

extension DatasetStore {
    /// The error that a record is longer than it may be.
    func tooLong(_ path: String, _ count: Int, _ limit: Int) -> ParquetError {
        ParquetError(
            .limit, "the file has \(count) bytes, at most \(limit) are read", at: .init(file: "\(name)/\(path)"))
    }
}
