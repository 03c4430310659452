extension OffsetIndex {
    /// Checks that pages lie one after the other within the file and begin at rising rows.
    ///
    /// - Throws: `ParquetError` with code `malformed`.
    func check(rowCount: Int, fileByteCount: Int) throws(ParquetError) {
        if let unencodedByteArrayByteCounts, unencodedByteArrayByteCounts.count != pageLocations.count {
            throw ParquetError(
                .malformed,
                "an offset index has \(pageLocations.count) pages and \(unencodedByteArrayByteCounts.count) sizes")
        }
        var nextOffset = 4
        var nextRow = 0
        for (page, location) in pageLocations.enumerated() {
            let (end, overflow) = location.offset.addingReportingOverflow(Int(location.compressedByteCount))
            guard location.offset >= nextOffset, location.compressedByteCount > 0, !overflow,
                end <= fileByteCount - Footer.byteCount
            else {
                throw ParquetError(
                    .malformed,
                    "the offset index has a page of \(location.compressedByteCount) bytes at byte \(location.offset)",
                    at: .init(page: page))
            }
            // The first page begins at row 0. Pages of no rows exist at the end of empty row groups.
            guard page == 0 ? location.firstRowIndex == 0 : location.firstRowIndex >= nextRow,
                location.firstRowIndex < Swift.max(rowCount, 1)
            else {
                throw ParquetError(
                    .malformed,
                    "the offset index begins the page at row \(location.firstRowIndex) of \(rowCount)",
                    at: .init(page: page))
            }
            nextOffset = end
            nextRow = location.firstRowIndex + 1
        }
    }

    /// The rows of each page, in a row group of `rowCount` rows.
    public func rowRanges(rowCount: Int) -> [Range<Int>] {
        pageLocations.indices.map { page in
            let start = pageLocations[page].firstRowIndex
            let end = page + 1 < pageLocations.count ? pageLocations[page + 1].firstRowIndex : rowCount
            return start..<Swift.max(start, end)
        }
    }
}

extension ColumnIndex {
    /// The number of pages.
    public var pageCount: Int { nullPages.count }

    /// Checks that all lists are about the same pages of `column`.
    ///
    /// - Throws: `ParquetError` with code `malformed`, or `unsupported` if the order of the bounds is not known.
    func check(_ column: ColumnDescriptor) throws(ParquetError) {
        if case .unknown(let number) = boundaryOrder {
            throw ParquetError(.unsupported, "boundary order \(number) is not known")
        }
        func check(_ name: String, _ count: Int?) throws(ParquetError) {
            guard let count, count != pageCount else { return }
            throw ParquetError(
                .malformed, "a column index has \(pageCount) pages and \(count) \(name)")
        }
        try check("minima", minValues.count)
        try check("maxima", maxValues.count)
        try check("null counts", nullCounts?.count)
        try check("NaN counts", nanCounts?.count)
        try checkHistogram(
            "repetition levels", repetitionLevelHistograms?.count, levels: column.maxRepetitionLevel + 1)
        try checkHistogram(
            "definition levels", definitionLevelHistograms?.count, levels: column.maxDefinitionLevel + 1)
    }

    private func checkHistogram(_ name: String, _ count: Int?, levels: Int) throws(ParquetError) {
        // Writers leave a histogram of no elements where the levels go without saying.
        guard let count, count != 0, count != pageCount * levels else { return }
        throw ParquetError(
            .malformed, "a column index has \(pageCount) pages and histograms of \(count) \(name)")
    }
}
