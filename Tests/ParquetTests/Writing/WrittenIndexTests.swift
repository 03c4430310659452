import ParquetTestSupport
import Testing

@testable import Parquet

/// Page indexes, bloom filters, size statistics and the order of bounds, as the writer makes them.
@Suite struct WrittenIndexTests {
    private func file(_ batch: RecordBatch, _ change: (inout WriterOptions) -> Void = { _ in }) async throws
        -> ParquetFile
    {
        var options = WriterOptions()
        options.pageRowLimit = 3
        options.codec = .uncompressed
        change(&options)
        return try await ParquetFile(MemorySource(try await write([batch], batch.schema, options)))
    }

    /// Pages of three rows: 1 2 3, null null null, 7 8 9, 10.
    @Test(arguments: [WriterOptions.DictionaryPolicy.automatic, .never])
    func pagesHaveBounds(dictionary: WriterOptions.DictionaryPolicy) async throws {
        let number = Column<Int32?>("number")
        var batch = RecordBatch(schema: try Schema(number))
        batch[number] = [1, 2, 3, nil, nil, nil, 9, 8, 7, 10]
        let file = try await file(batch) { $0.dictionary = dictionary }
        let (offsets, columns) = try #require(try await file.pageIndex(rowGroup: 0, column: 0))
        #expect(columns.nullPages == [false, true, false, false])
        #expect(columns.minValues == [[1, 0, 0, 0], [], [7, 0, 0, 0], [10, 0, 0, 0]])
        #expect(columns.maxValues == [[3, 0, 0, 0], [], [9, 0, 0, 0], [10, 0, 0, 0]])
        #expect(columns.nullCounts == [0, 3, 0, 0] && columns.boundaryOrder == .ascending)
        #expect(columns.nanCounts == nil && columns.definitionLevelHistograms == nil)
        #expect(offsets.pageLocations.map(\.firstRowIndex) == [0, 3, 6, 9])
        #expect(offsets.unencodedByteArrayByteCounts == nil)
    }

    @Test func fallingAndUnorderedBounds() async throws {
        let down = Column<String>("down"), mixed = Column<String>("mixed")
        var batch = RecordBatch(schema: try Schema(down, mixed))
        batch[down] = ["f", "f", "e", "d", "d", "c", "b"]
        batch[mixed] = ["a", "b", "c", "z", "z", "z", "b"]
        let file = try await file(batch)
        #expect(try await file.columnIndex(rowGroup: 0, column: 0)?.boundaryOrder == .descending)
        #expect(try await file.columnIndex(rowGroup: 0, column: 1)?.boundaryOrder == .unordered)
        // 3 and 3 and 1 letters.
        #expect(try await file.offsetIndex(rowGroup: 0, column: 0)?.unencodedByteArrayByteCounts == [3, 3, 1])
        let size = file.metadata.rowGroups[0].columns[0].metadata?.sizeStatistics
        #expect(size == SizeStatistics(unencodedByteArrayByteCount: 7))
    }

    /// 80 bytes of 0xFF are above all that is shorter: they stand whole in the index, up to 256 bytes of them.
    @Test(arguments: [(80, true), (256, true), (257, false)])
    func aMaximumThatCannotBeCut(byteCount: Int, isWhole: Bool) async throws {
        let raw = Column<[UInt8]>("raw")
        let high = [UInt8](repeating: 0xFF, count: byteCount)
        var batch = RecordBatch(schema: try Schema(raw))
        batch[raw] = [[1], [2], [3], high, [4], [5]]
        let file = try await file(batch)
        let index = try await file.columnIndex(rowGroup: 0, column: 0)
        #expect(index?.maxValues == (isWhole ? [[3], high] : nil))
        let statistics = file.metadata.rowGroups[0].columns[0].metadata?.statistics
        #expect(statistics?.maxValue == (isWhole ? high : nil))
        #expect(statistics?.isMaxValueExact == (isWhole ? true : nil))
        #expect(statistics?.minValue == (isWhole ? [1] : nil))
    }

