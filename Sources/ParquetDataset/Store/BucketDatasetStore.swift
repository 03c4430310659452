public import Parquet
internal import ParquetBytes
internal import ParquetJSON
internal import Synchronization

/// A dataset in a bucket that has no rename.
///
///     year=2025/_RUN/part-00000.parquet       a partition's files, of the run that wrote them
///     _parkett/partitions/year=2025.json      its manifest: which run and which files it is made of
///     _parkett/receipts/00000001.json         records
///
/// A run puts its files under a name of its own, where nobody looks: names starting with an underscore are passed over. The
/// manifest, one object, is put last, on condition that it is still what it was when staging began. That one put is the moment at
/// which the partition changes. Files of runs that no manifest names are left to `removeLeftovers`, so that readers which read
/// the manifest before may finish. An engine that only lists objects does not see the files: it is given the manifest's through a
/// catalogue, whose partitions have locations.
public struct BucketDatasetStore: DatasetStore {
    private let bucket: any ObjectBucket
    private let prefix: String

    /// The dataset of the objects in `bucket` whose keys start with `prefix` and a slash; all if it is empty.
    public init(_ bucket: any ObjectBucket, prefix: String = "") {
        self.bucket = bucket
        self.prefix = prefix.isEmpty ? "" : prefix + "/"
    }

    /// The bucket's name and the prefix.
    public var name: String { prefix.isEmpty ? bucket.name : "\(bucket.name)/\(prefix.dropLast())" }

    private var manifests: String { prefix + "_parkett/partitions/" }
    private static let manifestByteLimit = 16 << 20

    /// The partitions that have manifests with files.
    public func partitions() async throws(ParquetError) -> [PartitionPath] {
        var found: [PartitionPath] = []
        for object in try await bucket.list(manifests) {
            guard object.key.hasSuffix(".json") else { continue }
            let path = object.key.dropFirst(manifests.count).dropLast(".json".count)
            let partition =
                path == BucketDatasetStore.rootName
                ? PartitionPath(components: []) : PartitionPath(components: path.split(separator: "/").map(String.init))
            if let manifest = try await manifest(of: partition), !manifest.manifest.files.isEmpty {
                found.append(partition)
            }
        }
        return found.sorted { $0.description.utf8.lexicographicallyPrecedes($1.description.utf8) }
    }

    /// The files of the partition's manifest.
    public func files(in partition: PartitionPath) async throws(ParquetError) -> [StoredFile] {
        guard let (manifest, _) = try await manifest(of: partition) else { return [] }
        let directory = directory(of: partition, run: manifest.run)
        return manifest.files.map { StoredFile(name: $0.name, byteCount: $0.byteCount, key: directory + $0.name) }
    }

    /// The object's bytes.
    public func source(of file: StoredFile, in partition: PartitionPath) async throws(ParquetError) -> any ByteSource {
        guard let key = file.key else {
            throw ParquetError(.argument, "the file is none of this store's", at: .init(file: file.name))
        }
        return try await bucket.source(of: key)
    }

    /// Begins a run.
    public func beginStaging() async throws(ParquetError) -> any StagedOutput {
        try await stagedOutput(run: String(UInt64.random(in: .min ... .max), radix: 16))
    }

    private func stagedOutput(run: String, staged: Set<String> = []) async throws(ParquetError) -> any StagedOutput {
        var versions: [PartitionPath: String?] = [:]
        for partition in try await partitions() { versions[partition] = try await manifest(of: partition)?.version }
        return BucketStagedOutput(bucket: bucket, store: self, run: run, versions: versions, staged: staged)
    }

    /// Files of runs that no manifest names.
    public func leftovers() async throws(ParquetError) -> [String] {
        try await unreferenced().map { "\(bucket.name)/\($0)" }
    }

    /// The files of a run that no manifest names, and those that one does.
    public func resumeStaging(_ name: String) async throws(ParquetError) -> (any StagedOutput)? {
        let isThere = try await bucket.list(prefix).contains { object in
            let parts = object.key.split(separator: "/")
            return parts.count > 1 && parts[parts.count - 2] == "_\(name)"
        }
        guard isThere else { return nil }
        let keys = try await unreferenced().filter { $0.split(separator: "/").dropLast().last == "_\(name)" }
        return try await stagedOutput(run: name, staged: Set(keys))
    }

    /// Removes files of runs that no manifest names. Nothing is ever moved away, so nothing has to come back.
    public func removeLeftovers(restoring: Bool) async throws(ParquetError) {
        for key in try await unreferenced() { try await bucket.remove(key) }
    }

    private func unreferenced() async throws(ParquetError) -> [String] {
        // Objects first: what is published in between is named by a manifest that is read after.
        let objects = try await bucket.list(prefix).map(\.key).filter { !$0.hasPrefix(prefix + "_parkett/") }
        var live: Set<String> = []
        for partition in try await partitions() { live.formUnion(try await files(in: partition).compactMap(\.key)) }
        return objects.filter { key in
            let parts = key.split(separator: "/")
            return parts.count > 1 && parts[parts.count - 2].hasPrefix("_") && !live.contains(key)
        }
    }

    /// The names of the records in a folder.
    public func records(in folder: String) async throws(ParquetError) -> [String] {
        let start = prefix + "_parkett/" + folder + "/"
        return try await bucket.list(start).map { String($0.key.dropFirst(start.count)) }.filter { !$0.contains("/") }
    }

