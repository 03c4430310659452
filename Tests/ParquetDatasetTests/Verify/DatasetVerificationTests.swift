import Foundation
import Parquet
import SystemPackage
import Testing

@testable import ParquetDataset

@Suite struct DatasetVerificationTests {
    /// Publishes two partitions with receipts; the first is then replaced.
    private static func dataset(_ store: any DatasetStore, signs: Bool = true) async throws {
        let chain = ReceiptChain(store)
        let generations: [(String, [(String, String)])] = [
            ("day=1", [("part-00000.parquet", "old")]), ("day=2", [("part-00000.parquet", "b")]),
            ("day=1", [("part-00000.parquet", "first"), ("part-00001.parquet", "second")]),
        ]
        for (path, files) in generations {
            try await DatasetStoreTests.publish(store, path, files)
            let head = try await chain.head()
            var receipt = SampleReceipts.receipt(
                number: (head?.number ?? 0) + 1, previous: head?.hash, partition: path, rows: 1)
            receipt.partitions[0].outputs = files.map { name, text in
                .init(
                    name: name, byteCount: text.utf8.count, rowCount: 2 / files.count,
                    sha256: SampleReceipts.hash(text),
                    nulls: [])
            }
            receipt.quarantines[0].sha256 = SampleReceipts.hash("lines of \(path)")
            receipt.quarantines[0].file = "quarantine/\(path).jsonl"
            try await store.replace("quarantine/\(path).jsonl", Array("lines of \(path)".utf8))
            try await chain.append(
                SignedReceipt(receipt, time: SampleReceipts.time, key: signs ? SampleReceipts.signingKey() : nil))
        }
    }

    @Test(arguments: DatasetStoreTests.Kind.allCases) func aWholeDatasetIsWhole(kind: DatasetStoreTests.Kind)
        async throws
    {
        let scratch = try ScratchDirectory()
        let store: any DatasetStore =
            kind == .directory ? LocalDatasetStore(scratch.path) : BucketDatasetStore(MemoryBucket())
        try await DatasetVerificationTests.dataset(store)
        let head = try await ReceiptChain(store).head()
        let report = try await DatasetVerification(
            store, trusted: [SampleReceipts.signingKey().publicKey], expectedHead: head?.hash
        ).run()
        #expect(report.findings == [])
        #expect(report.receipts == 3 && report.signedReceipts == 3 && report.partitions == 2 && report.files == 3)
        #expect(report.byteCount == 12 && report.rows == 4 && report.head == head?.hash)
    }

    private static func findings(
        expectedHead: Hash256? = nil, _ change: (ScratchDirectory) throws -> Void
    ) async throws -> [String] {
        let scratch = try ScratchDirectory()
        let store = LocalDatasetStore(scratch.path)
        try await dataset(store)
        try change(scratch)
        return try await DatasetVerification(store, expectedHead: expectedHead).run().findings.map(\.description)
    }

    /// Each change is found, and its file named.
    @Test func everyChangeIsFound() async throws {
        let flipped = try await DatasetVerificationTests.findings {
            try $0.write("day=1/part-00001.parquet", "sfcond")
        }
        #expect(flipped.count == 1 && flipped[0].hasPrefix("day=1/part-00001.parquet: its bytes are not those"))
        let longer = try await DatasetVerificationTests.findings { try $0.write("day=1/part-00001.parquet", "second ") }
        #expect(longer == ["day=1/part-00001.parquet: has 7 bytes, 6 were recorded"])
        let removed = try await DatasetVerificationTests.findings {
            try FileManager.default.removeItem(atPath: $0.path.appending("day=2/part-00000.parquet").string)
        }
        #expect(removed == ["day=2/part-00000.parquet: the file was taken away"])
        let added = try await DatasetVerificationTests.findings {
            try $0.write("day=1/part-00002.parquet", "x")
            try $0.write("day=3/notes.txt", "x")
            try $0.write("day=3/_SUCCESS", "x")
        }
        #expect(
            added == [
                "day=1/part-00002.parquet: no receipt names the file; it was added",
                "day=3/notes.txt: no receipt names the file; it was added",
            ])
        let quarantine = try await DatasetVerificationTests.findings {
            try $0.write("_parkett/quarantine/day=2.jsonl", "other lines")
        }
        #expect(quarantine.count == 1 && quarantine[0].contains("quarantine/day=2.jsonl"))
        let receipt = try await DatasetVerificationTests.findings {
            try LocalDatasetStore($0.path).remove("receipts/00000002.json")
        }
        #expect(receipt.count == 1 && receipt[0].contains("00000002.json: the receipt is missing"))
        // The last receipt taken away: its files tell, and a head that was noted elsewhere.
        let last = try await DatasetVerificationTests.findings {
            try LocalDatasetStore($0.path).remove("receipts/00000003.json")
        }
        #expect(last.contains("day=1/part-00001.parquet: no receipt names the file; it was added"))
        let head = try await DatasetVerificationTests.findings(expectedHead: SampleReceipts.hash("x")) { _ in }
        #expect(head.count == 1 && head[0].hasPrefix("the last receipt is "))
    }

    @Test func unsignedReceiptsAreFound() async throws {
        let scratch = try ScratchDirectory()
        let store = LocalDatasetStore(scratch.path)
        try await DatasetVerificationTests.dataset(store, signs: false)
        let report = try await DatasetVerification(store, trusted: [SampleReceipts.signingKey().publicKey]).run()
        #expect(report.findings.count == 1)
        #expect(report.findings[0].description.contains("00000001.json: the receipt is not signed"))
    }

    /// Receipts whose numbers are within 64 bits, each for itself, and not together.
    @Test func countsBeyond64BitsAreNoTrap() async throws {
        let scratch = try ScratchDirectory()
        let store = LocalDatasetStore(scratch.path)
        var previous: Hash256?
        for number in 1...2 {
            var receipt = SampleReceipts.receipt(
                number: number, previous: previous, partition: "day=\(number)", rows: 0)
            receipt.sources[0].rows = .max - 3
            receipt.sources[0].lines = .max
            receipt.partitions[0].outputs[0].rowCount = .max - 3
            receipt.partitions[0].rows.count = .max - 3
            receipt.partitions[0].rows.trees[0].rowCount = .max - 3
            let signed = try SignedReceipt(receipt, time: SampleReceipts.time)
            previous = signed.hash
            try await ReceiptChain(store).append(signed)
        }
        let report = try await DatasetVerification(store).run()
        #expect(report.rows == .max && !report.isWhole)
        #expect(RowDifference.passCount(rowCount: .max) > 0)
    }
}
