internal import ParquetBytes

/// The column chunks of the row group that is being written.
struct RowGroupWriter: Sendable {
    /// Asked where they are, in `columns.span`, or as `inout` where the compiler does not see that one stays as it is: to hand one out would
    /// copy all that it holds.
    var columns: [ColumnChunkWriter]
    private(set) var rowCount = 0
    /// What the rows since the last check take in PLAIN.
    private var plainByteCountSinceCheck = 0
    private var rowCountSinceCheck = 0
    /// How many rows, and bytes of values, may come before the next check.
    private var checkInterval = RowGroupWriter.shortestCheckInterval
    private let byteLimit: Int
    private let rowLimit: Int
    private let metadataBound: Int
    private let sortingColumns: [SortingColumn]?

    init(_ schema: Schema, _ options: WriterOptions) {
        columns = schema.columns.map { ColumnChunkWriter($0, options) }
        byteLimit = options.rowGroupByteLimit
        rowLimit = options.rowGroupRowLimit
        sortingColumns = options.sortingColumns(of: schema)
        metadataBound = RowGroupWriter.maximumMetadataByteCount(columns, sortingColumns?.count ?? 0)
    }

    // Whether the row group is full is asked after a number of rows, or of bytes of values; the farther it is from full, the
    // later. Where that is depends on the rows alone, not on the batches they come in.

    private static let shortestCheckInterval = (rowCount: 4096, byteCount: 1 << 20)
    private static let longestCheckInterval = (rowCount: 65536, byteCount: 16 << 20)

    /// How many of the next rows of `cursor` may be appended before `checkIsFull` is to be asked; 0 if it is to be asked
    /// first.
    func rowsToNextCheck(_ cursor: BatchCursor) -> Int {
        let rows = min(
            checkInterval.rowCount - rowCountSinceCheck, rowLimit - rowCount, cursor.remainingRowCount)
        let room = checkInterval.byteCount - plainByteCountSinceCheck
        if cursor.plainByteCount(ofNext: rows) <= room { return rows }
        var low = 0
        var high = rows - 1
        while low < high {
            let middle = (low + high + 1) / 2
            if cursor.plainByteCount(ofNext: middle) <= room { low = middle } else { high = middle - 1 }
        }
        return low == 0 && plainByteCountSinceCheck == 0 ? 1 : low
    }

    /// Whether the row group has reached its size, or takes too much memory.
    ///
    /// - Throws: `ParquetError` with code `limit` for a page that is larger than the format allows.
    mutating func checkIsFull() throws(ParquetError) -> Bool {
        // So that it depends on sizes alone, and not on which pages happen to be encoded.
        for index in columns.indices { try columns[index].settlePages() }
        plainByteCountSinceCheck = 0
        rowCountSinceCheck = 0
        guard rowCount > 0 else { return false }
        if rowCount >= rowLimit { return true }
        let (estimate, memory, hasFullDictionary) = sizes()
        if hasFullDictionary || estimate >= byteLimit { return true }
        // Columns that compress well take memory for their indices and open pages long before they fill the row group.
        let memoryLimit = byteLimit.multipliedReportingOverflow(by: 3)
        if !memoryLimit.overflow, memory >= memoryLimit.partialValue { return true }
        setCheckInterval(estimate: estimate, memory: memory)
        return false
    }

    /// About how many bytes the row group takes, how much memory, and whether a dictionary has outgrown its limit.
    ///
    /// - Precondition: the pages are settled.
    private mutating func sizes() -> (estimate: Int, memory: Int, hasFullDictionary: Bool) {
        var estimate = 0
        var memory = 0
        var hasFullDictionary = false
        func add(_ chunk: inout ColumnChunkWriter) {
            estimate += chunk.estimatedByteCount
            memory += chunk.memoryByteCount
            hasFullDictionary = hasFullDictionary || chunk.isDictionaryFull
        }
        for index in columns.indices { add(&columns[index]) }
        return (estimate, memory, hasFullDictionary)
    }

    /// Sets how much may come before the next check: a quarter of what fits, judging by what came so far.
    private mutating func setCheckInterval(estimate: Int, memory: Int) {
        let shortest = RowGroupWriter.shortestCheckInterval
        let longest = RowGroupWriter.longestCheckInterval
        let share = max(Double(estimate) / Double(byteLimit), Double(memory) / (3 * Double(byteLimit)))
        let dictionaryShare = dictionaryShare
        let rows = Double(rowCount) / max(share, dictionaryShare, 1e-6) * (1 - max(share, dictionaryShare)) / 4
        let multiple = Int(min(rows, Double(longest.rowCount))) / shortest.rowCount
        checkInterval.rowCount = max(multiple, 1) * shortest.rowCount
        checkInterval.byteCount = min(
            max(Int(min(Double(byteLimit) * (1 - share) / 4, Double(longest.byteCount))), shortest.byteCount),
            longest.byteCount)
    }

    /// How full the fullest dictionary is, which may fill up sooner than the row group.
    private var dictionaryShare: Double {
        let chunks = columns.span
        var share = 0.0
        for index in chunks.indices { share = max(share, chunks[index].dictionaryFill) }
        return share
    }

    /// Whether `checkIsFull` is to be asked.
    var isCheckDue: Bool {
        rowCountSinceCheck >= checkInterval.rowCount || rowCount >= rowLimit
            || plainByteCountSinceCheck >= checkInterval.byteCount
    }

    /// The bytes of the pages that are finished.
    var encodedByteCount: Int {
        let chunks = columns.span
        var total = 0
        for index in chunks.indices { total += chunks[index].chunk.byteCount }
        return total
    }

