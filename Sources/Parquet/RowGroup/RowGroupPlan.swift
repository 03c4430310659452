/// What reading some columns of a row group takes: where their chunks are, which bytes are read at once, and how many rows
/// make a batch. A class, since what reads a row group has it everywhere, and copies are counted once.
final class RowGroupPlan: Sendable {
    /// A column that is read. A class, since metadata take a dozen counts to copy, and each step that asks for a column would.
    final class Column: Sendable {
        let descriptor: ColumnDescriptor
        let metadata: ColumnMetadata
        /// Where its chunk is in the file.
        let range: Range<Int>

        init(_ descriptor: ColumnDescriptor, _ metadata: ColumnMetadata, _ range: Range<Int>) {
            self.descriptor = descriptor
            self.metadata = metadata
            self.range = range
        }
    }

    /// Bytes that are read at once before the columns are decoded.
    struct Fetch: Sendable, Equatable {
        var range: Range<Int>
        /// The columns whose chunks are within the range.
        var columns: [Int]
    }

    /// The row group's place in the file, from 0.
    let ordinal: Int
    let rowCount: Int
    let columns: [Column]
    /// What is read before decoding. Empty if the chunks are too large to be held; each is then read a window at a time.
    let fetches: [Fetch]
    /// How many bytes of a chunk to read at a time where it is not read as a whole.
    let windowByteCount: Int
    /// The most rows of a batch, so that batches of long values stay small.
    let batchRowLimit: Int

    /// The plan to read the leaves `selection` of row group `ordinal` of `file`.
    ///
    /// - Throws: `ParquetError` if the metadata contradict the schema or the file's size.
    init(_ file: ParquetFile, ordinal: Int, selection: [Int]) throws(ParquetError) {
        let rowGroup = file.metadata.rowGroups[ordinal]
        let schema = file.schema
        let options = file.options
        let place = ParquetError.Place(rowGroup: ordinal)
        guard rowGroup.rowCount >= 0 else {
            throw ParquetError(.malformed, "\(rowGroup.rowCount) rows", at: place)
        }
        guard rowGroup.columns.count == schema.columns.count else {
            throw ParquetError(
                .malformed, "\(rowGroup.columns.count) column chunks, the schema has \(schema.columns.count) columns",
                at: place)
        }
        var columns: [Column] = []
        var uncompressedCount = 0
        for index in selection {
            let descriptor = schema.columns[index]
            do {
                let metadata = try rowGroup.columns[index].checked(against: descriptor, rowCount: rowGroup.rowCount)
                let range = try metadata.range(fileByteCount: file.byteCount, createdBy: file.metadata.createdBy)
                uncompressedCount += min(max(0, metadata.totalUncompressedSize), 1 << 40)
                columns.append(Column(descriptor, metadata, range))
            } catch {
                throw error.at(.init(rowGroup: ordinal, column: descriptor.path.description))
            }
        }
        let readAhead = min(options.readAheadByteCount, options.memoryLimit / 2)
        let fetches = RowGroupPlan.fetches(columns.map(\.range), gap: options.coalescingGap)
        let isHeld = fetches.reduce(0) { $0 + $1.range.count } <= readAhead
        self.fetches = isHeld ? fetches : []
        windowByteCount = max(4096, readAhead / max(1, columns.count))
        self.columns = columns
        self.ordinal = ordinal
        rowCount = rowGroup.rowCount
        let rowByteCount = max(1, uncompressedCount / max(1, rowCount))
        batchRowLimit = max(1, min(options.batchRowLimit, options.memoryLimit / 8 / rowByteCount))
    }

    /// Joins ranges that overlap or are at most `gap` bytes apart.
    static func fetches(_ ranges: [Range<Int>], gap: Int) -> [Fetch] {
        var fetches: [Fetch] = []
        for index in ranges.indices.sorted(by: { ranges[$0].lowerBound < ranges[$1].lowerBound }) {
            let range = ranges[index]
            if let last = fetches.last?.range, range.lowerBound - last.upperBound <= gap {
                fetches[fetches.count - 1].range = last.lowerBound..<max(last.upperBound, range.upperBound)
                fetches[fetches.count - 1].columns.append(index)
            } else {
                fetches.append(Fetch(range: range, columns: [index]))
            }
        }
        return fetches
    }
}

extension ColumnChunkMetadata {
    /// The chunk's metadata, if they go with its column and row group.
    ///
    /// - Throws: `ParquetError` with code `malformed` or `unsupported`.
    package func checked(against column: ColumnDescriptor, rowCount: Int) throws(ParquetError) -> ColumnMetadata {
        guard !isEncrypted else { throw ParquetError(.unsupported, "the column is encrypted") }
        if let filePath, !filePath.isEmpty {
            throw ParquetError(.unsupported, "the column is in another file, \(filePath)")
        }
        guard let metadata else { throw ParquetError(.malformed, "the column chunk has no metadata") }
        guard metadata.type == column.physicalType else {
            throw ParquetError(
                .malformed,
                "the column chunk is \(metadata.type.name), the schema says \(column.physicalType.name)")
        }
        guard metadata.valueCount >= 0, column.maxRepetitionLevel > 0 || metadata.valueCount == rowCount else {
            throw ParquetError(.malformed, "\(metadata.valueCount) values in \(rowCount) rows")
        }
        return metadata
    }
}

extension ColumnMetadata {
    /// Where the chunk's pages are in a file of `fileByteCount` bytes that `createdBy` wrote.
    ///
    /// - Throws: `ParquetError` with code `malformed` if they are not within the file.
    package func range(fileByteCount: Int, createdBy: String?) throws(ParquetError) -> Range<Int> {
        // Some writers leave the dictionary page's offset 0 where there is none.
        var start = dataPageOffset
        if let dictionaryPageOffset, dictionaryPageOffset > 0 { start = min(start, dictionaryPageOffset) }
        var (end, overflow) = start.addingReportingOverflow(totalCompressedSize)
        guard start >= 0, totalCompressedSize >= 0, !overflow, end <= fileByteCount else {
            throw ParquetError(
                .malformed,
                "a column chunk of \(totalCompressedSize) bytes at byte \(start) of a file of \(fileByteCount)")
        }
        // parquet-mr up to 1.2.8 left the dictionary page's header out of the size (PARQUET-816).
        if createdBy?.hasPrefix("parquet-mr") == true { end = min(end + 100, fileByteCount) }
        return start..<end
    }
}
