import Parquet
import ParquetBytes
import ParquetCodecs
import Testing

/// Few bytes that promise many: they are refused before memory is taken for them, or read within the limit.
@Suite struct BombTests {
    /// A page of a column chunk.
    struct Page {
        var header: PageHeader
        var body: [UInt8]

        static func data(
            _ body: [UInt8], count: Int32, encoding: Encoding = .plain, announcing byteCount: Int? = nil
        ) -> Page {
            Page(
                header: PageHeader(
                    type: .dataPage, uncompressedByteCount: Int32(byteCount ?? body.count),
                    compressedByteCount: Int32(body.count),
                    dataPage: DataPageHeader(
                        valueCount: count, encoding: encoding, definitionLevelEncoding: .rle,
                        repetitionLevelEncoding: .rle)), body: body)
        }

        static func dictionary(_ body: [UInt8], count: Int32) -> Page {
            Page(
                header: PageHeader(
                    type: .dictionaryPage, uncompressedByteCount: Int32(body.count),
                    compressedByteCount: Int32(body.count),
                    dictionaryPage: DictionaryPageHeader(valueCount: count, encoding: .plain)), body: body)
        }
    }

    /// A file of one column with `rowCount` rows and the given pages.
    static func file(
        _ field: SchemaField, _ pages: [Page], codec: CompressionCodec = .uncompressed, rowCount: Int,
        valueCount: Int? = nil
    ) throws -> [UInt8] {
        var bytes = Footer.magic
        var dataPageOffset = 0
        var dictionaryPageOffset: Int?
        for page in pages {
            if page.header.type == .dictionaryPage {
                dictionaryPageOffset = bytes.count
            } else if dataPageOffset == 0 {
                dataPageOffset = bytes.count
            }
            bytes += page.header.encoded() + page.body
        }
        let schema = try Schema(fields: [field])
        let size = bytes.count - 4
        let chunk = ColumnChunkMetadata(
            fileOffset: 0,
            metadata: ColumnMetadata(
                type: schema.columns[0].physicalType, encodings: [.plain, .rle], path: schema.columns[0].path.names,
                codec: codec, valueCount: valueCount ?? rowCount, totalUncompressedSize: size,
                totalCompressedSize: size, dataPageOffset: dataPageOffset,
                dictionaryPageOffset: dictionaryPageOffset))
        let footer = FileMetadata(
            version: 1, schema: schema.elements(), rowCount: rowCount,
            rowGroups: [RowGroupMetadata(columns: [chunk], totalByteSize: size, rowCount: rowCount)]
        ).encoded()
        return bytes + footer + Footer.trailer(metadataByteCount: UInt32(footer.count))
    }

    /// Reads all rows with a limit of 16 MiB.
    static func read(_ bytes: [UInt8], keepsDictionaries: Bool = false) async -> ParquetError? {
        var options = ReaderOptions()
        options.memoryLimit = 16 << 20
        options.keepsDictionaries = keepsDictionaries
        do throws(ParquetError) {
            var reader = try await ParquetFile(MemorySource(bytes), options: options).reader()
            var batch = RecordBatch(schema: reader.schema)
            while try await reader.next(into: &batch) {}
            return nil
        } catch {
            return error
        }
    }

    static let codecs: [(CompressionCodec, PageCodec)] = [
        (.snappy, .snappy), (.gzip, .gzip(level: 6)), (.zstd, .zstd(level: 1)), (.lz4Raw, .lz4Raw),
        (.brotli, .brotli(quality: 5)),
    ]

    static func compress(_ bytes: [UInt8], _ codec: PageCodec) throws -> [UInt8]? {
        guard (try? codec.checkAvailability()) != nil else { return nil }
        var compressor = try PageCompressor(codec)
        var buffer = ByteBuffer()
        try compressor.compress(bytes.rawBytes, into: &buffer)
        return buffer.takeArray()
    }