    /// A page of NaNs only has no bounds in TYPE_ORDER, so that there is no column index; in total order NaNs are bounds.
    @Test func pagesOfNaNs() async throws {
        let share = Column<Double>("share")
        var batch = RecordBatch(schema: try Schema(share))
        batch[share] = [1, -0.0, .nan, .nan, .nan, -.nan, 0.0]
        let ordered = try await file(batch)
        #expect(try await ordered.columnIndex(rowGroup: 0, column: 0) == nil)
        #expect(try await ordered.offsetIndex(rowGroup: 0, column: 0)?.pageLocations.count == 3)
        let statistics = try #require(ordered.metadata.rowGroups[0].columns[0].metadata?.statistics)
        #expect(statistics.nanCount == 4)
        #expect(
            statistics.minValue == [0, 0, 0, 0, 0, 0, 0, 0x80] && statistics.maxValue == [0, 0, 0, 0, 0, 0, 0xF0, 0x3F])

        let total = try await file(batch) { $0.floatingPointOrder = .ieee754TotalOrder }
        #expect(total.metadata.columnOrder(0) == .ieee754TotalOrder)
        let index = try #require(try await total.columnIndex(rowGroup: 0, column: 0))
        #expect(index.nanCounts == [1, 3, 0])
        #expect(index.minValues[0] == [0, 0, 0, 0, 0, 0, 0, 0x80])
        #expect(
            index.minValues[1] == [0, 0, 0, 0, 0, 0, 0xF8, 0xFF]
                && index.maxValues[1] == [0, 0, 0, 0, 0, 0, 0xF8, 0x7F])
        #expect(index.minValues[2] == [0, 0, 0, 0, 0, 0, 0, 0] && index.maxValues[2] == [0, 0, 0, 0, 0, 0, 0, 0])
    }

    /// binary16: 1 is 3C00, -1 BC00, NaN 7E00, -0 8000, 0 0000.
    @Test func halves() async throws {
        let field = SchemaField(
            "half", .fixedLengthByteArray, typeLength: 2, logicalType: .float16, repetition: .required)
        let schema = try Schema(fields: [field])
        func statistics(_ bytes: [UInt8]) async throws -> StatisticsRecord? {
            let values = FixedLengthByteArrayValues(length: 2, bytes: bytes)
            let batch = try RecordBatch(schema: schema, columns: [ColumnVector(.fixedLengthByteArray(values))])
            return try await file(batch).metadata.rowGroups[0].columns[0].metadata?.statistics
        }
        let mixed = try await statistics([0x00, 0x3C, 0x00, 0xBC, 0x00, 0x7E])
        #expect(mixed?.minValue == [0x00, 0xBC] && mixed?.maxValue == [0x00, 0x3C] && mixed?.nanCount == 1)
        let zeros = try await statistics([0x00, 0x00])
        #expect(zeros?.minValue == [0x00, 0x80] && zeros?.maxValue == [0x00, 0x00])
    }

    /// Lists [a], [], null, [null, b]: definition levels 3 1 0 2 3, repetition levels 0 0 0 0 1.
    @Test func histogramsOfLists() async throws {
        let element = SchemaField("element", .byteArray, logicalType: .string)
        let list = SchemaField(
            "tags", group: [SchemaField("list", group: [element], repetition: .repeated)], logicalType: .list)
        let schema = try Schema(fields: [list])
        let batch = try RecordBatch(
            schema: schema,
            columns: [
                ColumnVector(
                    presence: .levels(definition: [3, 1, 0, 2, 3], repetition: [0, 0, 0, 0, 1]),
                    values: .byteArray(ByteArrayValues(["a", "b"])))
            ])
        let file = try await file(batch) { $0.pageRowLimit = 2 }
        let size = file.metadata.rowGroups[0].columns[0].metadata?.sizeStatistics
        #expect(size?.repetitionLevelHistogram == [4, 1] && size?.definitionLevelHistogram == [1, 1, 1, 2])
        let (offsets, columns) = try #require(try await file.pageIndex(rowGroup: 0, column: 0))
        #expect(offsets.pageLocations.map(\.firstRowIndex) == [0, 2])
        #expect(columns.nullCounts == [1, 2])
        #expect(columns.definitionLevelHistograms == [0, 1, 0, 1, 1, 0, 1, 1])
        #expect(columns.repetitionLevelHistograms == [2, 0, 2, 1])

        // A page of one row at most holds four levels; a row that has more makes a page of its own.
        let long = try RecordBatch(
            schema: schema,
            columns: [
                ColumnVector(
                    presence: .levels(
                        definition: [UInt16](repeating: 3, count: 13),
                        repetition: [0, 0, 1, 1, 1, 1, 1, 0, 1, 0, 1, 0, 1]),
                    values: .byteArray(ByteArrayValues((0..<13).map { "\($0)" })))
            ])
        let pages = try await self.file(long) { $0.pageRowLimit = 3 }
        #expect(try await pages.offsetIndex(rowGroup: 0, column: 0)?.pageLocations.map(\.firstRowIndex) == [0, 3])
        let small = try await self.file(long) { $0.pageRowLimit = 1 }
        #expect(
            try await small.offsetIndex(rowGroup: 0, column: 0)?.pageLocations.map(\.firstRowIndex) == [0, 1, 2, 3, 4])
    }

    /// Filters know every value, have the size that the distinct values need, and are left out where a dictionary is there.
    @Test func bloomFilters() async throws {
        let id = Column<String>("id"), action = Column<String>("action"), number = Column<Int64>("number")
        var batch = RecordBatch(schema: try Schema(id, action, number))
        let ids = (0..<5_000).map { "id \($0 &* 2_654_435_761 % 1_000_003)" }
        batch[id] = ids
        batch[action] = ids.indices.map { $0 % 2 == 0 ? "login" : "logout" }
        batch[number] = ids.indices.map { Int64($0 / 2) }
        let file = try await file(batch) {
            $0.pageRowLimit = 1_000
            $0.dictionary = .automatic
            $0.bloomFilters = BloomFilterOptions(falsePositiveShare: 0.01)
            $0.columns[ColumnPath(["number"])] = .init(encoding: .plain)
        }
        #expect(try await file.bloomFilter(rowGroup: 0, column: 1) == nil)
        let filter = try #require(try await file.bloomFilter(rowGroup: 0, column: 0))
        #expect(ids.allSatisfy { filter.mightContain($0) })
        let wrong = (0..<20_000).count { filter.mightContain("other \($0)") }
        #expect(wrong < 400, "\(wrong) of 20,000 where 1 % are allowed")
        // 5,000 values at 1 % take 6.5 kB, 2,500 half of that; sizes are powers of two.
        #expect(filter.bytes.count == 8192)
        #expect(try await file.bloomFilter(rowGroup: 0, column: 2)?.bytes.count == 4096)

        let capped = try await self.file(batch) {
            $0.pageRowLimit = 1_000
            $0.bloomFilters = BloomFilterOptions(byteLimit: 1_000, includesDictionaryChunks: true)
        }
        #expect(try await capped.bloomFilter(rowGroup: 0, column: 0)?.bytes.count == 512)
        let actions = try #require(try await capped.bloomFilter(rowGroup: 0, column: 1))
        #expect(actions.bytes.count == 32 && actions.mightContain("login") && !actions.mightContain("sign"))
    }

    @Test func indexesCanBeLeftOut() async throws {
        let id = Column<Int64>("id")
        var batch = RecordBatch(schema: try Schema(id))
        batch[id] = [1, 2, 3, 4]
        let file = try await file(batch) { $0.writesPageIndex = false }
        #expect(file.metadata.rowGroups[0].columns[0].offsetIndexOffset == nil)
        #expect(file.metadata.rowGroups[0].columns[0].columnIndexOffset == nil)
    }

    @Test func sortingColumnsAreNamed() async throws {
        let id = Column<Int64>("id"), note = Column<String?>("note")
        var batch = RecordBatch(schema: try Schema(id, note))
        batch[id] = [1, 2, 2]
        batch[note] = ["x", "b", nil]
        let file = try await file(batch) {
            $0.sortingColumns = [.init(ColumnPath(["id"])), .init(ColumnPath(["note"]), isDescending: true)]
        }
        #expect(
            file.metadata.rowGroups[0].sortingColumns == [
                SortingColumn(columnIndex: 0, isDescending: false, areNullsFirst: false),
                SortingColumn(columnIndex: 1, isDescending: true, areNullsFirst: false),
            ])
        var options = WriterOptions()
        options.sortingColumns = [.init(ColumnPath(["other"]))]
        #expect(throws: ParquetError.self) {
            _ = try ParquetWriter(to: MemorySink(), schema: batch.schema, options: options)
        }
    }

    @Test func encodingsThatDoNotGoWithATypeAreRefused() throws {
        var options = WriterOptions()
        options.columns[ColumnPath(["id"])] = .init(encoding: .deltaBinaryPacked)
        #expect(throws: ParquetError.self) {
            _ = try ParquetWriter(to: MemorySink(), schema: try Schema(Column<String>("id")), options: options)
        }
    }
}
