import ParquetBytes
import ParquetTestSupport
import Testing

@testable import Parquet

/// What a scan reads of a file whose pages are known, in bytes.
@Suite struct ScanExplanationTests {
    /// Four row groups of 1,000 rows in pages of 100: `id` counts, `name` is one of ten in turn for 100 rows each, `text` is unlike
    /// any other.
    private static func file(
        bloomFilter: Bool = false, _ options: ReaderOptions = ReaderOptions()
    ) async throws -> (ParquetFile, CountingSource) {
        var writing = WriterOptions()
        writing.codec = .uncompressed
        writing.pageRowLimit = 100
        writing.rowGroupRowLimit = 1000
        writing.columns[["id"]] = .init(encoding: .plain)
        writing.columns[["text"]] = .init(
            encoding: .plain, bloomFilter: bloomFilter ? .with(BloomFilterOptions(falsePositiveShare: 0.0001)) : .never)
        let schema = try Schema(fields: [
            SchemaField("id", .int64, repetition: .required),
            SchemaField("name", .byteArray, logicalType: .string, repetition: .required),
            SchemaField("text", .byteArray, logicalType: .string, repetition: .required),
        ])
        let sink = MemorySink()
        var writer = try ParquetWriter(to: sink, schema: schema, options: writing)
        for part in 0..<4 {
            let rows = part * 1000..<(part + 1) * 1000
            try writer.append(
                RecordBatch(
                    schema: schema,
                    columns: [
                        ColumnVector(.int64(rows.map(Int64.init))),
                        ColumnVector(.byteArray(ByteArrayValues(rows.map { "name \($0 / 100 % 10)" }))),
                        // Neither rising nor falling, of one length.
                        ColumnVector(.byteArray(ByteArrayValues(rows.map { "\(10_000 + $0 * 7919 % 4001) and more" }))),
                    ]))
        }
        _ = try writer.finish()
        let source = CountingSource(MemorySource(sink.bytes))
        var options = options
        options.coalescingGap = 0
        return (try await ParquetFile(source, options: options), source)
    }

    private func scan(
        _ file: ParquetFile, _ columns: [String]?, _ predicate: Parquet.Predicate?
    ) async throws -> (rowCount: Int, explanation: ScanExplanation) {
        var reader = try file.reader(columns: columns, where: predicate)
        var batch = RecordBatch(schema: reader.schema)
        var rowCount = 0
        while try await reader.next(into: &batch) { rowCount += batch.rowCount }
        return (rowCount, reader.explanation)
    }

    /// The bytes of a page of 100 numbers with its header, as the offset index says.
    private func pageByteCount(_ file: ParquetFile, rowGroup: Int, column: Int, page: Int) async throws -> Int {
        let index = try #require(try await file.offsetIndex(rowGroup: rowGroup, column: column))
        return Int(index.pageLocations[page].compressedByteCount)
    }

    @Test func aRowIsFoundInOnePageOfEachColumn() async throws {
        let (file, source) = try await ScanExplanationTests.file()
        let (rowCount, explanation) = try await scan(file, ["id", "text"], Column<Int64>("id") == 2345)
        #expect(rowCount == 1)
        // Three row groups of four are out by their bounds, nine pages of ten by theirs.
        #expect(explanation.rowGroupCount == 4)
        #expect(explanation.saving(of: .statistics).rowGroupCount == 3)
        #expect(explanation.saving(of: .statistics).rowCount == 3000)
        #expect(explanation.saving(of: .statistics).pageCount == 60)
        #expect(explanation.saving(of: .columnIndex).rowCount == 900)
        #expect(explanation.saving(of: .columnIndex).pageCount == 18)
        #expect(explanation.saving(of: .laterColumns).byteCount == 0)
        let pages =
            try await pageByteCount(file, rowGroup: 2, column: 0, page: 3)
            + pageByteCount(file, rowGroup: 2, column: 2, page: 3)
        #expect(explanation.dataByteCount == pages)
        #expect(explanation.gapByteCount == 0)
        source.reset()
        _ = try await scan(file, ["id", "text"], Column<Int64>("id") == 2345)
        #expect(source.readByteCount == explanation.readByteCount - explanation.footerByteCount)
    }

    @Test func whatBoundsTellIsNotRead() async throws {
        let (file, source) = try await ScanExplanationTests.file()
        source.reset()
        // The bounds of row groups answer it.
        #expect(try await file.rowCount(where: Column<Int64>("id") < 3000) == 3000)
        #expect(source.readByteCount == 0)
        // Those of pages do.
        #expect(try await file.rowCount(where: Column<Int64>("id") >= 1200) == 2800)
        let indexes = source.readByteCount
        #expect(indexes > 0)
        #expect(try await file.explain(where: Column<Int64>("id") >= 1200).indexByteCount > 0)
        // Of the page in which the answer changes the values are read, and of no other.
        source.reset()
        #expect(try await file.rowCount(where: Column<Int64>("id") >= 1250) == 2750)
        #expect(source.readByteCount == indexes + (try await pageByteCount(file, rowGroup: 1, column: 0, page: 2)))
    }

