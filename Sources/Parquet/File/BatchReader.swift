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
    private var filtering: Filtering?

    /// What it takes to hand out some rows only.
    fileprivate struct Filtering {
        var filter: BatchFilter
        /// All rows, with the columns that the filter asks.
        var unfiltered: RecordBatch
        /// Where the columns that are handed out are in `unfiltered`.
        let places: [Int]
    }

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
            self.init(file, all, rowGroups: rowGroups)
            schema = projection.schema
            filtering = Filtering(
                filter: BatchFilter(predicate, file.schema, selection: all.selection),
                unfiltered: RecordBatch(schema: all.schema),
                places: projection.selection.compactMap { all.selection.firstIndex(of: $0) })
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
                filtering == nil ? try await readNext(into: &batch) : try await readFiltered(into: &batch)
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
        guard var taken = filtering.take() else { return false }
        defer { filtering = taken }
        while try await readNext(into: &taken.unfiltered) {
            if taken.select(into: &batch) { return true }
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

extension BatchReader.Filtering {
    /// Replaces the columns of `batch` by those of the rows that are wanted.
    ///
    /// - Returns: whether there are any.
    mutating func select(into batch: inout RecordBatch) -> Bool {
        let selection = filter.selection(of: unfiltered)
        let count = selection.oneCount
        guard count > 0 else { return false }
        for (index, place) in places.enumerated() {
            if count == selection.count {
                // What is put in its place is given back to be read into.
                swap(&unfiltered.columns[place], &batch.columns[index])
            } else {
                batch.columns[index] = unfiltered.columns[place].filtered(by: selection, count)
            }
        }
        return true
    }
}