    /// The record's bytes.
    public func record(_ path: String, limit: Int) async throws(ParquetError) -> [UInt8]? {
        try await bucket.object(prefix + "_parkett/" + path, limit: limit)?.bytes
    }

    /// Puts the record on condition that it is not there.
    public func create(_ path: String, _ bytes: [UInt8]) async throws(ParquetError) -> Bool {
        try await bucket.put(prefix + "_parkett/" + path, bytes, if: .absent)
    }

    /// Puts the record.
    public func replace(_ path: String, _ bytes: [UInt8]) async throws(ParquetError) {
        _ = try await bucket.put(prefix + "_parkett/" + path, bytes, if: .always)
    }

    /// An object that is put when it is finished.
    public func makeSink(_ path: String) throws(ParquetError) -> any StagedSink {
        try bucket.makeSink(prefix + "_parkett/" + path)
    }

    /// Removes the record.
    public func remove(_ path: String) async throws(ParquetError) {
        try await bucket.remove(prefix + "_parkett/" + path)
    }

    private static let rootName = "_root"

    fileprivate func key(ofManifestOf partition: PartitionPath) -> String {
        manifests + (partition.isRoot ? BucketDatasetStore.rootName : partition.description) + ".json"
    }

    /// Where the files of a run lie.
    fileprivate func directory(of partition: PartitionPath, run: String) -> String {
        prefix + partition.components.map { $0 + "/" }.joined() + "_\(run)/"
    }

    fileprivate func manifest(
        of partition: PartitionPath
    ) async throws(ParquetError) -> (manifest: PartitionManifest, version: String)? {
        let key = key(ofManifestOf: partition)
        guard let found = try await bucket.object(key, limit: BucketDatasetStore.manifestByteLimit) else { return nil }
        do throws(ParquetError) {
            return (try PartitionManifest(found.bytes), found.version)
        } catch {
            throw error.at(.init(file: "\(bucket.name)/\(key)"))
        }
    }
}

/// Files of a run in a bucket.
private final class BucketStagedOutput: StagedOutput {
    private let bucket: any ObjectBucket
    private let store: BucketDatasetStore
    private let run: String
    var name: String { run }
    /// The versions that the manifests had when staging began.
    private let versions: [PartitionPath: String?]
    private let staged: Mutex<Set<String>>

    init(
        bucket: any ObjectBucket, store: BucketDatasetStore, run: String, versions: [PartitionPath: String?],
        staged: Set<String>
    ) {
        self.staged = Mutex(staged)
        self.bucket = bucket
        self.store = store
        self.run = run
        self.versions = versions
    }

    func makeSink(_ file: String, in partition: PartitionPath) throws(ParquetError) -> any StagedSink {
        let key = store.directory(of: partition, run: run) + file
        staged.withLock { _ = $0.insert(key) }
        return try bucket.makeSink(key)
    }

    func source(of file: String, in partition: PartitionPath) async throws(ParquetError) -> any ByteSource {
        try await bucket.source(of: store.directory(of: partition, run: run) + file)
    }

    func publish(_ partition: PartitionPath, files: [String]) async throws(ParquetError) {
        let directory = store.directory(of: partition, run: run)
        var published: [PartitionManifest.File] = []
        for file in files.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            // Asked for itself: a list may be behind.
            let byteCount = try await bucket.source(of: directory + file).byteCount()
            published.append(.init(name: file, byteCount: byteCount))
        }
        guard published.isEmpty || staged.withLock({ staged in files.allSatisfy { staged.contains(directory + $0) } })
        else {
            throw ParquetError(
                .argument, "the partition was published before, or not all of its files are staged",
                at: .init(file: "\(store.name)/\(partition)"))
        }
        let manifest = PartitionManifest(run: run, files: published)
        let condition: PutCondition =
            if case .some(.some(let version)) = versions[partition] { .unchanged(version: version) } else { .absent }
        let key = store.key(ofManifestOf: partition)
        // From here on the files may be live, whatever is heard of the put: they are not discarded any more.
        staged.withLock { for file in files { $0.remove(directory + file) } }
        let isPut: Bool
        do throws(ParquetError) {
            isPut = try await bucket.put(key, manifest.bytes, if: condition)
        } catch {
            // It may have been put all the same.
            guard try await store.manifest(of: partition)?.manifest.run == run else { throw error }
            isPut = true
        }
        // It is refused, too, if a put that seemed to fail had been done and was tried again.
        if !isPut, try await store.manifest(of: partition)?.manifest.run != run {
            staged.withLock { for file in files { $0.insert(directory + file) } }
            throw ParquetError(
                .exists, "somebody else has published the partition since this run began; run it again",
                at: .init(file: "\(store.name)/\(partition)"))
        }
    }

    func remove(_ partition: PartitionPath) async throws(ParquetError) {
        let directory = store.directory(of: partition, run: run)
        for key in staged.withLock({ $0.filter { $0.hasPrefix(directory) } }) {
            try await bucket.remove(key)
            staged.withLock { _ = $0.remove(key) }
        }
    }

    func discard() async {
        for key in staged.withLock({ $0 }) { try? await bucket.remove(key) }
    }
}
