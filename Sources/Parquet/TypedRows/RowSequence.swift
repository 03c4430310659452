/// The rows of a file as an asynchronous sequence of typed rows; see `ParquetFile.rows(of:rowGroups:)`.
public struct RowSequence<Element: ParquetRow>: AsyncSequence, Sendable {
    /// The error of a file that cannot be read, or has other rows.
    public typealias Failure = ParquetError

    let file: ParquetFile
    let rowGroups: Range<Int>?

    /// Starts at the first row.
    public func makeAsyncIterator() -> Iterator {
        Iterator(sequence: self)
    }

    /// Reads row after row, a batch at a time.
    public struct Iterator: AsyncIteratorProtocol {
        private let sequence: RowSequence
        private var reading: Reading?
        @usableFromInline var rows: [Element] = []
        @usableFromInline var next = 0

        private struct Reading {
            var batches: BatchSequence.Iterator
            let assembler: RecordAssembler
        }

        init(sequence: RowSequence) {
            self.sequence = sequence
        }

        /// The next row, or nil after the last.
        ///
        /// - Throws: `ParquetError`; see `RecordBatch.rows(of:)` and `BatchReader.next(into:)`.
        @inlinable
        public nonisolated(nonsending) mutating func next() async throws(ParquetError) -> Element? {
            while next == rows.count {
                guard let batch = try await nextBatch() else { return nil }
                rows = try Element.checked(batch)
                next = 0
            }
            next += 1
            return rows[next - 1]
        }

        @usableFromInline
        nonisolated(nonsending) mutating func nextBatch() async throws(ParquetError) -> RowDecoder? {
            var reading: Reading
            if let existing = self.reading {
                reading = existing
                self.reading = nil
            } else {
                let file = sequence.file
                let there = Set(file.schema.fields.map(\.name))
                let columns = try Schema(of: Element.self).fields.map(\.name).filter { there.contains($0) }
                let schema = try Projection(columns, of: file.schema).schema
                reading = Reading(
                    batches: file.batches(columns: columns, rowGroups: sequence.rowGroups).makeAsyncIterator(),
                    assembler: RecordAssembler(schema: schema, of: file.schema))
            }
            guard let batch = try await reading.batches.next() else { return nil }
            let decoder = try RowDecoder(batch, reading.assembler)
            self.reading = reading
            return decoder
        }
    }
}

extension ParquetFile {
    /// The rows as values of type `Row`. Only the fields that the type has are read; those that the file does not have are nil
    /// where the type allows it.
    public func rows<Row: ParquetRow>(of type: Row.Type, rowGroups: Range<Int>? = nil) -> RowSequence<Row> {
        RowSequence(file: self, rowGroups: rowGroups)
    }
}
