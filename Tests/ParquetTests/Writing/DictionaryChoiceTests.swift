import Parquet
import ParquetTestSupport
import Testing

/// Whether a column chunk is dictionary-coded, as its footer says after reading it back.
@Suite struct DictionaryChoiceTests {
    private func encodings(_ rows: [String?], _ change: (inout WriterOptions) -> Void = { _ in }) async throws
        -> [Encoding]
    {
        let column = Column<String?>("a")
        var batch = RecordBatch(schema: try Schema(column))
        batch[column] = rows
        let sink = MemorySink()
        var options = WriterOptions()
        change(&options)
        var writer = try ParquetWriter(to: sink, schema: batch.schema, options: options)
        try writer.append(batch)
        _ = try writer.finish()
        let file = try await ParquetFile(MemorySource(sink.bytes))
        return file.metadata.rowGroups[0].columns[0].metadata?.encodings ?? []
    }

    private static let dictionary: [Encoding] = [.plain, .rle, .rleDictionary]
    private static let plain: [Encoding] = [.plain, .rle]
    private static let words = ["login", "logout", "sign", "reject"]

    @Test func fewDistinctValues() async throws {
        let rows: [String?] = (0..<50_000).map { row in DictionaryChoiceTests.words[row &* 7919 / 13 % 4] }
        #expect(try await encodings(rows) == DictionaryChoiceTests.dictionary)
        #expect(try await encodings(rows) { $0.dictionary = .never } == DictionaryChoiceTests.plain)
        #expect(try await encodings(rows) { $0.pageRowLimit = 1_000 } == DictionaryChoiceTests.dictionary)
    }

    @Test func onlyDistinctValues() async throws {
        var random = SeededGenerator(seed: 3)
        let rows = (0..<50_000).map { _ in String(UInt64.random(in: .min ... .max, using: &random), radix: 16) }
        #expect(try await encodings(rows) == DictionaryChoiceTests.plain)
    }

    /// One row in twenty has a value: the levels, which cost the same either way, must not decide.
    @Test func sparseColumn() async throws {
        var random = SeededGenerator(seed: 5)
        let rows = (0..<100_000).map { _ in
            Int.random(in: 0..<20, using: &random) == 0
                ? DictionaryChoiceTests.words[Int.random(in: 0..<4, using: &random)] : nil
        }
        #expect(try await encodings(rows) == DictionaryChoiceTests.dictionary)
    }

    /// The first pages are without a value: there is nothing to choose by yet.
    @Test func columnThatStartsLate() async throws {
        let rows: [String?] = (0..<90_000).map { row in
            if row < 45_000 { return nil }
            return DictionaryChoiceTests.words[row &* 7919 / 13 % 4]
        }
        #expect(try await encodings(rows) == DictionaryChoiceTests.dictionary)
    }

    @Test func withoutValues() async throws {
        #expect(try await encodings([String?](repeating: nil, count: 1_000)) == DictionaryChoiceTests.plain)
    }
}
