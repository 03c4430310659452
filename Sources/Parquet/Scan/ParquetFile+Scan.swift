internal import ParquetBytes

extension ParquetFile {
    /// What reading the rows that `predicate` is true of takes, and what each step spares; see `reader(columns:rowGroups:where:)`.
    ///
    /// The columns that the predicate asks are read, as far as nothing else answers it; of the others it is found out which pages are
    /// needed, and they are left unread. The bytes are those that a scan reads then, opening the file included.
    ///
    /// - Throws: as `reader(columns:rowGroups:where:)` and `BatchReader.next(into:)`.
    public nonisolated(nonsending) func explain(
        columns: [String]? = nil, rowGroups: Range<Int>? = nil, where predicate: Predicate? = nil
    ) async throws(ParquetError) -> ScanExplanation {
        var reader = try reader(columns: columns, rowGroups: rowGroups, where: predicate, isPlanOnly: true)
        var batch = RecordBatch(schema: reader.schema)
        while try await reader.next(into: &batch) {}
        return reader.explanation
    }

    /// The file, read with `options` from here on.
    package func with(_ options: ReaderOptions) -> ParquetFile {
        var file = self
        file.options = options
        return file
    }

    /// The number of rows that `predicate` is true of. What statistics and indexes tell for certain is not read.
    ///
    /// - Throws: as `reader(columns:rowGroups:where:)` and `BatchReader.next(into:)`.
    public nonisolated(nonsending) func rowCount(where predicate: Predicate) async throws(ParquetError) -> Int {
        try await countRows(where: predicate).matchedRowCount
    }
}
