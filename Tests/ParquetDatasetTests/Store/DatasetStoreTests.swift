import Parquet
import ParquetBytes
import ParquetTestSupport
import Synchronization
import SystemPackage
import Testing

@testable import ParquetDataset

/// What `DatasetStore` promises, for a directory and for a bucket without rename.
@Suite struct DatasetStoreTests {
    enum Kind: CaseIterable, Sendable {
        case directory
        case bucket
    }

    static func store(_ kind: Kind, _ scratch: ScratchDirectory) -> any DatasetStore {
        switch kind {
        case .directory: LocalDatasetStore(scratch.path.appending("output"))
        case .bucket: BucketDatasetStore(MemoryBucket(), prefix: "data/set")
        }
    }

    static func partition(_ path: String) -> PartitionPath {
        PartitionPath(components: path.split(separator: "/").map(String.init))
    }

    static func stage(
        _ staged: any StagedOutput, _ partition: PartitionPath, _ files: [(String, String)]
    ) throws {
        for (name, text) in files {
            let sink = try staged.makeSink(name, in: partition)
            try sink.write(Array(text.utf8).rawBytes)
            try sink.finish()
        }
    }

    static func publish(
        _ store: any DatasetStore, _ path: String, _ files: [(String, String)]
    ) async throws {
        let staged = try await store.beginStaging()
        try stage(staged, partition(path), files)
        try await staged.publish(partition(path), files: files.map(\.0))
        await staged.discard()
    }

    static func text(_ source: any ByteSource) async throws -> String {
        var buffer = ByteBuffer()
        try await source.read(0..<source.byteCount(), into: &buffer)
        return String(decoding: buffer.takeArray(), as: UTF8.self)
    }

    /// The files of a partition with their texts.
    static func texts(_ store: any DatasetStore, _ path: String) async throws -> [String: String] {
        var texts: [String: String] = [:]
        for file in try await store.files(in: partition(path)) {
            texts[file.name] = try await text(store.source(of: file, in: partition(path)))
            #expect(texts[file.name]?.utf8.count == file.byteCount)
        }
        return texts
    }

