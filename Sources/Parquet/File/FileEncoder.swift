internal import ParquetBytes

/// The writer's core: turns batches into the bytes of a file, front to back, without any input or output.
///
/// `append` encodes, and whole row groups come out of `drain`, which the driver hands to wherever the file goes. Behind the
/// row groups come the bloom filters, then the column indexes, the offset indexes, and the footer.
struct FileEncoder: ~Copyable {
    let schema: Schema
    private let options: WriterOptions
    private let workers: ColumnWorkers
    private var rowGroup: RowGroupWriter
    /// What is encoded and not yet drained, with the column whose memory it is.
    private var output: [(piece: FilePiece, column: Int?)] = []
    /// The bytes given to `output` so far.
    private var position = 0
    private var finished: FinishedRowGroups
    /// The most bytes that the file will have.
    private let byteLimit: Int
    /// The footer's bytes apart from the row groups.
    private let emptyFooterByteCount: Int
    /// The fields of the last batch that was checked.
    private var acceptedFields: [SchemaField]

    /// - Throws: `ParquetError` with code `argument` for options out of range, `schema` or `unsupported` for columns that
    ///   cannot be written.
    ///
    /// - Parameters:
    ///   - isMadeOfCopies: whether row groups of other files come first. They may have INT96, which no batch may.
    ///   - help: the threads that encode where `options.concurrency` allows more than one.
    init(
        schema: Schema, options: WriterOptions, byteLimit: Int = .max, isMadeOfCopies: Bool = false,
        help: any WriterHelp = SystemHelp()
    ) throws(ParquetError) {
        try FileEncoder.check(schema, options)
        if !isMadeOfCopies { try FileEncoder.refuseInt96(schema) }
        let finished = FinishedRowGroups(fileByteLimit: byteLimit)
        self.schema = schema
        self.options = options
        acceptedFields = schema.fields
        workers = ColumnWorkers(options, columnCount: schema.columns.count, help: help)
        rowGroup = RowGroupWriter(schema, options)
        self.byteLimit = byteLimit
        self.finished = finished
        emptyFooterByteCount = FileEncoder.footer(schema, options, finished, at: 0).count
        beginFile()
    }

    /// Begins the next file after `finish()`; memory, and what was learnt of the columns, is kept.
    mutating func beginFile() {
        rowGroup.beginFile()
        position = 0
        finished = FinishedRowGroups(fileByteLimit: byteLimit)
        emit(ByteBuffer(Footer.magic), column: nil)
    }

    private static func check(_ schema: Schema, _ options: WriterOptions) throws(ParquetError) {
        try options.check(against: schema)
        var paths: Set<ColumnPath> = []
        for column in schema.columns {
            let place = ParquetError.Place(column: column.path.description)
            guard paths.insert(column.path).inserted else {
                throw ParquetError(.schema, "two columns have this name", at: place)
            }
        }
    }

    private static func refuseInt96(_ schema: Schema) throws(ParquetError) {
        for index in schema.columns.indices where schema.columns[index].physicalType == .int96 {
            throw ParquetError(
                .unsupported, "INT96 is read, never written: use TIMESTAMP",
                at: .init(column: schema.columns[index].path.description))
        }
    }

    /// The name that goes into the footer; readers parse it for the writer's known bugs.
    static let createdBy = "swift-parquet version \(ParquetVersion.current) (build 0)"

    /// The rows so far.
    var rowCount: Int { finished.rowCount + rowGroup.rowCount }

    /// The rows in the row group that is open.
    var openRowCount: Int { rowGroup.rowCount }

    /// Whether there is more to drain than the magic number.
    var hasClosedRowGroups: Bool { !finished.rowGroups.isEmpty }

    /// The bytes that are encoded: given to `drain`, or in finished pages.
    var encodedByteCount: Int { position + rowGroup.encodedByteCount }

    /// The most bytes that the file takes if it is finished now, the footer included.
    var maximumFinalByteCount: Int { position + rowGroup.maximumByteCount + tailBound }

