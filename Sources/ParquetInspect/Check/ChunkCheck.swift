internal import Parquet
internal import ParquetBytes
internal import ParquetCodecs

/// Goes over the pages of a column chunk and compares all that is said of them with what they hold.
struct ChunkCheck: Sendable {
    let column: ColumnDescriptor
    let metadata: ColumnMetadata
    /// The rows that the row group has.
    let rowCount: Int
    /// Where the chunk's bytes are.
    let range: Range<Int>
    /// Where the next thing in the file begins; a chunk whose size is told too small goes on up to there.
    let limit: Int
    let orders: BoundOrders

    private var index: PageIndexCheck
    private let statistics: StatisticsCheck
    private let bloomFilter: BloomFilter?
    private let logicalType: LogicalTypeCheck
    private var sorting: SortingCheck?
    /// The agreement of this column's levels with those of other columns.
    private(set) var structure: LevelStructure

    private var facts: ValueFacts
    /// Values in pages whose content could not be decoded.
    private var undecodedValueCount = 0
    /// Whether all pages could be decoded, so that totals can be compared.
    private var isWhole = true
    private var uncompressedByteCount = 0
    private var storedByteCount = 0
    private var encodings = EncodingTally()
    private var dictionary = DictionaryUse()
    /// Whether there is a dictionary page that could not be decoded.
    private var isDictionaryLost = false
    private var geospatial: GeospatialCheck?
    private var distinct: Set<UInt64>?
    private var hashes: [UInt64] = []
    private(set) var counts = CheckReport.Counts()

    /// The most distinct values that are counted, however much memory there is.
    private static let distinctLimit = 8 << 20

    init(
        _ column: ColumnDescriptor, _ metadata: ColumnMetadata, rowCount: Int, range: Range<Int>, limit: Int,
        columnOrder: ColumnOrder?, _ parts: ChunkParts, sorting: SortingCheck?, structure: LevelStructure
    ) {
        self.column = column
        self.metadata = metadata
        self.rowCount = rowCount
        self.range = range
        self.limit = limit
        bloomFilter = parts.bloomFilter
        self.sorting = sorting
        self.structure = structure
        orders = BoundOrders(column, columnOrder)
        statistics = StatisticsCheck(column: column, orders: orders)
        index = PageIndexCheck(column, statistics, parts.columnIndex, parts.offsetIndex)
        logicalType = LogicalTypeCheck(column)
        facts = ValueFacts(column)
        geospatial = GeospatialCheck(column, metadata.geospatialStatistics)
        if metadata.statistics?.distinctCount != nil { distinct = [] }
    }

    /// The check of sorting, to be used for the next column.
    var nextSorting: SortingCheck? { sorting }

    /// Goes over all pages.
    ///
    /// - Throws: `ParquetError` with code `io`.
    nonisolated(nonsending) mutating func run(
        _ file: ParquetFile, _ decompressor: inout PageDecompressor, _ log: inout FindingLog
    ) async throws(ParquetError) {
        index.checkColumnIndex(&log)
        let byteLimit = file.options.memoryLimit
        var chunk = ColumnChunkPages(
            column, range.lowerBound..<max(limit, range.upperBound), codec: metadata.codec,
            windowByteCount: min(4 << 20, byteLimit))
        let chunkPlace = log.place
        while !isAtEnd(chunk.pages.offset) {
            let step: PageReader.Step
            let offset = chunk.pages.offset
            do throws(ParquetError) {
                step = try chunk.next(&decompressor, byteLimit: byteLimit)
            } catch {
                log.place.page = chunk.pages.ordinal
                log.place.byteOffset = offset
                fail(error, chunk.pages, &log)
                log.place = chunkPlace
                if chunk.pages.header == nil { break }
                continue
            }
            switch step {
            case .needs(let range):
                if let shared = try file.source.sharedBytes(range) {
                    chunk.supply(shared, at: range.lowerBound)
                } else {
                    var buffer = chunk.takeWindow().takeBuffer()
                    try await file.source.read(range, into: &buffer)
                    chunk.supply(SharedBytes(buffer), at: range.lowerBound)
                }
            case .page(let header), .passed(let header):
                log.place.page = chunk.pages.ordinal
                log.place.byteOffset = chunk.pages.pageOffset
                look(at: chunk, header, byteLimit: byteLimit, &log)
                log.place = chunkPlace
            case .end: break
            }
            if case .end = step { break }
        }
        finish(end: chunk.pages.offset, &log)
    }

    /// Whether the chunk's pages are over: at the end that is told; or behind it, or where something else begins, with all
    /// values met.
    private func isAtEnd(_ offset: Int) -> Bool {
        offset == range.upperBound
            || (offset > range.upperBound || offset >= limit)
                && facts.valueCount + undecodedValueCount >= metadata.valueCount
    }

