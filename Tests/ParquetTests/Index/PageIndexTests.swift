import ParquetBytes
import Testing

@testable import Parquet

/// Indexes that pyarrow 26 wrote of the column ["b", null, "a", "c", null, null, "zz", "d"] in pages of 2, 2 and 4 rows.
@Suite struct PageIndexTests {
    static let columnIndexBytes: [UInt8] = [
        0x19, 0x31, 0x02, 0x02, 0x02,  // 1: no page of nulls only
        0x19, 0x38, 0x01, 0x62, 0x01, 0x61, 0x01, 0x64,  // 2: "b", "a", "d"
        0x19, 0x38, 0x01, 0x62, 0x01, 0x63, 0x02, 0x7A, 0x7A,  // 3: "b", "c", "zz"
        0x15, 0x00,  // 4: UNORDERED
        0x19, 0x36, 0x02, 0x00, 0x04,  // 5: 1, 0 and 2 nulls
        0x29, 0x66, 0x02, 0x02, 0x00, 0x04, 0x04, 0x04,  // 7: levels 0 and 1 of each page
        0x00,
    ]
    static let offsetIndexBytes: [UInt8] = [
        0x19, 0x3C,  // 1: three pages
        0x16, 0x08, 0x15, 0x38, 0x16, 0x00, 0x00,  // 28 bytes at 4, from row 0
        0x16, 0x40, 0x15, 0x42, 0x16, 0x04, 0x00,  // 33 bytes at 32, from row 2
        0x16, 0x82, 0x01, 0x15, 0x44, 0x16, 0x08, 0x00,  // 34 bytes at 65, from row 4
        0x19, 0x36, 0x02, 0x04, 0x06,  // 2: 1, 2 and 3 bytes of text
        0x00,
    ]
    static let columnIndex = ColumnIndex(
        nullPages: [false, false, false], minValues: [[0x62], [0x61], [0x64]],
        maxValues: [[0x62], [0x63], [0x7A, 0x7A]], boundaryOrder: .unordered, nullCounts: [1, 0, 2],
        definitionLevelHistograms: [1, 1, 0, 2, 2, 2])
    static let offsetIndex = OffsetIndex(
        pageLocations: [
            PageLocation(offset: 4, compressedByteCount: 28, firstRowIndex: 0),
            PageLocation(offset: 32, compressedByteCount: 33, firstRowIndex: 2),
            PageLocation(offset: 65, compressedByteCount: 34, firstRowIndex: 4),
        ], unencodedByteArrayByteCounts: [1, 2, 3])

    @Test func pyarrowsBytes() throws {
        var reader = CompactReader(PageIndexTests.columnIndexBytes.rawBytes)
        #expect(try ColumnIndex(from: &reader) == PageIndexTests.columnIndex)
        #expect(PageIndexTests.columnIndex.encoded() == PageIndexTests.columnIndexBytes)
        var second = CompactReader(PageIndexTests.offsetIndexBytes.rawBytes)
        #expect(try OffsetIndex(from: &second) == PageIndexTests.offsetIndex)
        #expect(PageIndexTests.offsetIndex.encoded() == PageIndexTests.offsetIndexBytes)
        #expect(PageIndexTests.offsetIndex.rowRanges(rowCount: 8) == [0..<2, 2..<4, 4..<8])
    }

