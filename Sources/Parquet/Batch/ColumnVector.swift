internal import ParquetBytes

/// One column of a batch: the values that are there, and which rows they belong to.
public struct ColumnVector: Sendable, Equatable {
    /// Which rows have a value.
    public var presence: Presence
    /// The values, nulls left out.
    public var values: ColumnValues

    /// A column of `values` at the rows that `presence` names.
    public init(presence: Presence, values: ColumnValues) {
        self.presence = presence
        self.values = values
    }

    /// A column in which every row has a value.
    public init(_ values: ColumnValues) {
        self.init(presence: .all(rowCount: values.count), values: values)
    }

    /// The number of rows.
    public var rowCount: Int { presence.rowCount }

    /// Roughly how many bytes of memory the vector takes.
    var byteCount: Int { values.byteCount + presence.byteCount }

    /// Checks that the vector has the shape of `column`: type, length, levels within their maxima, and as many values
    /// as the presence names.
    ///
    /// - Throws: `ParquetError` with code `schema`, naming the column.
    public func check(against column: ColumnDescriptor) throws(ParquetError) {
        /// Where it is wrong: made only then, since every column of every batch is checked.
        var place: ParquetError.Place { ParquetError.Place(column: column.path.description) }
        guard
            values.physicalType == column.physicalType || column.physicalType == .int96 && values.hasStorage(of: column)
        else {
            throw ParquetError(
                .schema, "the batch holds \(values.physicalType.name), the column is \(column.physicalType.name)",
                at: place)
        }
        try checkStorage(values, column)
        let present: Int
        switch presence {
        case .all(let rowCount):
            guard column.maxRepetitionLevel == 0 else {
                throw ParquetError(.schema, "a repeated column needs repetition levels", at: place)
            }
            present = rowCount
        case .validity(let bitmap):
            guard column.maxRepetitionLevel == 0, column.maxDefinitionLevel <= 1 else {
                throw ParquetError(.schema, "a validity bitmap says too little of a nested column", at: place)
            }
            present = bitmap.countOnes(in: 0..<bitmap.count)
            guard column.maxDefinitionLevel == 1 || present == bitmap.count else {
                throw ParquetError(
                    .schema, "\(bitmap.count - present) nulls in a required column", at: place)
            }
        case .levels(let definition, let repetition):
            guard definition.count <= Int(UInt32.max) else {
                throw ParquetError(.limit, "\(definition.count) levels, a batch has at most \(UInt32.max)", at: place)
            }
            guard !definition.span.hasLevel(above: Int16(clamping: column.maxDefinitionLevel)) else {
                throw ParquetError(.schema, "a definition level exceeds \(column.maxDefinitionLevel)", at: place)
            }
            guard (repetition != nil) == (column.maxRepetitionLevel > 0) else {
                throw ParquetError(.schema, "repetition levels are there if and only if the column repeats", at: place)
            }
            if let repetition {
                guard repetition.count == definition.count, repetition.first ?? 0 == 0,
                    !repetition.span.hasLevel(above: Int16(clamping: column.maxRepetitionLevel))
                else {
                    throw ParquetError(
                        .schema,
                        "repetition levels must start with 0, stay within \(column.maxRepetitionLevel) "
                            + "and be as many as the definition levels", at: place)
                }
            }
            present = definition.span.count(of: UInt16(clamping: column.maxDefinitionLevel))
        }
        guard present == values.count else {
            throw ParquetError(.schema, "\(values.count) values for \(present) places", at: place)
        }
    }

    private func checkStorage(_ values: ColumnValues, _ column: ColumnDescriptor) throws(ParquetError) {
        var place: ParquetError.Place { ParquetError.Place(column: column.path.description) }
        switch values {
        case .fixedLengthByteArray(let values)
        where values.length != (column.physicalType == .int96 ? 12 : column.typeLength ?? 0):
            throw ParquetError(
                .schema,
                "values of \(values.length) bytes, the column has \(column.physicalType == .int96 ? 12 : column.typeLength ?? 0)",
                at: place)
        case .dictionary(let indices, let distinct):
            if case .dictionary = distinct {
                throw ParquetError(.schema, "a dictionary's values cannot be a dictionary", at: place)
            }
            let count = distinct.count
            var greatest: UInt32 = 0
            let places = indices.span
            for index in places.indices { greatest = max(greatest, places[index]) }
            guard indices.isEmpty || Int(greatest) < count else {
                throw ParquetError(.schema, "an index exceeds the dictionary of \(count) values", at: place)
            }
            try checkStorage(distinct, column)
        case .byteArray(let values):
            guard values.offsets.first == 0, Int(values.offsets.last ?? -1) == values.bytes.count else {
                throw ParquetError(.schema, "offsets do not frame the bytes", at: place)
            }
            guard !values.offsets.span.falls else {
                throw ParquetError(.schema, "an offset is below the one before", at: place)
            }
        case .boolean, .int32, .int64, .float, .double, .fixedLengthByteArray: break
        }
    }
}
