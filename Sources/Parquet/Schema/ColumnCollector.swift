/// Finds the leaves of a tree of fields, with the levels that their places decide.
struct ColumnCollector {
    /// The leaves so far, depth first.
    private(set) var columns: [ColumnDescriptor] = []

    /// Whether the schema is to be written: what no writer should write is then refused.
    private let isStrict: Bool
    private var path: [String] = []
    private var pathNameCount = 0

    /// The most names that the paths of all columns may have together: a hundred thousand columns twenty deep. A small file can
    /// hang any number of leaves on one long path.
    private static let pathNameLimit = 1 << 21

    init(isStrict: Bool) {
        self.isStrict = isStrict
    }

    /// Appends the leaves of `fields`, whose parent has the given levels.
    ///
    /// - Throws: `ParquetError` with code `schema` or `limit`.
    mutating func collect(_ fields: [SchemaField], definition: Int, repetition: Int) throws(ParquetError) {
        if isStrict, fields.isEmpty {
            throw ParquetError(.schema, "a group has no fields", at: place)
        }
        guard path.count < Schema.maxDepth else {
            throw ParquetError(
                .schema, "fields are nested more than \(Schema.maxDepth) deep",
                at: .init(column: path.prefix(3).joined(separator: ".") + "…"))
        }
        for field in fields {
            path.append(field.name)
            let definitionLevel = definition + (field.repetition == .required ? 0 : 1)
            let repetitionLevel = repetition + (field.repetition == .repeated ? 1 : 0)
            switch field.content {
            case .leaf(let type, let typeLength, let logicalType):
                pathNameCount += path.count
                guard pathNameCount <= ColumnCollector.pathNameLimit else {
                    throw ParquetError(
                        .limit, "the columns' paths have more than \(ColumnCollector.pathNameLimit) names")
                }
                let column = ColumnDescriptor(
                    path: ColumnPath(path), physicalType: type, typeLength: typeLength, logicalType: logicalType,
                    repetition: field.repetition, fieldID: field.fieldID, maxDefinitionLevel: definitionLevel,
                    maxRepetitionLevel: repetitionLevel)
                if isStrict { try column.checkTypes() }
                columns.append(column)
            case .group(let children, let logicalType):
                if isStrict, let logicalType, !logicalType.annotatesGroups {
                    throw ParquetError(.schema, "\(logicalType.name) does not annotate a group", at: place)
                }
                try collect(children, definition: definitionLevel, repetition: repetitionLevel)
            }
            path.removeLast()
        }
    }

    private var place: ParquetError.Place { .init(column: ColumnPath(path).description) }
}
