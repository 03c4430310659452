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
    ///   FIXED_LEN_BYTE_ARRAY has no positive length, or a logical type does not go with its field.
    public init(name: String = "schema", fields: [SchemaField]) throws(ParquetError) {
        self.name = name
        self.fields = fields
        var collector = ColumnCollector(isStrict: true)
        try collector.collect(fields, definition: 0, repetition: 0)
        columns = collector.columns
    }

    /// The schema of a file that has these fields, be they as writers should have them or not.
    package init(name: String, reading fields: [SchemaField]) throws(ParquetError) {
        self.name = name
        self.fields = fields
        var collector = ColumnCollector(isStrict: false)
        try collector.collect(fields, definition: 0, repetition: 0)
        columns = collector.columns
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
}
