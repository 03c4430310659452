internal import ParquetBytes

/// Writes one Parquet file, front to back, to a sink.
///
/// ```swift
/// var writer = try ParquetWriter(to: FileSink("trades.parquet"), schema: schema)
/// try writer.append(batch)
/// let written = try writer.finish()
/// ```
///
/// A writer that is dropped without `finish()` aborts its sink: nothing is left.
public struct ParquetWriter: ~Copyable {
    private var core: FileEncoder
    private let sink: any ByteSink
    private var isOpen = true

    /// Begins a file of `schema`.
    ///
    /// - Throws: `ParquetError` with code `argument` for options out of their range, `unsupported` for a schema that
    ///   cannot be written, or what the sink throws.
    public init(to sink: any ByteSink, schema: Schema, options: WriterOptions = WriterOptions()) throws(ParquetError) {
        try self.init(to: sink, schema: schema, options: options, isMadeOfCopies: false)
    }

    /// As above; with `isMadeOfCopies`, a file to which row groups of others are copied first.
    package init(
        to sink: any ByteSink, schema: Schema, options: WriterOptions, isMadeOfCopies: Bool
    ) throws(ParquetError) {
        let core: FileEncoder
        do throws(ParquetError) {
            core = try FileEncoder(schema: schema, options: options, isMadeOfCopies: isMadeOfCopies)
        } catch {
            // Whoever hands a sink over need not end it.
            sink.abort()
            throw error
        }
        self.core = core
        self.sink = sink
    }

    deinit {
        if isOpen { sink.abort() }
    }

    /// The rows appended so far.
    public var rowCount: Int { core.rowCount }

    /// The bytes given to the sink, and those of finished pages. Exact; what is in open pages and dictionaries is not in it.
    /// With a `concurrency` above 1, pages that are being compressed are waited for.
    public var encodedByteCount: Int { core.encodedByteCount }

    /// A bound of the file's size if it were finished now: pages, footer, everything. It always holds.
    /// With a `concurrency` above 1, pages that are being compressed are waited for.
    public var maximumFinalByteCount: Int { core.maximumFinalByteCount }

    /// Appends the rows of `batch`.
    ///
    /// - Throws: `ParquetError` with code `schema` if the batch does not fit; then nothing of it was taken. What the sink
    ///   throws ends the file: it is aborted, and the writer of no further use.
    public mutating func append(_ batch: RecordBatch) throws(ParquetError) {
        try checkIsOpen()
        try core.check(batch)
        do {
            var cursor = BatchCursor(batch)
            while cursor.remainingRowCount > 0 {
                try core.append(&cursor, rowCount: try core.nextStep(cursor))
                try drain()
            }
        } catch {
            fail()
            throw error
        }
    }

    /// Ends the open row group before it is full.
    public mutating func closeRowGroup() throws(ParquetError) {
        try checkIsOpen()
        do {
            try core.closeRowGroup()
            // The magic number, too, if there is no row group yet.
            try drain()
        } catch {
            fail()
            throw error
        }
    }

    /// Writes what is left and the footer, and finishes the sink.
    @discardableResult
    public consuming func finish() throws(ParquetError) -> WrittenFile {
        try checkIsOpen()
        let written: WrittenFile
        do {
            written = try core.finish()
            try drain()
            try sink.finish()
        } catch {
            fail()
            throw error
        }
        isOpen = false
        return written
    }

    /// Gives the file up: the sink is aborted.
    public consuming func abort() {
        fail()
    }

    private mutating func drain() throws(ParquetError) {
        let sink = sink
        try core.drain { pieces throws(ParquetError) in try sink.take(pieces) }
    }

    mutating func fail() {
        isOpen = false
        sink.abort()
    }

    // MARK: What copying row groups needs

    /// The schema of the file.
    public var schema: Schema { core.schema }

    /// The order of each column's bounds.
    var columnOrders: [ColumnOrder] { core.columnOrders }

    /// - Throws: `ParquetError` with code `argument` if the writer has failed before.
    func checkIsOpen() throws(ParquetError) {
        guard isOpen else { throw ParquetError(.argument, "the writer has failed before") }
    }

    /// Gives `bytes` to the sink behind all that was encoded, which is to be drained by then.
    mutating func write(_ bytes: RawSpan) throws(ParquetError) {
        try sink.write(bytes)
    }

    /// Notes that the chunks of `rowGroup` have been written.
    mutating func appendCopied(_ rowGroup: StoredRowGroup) {
        core.appendCopied(rowGroup)
    }
}
