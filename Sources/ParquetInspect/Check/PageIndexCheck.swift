internal import Parquet

/// The page index of a column chunk, compared with the pages as they are gone over.
struct PageIndexCheck: Sendable {
    let column: ColumnDescriptor
    let statistics: StatisticsCheck
    private(set) var columnIndex: ColumnIndex?
    let offsetIndex: OffsetIndex?
    /// Data pages so far.
    private(set) var pageCount = 0

    init(
        _ column: ColumnDescriptor, _ statistics: StatisticsCheck, _ columnIndex: ColumnIndex?,
        _ offsetIndex: OffsetIndex?
    ) {
        self.column = column
        self.statistics = statistics
        self.columnIndex = columnIndex
        self.offsetIndex = offsetIndex
    }

    /// Checks what the column index says for itself. One whose lists are not as long as they must be is not looked at
    /// further.
    mutating func checkColumnIndex(_ log: inout FindingLog) {
        guard let index = columnIndex else { return }
        let count = index.pageCount
        var isWhole = true
        for (name, other) in [
            ("minima", index.minValues.count), ("maxima", index.maxValues.count),
            ("null counts", index.nullCounts?.count ?? count), ("NaN counts", index.nanCounts?.count ?? count),
        ] where other != count {
            log.error(.columnIndex, "the column index has \(count) pages and \(other) \(name)")
            isWhole = false
        }
        for (name, histograms, levels) in [
            ("repetition", index.repetitionLevelHistograms, column.maxRepetitionLevel),
            ("definition", index.definitionLevelHistograms, column.maxDefinitionLevel),
        ] {
            guard let histograms, !histograms.isEmpty, histograms.count != count * (levels + 1) else { continue }
            log.error(
                .columnIndex,
                "the column index has \(count) pages and histograms of \(histograms.count) \(name) levels")
            isWhole = false
        }
        if isWhole {
            checkBoundaryOrder(&log)
        } else {
            columnIndex = nil
        }
    }

    /// Checks that the bounds are in the order that is told.
    private func checkBoundaryOrder(_ log: inout FindingLog) {
        guard let index = columnIndex, statistics.orders.isDeclared, let order = statistics.orders.column else {
            return
        }
        let forbidden: ValueOrder.Comparison
        switch index.boundaryOrder {
        case .unordered: return
        case .ascending: forbidden = .greater
        case .descending: forbidden = .less
        case .unknown(let number): return log.error(.boundaryOrder, "boundary order \(number) is not known")
        }
        for (name, bounds) in [("minimum", index.minValues), ("maximum", index.maxValues)] {
            var previous: Int?
            for page in bounds.indices where page < index.nullPages.count && !index.nullPages[page] {
                if let previous, order.compare(bounds[previous], bounds[page]) == forbidden {
                    return log.error(
                        .boundaryOrder,
                        "the bounds are said to be \(index.boundaryOrder.name), but the \(name) of entry \(page) is "
                            + "\(StatisticsText.short(of: bounds[page], column)), that of entry \(previous) is "
                            + StatisticsText.short(of: bounds[previous], column))
                }
                previous = page
            }
        }
    }

    /// Compares the next data page, of `byteCount` bytes with its header at `offset`, with its entries.
    ///
    /// - Parameters:
    ///   - firstRow: the row it begins with; nil if that is not known.
    ///   - facts: what is true of its values; nil if it could not be decoded.
    mutating func check(
        offset: Int, byteCount: Int, firstRow: Int?, _ facts: ValueFacts?, _ log: inout FindingLog
    ) {
        let page = pageCount
        pageCount += 1
        if let offsetIndex, offsetIndex.pageLocations.indices.contains(page) {
            let location = offsetIndex.pageLocations[page]
            if location.offset != offset {
                log.error(.offsetIndex, "the offset index has the page at byte \(location.offset), it is at \(offset)")
            }
            if Int(location.compressedByteCount) != byteCount {
                log.error(
                    .offsetIndex,
                    "the offset index says \(location.compressedByteCount) bytes, the page has \(byteCount)")
            }
            if let firstRow, location.firstRowIndex != firstRow {
                log.error(
                    .offsetIndex,
                    "the offset index begins the page at row \(location.firstRowIndex), it begins at \(firstRow)")
            }
            if let counts = offsetIndex.unencodedByteArrayByteCounts, counts.indices.contains(page), let facts {
                statistics.checkByteArrayByteCount(counts[page], facts, of: "offset index's page", &log)
            }
        }
        if let facts, let columnIndex, columnIndex.nullPages.indices.contains(page) {
            check(columnIndex, page, facts, &log)
        }
    }

    private func check(_ index: ColumnIndex, _ page: Int, _ facts: ValueFacts, _ log: inout FindingLog) {
        let owner = "column index"
        let isNull = facts.nullCount == facts.valueCount
        let min = page < index.minValues.count ? index.minValues[page] : []
        let max = page < index.maxValues.count ? index.maxValues[page] : []
        if index.nullPages[page] != isNull {
            log.error(
                .columnIndex,
                isNull
                    ? "the column index says the page has values, it has none"
                    : "the column index says the page has only nulls, "
                        + "\(facts.valueCount - facts.nullCount) of \(facts.valueCount) values are there")
        } else if !isNull {
            if statistics.orders.isDeclared, facts.extremes == nil {
                // Nothing but NaNs, of which the order says nothing: there must not be a column index.
                log.warn(.columnIndex, "a page of nothing but NaNs has an entry in the column index")
            } else {
                statistics.checkBound(min, nil, facts, isMin: true, of: owner, &log)
                statistics.checkBound(max, nil, facts, isMin: false, of: owner, &log)
            }
        } else if !min.isEmpty || !max.isEmpty {
            log.warn(.columnIndex, "the column index has bounds of a page that has only nulls")
        }
        if let counts = index.nullCounts, page < counts.count, !facts.isNullCount(counts[page], column) {
            log.error(.nullCount, "the column index says \(counts[page]) nulls, there are \(facts.nullCount)")
        }
        if let counts = index.nanCounts, page < counts.count {
            statistics.checkNaNCount(counts[page], facts, of: owner, &log)
        }
        let repetition = slice(index.repetitionLevelHistograms, page, facts.repetitionHistogram.count)
        statistics.checkHistogram(repetition, facts.repetitionHistogram, "repetition", of: owner, &log)
        let definition = slice(index.definitionLevelHistograms, page, facts.definitionHistogram.count)
        statistics.checkHistogram(definition, facts.definitionHistogram, "definition", of: owner, &log)
    }

    /// The counts of one page out of those of all pages.
    private func slice(_ histograms: [Int]?, _ page: Int, _ levelCount: Int) -> [Int]? {
        guard let histograms, histograms.count >= (page + 1) * levelCount else { return nil }
        return Array(histograms[page * levelCount..<(page + 1) * levelCount])
    }

    /// Checks that there were as many data pages as entries.
    func checkEnd(_ log: inout FindingLog) {
        if let columnIndex, columnIndex.pageCount != pageCount {
            log.error(.columnIndex, "the column index has \(columnIndex.pageCount) pages, there are \(pageCount)")
        }
        guard let offsetIndex else { return }
        if offsetIndex.pageLocations.count != pageCount {
            log.error(
                .offsetIndex, "the offset index has \(offsetIndex.pageLocations.count) pages, there are \(pageCount)")
        }
        if let counts = offsetIndex.unencodedByteArrayByteCounts, counts.count != offsetIndex.pageLocations.count {
            log.error(
                .offsetIndex,
                "the offset index has \(offsetIndex.pageLocations.count) pages and \(counts.count) sizes")
        }
    }
}
