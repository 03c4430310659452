internal import ParquetBytes
internal import ParquetCodecs

/// Reads the rows of a file batch by batch into memory that is reused.
///
///     var reader = try file.reader(columns: ["price"])
///     var batch = RecordBatch(schema: reader.schema)
///     while try await reader.next(into: &batch) { … }
public struct BatchReader: ~Copyable {
    /// The schema of the batches: that of the file without the columns that are not read.
    public private(set) var schema: Schema
    private let file: ParquetFile
    private var schedule: DecodeSchedule
    private var parallel: ParallelDecoder?
    private var decompressor = PageDecompressor()
    /// Whether reading in the caller's task ends, with an error of code `io`, when that is cancelled: nobody waits for the rows then.
    package var endsWhenCancelled = false

    init(_ file: ParquetFile, _ request: ScanRequest, rowGroups: Range<Int>) {
        self.file = file
        schema = request.projection.schema
        schedule = DecodeSchedule(
            file, request, rowGroups: request.isNever ? rowGroups.lowerBound..<rowGroups.lowerBound : rowGroups)
    }

    /// What was read so far, and what was spared; of the whole scan when there are no more rows.
    public var explanation: ScanExplanation { parallel?.explanation ?? schedule.explanation }

    /// Replaces the content of `batch` by the next rows: at most `ReaderOptions.batchRowLimit`, all of one row group. With a
    /// predicate these are the rows that it is true of; there is one at least.
    ///
    /// With `ReaderOptions.concurrency` above 1, the first call starts tasks that decode ahead; they end with the reader.
    ///
    /// - Returns: false if there are no more rows; the batch is then empty.
    /// - Throws: `ParquetError` that names file, row group, column, page and byte. The reader is then of no more use.
    public nonisolated(nonsending) mutating func next(into batch: inout RecordBatch) async throws(ParquetError) -> Bool
    {
        if batch.schema != schema || batch.columns.count != schema.columns.count {
            batch = RecordBatch(schema: schema)
        }
        do throws(ParquetError) {
            let isThere = try await readNext(into: &batch)
            if !isThere { batch = RecordBatch(schema: schema) }
            return isThere
        } catch {
            throw error.at(.init(file: file.source.name))
        }
    }

    /// Replaces the content of `batch` by the next rows.
    private nonisolated(nonsending) mutating func readNext(
        into batch: inout RecordBatch
    ) async throws(ParquetError) -> Bool {
        guard file.options.concurrency > 1 else { return try await decodeNext(into: &batch) }
        let decoder = parallel ?? ParallelDecoder(file, schedule)
        parallel = decoder
        return try await decoder.next(into: &batch)
    }

    /// Does jobs until the batch is complete.
    private nonisolated(nonsending) mutating func decodeNext(
        into batch: inout RecordBatch
    ) async throws(ParquetError) -> Bool {
        while true {
            switch try schedule.takeBatch(into: &batch) {
            case .batch: return true
            case .end: return false
            case .pending: break
            }
            if endsWhenCancelled, Task.isCancelled { throw ParquetError(.io, "the task that reads was cancelled") }
            var job = schedule.nextJob()
            precondition(job != nil || schedule.isReady, "a batch is missing and nothing is to be done for it")
            await job?.run(file, &decompressor)
            schedule.complete(&job)
        }
    }
}
