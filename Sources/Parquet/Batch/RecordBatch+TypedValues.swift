extension RecordBatch {
    /// The values of `column`, row by row; like the subscript, but with an error where that would trap: for batches of files
    /// that others wrote.
    ///
    /// - Throws: `ParquetError` that names the column, with code `argument` if there is no such column; `schema` if its values
    ///   are stored otherwise, the column says that they mean something else than they do (another unit of timestamps, another
    ///   scale), it repeats, or it has nulls and `Value` is not optional.
    public func values<Value>(of column: Column<Value>) throws(ParquetError) -> [Value] {
        let requirement = ColumnRequirement(column)
        let vector = columns[try requirement.index(in: schema)]
        try requirement.check(vector)
        return Value.rows(of: vector)
    }
}