    /// Whether the file takes at most `limit` bytes for certain if the next `rowCount` rows of `batch` are appended to the open row
    /// group, and then it is finished.
    mutating func hasRoom(for batch: BatchCursor, rowCount: Int, limit: Int) -> Bool {
        let rest = position + tailBound
        func bound(waits: Bool) -> Int {
            rest + rowGroup.maximumByteCount(waits: waits) { batch.size(ofNext: rowCount, column: $0) }
        }
        // Pages are waited for only where it depends on their sizes, so that the answer is the same in any case.
        return bound(waits: false) <= limit || rowGroup.isPending && bound(waits: true) <= limit
    }

    /// What comes behind the finished row groups; the open one's part is in its own bound.
    private var tailBound: Int {
        // The numbers of rows and row groups may take more bytes than those of an empty file.
        emptyFooterByteCount + finished.maximumTailByteCount + 32
    }

    /// How many of the next rows of `cursor`, at least one, may be appended at once. Closes the row group first if it is full.
    mutating func nextStep(_ cursor: BatchCursor) throws(ParquetError) -> Int {
        let step = rowGroup.rowsToNextCheck(cursor)
        if step > 0 { return step }
        if try isRowGroupFull() { try closeRowGroup() }
        return rowGroup.rowsToNextCheck(cursor)
    }

    /// Appends the next `rowCount` rows of `cursor`, at most `nextStep`, and closes the row group if it is full.
    mutating func append(_ cursor: inout BatchCursor, rowCount: Int) throws(ParquetError) {
        try encode(&cursor, rowCount: rowCount)
        if rowGroup.isCheckDue, try isRowGroupFull() { try closeRowGroup() }
    }

    private mutating func isRowGroupFull() throws(ParquetError) -> Bool {
        do {
            return try rowGroup.checkIsFull()
        } catch {
            throw error.at(.init(rowGroup: finished.rowGroups.count))
        }
    }

