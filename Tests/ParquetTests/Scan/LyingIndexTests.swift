import ParquetBytes
import ParquetTestSupport
import Testing

@testable import Parquet

/// Indexes and statistics that are not true: errors with their place, or other rows, and nothing worse.
@Suite struct LyingIndexTests {
    private struct Table {
        let bytes: [UInt8]
        let metadata: FileMetadata
        let footer: Range<Int>
    }

    private func table(_ version: DataPageVersion) async throws -> Table {
        var options = WriterOptions()
        options.codec = .uncompressed
        options.pageRowLimit = 10
        options.dataPageVersion = version
        let schema = try Schema(fields: [
            SchemaField("id", .int32, repetition: .required),
            SchemaField("tags", .int32, repetition: .repeated),
        ])
        let repetition = (0..<100).flatMap { [0] + [UInt16](repeating: 1, count: $0 % 3) }
        let sink = MemorySink()
        var writer = try ParquetWriter(to: sink, schema: schema, options: options)
        try writer.append(
            RecordBatch(
                schema: schema,
                columns: [
                    ColumnVector(.int32((0..<100).map(Int32.init))),
                    ColumnVector(
                        presence: .levels(definition: repetition.map { _ in 1 }, repetition: repetition),
                        values: .int32(repetition.indices.map(Int32.init))),
                ]))
        _ = try writer.finish()
        let bytes = sink.bytes
        let file = try await ParquetFile(MemorySource(bytes))
        return Table(
            bytes: bytes, metadata: file.metadata,
            footer: bytes.count - 8 - file.metadataByteCount..<bytes.count - 8)
    }

    /// The file with another offset index for `column`, behind what was the footer.
    private func bytes(_ table: Table, column: Int, _ change: (inout OffsetIndex) -> Void) async throws -> [UInt8] {
        let file = try await ParquetFile(MemorySource(table.bytes))
        var index = try #require(try await file.offsetIndex(rowGroup: 0, column: column))
        change(&index)
        let encoded = index.encoded()
        var metadata = table.metadata
        metadata.rowGroups[0].columns[column].offsetIndexOffset = table.footer.lowerBound
        metadata.rowGroups[0].columns[column].offsetIndexLength = Int32(encoded.count)
        let footer = metadata.encoded()
        var bytes = Array(table.bytes[..<table.footer.lowerBound]) + encoded + footer
        bytes += (0..<4).map { UInt8(truncatingIfNeeded: footer.count >> (8 * $0)) } + Array("PAR1".utf8)
        return bytes
    }

    private func scan(_ bytes: [UInt8]) async throws(ParquetError) -> Int {
        let file = try await ParquetFile(MemorySource(bytes))
        var count = 0
        for try await batch in file.batches(where: Column<Int32>("id") == 55) { count += batch.rowCount }
        return count
    }

    @Test(arguments: [DataPageVersion.v1, .v2]) func anIndexThatIsTrueIsFollowed(version: DataPageVersion) async throws
    {
        let table = try await table(version)
        for column in 0..<2 {
            let bytes = try await bytes(table, column: column) { _ in }
            #expect(try await scan(bytes) == 1)
        }
    }

    @Test(arguments: [DataPageVersion.v1, .v2], [0, 1]) func anIndexThatLiesIsRefused(
        version: DataPageVersion, column: Int
    ) async throws {
        let table = try await table(version)
        let changes: [(inout OffsetIndex) -> Void] = [
            // Behind the file, before the chunk, into the middle of a page.
            { $0.pageLocations[9].offset = 1 << 40 },
            { $0.pageLocations[0].offset = .max },
            { $0.pageLocations[5].offset -= 3 },
            { $0.pageLocations[5].offset += 1 },
            { $0.pageLocations[5].compressedByteCount = 3 },
            { $0.pageLocations[5].compressedByteCount = .max },
            { $0.pageLocations[5].compressedByteCount = -1 },
            // Rows that are not those of the page.
            { $0.pageLocations[5].firstRowIndex = 51 },
            { $0.pageLocations[6].firstRowIndex = 59 },
            { $0.pageLocations[5].firstRowIndex = 1000 },
            { $0.pageLocations[5].firstRowIndex = -1 },
            { $0.pageLocations[0].firstRowIndex = 1 },
            { $0.pageLocations = [] },
        ]
        for (number, change) in changes.enumerated() {
            let bytes = try await bytes(table, column: column, change)
            let error = await #expect(throws: ParquetError.self, "\(number)") { _ = try await scan(bytes) }
            #expect(error?.code == .malformed, "\(number)")
            #expect(error?.place.rowGroup == 0, "\(number)")
            #expect(error?.place.column == (column == 0 ? "id" : "tags"), "\(number)")
        }
    }

    @Test func statisticsThatLieGiveOtherRows() async throws {
        let table = try await table(.v1)
        var metadata = table.metadata
        metadata.rowGroups[0].columns[0].metadata?.statistics?.maxValue = [10, 0, 0, 0]
        let footer = metadata.encoded()
        var bytes = Array(table.bytes[..<table.footer.lowerBound]) + footer
        bytes += (0..<4).map { UInt8(truncatingIfNeeded: footer.count >> (8 * $0)) } + Array("PAR1".utf8)
        #expect(try await scan(bytes) == 0)
    }
}
