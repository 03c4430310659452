import Parquet
import ParquetInspect
import Testing

/// Files in which one thing is changed: the check finds it, and nothing else.
@Suite struct PlantedLieTests {
    /// A lie, and the rule and words of what is to be found.
    struct Lie: Sendable, CustomTestStringConvertible {
        let name: String
        let rule: CheckRule
        let message: String
        var severity = Finding.Severity.error
        /// What is wrong in consequence.
        var also: Set<CheckRule> = []
        var fixture = "datafusion-bloom-filters"
        let tell: @Sendable (inout LyingFile) throws -> Void

        var testDescription: String { name }
    }

    // The columns of the fixture.
    static let i32 = 1
    static let d = 3
    static let s = 4
    static let x3 = 5
    static let n = 7

    static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    static let footerLies: [Lie] = [
        Lie(name: "no rows of the file", rule: .rowCount, message: "num_rows is 0") { $0.metadata.rowCount = 0 },
        Lie(name: "rows of the file", rule: .rowCount, message: "num_rows is 151") { $0.metadata.rowCount = 151 },
        Lie(name: "column orders", rule: .columnOrder, message: "7 column orders for 8") {
            $0.metadata.columnOrders?.removeLast()
        },
        Lie(name: "an order of another type", rule: .columnOrder, message: "does not go with INT64") {
            $0.metadata.columnOrders?[7] = .ieee754TotalOrder
            for rowGroup in 0..<2 { $0.statistics(rowGroup, n) { $0 = StatisticsRecord() } }
        },
        Lie(name: "ordinal", rule: .ordinal, message: "ordinal is 5, it is number 1") {
            $0.metadata.rowGroups[1].ordinal = 5
        },
        Lie(name: "total_byte_size", rule: .size, message: "total_byte_size is 7") {
            $0.metadata.rowGroups[0].totalByteSize = 7
        },
        Lie(name: "total_compressed_size", rule: .size, message: "total_compressed_size is 7") {
            $0.metadata.rowGroups[0].totalCompressedSize = 7
        },
        Lie(name: "file_offset", rule: .offset, message: "file_offset is 1999") {
            $0.metadata.rowGroups[1].fileOffset = 1999
        },
        Lie(name: "keys", rule: .keyValueMetadata, message: "\"k\" occurs more than once", severity: .warning) {
            $0.metadata.keyValueMetadata = [KeyValue(key: "k", value: "1"), KeyValue(key: "k", value: "2")]
        },
        Lie(name: "path", rule: .columnChunk, message: "that of m, it stands for n") {
            $0.chunk(0, n) { $0.path = ["m"] }
        },
        Lie(name: "type", rule: .columnChunk, message: "is DOUBLE, the schema says INT64") {
            $0.chunk(0, n) { $0.type = .double }
        },
        Lie(name: "codec", rule: .columnChunk, message: "LZO", severity: .unchecked) {
            $0.chunk(0, n) { $0.codec = .lzo }
        },
        Lie(name: "another file", rule: .columnChunk, message: "other.parquet", severity: .unchecked) {
            $0.metadata.rowGroups[0].columns[n].filePath = "other.parquet"
        },
        Lie(name: "no metadata", rule: .columnChunk, message: "no metadata") {
            $0.metadata.rowGroups[1].columns[n].metadata = nil
        },
        Lie(name: "sorting column", rule: .sorting, message: "column 8 of 8") {
            $0.metadata.rowGroups[0].sortingColumns = [
                SortingColumn(columnIndex: 8, isDescending: false, areNullsFirst: false)
            ]
        },
        Lie(name: "magic", rule: .magic, message: "does not begin with PAR1") { $0.body[0] = 0 },
    ]

