/// What a typed column asks of a column of a file or batch, so that its values can be had as that type.
struct ColumnRequirement: Sendable {
    let name: String
    private let physicalType: PhysicalType
    private let logicalType: LogicalType?
    private let isRequired: Bool
    /// The Swift type, for people.
    private let typeName: String

    init<Value>(_ column: Column<Value>) {
        name = column.name
        physicalType = Value.physicalType
        logicalType = column.logicalType
        isRequired = Value.repetition == .required
        typeName = "\(Value.self)"
    }

    private var place: ParquetError.Place { ParquetError.Place(column: name) }

    /// The place of the column in `schema`.
    ///
    /// - Throws: `ParquetError` with code `argument` if there is none, `schema` if its values are stored otherwise, mean
    ///   something else, or repeat.
    func index(in schema: Schema) throws(ParquetError) -> Int {
        guard let index = schema.columnIndex(named: name) else {
            throw ParquetError(.argument, "there is no such column", at: place)
        }
        let column = schema.columns[index]
        guard column.physicalType == physicalType else {
            throw ParquetError(.schema, "\(column.physicalType.name) cannot be read as \(typeName)", at: place)
        }
        if let logicalType, !logicalType.reads(column.logicalType) {
            let found = column.logicalType.map { "\($0)" } ?? "no logical type"
            throw ParquetError(.schema, "read as \(logicalType), the column has \(found)", at: place)
        }
        guard column.maxRepetitionLevel == 0 else {
            throw ParquetError(.schema, "the column repeats: a row has any number of values", at: place)
        }
        return index
    }

    /// - Throws: `ParquetError` with code `schema` if values of `vector` are stored otherwise, or it has nulls and the type none.
    func check(_ vector: ColumnVector) throws(ParquetError) {
        guard vector.values.physicalType == physicalType else {
            throw ParquetError(.schema, "\(vector.values.physicalType.name) cannot be read as \(typeName)", at: place)
        }
        guard !isRequired || vector.values.count == vector.rowCount else {
            throw ParquetError(
                .schema, "\(vector.rowCount - vector.values.count) nulls, which \(typeName) has no value for", at: place
            )
        }
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
