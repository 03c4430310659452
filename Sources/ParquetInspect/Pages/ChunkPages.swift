internal import Parquet
internal import ParquetBytes
internal import ParquetCodecs

/// The pages of one column chunk, and what the file says of them.
public struct ChunkPages: Sendable {
    /// A page.
    struct Page: Sendable {
        let header: PageHeader
        let offset: Int
        let headerByteCount: Int
        let checksum: PageReader.Checksum
        /// Its place among the data pages, which is its place in the indexes.
        let indexPlace: Int?
        /// What kept it from being decompressed.
        let failure: String?
    }

    /// The row group's place in the file.
    public let rowGroup: Int
    /// The column's path.
    public let path: String
    /// What could not be read, a sentence each.
    public private(set) var notes: [String] = []
    let column: ColumnDescriptor
    let chunk: ColumnChunkMetadata
    let rowCount: Int
    private let columnPlace: Int
    private(set) var pages: [Page] = []
    private(set) var columnIndex: ColumnIndex?
    private(set) var offsetIndex: OffsetIndex?
    private(set) var bloomFilter: BloomFilter?

    init(_ file: ParquetFile, rowGroup: Int, column: Int) {
        self.rowGroup = rowGroup
        self.column = file.schema.columns[column]
        path = self.column.path.description
        chunk = file.metadata.rowGroups[rowGroup].columns[column]
        rowCount = file.metadata.rowGroups[rowGroup].rowCount
        columnPlace = column
    }

    nonisolated(nonsending) mutating func read(_ file: ParquetFile) async throws(ParquetError) {
        var log = FindingLog()
        let parts = try await ChunkParts.read(chunk, rowGroup: rowGroup, column: columnPlace, file, &log)
        columnIndex = parts.columnIndex
        offsetIndex = parts.offsetIndex
        bloomFilter = parts.bloomFilter
        notes = log.findings.map(\.message)
        do throws(ParquetError) {
            let metadata = try chunk.checked(against: column, rowCount: rowCount)
            let range = try metadata.range(fileByteCount: file.byteCount, createdBy: file.metadata.createdBy)
            try await readPages(
                file,
                PageReader(
                    range, codec: metadata.codec, checksums: .report, windowByteCount: 4 << 20))
        } catch {
            guard error.code != .io else { throw error }
            notes.append(error.message)
        }
    }

    private nonisolated(nonsending) mutating func readPages(
        _ file: ParquetFile, _ reader: PageReader
    ) async throws(ParquetError) {
        var reader = reader
        var decompressor = PageDecompressor()
        var dataPageCount = 0
        var valueCount = 0
        // Behind the last value there may be bytes that are no page's.
        while valueCount < chunk.metadata?.valueCount ?? 0 {
            var failure: String?
            do throws(ParquetError) {
                switch try reader.next(&decompressor, byteLimit: file.options.memoryLimit) {
                case .end: return
                case .needs(let range):
                    if let shared = try file.source.sharedBytes(range) {
                        reader.supply(shared, at: range.lowerBound)
                    } else {
                        var buffer = reader.takeWindow().takeBuffer()
                        try await file.source.read(range, into: &buffer)
                        reader.supply(SharedBytes(buffer), at: range.lowerBound)
                    }
                    continue
                case .page, .passed: break
                }
            } catch {
                guard reader.header != nil else { throw error.at(.init(byteOffset: reader.pageOffset)) }
                failure = error.message
            }
            guard let header = reader.header else { return }
            let isData = header.type == .dataPage || header.type == .dataPageV2
            pages.append(
                Page(
                    header: header, offset: reader.pageOffset, headerByteCount: reader.headerByteCount,
                    checksum: reader.checksum, indexPlace: isData ? dataPageCount : nil, failure: failure))
            if isData { dataPageCount += 1 }
            valueCount += header.valueCount
        }
    }
}

extension ChunkPages.Page {
    var encoding: Encoding? {
        switch header.type {
        case .dataPage: header.dataPage?.encoding
        case .dataPageV2: header.dataPageV2?.encoding
        case .dictionaryPage: header.dictionaryPage?.encoding
        case .indexPage, .unknown: nil
        }
    }

    var valueCount: Int? {
        (header.dataPage?.valueCount ?? header.dataPageV2?.valueCount ?? header.dictionaryPage?.valueCount).map {
            Int($0)
        }
    }

    var statistics: StatisticsRecord? { header.dataPage?.statistics ?? header.dataPageV2?.statistics }

    var nullCount: Int? { header.dataPageV2.map { Int($0.nullCount) } ?? statistics?.nullCount }

    /// ok, wrong, or none.
    var checksumText: String {
        switch checksum {
        case .none: "none"
        case .right: "ok"
        case .wrong: "wrong"
        }
    }
}

extension ChunkPages {
    /// The first row of a data page and how many it has, as far as header and offset index tell.
    func rows(_ page: Page) -> (first: Int?, count: Int?) {
        let locations = offsetIndex?.pageLocations ?? []
        guard let place = page.indexPlace else { return (nil, nil) }
        let first = locations.indices.contains(place) ? locations[place].firstRowIndex : nil
        if let second = page.header.dataPageV2 { return (first, Int(second.rowCount)) }
        if column.maxRepetitionLevel == 0 { return (first, page.valueCount) }
        guard let first else { return (nil, nil) }
        let end = locations.indices.contains(place + 1) ? locations[place + 1].firstRowIndex : rowCount
        let (count, overflow) = end.subtractingReportingOverflow(first)
        return (first, overflow ? nil : count)
    }

    /// How many of the bloom filter's bits are set, and how many values that are not there it seems to have.
    var bloomFilterFill: (share: Double, falsePositives: Double)? {
        guard let bloomFilter else { return nil }
        let ones = bloomFilter.bytes.reduce(0) { $0 + $1.nonzeroBitCount }
        let share = Double(ones) / Double(bloomFilter.bytes.count * 8)
        // A value sets a bit in each of eight words.
        return (share, (0..<8).reduce(1.0) { product, _ in product * share })
    }

    /// The part of concatenated histograms that belongs to one page.
    static func histogram(_ histograms: [Int]?, _ page: Int, levels: Int) -> [Int]? {
        guard let histograms, histograms.count >= (page + 1) * levels else { return nil }
        return Array(histograms[page * levels..<(page + 1) * levels])
    }
}
