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

            init(_ reader: consuming BatchReader) {
                batch = RecordBatch(schema: reader.schema)
                self.reader = reader
            }
        }

        init(sequence: BatchSequence) {
            self.sequence = sequence
        }

        /// The next batch, or nil after the last row.
        ///
        /// - Throws: `ParquetError`; see `ParquetFile.reader(columns:rowGroups:where:)` and `BatchReader.next(into:)`.
        public nonisolated(nonsending) mutating func next() async throws(ParquetError) -> RecordBatch? {
            let state: State
            if let existing = self.state {
                state = existing
            } else {
                state = State(
                    try sequence.file.reader(
                        columns: sequence.columns, rowGroups: sequence.rowGroups, where: sequence.predicate))
                self.state = state
            }
            return try await state.reader.next(into: &state.batch) ? state.batch : nil
        }
    }
}
