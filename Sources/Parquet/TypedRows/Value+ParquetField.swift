extension Value {
    /// What reading `column` gives for a Swift value that is written into it.
    ///
    /// - Throws: `ParquetError` with code `schema` if it does not fit.
    package init<Field: ParquetField>(_ field: Field, in column: ColumnDescriptor) throws(ParquetError) {
        var columns = ShreddedColumns([column])
        try Field.shred([field], into: &columns, at: OpenLevels(rowCount: 1))
        guard let values = columns.vectors.first?.values, values.count == 1, values.hasStorage(of: column) else {
            throw ParquetError(.schema, "\(Field.self) does not fit the column")
        }
        self = LeafValues(values, column).value(at: 0)
    }
}