    private mutating func encode(_ cursor: inout BatchCursor, rowCount: Int) throws(ParquetError) {
        let rows = cursor.row..<cursor.row + rowCount
        let plainByteCount = cursor.plainByteCount(ofNext: rowCount)
        let batch = cursor
        do {
            try workers.forEach(
                &rowGroup.columns,
                cost: { $0.cost(ofAppending: batch.size(ofNext: rowCount, column: $1).plainByteCount) }
            ) { column, index, encoder throws(ParquetError) in
                try column.append(
                    batch.columns[index], batch.valueRange(ofNext: rowCount, column: index), rows: rows,
                    encoder: &encoder)
            }
        } catch {
            throw error.at(.init(rowGroup: finished.rowGroups.count))
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
        let before = (rowGroup, output, position, finished, cursor)
        try encode(&cursor, rowCount: 1)
        try closePages()
        if maximumFinalByteCount <= limit { return true }
        try closeRowGroup()
        if maximumFinalByteCount <= limit { return true }
        (rowGroup, output, position, finished, cursor) = before
        return false
    }

    /// Finishes the open pages, so that their sizes are known.
    mutating func closePages() throws(ParquetError) {
        try workers.forEach(&rowGroup.columns, cost: { column, _ in column.page.valueByteCount }) {
            column, _, encoder throws(ParquetError) in
            try column.closePage(encoder: &encoder)
        }
    }

    /// Finishes the open row group, if it has rows, and hands it to the output.
    mutating func closeRowGroup() throws(ParquetError) {
        guard rowGroup.rowCount > 0 else { return }
        let results = FinishedColumns(count: rowGroup.columns.count)
        do {
            try workers.forEach(&rowGroup.columns, cost: { column, _ in column.page.valueByteCount }) {
                column, index, encoder throws(ParquetError) in
                results.set(try column.finishChunk(encoder: &encoder), at: index)
            }
        } catch {
            throw error.at(.init(rowGroup: finished.rowGroups.count))
        }
        let columns = results.take()
        let metadata = rowGroup.finish(columns, offset: position, ordinal: finished.rowGroups.count)
        finished.append(metadata, columns, writesPageIndex: options.writesPageIndex)
        for (index, column) in columns.enumerated() {
            if column.chunk.dictionaryPage.count > 0 { emit(column.chunk.dictionaryPage, column: nil) }
            for piece in column.chunk.dataPages.pieces { emit(piece, column: index) }
        }
    }

    /// The order of each column's bounds, as the footer says it.
    var columnOrders: [ColumnOrder] { schema.columns.map { ColumnSettings($0, options).columnOrder } }

    /// Notes a row group whose chunks the driver has copied behind all that was drained.
    ///
    /// - Precondition: there is no open row group, and nothing to drain.
    mutating func appendCopied(_ rowGroup: StoredRowGroup) {
        precondition(self.rowGroup.rowCount == 0 && output.isEmpty)
        let moved = rowGroup.moved(to: position, ordinal: finished.rowGroups.count)
        position += rowGroup.byteCount
        finished.append(moved.metadata, moved.parts)
    }

    /// The row groups that are finished, as they lie in the file; not after `finish`.
    func storedRowGroups() throws(ParquetError) -> [StoredRowGroup] {
        try finished.stored()
    }

    /// Closes the last row group and puts bloom filters, page indexes and the footer behind it.
    mutating func finish() throws(ParquetError) -> WrittenFile {
        try closeRowGroup()
        let indexPosition = position
        for part in finished.takeIndexes() where part.count > 0 { emit(part, column: nil) }
        let indexByteCount = position - indexPosition
        let footer = FileEncoder.footer(schema, options, finished, at: indexPosition)
        guard let length = UInt32(exactly: footer.count) else {
            throw ParquetError(.limit, "a footer of \(footer.count) bytes exceeds the format's 4 GiB")
        }
        emit(ByteBuffer(footer), column: nil)
        emit(ByteBuffer(Footer.trailer(metadataByteCount: length)), column: nil)
        return WrittenFile(
            rowCount: finished.rowCount, byteCount: position, rowGroupCount: finished.rowGroups.count,
            indexByteCount: indexByteCount)
    }

    /// Hands out the bytes that are encoded and not yet handed out, in order.
    mutating func drain(_ write: ([FilePiece]) throws(ParquetError) -> Void) throws(ParquetError) {
        guard !output.isEmpty else { return }
        let columns = output.map(\.column)
        var pieces = takeOutput()
        try write(pieces)
        for (index, column) in columns.enumerated() {
            guard let column else { continue }
            // Taken out, so that the memory has one owner when it goes back to its column.
            var piece = FilePiece(buffer: ByteBuffer())
            swap(&piece, &pieces[index])
            rowGroup.columns[column].recycle(piece.buffer)
        }
    }

    /// Hands out the bytes that are encoded and not yet handed out, in order, and their memory with them.
    mutating func takeOutput() -> [FilePiece] {
        let taken = output.map(\.piece)
        output.removeAll(keepingCapacity: true)
        return taken
    }

    /// Checks that `batch` can be appended.
    ///
    /// - Throws: `ParquetError` with code `schema`.
    mutating func check(_ batch: RecordBatch) throws(ParquetError) {
        // Arrays are equal at once if they are one and the same, as those of the batches before mostly are.
        if batch.schema.fields != acceptedFields {
            guard schema.hasSameFields(as: batch.schema) else {
                throw ParquetError(.schema, "the batch has another schema than the file")
            }
            acceptedFields = batch.schema.fields
        }
        try FileEncoder.refuseInt96(schema)
        try batch.check()
    }

    private mutating func emit(_ bytes: ByteBuffer, column: Int?) {
        emit(FilePiece(buffer: bytes), column: column)
    }

    private mutating func emit(_ piece: FilePiece, column: Int?) {
        position += piece.count
        output.append((piece, column))
    }

    /// The footer of a file whose bloom filters and page indexes lie at `position`.
    private static func footer(
        _ schema: Schema, _ options: WriterOptions, _ finished: borrowing FinishedRowGroups, at position: Int
    ) -> [UInt8] {
        FileMetadata.encode(
            version: options.dataPageVersion == .v1 ? 1 : 2, schema: schema.elements(), rowCount: finished.rowCount,
            rowGroupCount: finished.rowGroups.count, encodedRowGroups: finished.encodedRowGroups(at: position).bytes,
            keyValueMetadata: options.keyValueMetadata.isEmpty ? nil : options.keyValueMetadata, createdBy: createdBy,
            columnOrders: schema.columns.map { ColumnSettings($0, options).columnOrder })
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
    /// The bytes of its bloom filters and page indexes, which are part of `byteCount`.
    public let indexByteCount: Int
}
