internal import ParquetBytes

/// The writer's core: turns batches into the bytes of a file, front to back, without any input or output.
///
/// `append` encodes, and whole row groups come out of `drain`, which the driver hands to wherever the file goes.
struct FileEncoder: ~Copyable {
    let schema: Schema
    private let options: WriterOptions
    private var encoder: PageEncoder
    private var rowGroup: RowGroupWriter
    /// What is encoded and not yet drained, with the column whose memory it is.
    private var output: [(bytes: ByteBuffer, column: Int?)] = []
    /// The bytes given to `output` so far.
    private var position = 0
    private var encodedRowGroups = ByteBuffer()
    private var rowGroupCount = 0
    private var finishedRowCount = 0
    /// The footer's bytes apart from the row groups.
    private let emptyFooterByteCount: Int

    /// - Throws: `ParquetError` with code `argument` for options out of range, `unsupported` for nested columns.
    init(schema: Schema, options: WriterOptions) throws(ParquetError) {
        try FileEncoder.check(schema, options)
        self.schema = schema
        self.options = options
        encoder = PageEncoder()
        rowGroup = RowGroupWriter(schema, options)
        emptyFooterByteCount =
            FileEncoder.footer(schema, options, rowCount: 0, rowGroupCount: 0, encodedRowGroups: ByteBuffer()).count
        beginFile()
    }

    /// Begins the next file after `finish()`; memory, and what was learnt of the columns, is kept.
    mutating func beginFile() {
        rowGroup.beginFile()
        position = 0
        encodedRowGroups.removeAll()
        rowGroupCount = 0
        finishedRowCount = 0
        emit(ByteBuffer(Footer.magic), column: nil)
    }

    private static func check(_ schema: Schema, _ options: WriterOptions) throws(ParquetError) {
        try options.check(against: schema)
        for column in schema.columns {
            let place = ParquetError.Place(column: column.path.description)
            guard column.isFlat else {
                throw ParquetError(.unsupported, "nested columns cannot be written yet", at: place)
            }
            guard schema.columns.count(where: { $0.path == column.path }) == 1 else {
                throw ParquetError(.schema, "two columns have this name", at: place)
            }
            guard column.physicalType != .int96 else {
                throw ParquetError(.unsupported, "INT96 is read, never written: use TIMESTAMP", at: place)
            }
        }
    }

    /// The name that goes into the footer; readers parse it for the writer's known bugs.
    static let createdBy = "swift-parquet version 0.1.0 (build 0)"

    /// The rows so far.
    var rowCount: Int { finishedRowCount + rowGroup.rowCount }

    /// The rows in the row group that is open.
    var openRowCount: Int { rowGroup.rowCount }

    /// Whether there is more to drain than the magic number.
    var hasClosedRowGroups: Bool { rowGroupCount > 0 }

    /// The bytes that are encoded: given to `drain`, or in finished pages.
    var encodedByteCount: Int { position + rowGroup.encodedByteCount }

    /// The most bytes that the file takes if it is finished now, the footer included.
    var maximumFinalByteCount: Int { position + rowGroup.maximumByteCount + footerBound }

    /// The most bytes that the file takes if the rows `rows` of `batch` are appended to the open row group, and then it is
    /// finished.
    func maximumFinalByteCount(appending batch: BatchCursor, rowCount: Int) -> Int {
        let rowGroup = rowGroup.maximumByteCount(adding: rowCount) {
            batch.plainByteCount(ofNext: rowCount, column: $0)
        }
        return position + rowGroup + footerBound
    }

    /// The footer, its length, and the magic number; the open row group's metadata is in its own bound.
    private var footerBound: Int {
        // The numbers of rows and row groups may take more bytes than those of an empty file.
        emptyFooterByteCount + encodedRowGroups.count + 32
    }

    /// How many of the next rows of `cursor`, at least one, may be appended at once. Closes the row group first if it is full.
    mutating func nextStep(_ cursor: BatchCursor) throws(ParquetError) -> Int {
        let step = rowGroup.rowsToNextCheck(cursor)
        if step > 0 { return step }
        if rowGroup.checkIsFull() { try closeRowGroup() }
        return rowGroup.rowsToNextCheck(cursor)
    }

    /// Appends the next `rowCount` rows of `cursor`, at most `nextStep`, and closes the row group if it is full.
    mutating func append(_ cursor: inout BatchCursor, rowCount: Int) throws(ParquetError) {
        try encode(&cursor, rowCount: rowCount)
        if rowGroup.isCheckDue, rowGroup.checkIsFull() { try closeRowGroup() }
    }

