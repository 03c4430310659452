import Parquet
import ParquetCodecs
import ParquetTestSupport
import Testing

/// Codecs that are chosen by the data, as the footer says after reading back.
@Suite struct CodecChoiceTests {
    private static let noise = Column<Int64>("noise")
    private static let identifier = Column<String>("identifier")
    private static let word = Column<String?>("word")

    private struct Rows {
        var noise: [Int64] = []
        var identifiers: [String] = []
        var words: [String?] = []
    }

    private static let rows = {
        var random = SeededGenerator(seed: 11)
        return Rows(
            noise: (0..<60_000).map { _ in Int64.random(in: .min ... .max, using: &random) },
            identifiers: (0..<60_000).map { _ in
                String(UInt64.random(in: 1 << 63 ... .max, using: &random), radix: 16)
            },
            words: (0..<60_000).map { row in row % 100 == 0 ? nil : ["red", "green", "blue"][row % 3] })
    }()

    private func bytes(_ codec: PageCodec, threads: Int = 1, piece: Int = 60_000) throws -> [UInt8] {
        var options = WriterOptions()
        options.codec = codec
        options.concurrency = threads
        let sink = MemorySink()
        let schema = try Schema(CodecChoiceTests.noise, CodecChoiceTests.identifier, CodecChoiceTests.word)
        var writer = try ParquetWriter(to: sink, schema: schema, options: options)
        let rows = CodecChoiceTests.rows
        var row = 0
        while row < rows.noise.count {
            let range = row..<min(row + piece, rows.noise.count)
            var batch = RecordBatch(schema: schema)
            batch[CodecChoiceTests.noise] = Array(rows.noise[range])
            batch[CodecChoiceTests.identifier] = Array(rows.identifiers[range])
            batch[CodecChoiceTests.word] = Array(rows.words[range])
            try writer.append(batch)
            row = range.upperBound
        }
        _ = try writer.finish()
        return sink.bytes
    }

    @Test func eachColumnHasItsOwn() async throws {
        let automatic = try bytes(.automatic)
        let file = try await ParquetFile(MemorySource(automatic))
        let codecs = file.metadata.rowGroups[0].columns.map(\.metadata?.codec)
        // Random numbers only become larger.
        #expect(codecs == [.uncompressed, .zstd, .zstd])
        for codec in [PageCodec.uncompressed, .zstd(level: 1), .zstd(level: 3)] {
            #expect(try automatic.count <= bytes(codec).count)
        }
        var reader = try file.reader()
        var read = RecordBatch(schema: file.schema)
        let rows = CodecChoiceTests.rows
        var row = 0
        while try await reader.next(into: &read) {
            let end = row + read.rowCount
            #expect(read[CodecChoiceTests.noise] == Array(rows.noise[row..<end]))
            #expect(read[CodecChoiceTests.identifier] == Array(rows.identifiers[row..<end]))
            #expect(read[CodecChoiceTests.word] == Array(rows.words[row..<end]))
            row = end
        }
        #expect(row == rows.noise.count)
    }

    @Test func threadsAndBatchesDoNotMatter() throws {
        let once = try bytes(.automatic)
        #expect(try bytes(.automatic, threads: 3) == once)
        #expect(try bytes(.automatic, piece: 777) == once)
    }
}
