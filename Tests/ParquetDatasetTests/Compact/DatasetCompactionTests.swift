import Parquet
import ParquetBytes
import SystemPackage
import Testing

@testable import ParquetDataset

@Suite struct DatasetCompactionTests {
    typealias Row = SampleDataset.Row

    static func compact(_ store: any DatasetStore, _ options: CompactionOptions) async throws -> [CompactionOutcome] {
        let session = try await DatasetSession.begin(store)
        do {
            let outcomes = try await DatasetCompaction(options).run(in: session)
            await session.end()
            return outcomes
        } catch {
            await session.end()
            throw error
        }
    }

    private static func rows(_ range: Range<Int>) -> [Row] {
        range.map { Row(id: Int64($0), user: "u\($0 % 7)", amount: Double($0 * 37 % 101)) }
    }

    /// Six files of 50 rows in two row groups each become one, or as many as the limit allows; rows, their order and what receipts say
    /// of them stay.
    @Test(arguments: [0, 1 << 20], DatasetStoreTests.Kind.allCases) func filesAreMerged(
        minimum: Int, kind: DatasetStoreTests.Kind
    ) async throws {
        let scratch = try ScratchDirectory()
        let store = DatasetStoreTests.store(kind, scratch)
        let session = try await DatasetSession.begin(store)
        let files = (0..<6).map { file in
            (
                name: "part-0000\(file).parquet",
                rowGroups: [
                    DatasetCompactionTests.rows(file * 50..<file * 50 + 30),
                    DatasetCompactionTests.rows(file * 50 + 30..<file * 50 + 50),
                ]
            )
        }
        try await SampleDataset.publish(session, "day=1", files)
        try await SampleDataset.publish(session, "day=2", Array(files[..<1]))
        await session.end()
        let before = try await SampleDataset.rows(store)
        var options = CompactionOptions()
        options.minimumRowGroupByteCount = minimum
        let outcomes = try await DatasetCompactionTests.compact(store, options)
        #expect(outcomes.map(\.filesNow) == [1, 1] && outcomes.map(\.isChanged) == [true, false])
        #expect(outcomes[0].copiedRowGroups == (minimum == 0 ? 12 : 0))
        #expect(outcomes[0].mergedRowGroups == (minimum == 0 ? 0 : 12))
        #expect(try await SampleDataset.rows(store) == before)
        let partition = DatasetStoreTests.partition("day=1")
        let stored = try await store.files(in: partition)
        #expect(stored.map(\.name) == ["part-00000.parquet"])
        let file = try await ParquetFile(store.source(of: stored[0], in: partition))
        #expect(file.metadata.rowGroups.count == (minimum == 0 ? 12 : 1))
        let receipts = try await ReceiptChain(store).all().map(\.receipt)
        #expect(receipts[2].action == .compact)
        #expect(receipts[2].partitions[0].rows == receipts[0].partitions[0].rows)
        #expect(receipts[2].multiset == receipts[0].multiset)
        #expect(try await DatasetVerification(store).run().findings == [])
        // Nothing is left to be done.
        let again = try await DatasetCompactionTests.compact(store, options)
        #expect(again.map(\.isChanged) == [false, false])
        #expect(try await ReceiptChain(store).count() == 3)
    }

    @Test func theLimitIsKeptTo() async throws {
        let scratch = try ScratchDirectory()
        let store = LocalDatasetStore(scratch.path)
        let session = try await DatasetSession.begin(store)
        let files = (0..<5).map {
            (name: "p\($0).parquet", rowGroups: [DatasetCompactionTests.rows($0 * 40..<$0 * 40 + 40)])
        }
        try await SampleDataset.publish(session, "", files)
        await session.end()
        let sizes = try store.files(in: DatasetStoreTests.partition("")).map(\.byteCount)
        var options = CompactionOptions()
        options.fileByteLimit = 2 * (sizes.max() ?? 0)
        options.minimumRowGroupByteCount = 0
        let before = try await SampleDataset.rows(store)
        let outcomes = try await DatasetCompactionTests.compact(store, options)
        #expect(outcomes[0].filesBefore == 5 && outcomes[0].filesNow == 3)
        let merged = try store.files(in: DatasetStoreTests.partition(""))
        #expect(merged.map(\.name) == ["part-00000.parquet", "part-00001.parquet", "part-00002.parquet"])
        #expect(merged.allSatisfy { $0.byteCount <= options.fileByteLimit })
        #expect(try await SampleDataset.rows(store) == before)
        #expect(try await DatasetVerification(store).run().findings == [])
    }

