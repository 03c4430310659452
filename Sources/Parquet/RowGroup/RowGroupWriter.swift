internal import ParquetBytes

/// The column chunks of the row group that is being written.
struct RowGroupWriter: Sendable {
    var columns: [ColumnChunkWriter]
    private(set) var rowCount = 0
    /// What the rows since the last check take in PLAIN.
    private var plainByteCountSinceCheck = 0
    private let byteLimit: Int
    private let rowLimit: Int
    private let metadataBound: Int

    init(_ schema: Schema, _ options: WriterOptions) {
        columns = schema.columns.map { ColumnChunkWriter($0, options) }
        byteLimit = options.rowGroupByteLimit
        rowLimit = options.rowGroupRowLimit
        metadataBound = RowGroupWriter.maximumMetadataByteCount(
            schema, statisticsByteLimit: options.statisticsByteLimit)
    }

    // Whether the row group is full is asked after a number of rows, or of bytes of values. Where that is depends on the
    // rows alone, not on the batches they come in.

    private static let checkRowInterval = 4096
    private static let checkByteInterval = 1 << 20

    /// How many of the next rows of `cursor` may be appended before `checkIsFull` is to be asked; 0 if it is to be asked
    /// first.
    func rowsToNextCheck(_ cursor: BatchCursor) -> Int {
        let rows = min(
            RowGroupWriter.checkRowInterval - rowCount % RowGroupWriter.checkRowInterval, rowLimit - rowCount,
            cursor.remainingRowCount)
        let room = RowGroupWriter.checkByteInterval - plainByteCountSinceCheck
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
    mutating func checkIsFull() -> Bool {
        plainByteCountSinceCheck = 0
        guard rowCount > 0 else { return false }
        if rowCount >= rowLimit || columns.contains(where: \.isDictionaryFull) { return true }
        if columns.reduce(0, { $0 + $1.estimatedByteCount }) >= byteLimit { return true }
        // Columns that compress well take memory for their indices and open pages long before they fill the row group.
        let memoryLimit = byteLimit.multipliedReportingOverflow(by: 3)
        return !memoryLimit.overflow && columns.reduce(0, { $0 + $1.memoryByteCount }) >= memoryLimit.partialValue
    }

    /// Whether `checkIsFull` is to be asked.
    var isCheckDue: Bool {
        rowCount % RowGroupWriter.checkRowInterval == 0 || rowCount >= rowLimit
            || plainByteCountSinceCheck >= RowGroupWriter.checkByteInterval
    }

    /// The bytes of the pages that are finished.
    var encodedByteCount: Int { columns.reduce(0) { $0 + $1.chunk.byteCount } }

    /// The most bytes that the row group takes, with its metadata in the footer.
    var maximumByteCount: Int {
        rowCount == 0 ? 0 : columns.reduce(metadataBound) { $0 + $1.maximumByteCount(adding: 0, byteCount: 0) }
    }

    /// The most bytes that the row group takes, with its metadata in the footer, after `rowCount` more rows.
    func maximumByteCount(adding rowCount: Int, byteCount: (Int) -> Int) -> Int {
        var total = metadataBound
        for index in columns.indices {
            total += columns[index].maximumByteCount(adding: rowCount, byteCount: byteCount(index))
        }
        return total
    }

    /// Notes that all columns got `count` more rows, whose values take `plainByteCount` bytes in PLAIN.
    mutating func advance(by count: Int, plainByteCount: Int) {
        rowCount += count
        plainByteCountSinceCheck += plainByteCount
    }

    /// Begins a new file: what was given up for the last one may be tried again.
    mutating func beginFile() {
        for index in columns.indices { columns[index].beginFile() }
    }

    /// Ends the row group: its chunks, and its metadata for a row group that begins at `offset` of the file.
    mutating func finish(
        offset: Int, ordinal: Int, encoder: inout PageEncoder
    ) throws(ParquetError) -> (chunks: [EncodedColumnChunk], metadata: RowGroupMetadata) {
        var chunks: [EncodedColumnChunk] = []
        var metadata: [ColumnChunkMetadata] = []
        var position = offset
        var uncompressed = 0
        for index in columns.indices {
            let finished: ColumnChunkWriter.Finished
            do {
                finished = try columns[index].finishChunk(encoder: &encoder)
            } catch {
                throw error.at(.init(rowGroup: ordinal))
            }
            metadata.append(
                RowGroupWriter.metadata(finished, columns[index].column, codec: columns[index].codec, offset: position))
            position += finished.chunk.byteCount
            uncompressed += finished.chunk.uncompressedByteCount
            chunks.append(finished.chunk)
        }
        let rowGroup = RowGroupMetadata(
            columns: metadata, totalByteSize: uncompressed, rowCount: rowCount, sortingColumns: nil, fileOffset: offset,
            totalCompressedSize: position - offset, ordinal: Int16(exactly: ordinal))
        rowCount = 0
        plainByteCountSinceCheck = 0
        return (chunks, rowGroup)
    }

    private static func metadata(
        _ finished: ColumnChunkWriter.Finished, _ column: ColumnDescriptor, codec: PageCodec, offset: Int
    ) -> ColumnChunkMetadata {
        let chunk = finished.chunk
        let data: Encoding = finished.isDictionaryCoded ? .rleDictionary : .plain
        let pages = PageEncodingStatistics(
            pageType: .dataPage, encoding: data, count: Int32(clamping: chunk.dataPageCount))
        let dictionary = PageEncodingStatistics(pageType: .dictionaryPage, encoding: .plain, count: 1)
        return ColumnChunkMetadata(
            fileOffset: 0,
            metadata: ColumnMetadata(
                type: column.physicalType,
                encodings: finished.isDictionaryCoded ? [.plain, .rle, data] : [.plain, .rle],
                path: column.path.names, codec: codec.compressionCodec, valueCount: finished.rowCount,
                totalUncompressedSize: chunk.uncompressedByteCount, totalCompressedSize: chunk.byteCount,
                dataPageOffset: offset + chunk.dictionaryPage.count,
                dictionaryPageOffset: finished.isDictionaryCoded ? offset : nil, statistics: finished.statistics,
                encodingStatistics: finished.isDictionaryCoded ? [dictionary, pages] : [pages]))
    }

    /// The most bytes of a row group's metadata: for each column its path, two statistics, and some twenty numbers of up
    /// to ten bytes.
    private static func maximumMetadataByteCount(_ schema: Schema, statisticsByteLimit: Int) -> Int {
        schema.columns.reduce(64) { total, column in
            let value = column.physicalType == .byteArray ? statisticsByteLimit + 4 : column.typeLength ?? 8
            return total + 160 + 2 * (value + 3) + column.path.names.reduce(0) { $0 + $1.utf8.count + 5 }
        }
    }
}
