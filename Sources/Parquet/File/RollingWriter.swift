internal import ParquetBytes

/// Writes a stream of rows into files of a limited size: no file ever exceeds the limit, and all but the last fill at
/// least 97 % of it, unless the next row alone is larger than the space left. No file is without rows.
///
/// ```swift
/// var rolling = try RollingWriter(schema: schema, limit: .bytes(64 << 20)) { try FileSink("part-\($0).parquet") }
/// ```
///
/// The size of what is not compressed yet is unknown, only bounded. When the bound reaches the limit, the writer closes the
/// open pages, which tells their true size, and goes on as long as that leaves room for more.
public struct RollingWriter: ~Copyable {
    /// How large a file may become.
    public enum Limit: Sendable, Equatable {
        /// Whole files of at most so many bytes.
        case bytes(Int)
    }

    private let schema: Schema
    private let limit: Int
    private let makeSink: (Int) throws(ParquetError) -> any ByteSink
    private var core: FileEncoder
    private var sink: (any ByteSink)?
    private var files: [WrittenFile] = []
    private var isOpen = true

    /// Begins a stream of rows of `schema`.
    ///
    /// - Parameter makeSink: makes the sink of the file with the given ordinal, from 0. It is called when the file's first
    ///   row group is finished.
    /// - Throws: `ParquetError` with code `argument` for options out of their range, `unsupported` for a schema that
    ///   cannot be written.
    public init(
        schema: Schema, options: WriterOptions = WriterOptions(), limit: Limit,
        makeSink: @escaping (Int) throws(ParquetError) -> any ByteSink
    ) throws(ParquetError) {
        let core = try FileEncoder(schema: schema, options: options)
        let bytes =
            switch limit {
            case .bytes(let bytes): bytes
            }
        guard bytes > 0 else { throw ParquetError(.argument, "a file of \(bytes) bytes cannot be") }
        self.limit = bytes
        self.schema = schema
        self.makeSink = makeSink
        self.core = core
    }

    deinit {
        if isOpen { sink?.abort() }
    }

    /// The files that are finished.
    public var finishedFiles: [WrittenFile] { files }

    /// The rows in the file that is open.
    public var openRowCount: Int { core.rowCount }

    /// The final bytes of the file that is open: given to its sink, or in finished pages.
    public var encodedByteCount: Int { core.encodedByteCount }

    /// A bound of the open file's size if it were finished now. It never exceeds the limit.
    public var maximumFinalByteCount: Int { core.maximumFinalByteCount }

    /// Appends the rows of `batch`, in as many files as it takes.
    ///
    /// - Throws: `ParquetError` with code `schema` if the batch does not fit, `limit` if a row is larger than a file may
    ///   be, and what sinks throw; after the latter two the stream is at its end, and its open file aborted.
    public mutating func append(_ batch: RecordBatch) throws(ParquetError) {
        guard isOpen else { throw ParquetError(.argument, "the writer has failed before") }
        guard batch.schema.columns == schema.columns else {
            throw ParquetError(.schema, "the batch has another schema than the files")
        }
        try batch.check()
        do {
            var cursor = BatchCursor(batch)
            while cursor.remainingRowCount > 0 { try appendNext(&cursor) }
        } catch {
            fail()
            throw error
        }
    }

    /// Finishes the last file.
    ///
    /// - Returns: all files, in order; none if there were no rows.
    public consuming func finish() throws(ParquetError) -> [WrittenFile] {
        guard isOpen else { throw ParquetError(.argument, "the writer has failed before") }
        do {
            if core.rowCount > 0 { try finishFile() }
        } catch {
            fail()
            throw error
        }
        isOpen = false
        return files
    }

    /// Gives up the open file. Finished files stay.
    public consuming func abort() {
        fail()
    }

    /// Appends some of the next rows if they fit for certain, or makes room.
    ///
    /// Rows are taken as if one by one, each if the file's bound with it is within the limit, so that files do not depend on
    /// the batches the rows come in. Taking many at once comes to the same if the bound with all of them is.
    private mutating func appendNext(_ cursor: inout BatchCursor) throws(ParquetError) {
        var count = try core.nextStep(cursor)
        while count > 1, core.maximumFinalByteCount(appending: cursor, rowCount: count) > limit { count /= 2 }
        if core.maximumFinalByteCount(appending: cursor, rowCount: count) <= limit {
            try core.append(&cursor, rowCount: count)
            try drain()
            return
        }
        // The bound is at the limit. Knowing the open pages' true sizes lowers it; then, knowing the dictionaries'.
        try core.closePages()
        if hasRoom(for: cursor) { return }
        try core.closeRowGroup()
        try drain()
        if hasRoom(for: cursor) { return }
        // The bound says no. A row that compresses well may fit all the same, and its true size decides.
        if core.rowCount == 0 || limit - core.maximumFinalByteCount > slack,
            try core.appendNextRow(&cursor, limit: limit)
        {
            try drain()
            return
        }
        guard core.rowCount > 0 else {
            throw ParquetError(
                .limit,
                "row \(cursor.row) of the batch does not fit into a file of \(limit) bytes; its values take "
                    + "\(cursor.plainByteCount(ofNext: 1)) bytes before compression")
        }
        try finishFile()
    }

    /// Whether the open file is worth another row, and has room for it for certain.
    private func hasRoom(for cursor: borrowing BatchCursor) -> Bool {
        core.rowCount > 0 && limit - core.maximumFinalByteCount > slack
            && core.maximumFinalByteCount(appending: cursor, rowCount: 1) <= limit
    }

    /// What a full file may leave free.
    private var slack: Int { limit / 50 }

    private mutating func finishFile() throws(ParquetError) {
        let written = try core.finish()
        try drain()
        try sink?.finish()
        sink = nil
        files.append(written)
        core.beginFile()
    }

    private mutating func drain() throws(ParquetError) {
        if sink == nil {
            // A file begins when it is known to have rows.
            guard core.hasClosedRowGroups else { return }
            sink = try makeSink(files.count)
        }
        guard let sink else { return }
        try core.drain { bytes throws(ParquetError) in try sink.write(bytes) }
    }

    private mutating func fail() {
        isOpen = false
        sink?.abort()
    }
}
