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
    private var selection: RowSelection?

    init(_ file: ParquetFile, _ projection: Projection, rowGroups: Range<Int>) {
        self.file = file
        schema = projection.schema
        schedule = DecodeSchedule(file, projection, rowGroups: rowGroups)
    }

    /// A reader of the rows that `predicate` is true of.
    init(
        _ file: ParquetFile, _ projection: Projection, rowGroups: Range<Int>, where predicate: BoundPredicate
    ) throws(ParquetError) {
        switch predicate.root {
        case .always:
            self.init(file, projection, rowGroups: rowGroups)
        case .never:
            self.init(file, projection, rowGroups: rowGroups.lowerBound..<rowGroups.lowerBound)
        case .leaf, .and, .or:
            let all = try projection.adding(predicate.columns, of: file.schema)
            // Distinct values are asked once, and put in the place of indices for those rows only that are handed out.
            var indexed = file
            indexed.options.keepsDictionaries = true
            self.init(indexed, all, rowGroups: rowGroups)
            schema = projection.schema
            selection = RowSelection(file, predicate, projection, all)
        }
    }

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
            let isThere =
                selection == nil ? try await readNext(into: &batch) : try await readFiltered(into: &batch)
            if !isThere { batch = RecordBatch(schema: schema) }
            return isThere
        } catch {
            throw error.at(.init(file: file.source.name))
        }
    }

    /// Reads on until there is a row to hand out.
    private nonisolated(nonsending) mutating func readFiltered(
        into batch: inout RecordBatch
    ) async throws(ParquetError) -> Bool {
        guard var taken = selection.take() else { return false }
        defer { selection = taken }
        while try await readNext(into: &taken.unfiltered) {
            if try taken.select(into: &batch) { return true }
        }
        return false
    }

    /// Replaces the content of `batch` by the next rows, whatever they are.
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
            var job = schedule.nextJob()
            precondition(job != nil || schedule.isReady, "a batch is missing and nothing is to be done for it")
            await job?.run(file, &decompressor)
            schedule.complete(&job)
        }
    }
}