    /// The most bytes that the row group takes, with its bloom filters, page indexes and metadata.
    var maximumByteCount: Int {
        guard rowCount > 0 else { return 0 }
        var own = self
        return own.maximumByteCount(waits: true) { _ in RowsSize() }
    }

    /// Whether pages may not be encoded yet.
    var isPending: Bool {
        let chunks = columns.span
        for index in chunks.indices where chunks[index].chunk.isPending { return true }
        return false
    }

    /// The most bytes that the row group takes after more rows, of which `size` tells for each column how much they are.
    ///
    /// - Parameter waits: whether pages that are being encoded are waited for, which lowers the bound.
    mutating func maximumByteCount(waits: Bool, adding size: (Int) -> RowsSize) -> Int {
        func bound(_ chunk: inout ColumnChunkWriter, adding size: RowsSize) -> Int {
            chunk.maximumByteCount(adding: size, waits: waits)
        }
        var total = metadataBound
        for index in columns.indices { total += bound(&columns[index], adding: size(index)) }
        return total
    }

    /// Notes that all columns got `count` more rows, whose values take `plainByteCount` bytes in PLAIN.
    mutating func advance(by count: Int, plainByteCount: Int) {
        rowCount += count
        rowCountSinceCheck += count
        plainByteCountSinceCheck += plainByteCount
    }

    /// Begins a new file: what was given up for the last one may be tried again.
    mutating func beginFile() {
        for index in columns.indices { columns[index].beginFile() }
    }

    /// The metadata of the row group, whose chunks are `finished` and begin at `offset` of the file; ends the row group.
    mutating func finish(_ finished: [ColumnChunkWriter.Finished], offset: Int, ordinal: Int) -> RowGroupMetadata {
        var metadata: [ColumnChunkMetadata] = []
        var position = offset
        var uncompressed = 0
        for (index, column) in finished.enumerated() {
            metadata.append(RowGroupWriter.metadata(column, columns[index].settings, offset: position))
            position += column.chunk.byteCount
            uncompressed += column.chunk.uncompressedByteCount
        }
        let rowGroup = RowGroupMetadata(
            columns: metadata, totalByteSize: uncompressed, rowCount: rowCount, sortingColumns: sortingColumns,
            fileOffset: offset, totalCompressedSize: position - offset, ordinal: Int16(exactly: ordinal))
        rowCount = 0
        rowCountSinceCheck = 0
        plainByteCountSinceCheck = 0
        checkInterval = RowGroupWriter.shortestCheckInterval
        return rowGroup
    }

    private static func metadata(
        _ finished: ColumnChunkWriter.Finished, _ settings: ColumnSettings, offset: Int
    ) -> ColumnChunkMetadata {
        let chunk = finished.chunk
        let column = settings.column
        let isDictionaryCoded = finished.encoding == .rleDictionary
        let pages = PageEncodingStatistics(
            pageType: settings.pageVersion == .v1 ? .dataPage : .dataPageV2, encoding: finished.encoding,
            count: Int32(clamping: chunk.dataPageCount))
        let dictionary = PageEncodingStatistics(pageType: .dictionaryPage, encoding: .plain, count: 1)
        // Levels are in RLE; a dictionary's values in PLAIN.
        var encodings: [Encoding] = isDictionaryCoded || finished.encoding == .plain ? [.plain, .rle] : [.rle]
        if !encodings.contains(finished.encoding) { encodings.append(finished.encoding) }
        return ColumnChunkMetadata(
            fileOffset: 0,
            metadata: ColumnMetadata(
                type: column.physicalType, encodings: encodings, path: column.path.names,
                codec: finished.codec.compressionCodec, valueCount: finished.index.levelCount,
                totalUncompressedSize: chunk.uncompressedByteCount, totalCompressedSize: chunk.byteCount,
                keyValueMetadata: settings.keyValueMetadata, dataPageOffset: offset + chunk.dictionaryPage.count,
                dictionaryPageOffset: isDictionaryCoded ? offset : nil,
                statistics: finished.index.statistics.record(
                    nullCount: finished.index.nullCount, byteLimit: settings.statisticsByteLimit),
                encodingStatistics: isDictionaryCoded ? [dictionary, pages] : [pages],
                sizeStatistics: finished.index.sizeStatistics))
    }

    /// The most bytes of a row group's metadata, and of what page indexes take besides their pages: for each column its
    /// path, two bounds, histograms, pairs of its own, and some thirty numbers.
    private static func maximumMetadataByteCount(_ columns: [ColumnChunkWriter], _ sortingColumnCount: Int) -> Int {
        columns.reduce(64 + 16 * sortingColumnCount) { total, writer in
            let column = writer.column
            let bounds = PageIndexBuilder.maximumBoundsByteCount(
                column, byteLimit: writer.settings.statisticsByteLimit)
            let path = column.path.names.reduce(0) { $0 + $1.utf8.count + 5 }
            let pairs = writer.settings.keyValueMetadata?.reduce(8) {
                $0 + $1.key.utf8.count + ($1.value?.utf8.count ?? 0) + 16
            }
            let indexes = writer.settings.writesPageIndex ? PageIndexBuilder.maximumFrameByteCount : 0
            return total + 180 + path + bounds + (pairs ?? 0)
                + PageIndexBuilder.maximumHistogramByteCount(column) + indexes
        }
    }
}

extension ColumnChunkWriter {
    /// How full the dictionary is, if it bounds the row group.
    var dictionaryFill: Double {
        isDictionaryCoded ? Double(distinctByteCount) / Double(settings.dictionaryByteLimit) : 0
    }
}