    @Test func columnsThatAreOnlyAskedAreNotReadWhereTheAnswerIsKnown() async throws {
        let (file, _) = try await ScanExplanationTests.file()
        let (rowCount, explanation) = try await scan(file, ["name"], Column<Int64>("id") >= 1250)
        #expect(rowCount == 2750)
        let id = try await pageByteCount(file, rowGroup: 1, column: 0, page: 2)
        var names = 0
        for rowGroup in 1..<4 {
            let metadata = try #require(file.metadata.rowGroups[rowGroup].columns[1].metadata)
            names += metadata.totalCompressedSize
        }
        for page in 0..<2 { names -= try await pageByteCount(file, rowGroup: 1, column: 1, page: page) }
        #expect(explanation.dataByteCount == id + names)
    }

    @Test func aDictionaryRulesRowGroupsOut() async throws {
        var options = ReaderOptions()
        options.pruning = [.dictionary]
        let (file, _) = try await ScanExplanationTests.file(options)
        // Within the bounds, from "name 0" to "name 9", and not there.
        let (rowCount, explanation) = try await scan(file, ["id"], Column<String>("name") == "name 55")
        #expect(rowCount == 0)
        #expect(explanation.saving(of: .dictionary).rowGroupCount == 4)
        // Ten texts of six bytes and their lengths, and the page's header.
        #expect(explanation.dataByteCount >= 4 * 100)
        #expect(explanation.dataByteCount < 4 * 150)
        #expect(
            explanation.chunkByteCount
                == explanation.dataByteCount + explanation.saving(of: .dictionary).byteCount)
    }

    @Test func aBloomFilterRulesRowGroupsOut() async throws {
        let (file, _) = try await ScanExplanationTests.file(bloomFilter: true)
        // Row 1,111 alone has it.
        let text = "\(10_000 + 1111 * 7919 % 4001) and more"
        let (rowCount, explanation) = try await scan(file, nil, Column<String>("text") == text)
        #expect(rowCount == 1)
        #expect(explanation.saving(of: .bloomFilter).rowGroupCount == 3)
        #expect(explanation.bloomFilterByteCount > 0)
        // Of the other columns the page of the row is read.
        #expect(explanation.saving(of: .laterColumns).pageCount == 18)
        var options = ReaderOptions()
        options.pruning.remove(.bloomFilter)
        let (same, _) = try await ScanExplanationTests.file(bloomFilter: true, options)
        let without = try await scan(same, nil, Column<String>("text") == text)
        #expect(without.rowCount == 1)
        #expect(without.explanation.readByteCount > explanation.readByteCount)
    }

    @Test func allIsReadWhereNothingIsAsked() async throws {
        let (file, source) = try await ScanExplanationTests.file()
        source.reset()
        let (rowCount, explanation) = try await scan(file, nil, nil)
        #expect(rowCount == 4000)
        #expect(explanation.dataByteCount == explanation.chunkByteCount)
        #expect(source.readByteCount == explanation.chunkByteCount)
        #expect(try await file.explain() == explanation)
    }

    @Test func bytesBetweenAreCountedApart() async throws {
        let (file, source) = try await ScanExplanationTests.file()
        var wide = file
        wide.options.coalescingGap = 64 << 10
        source.reset()
        let id = Column<Int64>("id")
        let (_, explanation) = try await scan(wide, ["id", "text"], id == 2145 || id == 2345)
        // Between the two pages of each column lies another.
        #expect(explanation.gapByteCount > 0)
        #expect(source.readByteCount == explanation.readByteCount - explanation.footerByteCount)
    }

    @Test func sumsBeyondIntStayAtItsEnd() {
        var all = ScanExplanation()
        var one = ScanExplanation()
        one.rowCount = 1 << 62
        one.matchedRowCount = .max
        one.dataByteCount = 3
        one.add(.init(rowGroupCount: 1, pageCount: .max, rowCount: 1 << 62, byteCount: 7), to: .statistics)
        for _ in 0..<3 { all += one }
        #expect(all.rowCount == .max && all.matchedRowCount == .max && all.dataByteCount == 9)
        #expect(
            all.saving(of: .statistics)
                == .init(rowGroupCount: 3, pageCount: .max, rowCount: .max, byteCount: 21))
    }
}
