extension ParquetWriter {
    /// Begins a file of rows of type `Row`.
    ///
    /// - Throws: as `Schema.init(of:name:)` and `init(to:schema:options:)` do.
    public init<Row: ParquetRow>(
        to sink: any ByteSink, rowsOf type: Row.Type, options: WriterOptions = WriterOptions()
    ) throws(ParquetError) {
        try self.init(to: sink, schema: Schema(of: type), options: options)
    }

    /// Appends `rows`. Some thousands at a time are fast; one at a time is not.
    ///
    /// - Throws: as `RecordBatch.init(rows:)` and `append(_:)` do; if a value does not fit, nothing was taken.
    public mutating func append<Row: ParquetRow>(rows: [Row]) throws(ParquetError) {
        try append(RecordBatch(rows: rows))
    }
}

extension RollingWriter {
    /// Appends `rows`; see `ParquetWriter.append(rows:)`.
    ///
    /// - Throws: as `RecordBatch.init(rows:)` and `append(_:)` do.
    public mutating func append<Row: ParquetRow>(rows: [Row]) throws(ParquetError) {
        try append(RecordBatch(rows: rows))
    }
}