    /// A column that came late is null in the rows before it; a column of another type keeps files apart.
    @Test func lateColumnsAreUnited() async throws {
        let scratch = try ScratchDirectory()
        let store = LocalDatasetStore(scratch.path)
        let late = Column<Int64?>("late")
        let tags = SchemaField(
            "tags",
            group: [
                SchemaField(
                    "list", group: [SchemaField("element", .int64, repetition: .optional)], repetition: .repeated)
            ],
            logicalType: .list, repetition: .optional)
        let wide = try Schema(fields: SampleDataset.schema().fields + Schema(late).fields + [tags])
        let other = try Schema(Column<String>("id"))
        var files: [(name: String, bytes: [UInt8])] = []
        files.append(("a.parquet", try SampleDataset.file([DatasetCompactionTests.rows(0..<10)])))
        let rows = try SampleDataset.batch(DatasetCompactionTests.rows(10..<20))
        let levels = [UInt16](repeating: 0, count: 10)
        let extended = try RecordBatch(
            schema: wide,
            columns: rows.columns + [
                ColumnVector(presence: .all(rowCount: 10), values: .int64((0..<10).map { Int64($0) })),
                ColumnVector(presence: .levels(definition: levels, repetition: levels), values: .int64([])),
            ])
        var strange = RecordBatch(schema: other)
        strange[Column<String>("id")] = ["x"]
        for (name, schema, batch) in [("b.parquet", wide, extended), ("c.parquet", other, strange)] {
            let sink = MemorySink()
            var writer = try ParquetWriter(to: sink, schema: schema)
            try writer.append(batch)
            try writer.finish()
            files.append((name, sink.bytes))
        }
        let session = try await DatasetSession.begin(store)
        var tally = StoredRowTally(isHashed: true)
        var outputs: [Receipt.Output] = []
        for (name, bytes) in files {
            let sink = try session.staging.makeSink(name, in: DatasetStoreTests.partition("day=1"))
            try sink.write(bytes.rawBytes)
            try sink.finish()
            let file = try await ParquetFile(MemorySource(bytes))
            let nulls = try await tally.add(file)
            outputs.append(
                .init(
                    name: name, byteCount: bytes.count, rowCount: file.rowCount, sha256: Hash256(of: bytes),
                    nulls: nulls))
        }
        var publication = Publication(
            action: .convert, contract: (1, SampleDataset.contract),
            partitions: [.init(path: DatasetStoreTests.partition("day=1"), outputs: outputs, rows: tally.rows)])
        publication.multiset = tally.multiset
        publication.sources = [
            .init(
                name: "a", byteCount: 1, modifiedNanoseconds: 1, sha256: Hash256(of: []), lines: 21, rows: 21,
                blankLines: 0, quarantinedLines: 0)
        ]
        try await session.publish(publication)
        await session.end()
        let outcome = try #require(try await DatasetCompactionTests.compact(store, CompactionOptions()).first)
        #expect(outcome.filesNow == 2 && outcome.remarks.count == 1)
        #expect(outcome.remarks[0].contains("c.parquet has another schema"))
        let file = try await ParquetFile(FileSource(scratch.path.appending("day=1/part-00000.parquet")))
        #expect(file.schema.hasSameFields(as: wide) && file.rowCount == 20)
        var values: [Int64?] = []
        for try await batch in file.batches(columns: ["late"]) { values += try batch.values(of: late) }
        #expect(values == [Int64?](repeating: nil, count: 10) + (0..<10).map { Int64($0) })
        #expect(try await DatasetVerification(store).run().findings == [])
    }
}
