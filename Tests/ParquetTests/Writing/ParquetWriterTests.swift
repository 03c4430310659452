import Parquet
import ParquetTestSupport
import Testing

@Suite struct ParquetWriterTests {
    /// The smallest file, byte by byte up to the footer: one required INT32 column with the values 1 and 2.
    @Test func smallestFile() throws {
        let column = Column<Int32>("a")
        var batch = RecordBatch(schema: try Schema(column))
        batch[column] = [1, 2]
        var options = WriterOptions()
        options.codec = .uncompressed
        options.dictionary = .never
        let sink = MemorySink()
        var writer = try ParquetWriter(to: sink, schema: batch.schema, options: options)
        try writer.append(batch)
        let written = try writer.finish()
        let bytes = sink.bytes
        #expect(written.byteCount == bytes.count && written.rowCount == 2 && written.rowGroupCount == 1)
        let header: [UInt8] = [
            0x15, 0x00,  // field 1, type: DATA_PAGE
            0x15, 0x10,  // field 2, uncompressed_page_size: 8
            0x15, 0x10,  // field 3, compressed_page_size: 8
        ]
        #expect(Array(bytes.prefix(10)) == Array("PAR1".utf8) + header)
        let values: [UInt8] = [1, 0, 0, 0, 2, 0, 0, 0]
        let dataHeader: [UInt8] = [
            0x1C,  // field 5, data_page_header
            0x15, 0x04,  // field 1, num_values: 2
            0x15, 0x00,  // field 2, encoding: PLAIN
            0x15, 0x06,  // field 3, definition_level_encoding: RLE
            0x15, 0x06,  // field 4, repetition_level_encoding: RLE
            0x00, 0x00,  // the ends of both structures
        ]
        // Field 4, the checksum, is a varint of up to five bytes behind its header.
        #expect(bytes[10] == 0x15)
        let place = try #require((11..<17).first { Array(bytes[$0..<$0 + 11]) == dataHeader })
        #expect(Array(bytes[place + 11..<place + 19]) == values)
        #expect(Array(bytes.suffix(4)) == Array("PAR1".utf8))
    }

    /// After every batch: what is encoded is not more than the bound, the bound never falls below the file's final size
    /// if it were finished then, and the sizes at the end are those of the bytes.
    @Test(
        arguments: 0..<6 as Range<UInt64>, [PageCodec.uncompressed, .snappy, .gzip(level: 1), .zstd(level: 1), .lz4Raw])
    func boundsHold(seed: UInt64, codec: PageCodec) throws {
        var batches = try RandomBatches(seed: seed, longestString: 400)
        var options = WriterOptions()
        options.codec = codec
        options.pageByteLimit = 20_000
        options.pageRowLimit = 300
        options.rowGroupByteLimit = 200_000
        options.dictionaryByteLimit = 10_000
        var appended: [RecordBatch] = []
        for length in 1...5 {
            appended.append(try batches.next(rowCount: length * 130))
            let sink = MemorySink()
            var writer = try ParquetWriter(to: sink, schema: batches.schema, options: options)
            for batch in appended {
                try writer.append(batch)
                #expect(writer.encodedByteCount >= sink.bytes.count)
            }
            let bound = writer.maximumFinalByteCount
            let encoded = writer.encodedByteCount
            let rows = writer.rowCount
            let written = try writer.finish()
            #expect(written.byteCount == sink.bytes.count)
            #expect(written.byteCount <= bound)
            #expect(written.byteCount >= encoded)
            #expect(written.rowCount == rows)
        }
    }

    /// The same rows make the same bytes, in whatever batches they come.
    @Test func bytesDoNotDependOnBatches() throws {
        var batches = try RandomBatches(seed: 9, longestString: 60)
        let first = try batches.next(rowCount: 10_000)
        let column = Column<Int64>("count")
        let text = Column<String?>("text")
        let schema = try Schema(column, text)
        func write(_ sizes: [Int]) throws -> [UInt8] {
            let sink = MemorySink()
            var options = WriterOptions()
            options.pageByteLimit = 9_000
            var writer = try ParquetWriter(to: sink, schema: schema, options: options)
            var row = 0
            for size in sizes {
                var batch = RecordBatch(schema: schema)
                batch[column] = Array(first[column][row..<row + size])
                batch[text] = Array(first[text][row..<row + size])
                try writer.append(batch)
                row += size
            }
            _ = try writer.finish()
            return sink.bytes
        }
        let whole = try write([10_000])
        #expect(try write([1, 9_999]) == whole)
        #expect(try write([4_096, 904, 5_000]) == whole)
        #expect(try write(Array(repeating: 100, count: 100)) == whole)
    }

