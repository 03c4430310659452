internal import Parquet
internal import ParquetBytes

extension RecordBatch {
    /// The same rows with the columns of `schema`; those that the batch does not have are null.
    ///
    /// - Precondition: `schema` has all columns of the batch, and others only below fields that may be missing.
    func extended(to schema: Schema) throws(ParquetError) -> RecordBatch {
        if self.schema == schema { return self }
        let count = rowCount
        var vectors: [ColumnVector] = []
        for column in schema.columns {
            if let place = self.schema.columnIndex(of: column.path) {
                vectors.append(columns[place])
                continue
            }
            let zeros = [UInt16](repeating: 0, count: count)
            let presence: Presence =
                column.maxRepetitionLevel > 0
                ? .levels(definition: zeros, repetition: zeros)
                : column.maxDefinitionLevel > 1
                    ? .levels(definition: zeros, repetition: nil)
                    : .validity(Bitmap(repeating: false, count: count))
            vectors.append(
                ColumnVector(
                    presence: presence, values: ColumnValues(empty: column.physicalType, typeLength: column.typeLength))
            )
        }
        return try RecordBatch(schema: schema, columns: vectors)
    }
}