    @Test func everyFieldRoundTrips() throws {
        var index = PageIndexTests.columnIndex
        index.nullPages = [true, false, true]
        index.boundaryOrder = .descending
        index.repetitionLevelHistograms = [1, 2, 3]
        index.nanCounts = [0, 1, 1 << 40]
        let bytes = index.encoded()
        var reader = CompactReader(bytes.rawBytes)
        #expect(try ColumnIndex(from: &reader) == index)
        #expect(reader.remaining == 0)
        for number in Int32(-1)...4 { #expect(BoundaryOrder(rawValue: number).rawValue == number) }
    }

    /// Some writers spell false 0.
    @Test func falseHasTwoSpellings() throws {
        var bytes = PageIndexTests.columnIndexBytes
        bytes[2] = 0
        bytes[3] = 1
        var reader = CompactReader(bytes.rawBytes)
        #expect(try ColumnIndex(from: &reader).nullPages == [false, true, false])
        bytes[4] = 3
        var broken = CompactReader(bytes.rawBytes)
        let error = #expect(throws: ParquetError.self) { try ColumnIndex(from: &broken) }
        #expect(error?.code == .malformed)
    }

    /// A file of 8 rows with room for three pages and these indexes behind them.
    static func file(
        _ columnIndex: ColumnIndex = columnIndex, _ offsetIndex: OffsetIndex = offsetIndex, move: Int = 0
    ) async throws -> ParquetFile {
        var bytes = Footer.magic + [UInt8](repeating: 0, count: 95)
        let columnBytes = columnIndex.encoded()
        let offsetBytes = offsetIndex.encoded()
        let chunk = ColumnChunkMetadata(
            fileOffset: 0,
            metadata: ColumnMetadata(
                type: .byteArray, encodings: [.plain], path: ["s"], codec: .uncompressed, valueCount: 8,
                totalUncompressedSize: 95, totalCompressedSize: 95, dataPageOffset: 4),
            offsetIndexOffset: bytes.count + columnBytes.count + move, offsetIndexLength: Int32(offsetBytes.count),
            columnIndexOffset: bytes.count + move, columnIndexLength: Int32(columnBytes.count))
        let schema = try Schema(fields: [SchemaField("s", .byteArray)])
        let metadata = FileMetadata(
            version: 1, schema: schema.elements(), rowCount: 8,
            rowGroups: [RowGroupMetadata(columns: [chunk], totalByteSize: 95, rowCount: 8)]
        ).encoded()
        bytes += columnBytes + offsetBytes + metadata + Footer.trailer(metadataByteCount: UInt32(metadata.count))
        return try await ParquetFile(MemorySource(bytes, name: "a.parquet"))
    }

    @Test func isReadFromAFile() async throws {
        let file = try await PageIndexTests.file()
        #expect(try await file.columnIndex(rowGroup: 0, column: 0) == PageIndexTests.columnIndex)
        #expect(try await file.offsetIndex(rowGroup: 0, column: 0) == PageIndexTests.offsetIndex)
        #expect(try await file.pageIndex(rowGroup: 0, column: 0)?.offsets == PageIndexTests.offsetIndex)
        for (rowGroup, column) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
            let error = await #expect(throws: ParquetError.self) {
                try await file.offsetIndex(rowGroup: rowGroup, column: column)
            }
            #expect(error?.code == .argument)
        }
    }

    @Test func refusesIndexesThatContradictThemselves() async throws {
        let changes: [@Sendable (inout ColumnIndex, inout OffsetIndex) -> Void] = [
            { columns, _ in columns.minValues.removeLast() },
            { columns, _ in columns.maxValues.append([]) },
            { columns, _ in columns.nullCounts = [1] },
            { columns, _ in columns.nanCounts = [1, 2, 3, 4] },
            { columns, _ in columns.definitionLevelHistograms = [1, 1, 0, 2, 2] },
            { columns, _ in columns.repetitionLevelHistograms = [1, 1, 1, 1] },
            { _, offsets in offsets.unencodedByteArrayByteCounts = [1] },
            { _, offsets in offsets.pageLocations[0].firstRowIndex = 1 },
            { _, offsets in offsets.pageLocations[1].firstRowIndex = 0 },
            { _, offsets in offsets.pageLocations[2].firstRowIndex = 8 },
            { _, offsets in offsets.pageLocations[2].firstRowIndex = .max },
            { _, offsets in offsets.pageLocations[1].offset = 31 },
            { _, offsets in offsets.pageLocations[0].offset = -1 },
            { _, offsets in offsets.pageLocations[2].offset = .max },
            { _, offsets in offsets.pageLocations[2].compressedByteCount = 0 },
            { _, offsets in offsets.pageLocations[2].compressedByteCount = .max },
            { _, offsets in
                offsets.pageLocations.removeLast()
                offsets.unencodedByteArrayByteCounts = nil
            },
        ]
        for (number, change) in changes.enumerated() {
            var columns = PageIndexTests.columnIndex
            var offsets = PageIndexTests.offsetIndex
            change(&columns, &offsets)
            let file = try await PageIndexTests.file(columns, offsets)
            let error = await #expect(throws: ParquetError.self, "change \(number)") {
                try await file.pageIndex(rowGroup: 0, column: 0)
            }
            #expect(error?.code == .malformed, "change \(number)")
            #expect(error?.place.file == "a.parquet")
            #expect(error?.place.column == "s")
        }
        var columns = PageIndexTests.columnIndex
        columns.boundaryOrder = .unknown(3)
        let file = try await PageIndexTests.file(columns)
        let error = await #expect(throws: ParquetError.self) { try await file.columnIndex(rowGroup: 0, column: 0) }
        #expect(error?.code == .unsupported)
        for move in [Int.max - 200, -1_000, 100_000] {
            let moved = try await PageIndexTests.file(move: move)
            let error = await #expect(throws: ParquetError.self) {
                try await moved.offsetIndex(rowGroup: 0, column: 0)
            }
            #expect(error?.code == .malformed)
        }
    }

    /// Every value of every byte, and every end: an index or an error, never more than that.
    @Test func changedBytesDoNoHarm() throws {
        func read(_ bytes: [UInt8]) -> Bool {
            var errorCount = 0
            func attempt(_ body: () throws(ParquetError) -> Void) {
                do throws(ParquetError) { try body() } catch { errorCount += 1 }
            }
            attempt { () throws(ParquetError) in
                var reader = CompactReader(bytes.rawBytes)
                try ColumnIndex(from: &reader).check(ValueOrderTests.column(.byteArray))
            }
            attempt { () throws(ParquetError) in
                var reader = CompactReader(bytes.rawBytes)
                let index = try OffsetIndex(from: &reader)
                try index.check(rowCount: 8, fileByteCount: 200)
                _ = index.rowRanges(rowCount: 8)
            }
            attempt { () throws(ParquetError) in
                var reader = CompactReader(bytes.rawBytes)
                try BloomFilterHeader(from: &reader).check()
            }
            return errorCount < 3
        }
        for bytes in [
            PageIndexTests.columnIndexBytes, PageIndexTests.offsetIndexBytes,
            Array(BloomFilterTests.duckDBIntegers.prefix(16)),
        ] {
            #expect(read(bytes))
            for count in bytes.indices { #expect(!read(Array(bytes.prefix(count)))) }
            for place in bytes.indices {
                for value in 0...UInt8.max {
                    var mutant = bytes
                    mutant[place] = value
                    _ = read(mutant)
                }
            }
        }
    }

    @Test(
        .enabled(if: TestingFiles.arePresent, "the folder parquet-testing is not there"),
        arguments: TestingFiles.parquetFiles("data"))
    func filesOfManyWriters(path: String) async throws {
        guard let file = try? await ParquetFile(MemorySource(try TestingFiles.bytes(path))) else { return }
        for rowGroup in file.metadata.rowGroups.indices {
            for column in file.schema.columns.indices {
                _ = try await file.columnIndex(rowGroup: rowGroup, column: column)
                _ = try await file.offsetIndex(rowGroup: rowGroup, column: column)
                _ = try await file.pageIndex(rowGroup: rowGroup, column: column)
                _ = try await file.bloomFilter(rowGroup: rowGroup, column: column)
            }
        }
    }
}