    @Test func refusesBatchesOfAnotherSchemaAndGoesOn() throws {
        let column = Column<Int32>("a")
        var batch = RecordBatch(schema: try Schema(column))
        batch[column] = [1]
        let sink = MemorySink()
        var writer = try ParquetWriter(to: sink, schema: batch.schema)
        let other = RecordBatch(schema: try Schema(Column<Int64>("a")))
        var refused = false
        do { try writer.append(other) } catch { refused = error.code == .schema }
        #expect(refused)
        try writer.append(batch)
        #expect(try writer.finish().rowCount == 1)
    }

    /// Row groups keep their size with rows of any width: 400 rows of 50 kB that do not compress, the first ones equal, so
    /// that the chunk starts as a dictionary.
    @Test func wideRowsCloseRowGroups() throws {
        var random = SeededGenerator(seed: 4)
        let column = Column<[UInt8]>("body")
        let schema = try Schema(column)
        let first = (0..<50_000).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        var batch = RecordBatch(schema: schema)
        batch[column] = (0..<400).map { row in
            var value = first
            if row >= 12 {
                for index in value.indices { value[index] &+= UInt8(truncatingIfNeeded: row &* (index &+ row)) }
            }
            return value
        }
        var options = WriterOptions()
        options.rowGroupByteLimit = 2 << 20
        let sink = MemorySink()
        var writer = try ParquetWriter(to: sink, schema: schema, options: options)
        try writer.append(batch)
        let written = try writer.finish()
        // 20 MB at 2 MiB and at most 1 MiB more each.
        #expect((6...12).contains(written.rowGroupCount), "\(written)")
    }

    /// Columns of one value take next to no space and must not fill the memory with their indices.
    @Test func constantColumnsCloseRowGroups() throws {
        let columns = (0..<60).map { SchemaField("c\($0)", .int32) }
        let schema = try Schema(fields: columns)
        var options = WriterOptions()
        options.rowGroupByteLimit = 1 << 20
        let vectors = columns.map { _ in ColumnVector(.int32([Int32](repeating: 7, count: 50_000))) }
        let batch = try RecordBatch(schema: schema, columns: vectors)
        let sink = MemorySink()
        var writer = try ParquetWriter(to: sink, schema: schema, options: options)
        try writer.append(batch)
        // 3 MiB of indices at 240 bytes a row are 13,108 rows, and every 4,096 rows are looked at.
        #expect(try writer.finish().rowGroupCount == 4)
    }

    @Test func refusesTwoColumnsOfOneName() throws {
        let schema = try Schema(fields: [SchemaField("a", .int32), SchemaField("a", .int64)])
        var code: ParquetError.Code?
        do { _ = try ParquetWriter(to: MemorySink(), schema: schema) } catch { code = error.code }
        #expect(code == .schema)
    }

    @Test func emptyFile() throws {
        let sink = MemorySink()
        let writer = try ParquetWriter(to: sink, schema: try Schema(Column<Int32>("a")))
        let written = try writer.finish()
        #expect(written.rowCount == 0 && written.rowGroupCount == 0 && written.byteCount == sink.bytes.count)
    }

    @Test func refusesOptionsOutOfRange() throws {
        let schema = try Schema(Column<Int32>("a"))
        func refused(_ change: (inout WriterOptions) -> Void) -> Bool {
            var options = WriterOptions()
            change(&options)
            do {
                _ = try ParquetWriter(to: MemorySink(), schema: schema, options: options)
                return false
            } catch {
                return error.code == .argument
            }
        }
        #expect(refused { $0.pageByteLimit = 0 })
        #expect(refused { $0.rowGroupByteLimit = -1 })
        #expect(refused { $0.statisticsByteLimit = .max })
        #expect(refused { $0.codec = .zstd(level: 99) })
        #expect(refused { $0.columns[ColumnPath(["b"])] = .init(codec: .snappy) })
        #expect(!refused { $0.columns[ColumnPath(["a"])] = .init(codec: .snappy) })
    }
}
