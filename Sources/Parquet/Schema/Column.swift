/// A column of the root of a schema by name and Swift type: one name for schema, batch and reading.
///
/// ```swift
/// let id = Column<Int64>("id"), note = Column<String?>("note")
/// let schema = try Schema(id, note)
/// var batch = RecordBatch(schema: schema)
/// batch[id] = [1, 2]
/// batch[note] = ["a", nil]
/// ```
///
/// An optional type makes an OPTIONAL column, any other a REQUIRED one.
public struct Column<Value: ColumnValue>: Sendable {
    /// The column's name.
    public let name: String
    /// What values mean, where that is more than their type says: `.timestamp(…)` of an `Int64`, for example.
    public let logicalType: LogicalType?
    /// A number that stays with the column when it is renamed.
    public let fieldID: Int32?

    /// The column `name`; `logicalType` defaults to the one of `Value`.
    public init(_ name: String, _ logicalType: LogicalType? = nil, fieldID: Int32? = nil) {
        self.name = name
        self.logicalType = logicalType ?? Value.logicalType
        self.fieldID = fieldID
    }

    /// The column as a field of a schema.
    public var field: SchemaField {
        SchemaField(
            name, Value.physicalType, logicalType: logicalType, repetition: Value.repetition, fieldID: fieldID)
    }
}

extension Schema {
    /// A schema of typed columns.
    ///
    /// - Throws: `ParquetError` with code `schema` if a logical type does not go with its Swift type.
    public init<First, each Rest>(
        _ first: Column<First>, _ rest: repeat Column<each Rest>
    ) throws(ParquetError) {
        var fields = [first.field]
        for column in repeat each rest { fields.append(column.field) }
        try self.init(fields: fields)
    }
}

extension RecordBatch {
    /// The values of `column`, row by row: for batches of one's own, and those of `ParquetFile.batches(of:_:rowGroups:where:)`,
    /// whose columns were held against their types. Use `values(of:)` for batches of files that others wrote.
    ///
    /// - Precondition: the schema has the column, with that type, and no row of it is null unless `Value` is optional.
    public subscript<Value>(column: Column<Value>) -> [Value] {
        get {
            Value.rows(of: columns[index(of: column)])
        }
        set {
            columns[index(of: column)] = Value.vector(of: newValue)
        }
    }

    private func index<Value>(of column: Column<Value>) -> Int {
        guard let index = schema.columnIndex(named: column.name),
            schema.columns[index].physicalType == Value.physicalType
        else { preconditionFailure("the schema has no column \(column.name) of \(Value.self)") }
        return index
    }
}