    /// Notes a page that could not be decoded.
    private mutating func fail(_ error: ParquetError, _ pages: PageReader, _ log: inout FindingLog) {
        isWhole = false
        guard let header = pages.header else { return log.note(error, .page) }
        note(header, pages)
        if case .wrong(let actual) = pages.checksum {
            // Then it is no wonder that its content makes no sense.
            noteChecksum(header, actual, &log)
        } else if !isDictionaryLost || !header.hasIndices {
            log.note(error, .page)
        }
        if header.type == .dictionaryPage { isDictionaryLost = true }
        if header.type == .dataPage || header.type == .dataPageV2 {
            undecodedValueCount += header.valueCount
            index.check(
                offset: pages.pageOffset, byteCount: pages.offset - pages.pageOffset, firstRow: nil, nil, &log)
        }
        sorting?.skip()
        structure.skip()
    }

    private func noteChecksum(_ header: PageHeader, _ actual: UInt32, _ log: inout FindingLog) {
        log.error(.checksum, "the page's checksum is \(header.checksum ?? 0), its bytes have \(actual)")
    }

    /// Takes a page's sizes and encodings into account.
    private mutating func note(_ header: PageHeader, _ pages: PageReader) {
        counts.pages += 1
        storedByteCount += pages.offset - pages.pageOffset
        uncompressedByteCount += pages.headerByteCount + max(0, Int(header.uncompressedByteCount))
        encodings.add(header, column, at: pages.pageOffset)
    }

    private mutating func look(
        at chunk: ColumnChunkPages, _ header: PageHeader, byteLimit: Int, _ log: inout FindingLog
    ) {
        let pages = chunk.pages
        note(header, pages)
        if case .wrong(let actual) = pages.checksum {
            noteChecksum(header, actual, &log)
            isWhole = false
        }
        switch header.type {
        case .dictionaryPage:
            dictionary.begin(chunk.dictionary, header, isFirst: pages.ordinal == 0, column, orders.column, &log)
        case .dataPage, .dataPageV2:
            do throws(ParquetError) {
                try lookAtData(of: chunk, header, byteLimit: byteLimit, &log)
            } catch {
                isWhole = false
                log.note(error, .page)
            }
        case .indexPage: log.warn(.page, "an index page, which the format does not define")
        case .unknown: log.uncheck(.page, "a page of \(header.type.name), which this version does not know")
        }
    }

    private mutating func lookAtData(
        of chunk: ColumnChunkPages, _ header: PageHeader, byteLimit: Int, _ log: inout FindingLog
    ) throws(ParquetError) {
        let pages = chunk.pages
        var page = ValueFacts(column)
        page.add(
            definition: chunk.definitionLevels, repetition: chunk.repetitionLevels, valueCount: chunk.valueCount)
        page.addCounts(of: chunk.values, isHalf: column.logicalType == .float16)
        counts.values += chunk.valueCount
        // Values that occur, each once where that is known; and those of them that no page before had.
        var present = chunk.values
        var new = present
        if case .dictionary(let indices, let values) = chunk.values {
            dictionary.use(indices, of: values)
            present = try chunk.dictionaryValues(at: dictionary.used, byteLimit: byteLimit)
            new = try chunk.dictionaryValues(at: dictionary.new, byteLimit: byteLimit)
        }
        page.addExtremes(of: present, orders)
        if let misfit = logicalType.misfit(new) { log.add(misfit) }
        geospatial?.add(new, &log)
        look(atHashesOf: new, distinctLimit: min(ChunkCheck.distinctLimit, byteLimit / 64), &log)
        checkRows(chunk, header, page, &log)
        if let record = header.dataPage?.statistics ?? header.dataPageV2?.statistics {
            statistics.check(record, page, of: "page", &log)
        }
        index.check(
            offset: pages.pageOffset, byteCount: pages.offset - pages.pageOffset,
            firstRow: isWhole ? facts.rowCount : nil, page, &log)
        sorting?.check(chunk.values, chunk.definitionLevels, valueCount: chunk.valueCount, column, &log)
        structure.add(
            repetition: chunk.repetitionLevels, definition: chunk.definitionLevels, valueCount: chunk.valueCount)
        facts.add(page, orders)
    }

    /// Compares rows and nulls with the header of the page, and the page's begin with that of a row.
    private func checkRows(
        _ chunk: ColumnChunkPages, _ header: PageHeader, _ page: ValueFacts, _ log: inout FindingLog
    ) {
        if let second = header.dataPageV2 {
            if Int(second.rowCount) != page.rowCount {
                log.error(.pageHeader, "the page's header says \(second.rowCount) rows, it has \(page.rowCount)")
            }
            if Int(second.nullCount) != page.nullCount {
                log.error(.pageHeader, "the page's header says \(second.nullCount) nulls, it has \(page.nullCount)")
            }
        }
        guard let first = chunk.repetitionLevels.first, first != 0 else { return }
        if facts.valueCount == 0, undecodedValueCount == 0 {
            log.error(.levels, "the chunk's first repetition level is \(first)")
        } else if header.dataPageV2 != nil || index.offsetIndex != nil {
            log.error(.levels, "the page begins within a row, its first repetition level is \(first)")
        }
    }

