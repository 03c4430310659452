/// What a finished data page adds to the footer and the indexes.
struct PageSummary: Sendable {
    /// A bound of what the page takes in the file, header included.
    var maximumByteCount: Int
    var rowCount: Int
    /// Its values and missing values.
    var levelCount: Int
    var nullCount: Int
    var statistics: ColumnStatistics
    /// The bytes of BYTE_ARRAY values without their lengths; nil for other types.
    var unencodedByteArrayByteCount: Int?
    var repetitionLevelHistogram: [Int]?
    var definitionLevelHistogram: [Int]?
}

/// Collects what pages add to a column chunk's page indexes, size statistics and statistics (PageIndex.md), page after page.
///
/// It knows nothing of the chunk's place in the file: offsets count from its first data page.
struct PageIndexBuilder: Sendable {
    private let column: ColumnDescriptor
    private let byteLimit: Int
    private let order: ValueOrder?

    private(set) var statistics: ColumnStatistics
    private let emptyStatistics: ColumnStatistics
    private(set) var nullCount = 0
    /// The values and missing values of all pages.
    private(set) var levelCount = 0
    private(set) var rowCount = 0
    private var locations: [PageLocation] = []
    private var unencodedByteArrayByteCounts: [Int] = []
    private var nullPages: [Bool] = []
    private var minValues: [[UInt8]] = []
    private var maxValues: [[UInt8]] = []
    private var nullCounts: [Int] = []
    private var nanCounts: [Int] = []
    private var repetitionLevelHistograms: [Int] = []
    private var definitionLevelHistograms: [Int] = []
    /// Whether each page so far has bounds, or nothing but nulls.
    private var hasBounds = true
    /// A bound of what the indexes of the pages so far take.
    private(set) var maximumByteCount = 0

    init(_ settings: ColumnSettings) {
        column = settings.column
        byteLimit = settings.statisticsByteLimit
        emptyStatistics = ColumnStatistics(settings.column, settings.floatingPointOrder)
        statistics = emptyStatistics
        order = ValueOrder(settings.column, settings.columnOrder)
    }

    /// Statistics that have seen no values.
    func makeStatistics() -> ColumnStatistics { emptyStatistics }

    /// Forgets the pages.
    mutating func removeAll() {
        statistics.removeAll()
        nullCount = 0
        levelCount = 0
        rowCount = 0
        locations.removeAll(keepingCapacity: true)
        unencodedByteArrayByteCounts.removeAll(keepingCapacity: true)
        nullPages.removeAll(keepingCapacity: true)
        minValues.removeAll(keepingCapacity: true)
        maxValues.removeAll(keepingCapacity: true)
        nullCounts.removeAll(keepingCapacity: true)
        nanCounts.removeAll(keepingCapacity: true)
        repetitionLevelHistograms.removeAll(keepingCapacity: true)
        definitionLevelHistograms.removeAll(keepingCapacity: true)
        hasBounds = true
        maximumByteCount = 0
    }

    /// Notes the next page.
    mutating func append(_ page: PageSummary) {
        locations.append(
            PageLocation(
                offset: 0, compressedByteCount: Int32(clamping: page.maximumByteCount), firstRowIndex: rowCount))
        rowCount += page.rowCount
        levelCount += page.levelCount
        nullCount += page.nullCount
        statistics.merge(page.statistics)
        if let count = page.unencodedByteArrayByteCount { unencodedByteArrayByteCounts.append(count) }
        nullPages.append(page.nullCount == page.levelCount)
        nullCounts.append(page.nullCount)
        nanCounts.append(page.statistics.nanCount)
        if let histogram = page.repetitionLevelHistogram { repetitionLevelHistograms += histogram }
        if let histogram = page.definitionLevelHistogram { definitionLevelHistograms += histogram }
        let bounds = page.statistics.bounds(byteLimit: byteLimit)
        minValues.append(bounds?.min.bytes ?? [])
        maxValues.append(bounds?.max.bytes ?? [])
        if bounds == nil, page.nullCount < page.levelCount { hasBounds = false }
        maximumByteCount += byteCount(of: page, bounds)
    }

    /// Sets what each page takes in the file, header included, once all are encoded.
    mutating func setPageByteCounts(_ byteCounts: [Int]) {
        var offset = 0
        for (page, byteCount) in byteCounts.enumerated() {
            locations[page].offset = offset
            locations[page].compressedByteCount = Int32(clamping: byteCount)
            offset += byteCount
        }
    }

    /// The most bytes that the offset of anything takes in a file: its number and what continues it, below 2^48.
    static let maximumOffsetByteCount = 7