    @Test(arguments: codecs)
    func zipBombsAreRefused(codec: CompressionCodec, pageCodec: PageCodec) async throws {
        let count = 32 << 20
        guard let body = try BombTests.compress([UInt8](repeating: 0, count: count), pageCodec) else { return }
        #expect(body.count < 2 << 20)
        let field = SchemaField("a", .int64, repetition: .required)
        // What it says is true, and too much.
        let honest = Page.data(body, count: Int32(count / 8), announcing: count)
        let honestError = await BombTests.read(
            try BombTests.file(field, [honest], codec: codec, rowCount: count / 8))
        #expect(honestError?.code == .limit)
        #expect(honestError?.place.page == 0)
        // It gives more than it says.
        let liar = Page.data(body, count: 128, announcing: 1024)
        let liarError = await BombTests.read(try BombTests.file(field, [liar], codec: codec, rowCount: 128))
        #expect(liarError?.code == .malformed)
        // It says more than it gives: 15 MiB would be allowed.
        let small = try #require(try BombTests.compress([UInt8](repeating: 7, count: 1024), pageCodec))
        let boaster = Page.data(small, count: 128, announcing: 15 << 20)
        let boasterError = await BombTests.read(try BombTests.file(field, [boaster], codec: codec, rowCount: 128))
        #expect(boasterError?.code == .malformed)
        for announced in [Int(Int32.max), 1 << 30] {
            let page = Page.data(small, count: 128, announcing: announced)
            let error = await BombTests.read(try BombTests.file(field, [page], codec: codec, rowCount: 128))
            #expect(error != nil)
        }
    }

    /// One long string, and many indices to it.
    @Test func aDictionaryOfOneLongStringIsNotMultiplied() async throws {
        let length = 1 << 20
        let long = Page.dictionary(
            [UInt8](UInt32(length).littleEndianBytes) + [UInt8](repeating: 97, count: length), count: 1)
        // No bits an index, so that a run takes two bytes: 100,000 times.
        let indices = Page.data([0, 0xC0, 0x9A, 0x0C], count: 100_000, encoding: .rleDictionary)
        let field = SchemaField("a", .byteArray, logicalType: .string, repetition: .required)
        let bytes = try BombTests.file(field, [long, indices], rowCount: 100_000)
        #expect(await BombTests.read(bytes)?.code == .limit)
        // As indices they take little.
        #expect(await BombTests.read(bytes, keepsDictionaries: true) == nil)
    }

    /// Two billion nulls in a run of six bytes: read, batch by batch, if someone wants them.
    @Test func manyNullsInOneRunAreBatches() async throws {
        let run: [UInt8] = [6, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF, 0x0F, 0]
        let page = Page.data(run, count: .max)
        let field = SchemaField("a", .int64)
        let bytes = try BombTests.file(field, [page], rowCount: Int(Int32.max))
        var reader = try await ParquetFile(MemorySource(bytes)).reader()
        var batch = RecordBatch(schema: reader.schema)
        for _ in 0..<3 {
            #expect(try await reader.next(into: &batch))
            #expect(batch.rowCount == 8192)
        }
    }

    /// Two billion elements of one list.
    @Test func oneListOfManyNullsIsRefused() async throws {
        let run: [UInt8] = [6, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF, 0x0F, 0]
        let page = Page.data(run + run, count: .max)
        let field = SchemaField("a", .int64, repetition: .repeated)
        let bytes = try BombTests.file(field, [page], rowCount: 1, valueCount: Int(Int32.max))
        #expect(await BombTests.read(bytes)?.code == .limit)
    }

    /// Each string starts with the one before.
    @Test func stringsThatGrowByTheirPrefixesAreRefused() async throws {
        // Prefix lengths 0, 1000, 2000, …: differences of 1000 and no bits; suffix lengths all 1000.
        let count = 1024
        func deltas(first: Int, step: Int) -> [UInt8] {
            func varint(_ value: Int) -> [UInt8] {
                value < 128 ? [UInt8(value)] : [UInt8(value & 127) | 128] + varint(value >> 7)
            }
            var bytes = varint(128) + varint(4) + varint(count) + varint(first * 2)
            for _ in 0..<(count - 1 + 127) / 128 { bytes += varint(step * 2) + [0, 0, 0, 0] }
            return bytes
        }
        let body =
            deltas(first: 0, step: 1000) + deltas(first: 1000, step: 0)
            + [UInt8](repeating: 98, count: 1000 * count)
        let page = Page.data(body, count: Int32(count), encoding: .deltaByteArray)
        let field = SchemaField("a", .byteArray, repetition: .required)
        #expect(await BombTests.read(try BombTests.file(field, [page], rowCount: count))?.code == .limit)
    }

    /// Runs of no length do not end, unless the bytes do.
    @Test func runsOfNoLengthEnd() async throws {
        let body = [UInt8](repeating: 0, count: 1 << 20)
        let page = Page.data([0, 0, 16, 0] + body, count: 8)
        let field = SchemaField("a", .boolean)
        #expect(await BombTests.read(try BombTests.file(field, [page], rowCount: 8))?.code == .malformed)
    }
}

extension UInt32 {
    fileprivate var littleEndianBytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> (8 * $0)) } }
}