    static let chunkLies: [Lie] = [
        Lie(name: "num_values", rule: .valueCount, message: "num_values is 101, its pages have 100") {
            $0.chunk(0, n) { $0.valueCount += 1 }
        },
        Lie(name: "too few num_values", rule: .valueCount, message: "num_values is 99, its pages have 100") {
            $0.chunk(0, n) { $0.valueCount -= 1 }
        },
        Lie(name: "uncompressed size", rule: .size, message: "total_uncompressed_size is 979, its pages take 978") {
            $0.chunk(0, n) { $0.totalUncompressedSize += 1 }
            $0.metadata.rowGroups[0].totalByteSize += 1
        },
        Lie(name: "compressed size", rule: .size, message: "total_compressed_size is 351, its pages take 352") {
            $0.chunk(0, n) { $0.totalCompressedSize -= 1 }
            $0.metadata.rowGroups[0].totalCompressedSize? -= 1
        },
        Lie(name: "dictionary offset", rule: .offset, message: "dictionary_page_offset is 1238") {
            $0.chunk(0, n) {
                $0.dictionaryPageOffset = 1238
                $0.dataPageOffset = 1237
            }
        },
        Lie(name: "data offset", rule: .offset, message: "data_page_offset is 1402, the first data page is at 1401") {
            $0.chunk(0, n) { $0.dataPageOffset += 1 }
        },
        Lie(name: "a dictionary that is not there", rule: .offset, message: "there is no dictionary page") {
            $0.chunk(0, x3) { $0.dictionaryPageOffset = $0.dataPageOffset + 1 }
        },
        Lie(name: "encodings", rule: .encodings, message: "lack RLE_DICTIONARY") {
            $0.chunk(0, n) { $0.encodings = [.plain, .rle] }
        },
        Lie(name: "level encodings", rule: .encodings, message: "lack PLAIN, RLE", severity: .warning) {
            $0.chunk(0, n) { $0.encodings = [.rleDictionary] }
        },
        Lie(name: "encoding_stats", rule: .encodingStatistics, message: "tell 9 pages of DATA_PAGE") {
            $0.chunk(0, n) { $0.encodingStatistics?[0].count = 9 }
        },
        Lie(name: "page version", rule: .encodingStatistics, message: "version", severity: .warning) {
            $0.chunk(0, x3) { $0.encodingStatistics?[0].pageType = .dataPageV2 }
        },
        Lie(name: "null count", rule: .nullCount, message: "null_count is 17, there are 18") {
            $0.statistics(0, s) { $0.nullCount = 17 }
        },
        Lie(name: "minimum", rule: .bounds, message: "minimum is 1, the smallest value is 0") {
            $0.statistics(0, n) {
                $0.minValue = littleEndian(Int64(1))
                $0.isMinValueExact = nil
            }
        },
        Lie(name: "maximum", rule: .bounds, message: "maximum is 148, the largest value is 149") {
            $0.statistics(1, n) {
                $0.maxValue = littleEndian(Int64(148))
                $0.isMaxValueExact = nil
            }
        },
        Lie(name: "a wide minimum", rule: .exactBounds, message: "-1 is said to be exact, it is 0") {
            $0.statistics(0, n) {
                $0.minValue = littleEndian(Int64(-1))
                $0.isMinValueExact = true
            }
        },
        Lie(name: "text maximum", rule: .bounds, message: "maximum is \"zz\"") {
            $0.statistics(0, s) {
                $0.maxValue = Array("zz".utf8)
                $0.isMaxValueExact = nil
            }
        },
        Lie(name: "a maximum of another length", rule: .bounds, message: "no value of the column") {
            $0.statistics(0, n) { $0.maxValue = [1, 2, 3] }
        },
        Lie(name: "deprecated minimum", rule: .bounds, message: "deprecated minimum is 1") {
            $0.statistics(0, n) { $0.deprecatedMin = littleEndian(Int64(1)) }
        },
        Lie(name: "NaN bound", rule: .bounds, message: "maximum is NaN", severity: .warning) {
            $0.statistics(0, d) { $0.maxValue = littleEndian(Double.nan.bitPattern) }
        },
        Lie(name: "distinct count", rule: .distinctCount, message: "distinct_count is 99, there are 100") {
            $0.statistics(0, n) { $0.distinctCount = 99 }
        },
        Lie(name: "NaN count", rule: .nanCount, message: "nan_count is 1000") {
            $0.statistics(0, d) { $0.nanCount = 1000 }
        },
        Lie(name: "byte array bytes", rule: .sizeStatistics, message: "bytes are 1, there are 1620") {
            $0.chunk(0, s) { $0.sizeStatistics?.unencodedByteArrayByteCount = 1 }
        },
        Lie(name: "bytes of no byte array", rule: .sizeStatistics, message: "has 800 bytes of byte arrays") {
            $0.chunk(0, n) { $0.sizeStatistics = SizeStatistics(unencodedByteArrayByteCount: 800) }
        },
        Lie(name: "histogram", rule: .sizeStatistics, message: "says 17 of definition level 0, there are 18") {
            $0.chunk(0, s) { $0.sizeStatistics?.definitionLevelHistogram = [17, 83] }
        },
        Lie(name: "a long histogram", rule: .sizeStatistics, message: "3 places for 2 levels") {
            $0.chunk(0, s) { $0.sizeStatistics?.definitionLevelHistogram = [18, 82, 0] }
        },
    ]