    @Test(arguments: Kind.allCases) func partitionsAppearAreReplacedAndRemoved(kind: Kind) async throws {
        let scratch = try ScratchDirectory()
        let store = DatasetStoreTests.store(kind, scratch)
        #expect(try await store.partitions() == [])
        #expect(try await store.files(in: DatasetStoreTests.partition("a=1")) == [])
        let staged = try await store.beginStaging()
        try DatasetStoreTests.stage(
            staged, DatasetStoreTests.partition("a=1/b=2"), [("x.parquet", "one"), ("y.parquet", "two")])
        #expect(
            try await DatasetStoreTests.text(staged.source(of: "x.parquet", in: DatasetStoreTests.partition("a=1/b=2")))
                == "one")
        // Nobody sees it yet.
        #expect(try await store.partitions() == [])
        #expect(try await store.leftovers().isEmpty == false)
        try await staged.publish(DatasetStoreTests.partition("a=1/b=2"), files: ["y.parquet", "x.parquet"])
        await staged.discard()
        #expect(try await store.partitions() == [DatasetStoreTests.partition("a=1/b=2")])
        #expect(try await DatasetStoreTests.texts(store, "a=1/b=2") == ["x.parquet": "one", "y.parquet": "two"])
        try await DatasetStoreTests.publish(store, "a=1/b=2", [("x.parquet", "three")])
        #expect(try await DatasetStoreTests.texts(store, "a=1/b=2") == ["x.parquet": "three"])
        try await DatasetStoreTests.publish(store, "", [("root.parquet", "r")])
        #expect(try await store.partitions().map(\.description) == [".", "a=1/b=2"])
        try await DatasetStoreTests.publish(store, "a=1/b=2", [])
        #expect(try await store.partitions().map(\.description) == ["."])
        #expect(try await DatasetStoreTests.texts(store, "a=1/b=2") == [:])
    }

    @Test(arguments: Kind.allCases) func whatIsDiscardedIsGone(kind: Kind) async throws {
        let scratch = try ScratchDirectory()
        let store = DatasetStoreTests.store(kind, scratch)
        try await DatasetStoreTests.publish(store, "a=1", [("x.parquet", "old")])
        let staged = try await store.beginStaging()
        try DatasetStoreTests.stage(staged, DatasetStoreTests.partition("a=1"), [("x.parquet", "new")])
        await staged.discard()
        #expect(try await DatasetStoreTests.texts(store, "a=1") == ["x.parquet": "old"])
        #expect(try await store.leftovers() == [])
    }

    @Test(arguments: Kind.allCases) func recordsAreMadeOnce(kind: Kind) async throws {
        let scratch = try ScratchDirectory()
        let store = DatasetStoreTests.store(kind, scratch)
        #expect(try await store.records(in: "receipts") == [])
        #expect(try await store.record("receipts/1.json", limit: 10) == nil)
        #expect(try await store.create("receipts/1.json", [1, 2]))
        #expect(try await !store.create("receipts/1.json", [3]))
        #expect(try await store.record("receipts/1.json", limit: 10) == [1, 2])
        try await store.replace("receipts/1.json", [4])
        try await store.replace("receipts/0.json", [5])
        #expect(try await store.records(in: "receipts") == ["0.json", "1.json"])
        #expect(try await store.record("receipts/1.json", limit: 1) == [4])
        await #expect(throws: ParquetError.self) { _ = try await store.record("receipts/1.json", limit: 0) }
        try await store.remove("receipts/1.json")
        try await store.remove("receipts/1.json")
        #expect(try await store.records(in: "receipts") == ["0.json"])
        // Records are no partitions.
        #expect(try await store.partitions() == [])
    }

    /// Of many that make the same record at once, one does.
    @Test(arguments: Kind.allCases) func oneOfManyMakesARecord(kind: Kind) async throws {
        let scratch = try ScratchDirectory()
        let store = DatasetStoreTests.store(kind, scratch)
        let winners = try await withThrowingTaskGroup(of: Int?.self) { group in
            for number in 0..<16 {
                group.addTask { try await store.create("receipts/1.json", [UInt8(number)]) ? number : nil }
            }
            var winners: [Int] = []
            for try await winner in group { if let winner { winners.append(winner) } }
            return winners
        }
        #expect(winners.count == 1)
        #expect(try await store.record("receipts/1.json", limit: 10) == winners.map { UInt8($0) })
    }

    /// Two runs publish the same partition: the bucket tells the second that it came too late.
    @Test func aBucketTellsRunsApart() async throws {
        let store = BucketDatasetStore(MemoryBucket())
        for path in ["a=1", "a=2"] {
            if path == "a=2" { try await DatasetStoreTests.publish(store, path, [("x", "0")]) }
            let first = try await store.beginStaging(), second = try await store.beginStaging()
            let partition = DatasetStoreTests.partition(path)
            try DatasetStoreTests.stage(first, partition, [("x", "1")])
            try DatasetStoreTests.stage(second, partition, [("x", "2")])
            try await first.publish(partition, files: ["x"])
            await #expect(throws: ParquetError.self) { try await second.publish(partition, files: ["x"]) }
            await second.discard()
            #expect(try await DatasetStoreTests.texts(store, path) == ["x": "1"])
        }
        try await store.removeLeftovers(restoring: false)
        #expect(try await store.leftovers() == [])
        #expect(try await DatasetStoreTests.texts(store, "a=2") == ["x": "1"])
    }

    /// Operations that fail at random, before or after they are done, and lists that are behind: readers see one generation of a
    /// partition or another, never parts of both, and in the end the last one that was published.
    @Test(arguments: 0..<40 as Range<UInt64>) func readersNeverSeeHalfAPartition(seed: UInt64) async throws {
        let generator = Mutex(SeededGenerator(seed: seed))
        let isCalm = Mutex(false)
        let bucket = MemoryBucket { _, name in
            if isCalm.withLock({ $0 }) { return nil }
            return generator.withLock { generator in
                switch Int.random(in: 0..<12, using: &generator) {
                case 0: return .before
                case 1: return .after
                case 2: return name == "list" ? .stale : nil
                default: return nil
                }
            }
        }
        let store = BucketDatasetStore(bucket)
        let partition = DatasetStoreTests.partition("day=1")
        func check(atLeast published: Int) async {
            guard let files = try? await store.files(in: partition) else { return }
            var generations: Set<String> = []
            for file in files {
                guard let source = try? await store.source(of: file, in: partition),
                    let text = try? await DatasetStoreTests.text(source)
                else { return }
                generations.insert(text)
            }
            #expect(generations.count <= 1)
            guard let found = generations.first else {
                #expect(published == 0)
                return
            }
            // A generation has as many files as its number says.
            #expect(Int(found)! % 3 + 1 == files.count)
            #expect(Int(found)! >= published)
        }
        var published = 0
        for generation in 1...12 {
            guard let staged = try? await store.beginStaging() else { continue }
            do {
                let files = (0..<generation % 3 + 1).map { ("part-\($0)", String(generation)) }
                try DatasetStoreTests.stage(staged, partition, files)
                await check(atLeast: published)
                try await staged.publish(partition, files: files.map(\.0))
                published = generation
            } catch {}
            // Also after an error that leaves open whether it was published.
            await staged.discard()
            await check(atLeast: published)
        }
        isCalm.withLock { $0 = true }
        await check(atLeast: published)
        try await store.removeLeftovers(restoring: false)
        await check(atLeast: published)
        let live = try await store.files(in: partition).count
        #expect(bucket.keys.count == live + (live == 0 ? 0 : 1))
    }
}
