import Parquet
import SystemPackage
import Testing

@testable import ParquetDataset

@Suite struct DatasetSessionTests {
    private static let contract = Array("{\"contract\":1}".utf8)

    /// What a publication of one partition with these files says; texts stand for Parquet files of one row each.
    static func publication(_ path: String, _ files: [(String, String)]) -> Publication {
        let multiset = SampleReceipts.multiset(files.map(\.1))
        var tree = MerkleTree()
        tree.append(files.map { SampleReceipts.hash($0.1) })
        var publication = Publication(
            action: .convert, contract: (1, contract),
            partitions: [
                .init(
                    path: DatasetStoreTests.partition(path),
                    outputs: files.map { name, text in
                        .init(
                            name: name, byteCount: text.utf8.count, rowCount: 1, sha256: SampleReceipts.hash(text),
                            nulls: [])
                    },
                    rows: .init(
                        count: files.count, digest: multiset.digest,
                        trees: [.init(rowCount: files.count, root: tree.root)]))
            ])
        publication.multiset = multiset
        publication.sources = [
            .init(
                name: "\(path)/a.json", byteCount: 10, modifiedNanoseconds: 1, sha256: SampleReceipts.hash(path),
                lines: files.count, rows: files.count, blankLines: 0, quarantinedLines: 0)
        ]
        return publication
    }

    static func publish(
        _ session: DatasetSession, _ path: String, _ files: [(String, String)]
    ) async throws {
        try DatasetStoreTests.stage(session.staging, DatasetStoreTests.partition(path), files)
        try await session.publish(publication(path, files))
    }