    static let indexLies: [Lie] = [
        Lie(name: "swapped minima", rule: .bounds, message: "column index's minimum is 40, the smallest value is 0") {
            try $0.columnIndex(0, n) {
                $0.minValues.swapAt(0, 1)
                $0.boundaryOrder = .unordered
            }
        },
        Lie(name: "boundary order", rule: .boundaryOrder, message: "said to be DESCENDING") {
            try $0.columnIndex(0, n) { $0.boundaryOrder = .descending }
        },
        Lie(name: "null page", rule: .columnIndex, message: "only nulls, 40 of 40 values are there") {
            try $0.columnIndex(0, n) { $0.nullPages[0] = true }
        },
        Lie(name: "null count of a page", rule: .nullCount, message: "column index says 3 nulls, there are 0") {
            try $0.columnIndex(0, n) { $0.nullCounts?[0] = 3 }
        },
        Lie(name: "histogram of a page", rule: .sizeStatistics, message: "definition level") {
            try $0.columnIndex(0, s) { $0.definitionLevelHistograms?.swapAt(0, 1) }
        },
        Lie(name: "maximum of a page", rule: .bounds, message: "column index's maximum is 38, the largest value is 39")
        {
            try $0.columnIndex(0, n) { $0.maxValues[0] = littleEndian(Int64(38)) }
        },
        Lie(name: "a page too few", rule: .columnIndex, message: "2 pages, there are 3") {
            try $0.columnIndex(0, n) {
                $0.nullPages.removeLast()
                $0.minValues.removeLast()
                $0.maxValues.removeLast()
                $0.nullCounts?.removeLast()
                $0.definitionLevelHistograms = nil
                $0.repetitionLevelHistograms = nil
            }
        },
        Lie(name: "a minimum too few", rule: .columnIndex, message: "3 pages and 2 minima") {
            try $0.columnIndex(0, n) { $0.minValues.removeLast() }
        },
        Lie(name: "page offset", rule: .offsetIndex, message: "the page at byte") {
            try $0.offsetIndex(0, n) { $0.pageLocations[1].offset += 1 }
        },
        Lie(name: "page size", rule: .offsetIndex, message: "bytes, the page has") {
            try $0.offsetIndex(0, n) { $0.pageLocations[1].compressedByteCount -= 1 }
        },
        Lie(name: "first row", rule: .offsetIndex, message: "at row 41, it begins at 40") {
            try $0.offsetIndex(0, n) { $0.pageLocations[1].firstRowIndex += 1 }
        },
        Lie(name: "a location too few", rule: .offsetIndex, message: "2 pages, there are 3") {
            try $0.offsetIndex(0, n) { $0.pageLocations.removeLast() }
        },
        Lie(name: "byte array bytes of a page", rule: .sizeStatistics, message: "offset index's page's") {
            try $0.offsetIndex(0, s) { $0.unencodedByteArrayByteCounts?[0] = 1 }
        },
        Lie(name: "index length", rule: .offsetIndex, message: "its length is") {
            // What follows is the next index, so that the records still parse.
            $0.metadata.rowGroups[1].columns[n].offsetIndexLength? += 1
            $0.body.append(0)
        },
        Lie(name: "index beyond the file", rule: .columnIndex, message: "not between the magic and the footer") {
            $0.metadata.rowGroups[0].columns[n].columnIndexOffset = 1 << 40
        },
        Lie(name: "a lone length", rule: .offsetIndex, message: "not both") {
            $0.metadata.rowGroups[0].columns[n].offsetIndexOffset = nil
        },
        Lie(name: "one chunk twice", rule: .overlap, message: "begins within the chunk", also: [.size]) {
            // Columns of one type: at_ms has the pages of i64.
            let other = $0.metadata.rowGroups[1].columns[2]
            $0.metadata.rowGroups[1].columns[6] = other
            $0.chunk(1, 6) { $0.path = ["at_ms"] }
        },
    ]

