/// The tree of fields that the rows of a file have, and its leaves, the columns, in the order of the file.
public struct Schema: Sendable, Hashable {
    /// The name of the root, of no meaning to readers.
    public let name: String
    /// The fields of a row.
    public let fields: [SchemaField]
    /// The leaves, depth first.
    public let columns: [ColumnDescriptor]

    /// A schema of `fields`.
    ///
    /// - Throws: `ParquetError` with code `schema` if a group is empty, fields nest more than 128 deep, a
    ///   FIXED_LEN_BYTE_ARRAY has no positive length, or a logical type does not go with its physical type.
    public init(name: String = "schema", fields: [SchemaField]) throws(ParquetError) {
        self.name = name
        self.fields = fields
        var columns: [ColumnDescriptor] = []
        try Schema.collect(fields, path: [], definition: 0, repetition: 0, into: &columns)
        self.columns = columns
    }

    /// The first column at `path`, as its index in `columns`.
    public func columnIndex(of path: ColumnPath) -> Int? {
        columns.firstIndex { $0.path == path }
    }

    /// The first column of the root named `name`, as its index in `columns`.
    public func columnIndex(named name: String) -> Int? {
        columnIndex(of: ColumnPath([name]))
    }

    /// The deepest nesting that is accepted; what lies deeper is an attack on the stack.
    static let maxDepth = 128

    private static func collect(
        _ fields: [SchemaField], path: [String], definition: Int, repetition: Int,
        into columns: inout [ColumnDescriptor]
    ) throws(ParquetError) {
        guard !fields.isEmpty else {
            throw ParquetError(.schema, "a group has no fields", at: .init(column: ColumnPath(path).description))
        }
        guard path.count < maxDepth else {
            throw ParquetError(
                .schema, "fields are nested more than \(maxDepth) deep",
                at: .init(column: path.prefix(3).joined(separator: ".") + "…"))
        }
        for field in fields {
            let fieldPath = path + [field.name]
            let definitionLevel = definition + (field.repetition == .required ? 0 : 1)
            let repetitionLevel = repetition + (field.repetition == .repeated ? 1 : 0)
            switch field.content {
            case .leaf(let type, let typeLength, let logicalType):
                let column = ColumnDescriptor(
                    path: ColumnPath(fieldPath), physicalType: type, typeLength: typeLength, logicalType: logicalType,
                    repetition: field.repetition, fieldID: field.fieldID, maxDefinitionLevel: definitionLevel,
                    maxRepetitionLevel: repetitionLevel)
                try column.checkTypes()
                columns.append(column)
            case .group(let children, _):
                try collect(
                    children, path: fieldPath, definition: definitionLevel, repetition: repetitionLevel, into: &columns)
            }
        }
    }
}