    /// Asks the bloom filter for values, and counts them if they are to be counted.
    private mutating func look(
        atHashesOf values: ColumnValues, distinctLimit: Int, _ log: inout FindingLog
    ) {
        guard bloomFilter != nil || distinct != nil else { return }
        hashes.removeAll(keepingCapacity: true)
        ValueHashes.append(values, to: &hashes)
        // The format does not say which bytes a boolean has.
        if let bloomFilter, column.physicalType != .boolean {
            var missing = 0
            var first: Int?
            for (place, hash) in hashes.enumerated() where !bloomFilter.mightContain(hash: hash) {
                missing += 1
                first = first ?? place
            }
            if let first {
                let text = ValueHashes.text(of: values, at: first, column)
                log.error(.bloomFilter, "the bloom filter lacks \(missing) of the page's values, such as \(text)")
            }
        }
        if distinct != nil {
            distinct?.formUnion(hashes)
            if distinct?.count ?? 0 > distinctLimit {
                distinct = nil
                log.uncheck(.distinctCount, "more than \(distinctLimit) distinct values are not counted")
            }
        }
    }

    /// Compares the totals.
    private mutating func finish(end: Int, _ log: inout FindingLog) {
        counts.columnChunks = 1
        let valueCount = facts.valueCount + undecodedValueCount
        if end == range.upperBound || isAtEnd(end), valueCount != metadata.valueCount {
            log.error(.valueCount, "the chunk's num_values is \(metadata.valueCount), its pages have \(valueCount)")
        } else if valueCount < metadata.valueCount, isWhole {
            log.error(
                .valueCount, "the chunk ends after \(valueCount) of \(metadata.valueCount) values",
                at: place(log.place, byte: end))
        }
        encodings.check(metadata, isComplete: isAtEnd(end), &log)
        if isAtEnd(end) {
            if storedByteCount != metadata.totalCompressedSize {
                log.error(
                    .size,
                    "the chunk's total_compressed_size is \(metadata.totalCompressedSize), its pages take "
                        + "\(storedByteCount)")
            }
            if uncompressedByteCount != metadata.totalUncompressedSize {
                log.error(
                    .size,
                    "the chunk's total_uncompressed_size is \(metadata.totalUncompressedSize), its pages take "
                        + "\(uncompressedByteCount)")
            }
            index.checkEnd(&log)
        }
        guard isWhole, isAtEnd(end) else {
            if let record = metadata.statistics, facts.extremes != nil {
                statistics.checkBounds(record, facts, of: "chunk", &log)
            }
            return
        }
        dictionary.check(&log)
        geospatial?.check(&log)
        if facts.rowCount != rowCount {
            log.error(.rowCount, "the chunk has \(facts.rowCount) rows, the row group \(rowCount)")
        }
        if let record = metadata.statistics {
            if !orders.isDeclared, record.minValue != nil || record.maxValue != nil {
                log.warn(.bounds, "the chunk has min_value or max_value, but readers know no order of the column")
            }
            statistics.check(record, facts, of: "chunk", &log)
            if let count = record.distinctCount, let distinct, distinct.count != count {
                log.error(
                    .distinctCount, "the chunk's distinct_count is \(count), there are \(distinct.count)")
            }
        }
        if let record = metadata.sizeStatistics { statistics.check(record, facts, of: "chunk", &log) }
    }

    /// How many places are without a value although what holds it is there: null, and nothing above it is.
    func nullCount(atLevel level: Int) -> Int {
        facts.definitionHistogram.indices.contains(level) ? facts.definitionHistogram[level] : 0
    }

    private func place(_ place: ParquetError.Place, byte: Int) -> ParquetError.Place {
        var place = place
        place.byteOffset = byte
        return place
    }
}

extension FindingLog {
    mutating func add(_ misfit: LogicalTypeCheck.Misfit) {
        switch misfit.severity {
        case .error: error(.logicalType, misfit.message)
        case .warning: warn(.logicalType, misfit.message)
        case .unchecked: uncheck(.logicalType, misfit.message)
        }
    }
}

extension PageHeader {
    /// The values of a data page, nulls included, as the header tells; 0 for other pages.
    var valueCount: Int { max(0, Int(dataPage?.valueCount ?? dataPageV2?.valueCount ?? 0)) }

    /// Whether values are given as indices into the dictionary.
    var hasIndices: Bool {
        switch dataPage?.encoding ?? dataPageV2?.encoding {
        case .rleDictionary, .plainDictionary: true
        default: false
        }
    }
}
