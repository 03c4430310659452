import ParquetCodecs
import ParquetTestSupport
import Testing

@testable import Parquet

/// Files whose pages are compressed with each codec.
@Suite struct CodecFileTests {
    @Test(
        arguments: [
            (PageCodec.uncompressed, CompressionCodec.uncompressed), (.snappy, .snappy), (.gzip(level: 6), .gzip),
            (.zstd(level: 1), .zstd), (.lz4Raw, .lz4Raw), (.brotli(quality: 5), .brotli),
        ] as [(PageCodec, CompressionCodec)])
    func rowsComeBack(codec: PageCodec, number: CompressionCodec) async throws {
        guard (try? codec.checkAvailability()) != nil else { return }
        var batches = try RandomBatches(seed: 5, longestString: 60)
        let written = try batches.next(rowCount: 1_000)
        let bytes = try file(of: written, codec)
        let file = try await ParquetFile(MemorySource(bytes))
        #expect(file.metadata.rowGroups[0].columns.allSatisfy { $0.metadata?.codec == number })
        var reader = try file.reader()
        var read = RecordBatch(schema: file.schema)
        #expect(try await reader.next(into: &read))
        // Numbers that are not equal to themselves are among them; the bytes tell whether the rows are the same.
        #expect(try self.file(of: read, codec) == bytes)
    }

    func file(of batch: RecordBatch, _ codec: PageCodec) throws -> [UInt8] {
        var options = WriterOptions()
        options.codec = codec
        let sink = MemorySink()
        var writer = try ParquetWriter(to: sink, schema: batch.schema, options: options)
        try writer.append(batch)
        _ = try writer.finish()
        return sink.bytes
    }

    #if !Brotli
        @Test func brotliThatIsNotBuiltInIsUnsupported() {
            let reading = #expect(throws: ParquetError.self) { try CompressionCodec.brotli.decompressing() }
            #expect(reading?.code == .unsupported && reading?.message.contains("--traits Brotli") == true)
            var options = WriterOptions()
            options.codec = .brotli(quality: 5)
            let writing = #expect(throws: ParquetError.self) {
                _ = try ParquetWriter(to: MemorySink(), schema: Schema(Column<Int64>("a")), options: options)
            }
            #expect(writing?.code == .unsupported && writing?.message.contains("--traits Brotli") == true)
        }
    #endif

    @Test func codecsThatCannotBe() {
        for codec in [CompressionCodec.lzo, .unknown(99)] {
            let error = #expect(throws: ParquetError.self) { try codec.decompressing() }
            #expect(error?.code == .unsupported)
        }
        var options = WriterOptions()
        options.codec = .lz4
        let error = #expect(throws: ParquetError.self) {
            _ = try ParquetWriter(to: MemorySink(), schema: Schema(Column<Int64>("a")), options: options)
        }
        #expect(error?.code == .argument)
    }
}
