import Parquet
import ParquetBytes
import ParquetCodecs
import ParquetInspect
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

    /// A dictionary of one long value of a fixed length, and many indices to it.
    @Test func aDictionaryOfOneFixedLengthIsNotMultiplied() async throws {
        let length = 1 << 20
        let long = Page.dictionary([UInt8](repeating: 97, count: length), count: 1)
        let indices = Page.data([0, 0xFE, 0x7F], count: 8191, encoding: .rleDictionary)
        let field = SchemaField("a", .fixedLengthByteArray, typeLength: length, repetition: .required)
        let bytes = try BombTests.file(field, [long, indices], rowCount: 8191)
        #expect(await BombTests.read(bytes)?.code == .limit)
        // A plain page behind makes values of the indices.
        let plain = Page.data([UInt8](repeating: 98, count: length), count: 1)
        let mixed = try BombTests.file(field, [long, indices, plain], rowCount: 8192)
        #expect(await BombTests.read(mixed, keepsDictionaries: true)?.code == .limit)
    }

    /// Two hundred million elements of one row, all the same: each array of it is small enough, not all of them.
    @Test func oneListOfManyIndicesIsRefused() async throws {
        let run: [UInt8] = [6, 0, 0, 0, 0x80, 0x84, 0xAF, 0x5F, 0, 0]
        var repetition = run
        repetition[8] = 1
        let dictionary = Page.dictionary([1, 0, 0, 0, 0, 0, 0, 0], count: 1)
        var definition = run
        definition[8] = 1
        let page = Page.data(
            repetition + definition + [0, 0x80, 0x84, 0xAF, 0x5F], count: 100_000_000, encoding: .rleDictionary)
        let field = SchemaField("a", .int64, repetition: .repeated)
        let bytes = try BombTests.file(field, [dictionary, page], rowCount: 1, valueCount: 100_000_000)
        for keepsDictionaries in [false, true] {
            #expect(await BombTests.read(bytes, keepsDictionaries: keepsDictionaries)?.code == .limit)
        }
    }

    /// More values than the page has bytes for are refused before there is memory for them.
    @Test func aDictionaryThatCountsTooManyIsRefused() async throws {
        let dictionary = Page.dictionary([UInt8](repeating: 0, count: 1 << 20), count: 8 << 20)
        let page = Page.data([0, 2], count: 1, encoding: .rleDictionary)
        let field = SchemaField("a", .byteArray, repetition: .required)
        let error = await BombTests.read(try BombTests.file(field, [dictionary, page], rowCount: 1))
        #expect(error?.code == .limit)
        // Empty strings need no bytes but their lengths.
        let empty = Page.dictionary([UInt8](repeating: 0, count: 8 << 20), count: 2 << 20)
        let emptyError = await BombTests.read(try BombTests.file(field, [empty, page], rowCount: 1))
        #expect(emptyError?.code == .limit)
    }

    /// A chunk that changes from indices to values and back makes its dictionary's table once.
    @Test(.timeLimit(.minutes(1))) func aChunkThatChangesItsMindIsReadOnce() async throws {
        let dictionary = Page.dictionary([UInt8](repeating: 0, count: 400_000), count: 100_000)
        var pages = [dictionary]
        for _ in 0..<2000 {
            pages.append(Page.data([17, 2, 0, 0, 0], count: 1, encoding: .rleDictionary))
            pages.append(Page.data([0, 0, 0, 0], count: 1))
        }
        let field = SchemaField("a", .byteArray, repetition: .required)
        let bytes = try BombTests.file(field, pages, rowCount: 4000)
        #expect(await BombTests.read(bytes, keepsDictionaries: true) == nil)
    }

    /// A repeated group without columns.
    @Test func anEmptyRepeatedGroupHasNoElements() async throws {
        let column = SchemaElement(type: .int32, repetition: .required, name: "a")
        var bytes = try BombTests.file(
            SchemaField("a", .int32, repetition: .required), [Page.data([1, 0, 0, 0], count: 1)], rowCount: 1)
        let parts = try await FileParts(bytes)
        var metadata = parts.metadata
        metadata.schema = [
            SchemaElement(name: "m", childCount: 2), column,
            SchemaElement(repetition: .repeated, name: "x", childCount: 0),
        ]
        bytes = parts.replacingFooter(by: metadata.encoded())
        let file = try await ParquetFile(MemorySource(bytes))
        var renderer = JSONLinesRenderer(schema: file.schema)
        var text: [UInt8] = []
        for try await batch in file.batches() {
            try renderer.render(batch, into: &text)
            for row in try batch.rows { #expect(row["x"] == .list([])) }
        }
        #expect(String(decoding: text, as: UTF8.self) == "{\"a\":1,\"x\":[]}\n")
    }

    @Test func thePageOfAnErrorIsTheOneThatIsBroken() async throws {
        let field = SchemaField("a", .int32, repetition: .required)
        let good = Page.data([1, 0, 0, 0], count: 1)
        var bad = good
        bad.header.uncompressedByteCount = -1
        let error = await BombTests.read(try BombTests.file(field, [good, bad], rowCount: 2))
        #expect(error?.place.page == 1)
        #expect(error?.place.byteOffset == 4 + good.header.encoded().count + 4)
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