    @Test(arguments: DatasetStoreTests.Kind.allCases) func partitionsGetReceipts(kind: DatasetStoreTests.Kind)
        async throws
    {
        let scratch = try ScratchDirectory()
        let store = DatasetStoreTests.store(kind, scratch)
        let key = try SampleReceipts.signingKey()
        let session = try await DatasetSession.begin(store, key: key)
        try await DatasetSessionTests.publish(session, "day=1", [("a.parquet", "one"), ("b.parquet", "two")])
        try await DatasetSessionTests.publish(session, "day=2", [("a.parquet", "three")])
        await session.end()
        let next = try await DatasetSession.begin(store, key: key)
        #expect(next.remarks == [])
        try await DatasetSessionTests.publish(next, "day=1", [("a.parquet", "four")])
        await next.end()
        let report = try await DatasetVerification(store, trusted: [key.publicKey]).run()
        #expect(report.findings == [])
        #expect(report.receipts == 3 && report.partitions == 2 && report.files == 2)
        let hash = Hash256(of: DatasetSessionTests.contract)
        #expect(
            try await store.record("contracts/\(hash).json", limit: 100) == DatasetSessionTests.contract)
        #expect(
            try await SourceLedger.current(store, ReceiptChain(store))[DatasetStoreTests.partition("day=1")]?.latest
                == 3)
        // A bucket keeps what was replaced, for readers that have begun.
        if kind == .directory { #expect(try await store.leftovers() == []) }
        #expect(try await store.record(PendingPublication.path, limit: 1 << 20) == nil)
    }

    @Test func onlyOneRunsAtATime() async throws {
        let scratch = try ScratchDirectory()
        let store = LocalDatasetStore(scratch.path)
        let session = try await DatasetSession.begin(store)
        await #expect(throws: ParquetError.self) { _ = try await DatasetSession.begin(store) }
        await session.end()
        let next = try await DatasetSession.begin(store)
        #expect(next.remarks == [])
        await next.end()
    }

    /// What a run leaves that is killed between two steps of publishing; the next one finishes or undoes it.
    enum Moment: CaseIterable {
        case staged, pending, published, appended
    }

    /// Does the first steps of replacing partitions as `publish` does, and leaves everything as it is then.
    private static func interrupt(
        _ store: any DatasetStore, _ publication: Publication, _ texts: [(String, [(String, String)])],
        at moment: Moment,
        inPlace: Int
    ) async throws {
        let chain = ReceiptChain(store)
        let staged = try await store.beginStaging()
        for (path, files) in texts { try DatasetStoreTests.stage(staged, DatasetStoreTests.partition(path), files) }
        guard moment != .staged else { return }
        let receipt = try await SignedReceipt(
            publication.receipt(after: chain.head(), tool: DatasetSession.tool), time: SampleReceipts.time)
        try await store.replace(
            PendingPublication.path, PendingPublication(receipt: receipt, staging: staged.name).bytes)
        guard moment != .pending else { return }
        for (path, files) in texts.prefix(inPlace) {
            try await staged.publish(DatasetStoreTests.partition(path), files: files.map(\.0))
        }
        guard moment != .published else { return }
        try await chain.append(receipt)
    }

    @Test(arguments: DatasetStoreTests.Kind.allCases, Moment.allCases) func interruptedRunsAreFinished(
        kind: DatasetStoreTests.Kind, moment: Moment
    ) async throws {
        let scratch = try ScratchDirectory()
        let store = DatasetStoreTests.store(kind, scratch)
        let session = try await DatasetSession.begin(store)
        try await DatasetSessionTests.publish(session, "day=1", [("a.parquet", "old"), ("b.parquet", "older")])
        await session.end()
        let files = [("a.parquet", "new")]
        try await DatasetSessionTests.interrupt(
            store, DatasetSessionTests.publication("day=1", files), [("day=1", files)], at: moment, inPlace: 1)
        let next = try await DatasetSession.begin(store)
        #expect(next.remarks.count == 1)
        await next.end()
        let texts = try await DatasetStoreTests.texts(store, "day=1")
        #expect(texts == (moment == .staged ? ["a.parquet": "old", "b.parquet": "older"] : ["a.parquet": "new"]))
        let report = try await DatasetVerification(store).run()
        #expect(report.findings == [])
        #expect(report.receipts == (moment == .staged ? 1 : 2))
        #expect(try await store.leftovers() == [])
    }

    /// Of several partitions that are published together, those that were not in their places come there; a dataset without
    /// partitions is one of which files are moved one by one.
    @Test(arguments: DatasetStoreTests.Kind.allCases, 0...3) func severalPartitionsAreFinished(
        kind: DatasetStoreTests.Kind, inPlace: Int
    ) async throws {
        let scratch = try ScratchDirectory()
        let store = DatasetStoreTests.store(kind, scratch)
        let session = try await DatasetSession.begin(store)
        try await DatasetSessionTests.publish(session, "day=2", [("a.parquet", "old")])
        await session.end()
        let all = (1...3).map { ("day=\($0)", [("a.parquet", "new \($0)")]) }
        var publication = DatasetSessionTests.publication("day=1", all[0].1)
        for (path, files) in all.dropFirst() {
            let other = DatasetSessionTests.publication(path, files)
            publication.partitions += other.partitions
            publication.sources += other.sources
            if let multiset = other.multiset { publication.multiset? += multiset }
        }
        try await DatasetSessionTests.interrupt(store, publication, all, at: .published, inPlace: inPlace)
        await (try await DatasetSession.begin(store)).end()
        for (path, files) in all {
            #expect(try await DatasetStoreTests.texts(store, path) == [files[0].0: files[0].1])
        }
        #expect(try await DatasetVerification(store).run().findings == [])
    }

    /// The files of a dataset without partitions are moved one by one; a run that ended on the way is finished.
    @Test(arguments: 0...2) func movedFilesAreFinished(count: Int) async throws {
        let scratch = try ScratchDirectory()
        let store = LocalDatasetStore(scratch.path.appending("output"))
        let session = try await DatasetSession.begin(store)
        try await DatasetSessionTests.publish(session, "", [("a.parquet", "old"), ("c.parquet", "oldest")])
        await session.end()
        let files = [("a.parquet", "new"), ("b.parquet", "newer")]
        try await DatasetSessionTests.interrupt(
            store, DatasetSessionTests.publication("", files), [("", files)], at: .pending, inPlace: 0)
        let staging = try #require(Staging.names(in: store.directory).first)
        let root = store.directory.appending(staging)
        try PlatformFile.makeDirectories(root.appending("replaced"))
        for name in ["a.parquet", "c.parquet"] {
            try PlatformFile.rename(
                store.directory.appending(name), to: root.appending("replaced").appending(name))
        }
        for (name, _) in files.prefix(count) {
            try PlatformFile.rename(root.appending("new").appending(name), to: store.directory.appending(name))
        }
        await (try await DatasetSession.begin(store)).end()
        #expect(try await DatasetStoreTests.texts(store, "") == ["a.parquet": "new", "b.parquet": "newer"])
        #expect(try await DatasetVerification(store).run().findings == [])
    }

    /// What was staged is broken, and nothing is in its place yet: what was moved out of the way comes back.
    @Test func givenUpRunsPutBackWhatWasThere() async throws {
        let scratch = try ScratchDirectory()
        let store = LocalDatasetStore(scratch.path.appending("output"))
        let session = try await DatasetSession.begin(store)
        try await DatasetSessionTests.publish(session, "day=1", [("a.parquet", "old")])
        await session.end()
        let files = [("a.parquet", "new")]
        try await DatasetSessionTests.interrupt(
            store, DatasetSessionTests.publication("day=1", files), [("day=1", files)], at: .pending, inPlace: 0)
        let root = store.directory.appending(try #require(Staging.names(in: store.directory).first))
        try PlatformFile.makeDirectories(root.appending("replaced"))
        try PlatformFile.rename(
            store.directory.appending("day=1"), to: root.appending("replaced").appending("day=1"))
        try PlatformFile.removeTree(root.appending("new"))
        await (try await DatasetSession.begin(store)).end()
        #expect(try await DatasetStoreTests.texts(store, "day=1") == ["a.parquet": "old"])
        #expect(try await DatasetVerification(store).run().findings == [])
    }
}
