public import ParquetBytes

extension RecordBatch {
    /// The rows at the ones of `selection`, in order. Dictionaries are kept, and so is the kind of each column's presence.
    ///
    /// - Precondition: `selection` has a bit for each row, and the batch passes `check()`.
    public func filtered(by selection: Bitmap) -> RecordBatch {
        var batch = RecordBatch(schema: schema)
        let count = selection.oneCount
        batch.setRowCountWithoutColumns(count)
        batch.columns = columns.map { $0.filtered(by: selection, count) }
        return batch
    }

    /// The rows that `predicate` is true of, in order.
    ///
    /// - Throws: `ParquetError` with code `schema` if the batch does not pass `check()` or the predicate compares what cannot be
    ///   compared, and others; see `ParquetFile.reader(columns:rowGroups:where:)`.
    public func filtered(where predicate: Predicate) throws(ParquetError) -> RecordBatch {
        try check()
        let bound = try BoundPredicate(predicate, schema)
        var filter = BatchFilter(bound, schema, selection: Array(schema.columns.indices))
        return filtered(by: filter.selection(of: self))
    }
}

extension ColumnVector {
    /// The rows at the `count` ones of `selection`, in order.
    func filtered(by selection: Bitmap, _ count: Int) -> ColumnVector {
        precondition(rowCount == selection.count, "a bit for each row")
        if count == selection.count { return self }
        switch presence {
        case .all:
            return ColumnVector(presence: .all(rowCount: count), values: values.selecting(selection))
        case .validity(let validity):
            return ColumnVector(
                presence: .validity(validity.selecting(selection)),
                values: values.selecting(selection.selecting(validity)))
        case .levels(let definition, let repetition):
            // A bit for each level, then one for each value.
            let levels = repetition.map { selection.repeated($0) } ?? selection
            let top = definition.max() ?? 0
            let valueCount = values.count
            let present = bits(of: definition.span) { valueCount > 0 && $0 == top }
            return ColumnVector(
                presence: .levels(
                    definition: definition.selecting(levels), repetition: repetition?.selecting(levels)),
                values: values.selecting(levels.selecting(present)))
        }
    }
}

extension Bitmap {
    /// The bit of each level's row: rows begin where `repetition` is 0.
    fileprivate func repeated(_ repetition: [UInt16]) -> Bitmap {
        var row = -1
        return bits(of: repetition.span) { level in
            if level == 0 { row &+= 1 }
            return self[max(0, row)]
        }
    }
}
