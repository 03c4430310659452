extension RecordBatch {
    /// The values of `column`, row by row; like the subscript, but with an error where that would trap.
    ///
    /// - Throws: `ParquetError` that names the column, with code `argument` if there is no such column; `schema` if its values
    ///   are stored otherwise, the column says that they mean something else than they do (another unit of timestamps, another
    ///   scale), it repeats, or it has nulls and `Value` is not optional.
    public func values<Value>(of column: Column<Value>) throws(ParquetError) -> [Value] {
        let place = ParquetError.Place(column: column.name)
        guard let index = schema.columnIndex(named: column.name) else {
            throw ParquetError(.argument, "the batch has no such column", at: place)
        }
        let descriptor = schema.columns[index]
        let vector = columns[index]
        guard descriptor.physicalType == Value.physicalType, vector.values.physicalType == Value.physicalType else {
            throw ParquetError(.schema, "\(descriptor.physicalType.name) cannot be read as \(Value.self)", at: place)
        }
        if let logicalType = column.logicalType, !logicalType.reads(descriptor.logicalType) {
            let found = descriptor.logicalType.map { "\($0)" } ?? "no logical type"
            throw ParquetError(.schema, "read as \(logicalType), the column has \(found)", at: place)
        }
        guard descriptor.maxRepetitionLevel == 0 else {
            throw ParquetError(.schema, "the column repeats: a row has any number of values", at: place)
        }
        guard Value.repetition != .required || vector.values.count == vector.rowCount else {
            throw ParquetError(
                .schema, "\(vector.rowCount - vector.values.count) nulls, which \(Value.self) has no value for",
                at: place)
        }
        return Value.rows(of: vector)
    }
}

extension LogicalType {
    /// Whether values that mean `other` may be read as this: text and bytes as one another, numbers only as what they are.
    fileprivate func reads(_ other: LogicalType?) -> Bool {
        switch (self, other) {
        case (.decimal(_, let scale), .decimal(_, let otherScale)): scale == otherScale
        case (.integer(_, let isSigned), .integer(_, let isOtherSigned)): isSigned == isOtherSigned
        case (.integer(_, let isSigned), nil): isSigned
        case (.string, nil), (.string, .json), (.string, .enumeration), (.string, .bson), (.json, nil),
            (.json, .string),
            (.enumeration, nil), (.enumeration, .string), (.bson, nil):
            true
        default: self == other
        }
    }
}
