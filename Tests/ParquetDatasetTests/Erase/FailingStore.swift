import Parquet
import Synchronization

@testable import ParquetDataset

/// A store that does so many changes and then none any more, as if the process had been killed.
final class FailingStore: DatasetStore {
    private let store: any DatasetStore
    private let left: Mutex<Int>

    init(_ store: any DatasetStore, changes: Int) {
        self.store = store
        left = Mutex(changes)
    }

    /// Whether it was killed.
    var isDead: Bool { left.withLock { $0 <= 0 } }

    func change() throws(ParquetError) {
        let isAlive = left.withLock { left in
            left -= 1
            return left > 0
        }
        guard isAlive else { throw ParquetError(.io, "killed") }
    }

    var name: String { store.name }
    func partitions() async throws(ParquetError) -> [PartitionPath] { try await store.partitions() }
    func files(in partition: PartitionPath) async throws(ParquetError) -> [StoredFile] {
        try await store.files(in: partition)
    }
    func source(of file: StoredFile, in partition: PartitionPath) async throws(ParquetError) -> any ByteSource {
        try await store.source(of: file, in: partition)
    }
    func beginStaging() async throws(ParquetError) -> any StagedOutput {
        FailingOutput(output: try await store.beginStaging(), store: self)
    }
    func resumeStaging(_ name: String) async throws(ParquetError) -> (any StagedOutput)? {
        try await store.resumeStaging(name)
    }
    func leftovers() async throws(ParquetError) -> [String] { try await store.leftovers() }
    func removeLeftovers(restoring: Bool) async throws(ParquetError) {
        try change()
        try await store.removeLeftovers(restoring: restoring)
    }
    func records(in folder: String) async throws(ParquetError) -> [String] { try await store.records(in: folder) }
    func recordPaths(below folder: String) async throws(ParquetError) -> [String] {
        try await store.recordPaths(below: folder)
    }
    func record(_ path: String, limit: Int) async throws(ParquetError) -> [UInt8]? {
        try await store.record(path, limit: limit)
    }
    func create(_ path: String, _ bytes: [UInt8]) async throws(ParquetError) -> Bool {
        try change()
        return try await store.create(path, bytes)
    }
    func replace(_ path: String, _ bytes: [UInt8]) async throws(ParquetError) {
        try change()
        try await store.replace(path, bytes)
    }
    func makeSink(_ path: String) throws(ParquetError) -> any StagedSink { try store.makeSink(path) }
    func remove(_ path: String) async throws(ParquetError) {
        try change()
        try await store.remove(path)
    }
}

/// What a run has staged in it; nothing of it is removed when the run was killed.
private struct FailingOutput: StagedOutput {
    let output: any StagedOutput
    let store: FailingStore

    var name: String { output.name }
    func makeSink(_ file: String, in partition: PartitionPath) throws(ParquetError) -> any StagedSink {
        try store.change()
        return try output.makeSink(file, in: partition)
    }
    func source(of file: String, in partition: PartitionPath) async throws(ParquetError) -> any ByteSource {
        try await output.source(of: file, in: partition)
    }
    func publish(_ partition: PartitionPath, files: [String]) async throws(ParquetError) {
        try store.change()
        try await output.publish(partition, files: files)
    }
    func remove(_ partition: PartitionPath) async throws(ParquetError) {
        try store.change()
        try await output.remove(partition)
    }
    func discard() async {
        guard !store.isDead else { return }
        await output.discard()
    }
}