    static let pageLies: [Lie] = [
        Lie(name: "bloom filter", rule: .bloomFilter, message: "lacks 40 of the page's values, such as 0") {
            guard let offset = $0.metadata.rowGroups[0].columns[n].metadata?.bloomFilterOffset else { return }
            for place in offset + 20..<offset + 80 { $0.body[place] = 0 }
        },
        Lie(name: "bloom filter's length", rule: .bloomFilter, message: "its length is 81", also: [.overlap]) {
            $0.chunk(0, n) { $0.bloomFilterLength? += 1 }
        },
        Lie(name: "bloom filter's place", rule: .bloomFilter, message: "Thrift", also: [.overlap]) {
            $0.chunk(0, n) { $0.bloomFilterOffset? += 1 }
        },
        Lie(name: "checksum", rule: .checksum, message: "its bytes have", fixture: "pyarrow-types-gzip-checksums") {
            try $0.pageHeader(0, 12, 1) { $0.checksum = ($0.checksum ?? 0) ^ 1 }
        },
        Lie(
            name: "nulls of a page of version 2", rule: .pageHeader, message: "nulls, it has",
            fixture: "datafusion-types-version-2-snappy"
        ) {
            try $0.pageHeader(0, 1, 1) { $0.dataPageV2?.nullCount += 1 }
        },
        Lie(
            name: "rows of a page of version 2", rule: .pageHeader, message: "rows, it has",
            fixture: "datafusion-types-version-2-snappy"
        ) {
            try $0.pageHeader(0, 1, 1) { $0.dataPageV2?.rowCount += 1 }
        },
        Lie(name: "a dictionary said to be sorted", rule: .dictionary, message: "below the one before") {
            try $0.pageHeader(0, s, 0) { $0.dictionaryPage?.isSorted = true }
        },
    ]

    @Test(arguments: ["datafusion-bloom-filters", "pyarrow-types-gzip-checksums", "datafusion-types-version-2-snappy"])
    func withoutALieTheyAreSound(fixture: String) async throws {
        let report = try await LyingFile(fixture: fixture).report()
        #expect(report.verdict == .sound)
        #expect(report.findings == [])
    }

    @Test(arguments: footerLies + chunkLies + indexLies + pageLies)
    func itIsFoundAndNothingElse(lie: Lie) async throws {
        var file = try await LyingFile(fixture: lie.fixture)
        try lie.tell(&file)
        let report = try await file.report()
        #expect(
            report.findings.contains { $0.rule == lie.rule && $0.message.contains(lie.message) }, "\(report.text())")
        // Warnings may follow from an error.
        let grave = report.findings.filter { $0.severity != .warning || lie.severity == .warning }
        #expect(grave.allSatisfy { $0.severity == lie.severity }, "\(report.text())")
        #expect(Set(grave.map(\.rule)) == lie.also.union([lie.rule]), "\(report.text())")
        switch lie.severity {
        case .error: #expect(report.verdict == .unsound)
        case .warning: #expect(report.verdict == .sound)
        case .unchecked: #expect(report.verdict == .unchecked)
        }
    }

    @Test func rowsOfARowGroup() async throws {
        var file = try await LyingFile(fixture: "datafusion-bloom-filters")
        file.metadata.rowGroups[1].rowCount = 49
        file.metadata.rowCount = 149
        let report = try await file.report()
        // Every column says so.
        #expect(report.findings.count == 8)
        #expect(report.findings.allSatisfy { $0.rule == .rowCount && $0.message.contains("50 rows, the row group 49") })
    }

    @Test func aPageThatIsNoPage() async throws {
        var file = try await LyingFile(fixture: "datafusion-bloom-filters")
        let start = try #require(file.metadata.rowGroups[0].columns[PlantedLieTests.n].metadata).dataPageOffset
        for place in start + 20..<start + 40 { file.body[place] ^= 0x5A }
        let report = try await file.report()
        #expect(report.verdict == .unsound)
        // One page is lost; the others of the chunk are still gone over, and nothing is said of totals.
        #expect(report.findings.map(\.rule) == [.page])
        #expect(report.findings.first?.place.page == 1)
        #expect(report.findings.first?.place.byteOffset == start)
        #expect(report.counts.pages == 52)
    }

    @Test func aDictionaryThatIsLost() async throws {
        var file = try await LyingFile(fixture: "datafusion-bloom-filters")
        let start = try #require(file.metadata.rowGroups[0].columns[PlantedLieTests.n].metadata?.dictionaryPageOffset)
        for place in start + 20..<start + 40 { file.body[place] ^= 0x5A }
        let report = try await file.report()
        // That its indices make no sense without it goes without saying.
        #expect(report.findings.map(\.rule) == [.page])
        #expect(report.findings.first?.place.page == 0)
    }

    @Test func noFileAtAll() async throws {
        for bytes in [[], Array("PAR1".utf8), [UInt8](repeating: 7, count: 100)] as [[UInt8]] {
            let report = try await FileCheck.report(on: MemorySource(bytes))
            #expect(report.verdict == .unsound)
            #expect(report.findings.map(\.rule) == [.footer])
        }
    }
}