    /// The bytes that `page` takes in both indexes, its offset as long as it may become.
    private func byteCount(
        of page: PageSummary, _ bounds: (min: ColumnStatistics.Bound, max: ColumnStatistics.Bound)?
    ) -> Int {
        // Three field headers and the end of the structure.
        var total = 4 + PageIndexBuilder.maximumOffsetByteCount
        total +=
            CompactWriter.byteCount(ofInteger: page.maximumByteCount) + CompactWriter.byteCount(ofInteger: rowCount)
        if let count = page.unencodedByteArrayByteCount { total += CompactWriter.byteCount(ofInteger: count) }
        for bound in [bounds?.min, bounds?.max] {
            let byteCount = bound?.bytes.count ?? 0
            total += byteCount + CompactWriter.byteCount(ofInteger: byteCount)
        }
        // Whether it is null.
        total += 1 + CompactWriter.byteCount(ofInteger: page.nullCount)
        if statistics.countsNaNs { total += CompactWriter.byteCount(ofInteger: page.statistics.nanCount) }
        for histogram in [page.repetitionLevelHistogram, page.definitionLevelHistogram] {
            for count in histogram ?? [] { total += CompactWriter.byteCount(ofInteger: count) }
        }
        return total
    }

    /// The most bytes that a page of `column` takes in both indexes: its place, two bounds, whether it is null, and up to
    /// three numbers and its histograms.
    static func maximumByteCount(ofPage column: ColumnDescriptor, byteLimit: Int) -> Int {
        4 + maximumOffsetByteCount + 10 + maximumBoundsByteCount(column, byteLimit: byteLimit) + 1 + 15
            + maximumHistogramByteCount(column)
    }

    /// The most bytes of a minimum and a maximum with their lengths.
    static func maximumBoundsByteCount(_ column: ColumnDescriptor, byteLimit: Int) -> Int {
        guard column.physicalType == .byteArray else { return 2 * (column.width + 3) }
        return byteLimit + StatisticsTruncation.maximumUpperByteCount(byteLimit: byteLimit) + 2 * 4
    }

    /// The most bytes that the level histograms of some rows of `column` take.
    static func maximumHistogramByteCount(_ column: ColumnDescriptor) -> Int {
        let definition = column.maxDefinitionLevel > 1 ? column.maxDefinitionLevel + 1 : 0
        let repetition = column.maxRepetitionLevel > 0 ? column.maxRepetitionLevel + 1 : 0
        return 6 * (definition + repetition)
    }

    /// The most bytes that both indexes take besides their pages: nine lists' field headers and lengths, one number, and
    /// the ends of the structures.
    static let maximumFrameByteCount = 9 * 7 + 4

    /// The pages' places, the first data page lying at `offset` of the file.
    func offsetIndex(dataPageOffset offset: Int) -> OffsetIndex {
        OffsetIndex(
            pageLocations: locations.map {
                var location = $0
                location.offset += offset
                return location
            },
            unencodedByteArrayByteCounts: column.physicalType == .byteArray ? unencodedByteArrayByteCounts : nil)
    }

    /// The pages' bounds; nil if the column's values have no order, or a page with values has no bounds.
    var columnIndex: ColumnIndex? {
        guard hasBounds, let order, statistics.isOrdered else { return nil }
        return ColumnIndex(
            nullPages: nullPages, minValues: minValues, maxValues: maxValues, boundaryOrder: boundaryOrder(order),
            nullCounts: nullCounts,
            repetitionLevelHistograms: column.maxRepetitionLevel > 0 ? repetitionLevelHistograms : nil,
            definitionLevelHistograms: column.maxDefinitionLevel > 1 ? definitionLevelHistograms : nil,
            nanCounts: statistics.countsNaNs ? nanCounts : nil)
    }

    /// Whether the bounds rise or fall from page to page.
    private func boundaryOrder(_ order: ValueOrder) -> BoundaryOrder {
        var rises = true
        var falls = true
        var previous: Int?
        for page in nullPages.indices where !nullPages[page] {
            if let previous {
                let min = order.compare(minValues[previous], minValues[page])
                let max = order.compare(maxValues[previous], maxValues[page])
                if min == .greater || max == .greater { rises = false }
                if min == .less || max == .less { falls = false }
            }
            previous = page
        }
        return rises ? .ascending : falls ? .descending : .unordered
    }

    /// What the values and levels of the chunk take; nil if there is nothing to say.
    var sizeStatistics: SizeStatistics? {
        let size = SizeStatistics(
            unencodedByteArrayByteCount: column.physicalType == .byteArray
                ? unencodedByteArrayByteCounts.reduce(0, +) : nil,
            repetitionLevelHistogram: column.maxRepetitionLevel > 0
                ? sums(repetitionLevelHistograms, column.maxRepetitionLevel + 1) : nil,
            definitionLevelHistogram: column.maxDefinitionLevel > 1
                ? sums(definitionLevelHistograms, column.maxDefinitionLevel + 1) : nil)
        return size == SizeStatistics() ? nil : size
    }

    /// The sums of `histograms`, which have `count` elements each.
    private func sums(_ histograms: [Int], _ count: Int) -> [Int] {
        var sums = [Int](repeating: 0, count: count)
        for (index, number) in histograms.enumerated() { sums[index % count] += number }
        return sums
    }
}