    private mutating func encode(_ cursor: inout BatchCursor, rowCount: Int) throws(ParquetError) {
        let rows = cursor.row..<cursor.row + rowCount
        let plainByteCount = cursor.plainByteCount(ofNext: rowCount)
        for index in rowGroup.columns.indices {
            do {
                let vector = cursor.columns[index]
                try rowGroup.columns[index].append(
                    vector.values, cursor.valueRange(ofNext: rowCount, column: index), presence: vector.presence,
                    rows: rows, encoder: &encoder)
            } catch {
                throw error.at(.init(rowGroup: rowGroupCount))
            }
        }
        cursor.advance(by: rowCount)
        rowGroup.advance(by: rowCount, plainByteCount: plainByteCount)
    }

    /// Appends the next row if the file then takes at most `limit` bytes for certain, which is found out by encoding it.
    ///
    /// For a row whose bound does not fit though it may compress well. Costs a copy of the open row group.
    ///
    /// - Returns: whether the row was appended; if not, nothing has changed.
    mutating func appendNextRow(_ cursor: inout BatchCursor, limit: Int) throws(ParquetError) -> Bool {
        let before = (rowGroup, output, position, encodedRowGroups, rowGroupCount, finishedRowCount, cursor)
        try encode(&cursor, rowCount: 1)
        try closePages()
        if maximumFinalByteCount <= limit { return true }
        try closeRowGroup()
        if maximumFinalByteCount <= limit { return true }
        (rowGroup, output, position, encodedRowGroups, rowGroupCount, finishedRowCount, cursor) = before
        return false
    }

    /// Finishes the open pages, so that their sizes are known.
    mutating func closePages() throws(ParquetError) {
        for index in rowGroup.columns.indices {
            try rowGroup.columns[index].closePage(encoder: &encoder)
        }
    }

    /// Finishes the open row group, if it has rows, and hands it to the output.
    mutating func closeRowGroup() throws(ParquetError) {
        guard rowGroup.rowCount > 0 else { return }
        let rowCount = rowGroup.rowCount
        let finished = try rowGroup.finish(offset: position, ordinal: rowGroupCount, encoder: &encoder)
        for (index, chunk) in finished.chunks.enumerated() {
            if chunk.dictionaryPage.count > 0 { emit(chunk.dictionaryPage, column: nil) }
            emit(chunk.dataPages, column: index)
        }
        var writer = CompactWriter()
        finished.metadata.write(to: &writer)
        encodedRowGroups.append(writer.takeArray())
        rowGroupCount += 1
        finishedRowCount += rowCount
    }

    /// Closes the last row group and puts the footer behind it.
    mutating func finish() throws(ParquetError) -> WrittenFile {
        try closeRowGroup()
        let footer = FileEncoder.footer(
            schema, options, rowCount: finishedRowCount, rowGroupCount: rowGroupCount,
            encodedRowGroups: encodedRowGroups)
        guard let length = UInt32(exactly: footer.count) else {
            throw ParquetError(.limit, "a footer of \(footer.count) bytes exceeds the format's 4 GiB")
        }
        emit(ByteBuffer(footer), column: nil)
        emit(ByteBuffer(Footer.trailer(metadataByteCount: length)), column: nil)
        return WrittenFile(rowCount: finishedRowCount, byteCount: position, rowGroupCount: rowGroupCount)
    }

    /// Hands out the bytes that are encoded and not yet handed out, in order.
    mutating func drain(_ write: (RawSpan) throws(ParquetError) -> Void) throws(ParquetError) {
        for index in output.indices {
            // Taken out, so that the memory has one owner when it goes back to its column.
            var bytes = ByteBuffer()
            swap(&bytes, &output[index].bytes)
            try write(bytes.bytes)
            if let column = output[index].column { rowGroup.columns[column].recycle(bytes) }
        }
        output.removeAll(keepingCapacity: true)
    }

    private mutating func emit(_ bytes: ByteBuffer, column: Int?) {
        position += bytes.count
        output.append((bytes, column))
    }

    private static func footer(
        _ schema: Schema, _ options: WriterOptions, rowCount: Int, rowGroupCount: Int, encodedRowGroups: ByteBuffer
    ) -> [UInt8] {
        FileMetadata.encode(
            version: 1, schema: schema.elements(), rowCount: rowCount, rowGroupCount: rowGroupCount,
            encodedRowGroups: encodedRowGroups.bytes,
            keyValueMetadata: options.keyValueMetadata.isEmpty ? nil : options.keyValueMetadata, createdBy: createdBy,
            columnOrders: schema.columns.map { _ in .typeDefined })
    }
}

/// What became of a file.
public struct WrittenFile: Sendable, Equatable {
    /// Its rows.
    public let rowCount: Int
    /// Its size in bytes.
    public let byteCount: Int
    /// Its row groups.
    public let rowGroupCount: Int
}
