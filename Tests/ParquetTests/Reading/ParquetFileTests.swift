import ParquetBytes
import Testing

@testable import Parquet

@Suite struct ParquetFileTests {
    /// A file made by hand: `a` required INT32 [1, 2, 3] and `tags` a repeated INT32 of lists [[], [4, 5], [6]], one data
    /// page of version 1 each, not compressed.
    static func nestedFile() throws -> [UInt8] {
        var bytes = Footer.magic
        let schema = try Schema(fields: [
            SchemaField("a", .int32, repetition: .required), SchemaField("tags", .int32, repetition: .repeated),
        ])
        var chunks: [ColumnChunkMetadata] = []
        let bodies: [(name: String, count: Int32, body: [UInt8])] = [
            ("a", 3, [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]),
            (
                "tags", 4,
                // Repetition 0, 0, 1, 0: one group of bits 0010; definition 0, 1, 1, 1: bits 0111, lowest first.
                [2, 0, 0, 0, 0x03, 0b0000_0100, 2, 0, 0, 0, 0x03, 0b0000_1110]
                    + [4, 0, 0, 0, 5, 0, 0, 0, 6, 0, 0, 0]
            ),
        ]
        for (name, count, body) in bodies {
            let header = PageHeader(
                type: .dataPage, uncompressedByteCount: Int32(body.count), compressedByteCount: Int32(body.count),
                dataPage: DataPageHeader(
                    valueCount: count, encoding: .plain, definitionLevelEncoding: .rle, repetitionLevelEncoding: .rle))
            let page = header.encoded() + body
            chunks.append(
                ColumnChunkMetadata(
                    fileOffset: 0,
                    metadata: ColumnMetadata(
                        type: .int32, encodings: [.plain, .rle], path: [name], codec: .uncompressed,
                        valueCount: Int(count), totalUncompressedSize: page.count, totalCompressedSize: page.count,
                        dataPageOffset: bytes.count)))
            bytes += page
        }
        let metadata = FileMetadata(
            version: 1, schema: schema.elements(), rowCount: 3,
            rowGroups: [RowGroupMetadata(columns: chunks, totalByteSize: 100, rowCount: 3)]
        ).encoded()
        return bytes + metadata + Footer.trailer(metadataByteCount: UInt32(metadata.count))
    }

    @Test func nestedColumnsHaveLevels() async throws {
        let file = try await ParquetFile(MemorySource(ParquetFileTests.nestedFile()))
        var reader = try file.reader()
        var batch = RecordBatch(schema: file.schema)
        #expect(try await reader.next(into: &batch))
        #expect(batch.columns[0] == ColumnVector(.int32([1, 2, 3])))
        #expect(
            batch.columns[1]
                == ColumnVector(
                    presence: .levels(definition: [0, 1, 1, 1], repetition: [0, 0, 1, 0]), values: .int32([4, 5, 6])))
        try batch.check()
        #expect(try await !reader.next(into: &batch))
        #expect(batch.rowCount == 0)
    }

    @Test func nestedRowsAreNeverTornApart() async throws {
        var options = ReaderOptions()
        options.batchRowLimit = 1
        let file = try await ParquetFile(MemorySource(ParquetFileTests.nestedFile()), options: options)
        var rows: [ColumnVector] = []
        for try await batch in file.batches(columns: ["tags"]) { rows.append(batch.columns[0]) }
        #expect(
            rows == [
                ColumnVector(presence: .levels(definition: [0], repetition: [0]), values: .int32([])),
                ColumnVector(presence: .levels(definition: [1, 1], repetition: [0, 1]), values: .int32([4, 5])),
                ColumnVector(presence: .levels(definition: [1], repetition: [0]), values: .int32([6])),
            ])
    }

    @Test func unknownColumnsAndRowGroupsAreRefused() async throws {
        let file = try await ParquetFile(MemorySource(ParquetFileTests.nestedFile(), name: "x.parquet"))
        for (columns, rowGroups) in [(["b"], nil), ([], nil), (nil, 0..<2)] as [([String]?, Range<Int>?)] {
            var code: ParquetError.Code?
            do {
                _ = try file.reader(columns: columns, rowGroups: rowGroups)
            } catch {
                code = error.code
            }
            #expect(code == .argument)
        }
    }

    @Test func numbersOfTheFooterAreChecked() async throws {
        let bytes = try ParquetFileTests.nestedFile()
        let file = try await ParquetFile(MemorySource(bytes))
        func read(_ change: (inout FileMetadata) -> Void) async -> ParquetError? {
            var metadata = file.metadata
            change(&metadata)
            let footer = metadata.encoded()
            let body = bytes.prefix(bytes.count - 8 - file.metadataByteCount)
            let mutant = body + footer + Footer.trailer(metadataByteCount: UInt32(footer.count))
            do {
                let file = try await ParquetFile(MemorySource(Array(mutant)))
                for try await _ in file.batches() {}
                return nil
            } catch {
                return error
            }
        }
        #expect(await read { _ in } == nil)
        let changes: [(inout FileMetadata) -> Void] = [
            { $0.rowCount = 4 }, { $0.rowCount = -3 },
            { $0.rowGroups[0].rowCount = -3 },
            {
                $0.rowCount = 4
                $0.rowGroups[0].rowCount = 4
            },
            {
                $0.rowCount = 2
                $0.rowGroups[0].rowCount = 2
            },
            { $0.rowGroups[0].columns.removeLast() },
            { $0.rowGroups[0].columns[1].metadata = nil },
            { $0.rowGroups[0].columns[1].metadata?.type = .int64 },
            { $0.rowGroups[0].columns[1].metadata?.codec = .snappy },
            { $0.rowGroups[0].columns[1].metadata?.codec = .unknown(77) },
            { $0.rowGroups[0].columns[1].metadata?.valueCount = 5 },
            { $0.rowGroups[0].columns[1].metadata?.valueCount = 3 },
            { $0.rowGroups[0].columns[1].metadata?.valueCount = .max },
            { $0.rowGroups[0].columns[1].metadata?.dataPageOffset = -1 },
            { $0.rowGroups[0].columns[1].metadata?.dataPageOffset = .max },
            { $0.rowGroups[0].columns[1].metadata?.totalCompressedSize = .max },
            { $0.rowGroups[0].columns[1].metadata?.totalCompressedSize = -1 },
            { $0.rowGroups[0].columns[1].metadata?.totalCompressedSize = 20 },
            { $0.rowGroups[0].columns[1].metadata?.totalCompressedSize = 0 },
            { $0.rowGroups[0].columns[1].filePath = "elsewhere" },
            { $0.schema[0].childCount = 3 }, { $0.schema = [] },
        ]
        for (index, change) in changes.enumerated() {
            #expect(await read(change) != nil, "change \(index)")
        }
    }
}
