import ParquetTestSupport
import Testing

@testable import Parquet

/// The bound of a file's size, and bytes that do not depend on how rows come, where that is hard.
@Suite struct SizeBoundTests {
    /// Values that look like a dictionary at first and are all different then, in pages so small that the indexes weigh as much
    /// as the savings: whatever is chosen at the end of the chunk, the bound of the moment before holds.
    @Test(arguments: [2_048, 4_096, 8_192, 1 << 20])
    func aDictionaryGivenUpLateKeepsTheBound(pageByteLimit: Int) async throws {
        let text = Column<String>("text")
        var batch = RecordBatch(schema: try Schema(text))
        var rows = ["a", "a", "a", "a"].map { String(repeating: $0, count: 100) }
        for index in 0..<17_000 {
            rows.append(String(UInt64(index) &* 0x9E37_79B9_7F4A_7C15, radix: 16) + String(repeating: "x", count: 84))
        }
        batch[text] = rows
        for filters in [nil, BloomFilterOptions()] {
            var options = WriterOptions()
            options.codec = .uncompressed
            options.pageByteLimit = pageByteLimit
            options.bloomFilters = filters
            let sink = MemorySink()
            var writer = try ParquetWriter(to: sink, schema: batch.schema, options: options)
            try writer.append(batch)
            let bound = writer.maximumFinalByteCount
            let written = try writer.finish()
            #expect(written.byteCount <= bound)
            try await expectSound(sink.bytes)
        }
    }

    /// Booleans, lists and strings in batches of one row, of a few, and of all give the same bytes.
    @Test(arguments: 0..<8 as Range<UInt64>)
    func bytesDoNotDependOnBatches(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let columns = [
            RandomColumn("flag", .boolean, isOptional: false, distribution: .any),
            RandomColumn("flags", .boolean, isOptional: true, layers: [.list], distribution: .few),
            RandomColumn("text", .byteArray, isOptional: true, distribution: .any),
            RandomColumn("word", .byteArray, isOptional: false, distribution: .few),
            RandomColumn("numbers", .int64, isOptional: true, layers: [.list, .list], distribution: .rising),
        ]
        let schema = try Schema(fields: columns.map(\.field))
        let rowCount = 3_000
        let whole = try RecordBatch(
            schema: schema, columns: columns.map { $0.vector(rowCount: rowCount, &random) })
        var options = WriterOptions()
        options.profile = .smallest
        options.bloomFilters = BloomFilterOptions()
        options.pageByteLimit = Int.random(in: 40...2_000, using: &random)
        options.pageRowLimit = Int.random(in: 30...400, using: &random)
        options.rowGroupByteLimit = Int.random(in: 2_000...40_000, using: &random)
        func bytes(_ rowsPerBatch: Int) throws -> [UInt8] {
            let sink = MemorySink()
            var writer = try ParquetWriter(to: sink, schema: schema, options: options)
            var start = 0
            while start < rowCount {
                let end = min(start + rowsPerBatch, rowCount)
                let bits = Bitmap((0..<rowCount).map { start <= $0 && $0 < end })
                try writer.append(whole.filtered(by: bits))
                start = end
            }
            _ = try writer.finish()
            return sink.bytes
        }
        let expected = try bytes(rowCount)
        try await expectSound(expected)
        for rowsPerBatch in [37, 500] { #expect(try bytes(rowsPerBatch) == expected, "\(rowsPerBatch) rows") }
        if seed == 0 { #expect(try bytes(1) == expected) }
    }

    /// A column of nulls has no dictionary, asked for or not.
    @Test func noDictionaryWithoutValues() async throws {
        let note = Column<String?>("note")
        var batch = RecordBatch(schema: try Schema(note))
        batch[note] = [nil, nil, nil]
        var options = WriterOptions()
        options.columns[["note"]] = .init(encoding: .rleDictionary)
        let bytes = try await write([batch], batch.schema, options)
        let chunk = try await ParquetFile(MemorySource(bytes)).metadata.rowGroups[0].columns[0].metadata
        #expect(chunk?.dictionaryPageOffset == nil && chunk?.encodings.contains(.rleDictionary) == false)
    }

    @Test(arguments: [
        ("parquet-mr version 1.2.8 (build x)", true, 1, 2, 8), ("parquet-mr version 1.13.1", true, 1, 13, 1),
        ("parquet-mr version 1.10.0-SNAPSHOT (build 1)", true, 1, 10, 0),
        ("swift-parquet version 0.1.0 (build 0)", false, 0, 1, 0), ("parquet-cpp-arrow version 26.0", false, 26, 0, 0),
    ])
    func versionsOfWriters(_ text: String, _ isParquetMR: Bool, _ major: Int, _ minor: Int, _ patch: Int) throws {
        let version = try #require(WriterVersion(text))
        #expect(version.isParquetMR == isParquetMR)
        #expect((version.major, version.minor, version.patch) == (major, minor, patch))
        #expect(WriterVersion("DuckDB") == nil && WriterVersion(nil) == nil)
    }
}
