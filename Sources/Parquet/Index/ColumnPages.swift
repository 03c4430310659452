/// Where the pages of a column chunk are, which rows they have, and so which bytes some rows need.
struct ColumnPages: Sendable {
    /// A data page.
    struct Page: Sendable, Equatable {
        /// Its bytes in the file, header included.
        let range: Range<Int>
        /// Its rows, counted from the row group's first.
        let rows: Range<Int>
    }

    /// What stands before the first data page: the dictionary page, if there is one.
    let head: Range<Int>
    /// The data pages in order.
    let pages: [Page]

    /// The pages that `index` names of the chunk in the bytes `range`, in a row group of `rowCount` rows.
    ///
    /// - Throws: `ParquetError` with code `malformed` if a page is not within the chunk, or the first row in none.
    init(_ index: OffsetIndex, chunk range: Range<Int>, rowCount: Int) throws(ParquetError) {
        let rows = index.rowRanges(rowCount: rowCount)
        var pages: [Page] = []
        for (place, location) in index.pageLocations.enumerated() {
            // The sum was checked when the index was read.
            let end = location.offset + Int(location.compressedByteCount)
            guard location.offset >= range.lowerBound, end <= range.upperBound else {
                throw ParquetError(
                    .malformed,
                    "the offset index has a page in the bytes from \(location.offset) to \(end), the column chunk is from "
                        + "\(range.lowerBound) to \(range.upperBound)", at: .init(page: place))
            }
            pages.append(Page(range: location.offset..<end, rows: rows[place]))
        }
        guard let first = pages.first else { throw ParquetError(.malformed, "the offset index has no pages") }
        head = range.lowerBound..<first.range.lowerBound
        self.pages = pages
    }

    /// The places of the pages that have some of `rows`.
    func places(with rows: RowRanges) -> [Int] {
        pages.indices.filter { rows.overlaps(pages[$0].rows) }
    }

    /// All rows of the pages that have some of `rows`.
    func rows(around rows: RowRanges) -> RowRanges {
        var low = 0
        var high = pages.count
        while low < high {
            let middle = (low + high) / 2
            if pages[middle].rows.upperBound <= rows.bounds.lowerBound { low = middle + 1 } else { high = middle }
        }
        var around = RowRanges()
        while low < pages.count, pages[low].rows.lowerBound < rows.bounds.upperBound {
            if rows.overlaps(pages[low].rows) { around.append(pages[low].rows) }
            low += 1
        }
        return around
    }

    /// The bytes of the file that `rows` need: the pages that have some of them, and what stands before the first.
    ///
    /// - Parameter hasHead: whether what stands before the first page is there already.
    func parts(with rows: RowRanges, hasHead: Bool = false) -> [Range<Int>] {
        guard !rows.isEmpty else { return [] }
        let found = places(with: rows).map { pages[$0].range }
        return hasHead || head.isEmpty ? found : [head] + found
    }
}
