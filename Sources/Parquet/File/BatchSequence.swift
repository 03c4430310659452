/// The rows of a file as an asynchronous sequence of batches.
public struct BatchSequence: AsyncSequence, Sendable {
    /// A batch of rows.
    public typealias Element = RecordBatch
    /// The error of a file that cannot be read.
    public typealias Failure = ParquetError

    let file: ParquetFile
    let columns: [String]?
    let rowGroups: Range<Int>?
    let predicate: Predicate?
    /// What is asked of the columns where they were given with their types.
    var requirements: [ColumnRequirement] = []

    /// Starts at the first row.
    public func makeAsyncIterator() -> Iterator {
        Iterator(sequence: self)
    }

    /// Reads batch after batch.
    public struct Iterator: AsyncIteratorProtocol {
        private let sequence: BatchSequence
        private var state: State?

        /// The reader cannot be copied, an iterator must be.
        private final class State {
            var reader: BatchReader
            var batch: RecordBatch

            /// What is asked of columns, and their places in a batch.
            let requirements: [(requirement: ColumnRequirement, index: Int)]

            init(_ reader: consuming BatchReader, _ requirements: [ColumnRequirement]) throws(ParquetError) {
                batch = RecordBatch(schema: reader.schema)
                var found: [(requirement: ColumnRequirement, index: Int)] = []
                for requirement in requirements {
                    found.append((requirement, try requirement.index(in: reader.schema)))
                }
                self.requirements = found
                self.reader = reader
            }
        }

        init(sequence: BatchSequence) {
            self.sequence = sequence
        }

        /// The next batch, or nil after the last row.
        ///
        /// - Throws: `ParquetError`; see `ParquetFile.reader(columns:rowGroups:where:)` and `BatchReader.next(into:)`; of
        ///   `ParquetFile.batches(of:_:rowGroups:where:)` also with code `schema`, before the first batch if a column is of
        ///   another type, or for a batch with nulls in a column whose type has none.
        public nonisolated(nonsending) mutating func next() async throws(ParquetError) -> RecordBatch? {
            let state: State
            if let existing = self.state {
                state = existing
            } else {
                let reader = try sequence.file.reader(
                    columns: sequence.columns, rowGroups: sequence.rowGroups, where: sequence.predicate)
                do {
                    state = try State(reader, sequence.requirements)
                } catch {
                    throw error.at(.init(file: sequence.file.source.name))
                }
                self.state = state
            }
            guard try await state.reader.next(into: &state.batch) else { return nil }
            for (requirement, index) in state.requirements {
                do {
                    try requirement.check(state.batch.columns[index])
                } catch {
                    throw error.at(.init(file: sequence.file.source.name))
                }
            }
            return state.batch
        }
    }
}
