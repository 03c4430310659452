internal import ParquetBytes
internal import ParquetCodecs

/// Reads the rows of a row group as batches. It does no IO: whoever drives it reads `ranges` and hands the bytes over.
struct RowGroupReader: Sendable {
    /// For each column that is read, where its chunk is in the file.
    let ranges: [Range<Int>]
    private let ordinal: Int
    private let columns: [(descriptor: ColumnDescriptor, metadata: ColumnMetadata)]
    private let options: ReaderOptions
    private var chunks: [ColumnChunkReader] = []
    /// How many rows were not read yet.
    private(set) var remainingRowCount: Int
    /// The most rows of a batch, so that batches of long values stay small.
    private let batchRowLimit: Int

    /// A reader of row group `ordinal`, of the leaves `selection` of `schema`.
    ///
    /// - Throws: `ParquetError` if the metadata contradict the schema or the file's size of `fileByteCount`.
    init(
        _ rowGroup: RowGroupMetadata, ordinal: Int, schema: Schema, selection: [Int], fileByteCount: Int,
        options: ReaderOptions
    ) throws(ParquetError) {
        let place = ParquetError.Place(rowGroup: ordinal)
        guard rowGroup.rowCount >= 0 else {
            throw ParquetError(.malformed, "\(rowGroup.rowCount) rows", at: place)
        }
        guard rowGroup.columns.count == schema.columns.count else {
            throw ParquetError(
                .malformed, "\(rowGroup.columns.count) column chunks, the schema has \(schema.columns.count) columns",
                at: place)
        }
        var columns: [(ColumnDescriptor, ColumnMetadata)] = []
        var ranges: [Range<Int>] = []
        var byteCount = 0
        for index in selection {
            let descriptor = schema.columns[index]
            do {
                let metadata = try rowGroup.columns[index].checked(
                    against: descriptor, rowCount: rowGroup.rowCount)
                ranges.append(try metadata.range(fileByteCount: fileByteCount))
                columns.append((descriptor, metadata))
                byteCount += min(max(0, metadata.totalUncompressedSize), 1 << 40)
            } catch {
                throw error.at(.init(rowGroup: ordinal, column: descriptor.path.description))
            }
        }
        self.columns = columns
        self.ranges = ranges
        self.ordinal = ordinal
        self.options = options
        remainingRowCount = rowGroup.rowCount
        let rowByteCount = max(1, byteCount / max(1, rowGroup.rowCount))
        batchRowLimit = max(1, min(options.batchRowLimit, options.memoryLimit / 8 / rowByteCount))
    }

    /// Hands over the bytes of the chunks, in the order of `ranges`.
    mutating func supply(_ buffers: consuming [ByteBuffer]) {
        chunks = zip(columns, zip(ranges, buffers)).map { column, chunk in
            ColumnChunkReader(
                column.descriptor, column.metadata, chunk: chunk.1, baseOffset: chunk.0.lowerBound,
                verifiesChecksums: options.verifiesChecksums)
        }
    }

    /// Gives the chunks' buffers up, for the next row group to be read into.
    mutating func takeBuffers() -> [ByteBuffer] {
        var buffers: [ByteBuffer] = []
        for index in chunks.indices { buffers.append(chunks[index].takeBuffer()) }
        chunks = []
        return buffers
    }

    /// Reads the next rows into `batch`, whose memory is reused.
    ///
    /// - Precondition: rows remain, the chunks were supplied, and the batch has a vector for each column.
    mutating func next(
        into batch: inout RecordBatch, _ decompressor: inout PageDecompressor
    ) throws(ParquetError) {
        let rowCount = min(remainingRowCount, batchRowLimit)
        // What all columns hold together stays within the limit: each may take what the others leave.
        var held = 0
        for index in chunks.indices { held += chunks[index].byteCount - ranges[index].count }
        for index in chunks.indices {
            do {
                held -= chunks[index].byteCount - ranges[index].count
                try chunks[index].read(
                    rowCount, into: &batch.columns[index], &decompressor,
                    byteLimit: max(0, options.memoryLimit - held))
                held += chunks[index].byteCount - ranges[index].count + batch.columns[index].values.byteCount
                if rowCount == remainingRowCount { try chunks[index].finish() }
            } catch {
                throw error.at(.init(rowGroup: ordinal))
            }
        }
        remainingRowCount -= rowCount
    }
}

extension ColumnChunkMetadata {
    /// The chunk's metadata, if they go with its column and row group.
    ///
    /// - Throws: `ParquetError` with code `malformed` or `unsupported`.
    func checked(against column: ColumnDescriptor, rowCount: Int) throws(ParquetError) -> ColumnMetadata {
        guard !isEncrypted else { throw ParquetError(.unsupported, "the column is encrypted") }
        guard filePath == nil else {
            throw ParquetError(.unsupported, "the column is in another file, \(filePath ?? "")")
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
    /// Where the chunk's pages are in a file of `fileByteCount` bytes.
    ///
    /// - Throws: `ParquetError` with code `malformed` if they are not within the file.
    func range(fileByteCount: Int) throws(ParquetError) -> Range<Int> {
        // Some writers leave the dictionary page's offset 0 where there is none.
        var start = dataPageOffset
        if let dictionaryPageOffset, dictionaryPageOffset > 0 { start = min(start, dictionaryPageOffset) }
        let (end, overflow) = start.addingReportingOverflow(totalCompressedSize)
        guard start >= 0, totalCompressedSize >= 0, !overflow, end <= fileByteCount else {
            throw ParquetError(
                .malformed,
                "a column chunk of \(totalCompressedSize) bytes at byte \(start) of a file of \(fileByteCount)")
        }
        return start..<end
    }
}
