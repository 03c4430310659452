/// What takes batches and becomes one or more files: `ParquetWriter` and `RollingWriter`.
public protocol RecordBatchWriter: ~Copyable {
    /// What `finish` tells of what was written.
    associatedtype Written: Sendable

    /// The rows appended so far, in files that are not finished.
    var openRowCount: Int { get }

    /// The final bytes of the open file: given to its sink, or in finished pages.
    var encodedByteCount: Int { get }

    /// A bound of the open file's size if it were finished now.
    var maximumFinalByteCount: Int { get }

    /// Appends the rows of `batch`.
    mutating func append(_ batch: RecordBatch) throws(ParquetError)

    /// Writes what is left, and ends the writer.
    consuming func finish() throws(ParquetError) -> Written
}

extension ParquetWriter: RecordBatchWriter {
    /// The rows appended so far.
    public var openRowCount: Int { rowCount }
}

extension RollingWriter: RecordBatchWriter {}

/// A writer that any number of tasks share.
///
/// ```swift
/// let shared = SharedWriter(try ParquetWriter(to: FileSink("trades.parquet"), schema: schema))
/// try await withThrowingTaskGroup { tasks in
///     for source in sources { tasks.addTask { try await shared.append(batch(of: source)) } }
///     try await tasks.waitForAll()
/// }
/// let written = try await shared.finish()
/// ```
///
/// **Order of rows.** The rows of a batch stay together and in order. Batches follow each other in the order in which the
/// actor takes the calls: those of one task, which waits for each, in the order of that task; those of different tasks in
/// any order. Whoever needs one order appends from one task, or numbers the rows.
///
/// **Back-pressure.** A call returns when its batch is encoded and what was finished by it is written, so that producers
/// are never ahead by more than a batch each, and memory stays that of the writer and the batches that wait.
///
/// **Failure.** When a sink fails, the file is given up; that call and all later ones throw.
public actor SharedWriter<Writer: RecordBatchWriter & ~Copyable> {
    private var writer: Writer?

    /// Shares `writer`.
    public init(_ writer: consuming sending Writer) {
        self.writer = consume writer
    }

    /// The rows appended so far, in files that are not finished; 0 after `finish()`.
    public var openRowCount: Int { writer?.openRowCount ?? 0 }

    /// The final bytes of the open file; 0 after `finish()`.
    public var encodedByteCount: Int { writer?.encodedByteCount ?? 0 }

    /// A bound of the open file's size if it were finished now; 0 after `finish()`.
    public var maximumFinalByteCount: Int { writer?.maximumFinalByteCount ?? 0 }

    /// Appends the rows of `batch`.
    ///
    /// - Throws: `ParquetError` with code `argument` after `finish()`; otherwise as the writer.
    public func append(_ batch: RecordBatch) throws(ParquetError) {
        guard writer != nil else { throw SharedWriter.finished }
        try writer?.append(batch)
    }

    /// Writes what is left, and ends the writer.
    ///
    /// - Throws: `ParquetError` with code `argument` if it was finished before; otherwise as the writer.
    @discardableResult
    public func finish() throws(ParquetError) -> Writer.Written {
        guard let last = writer.take() else { throw SharedWriter.finished }
        return try last.finish()
    }

    private static var finished: ParquetError { ParquetError(.argument, "the writer is finished") }
}
