/// A row of a batch.
///
///     for row in try batch.rows {
///         if case .string(let name)? = row["name"] { … }
///     }
///
/// A value is made when it is asked for. Whoever reads many rows and knows the columns reads the vectors instead.
public struct Row: Sendable {
    private let fields: [FieldValues]
    private let index: Int

    init(_ fields: [FieldValues], index: Int) {
        self.fields = fields
        self.index = index
    }

    /// The number of fields.
    public var count: Int { fields.count }

    /// The fields' names, in the order of the schema; two may be the same.
    public var names: [String] { fields.map(\.name) }

    /// The fields' values, in the order of the schema.
    public var values: [Value] { fields.map { $0.value(at: index) } }

    /// The value of the first field named `name`; nil if there is no such field.
    public subscript(name: String) -> Value? {
        fields.first { $0.name == name }?.value(at: index)
    }

    /// The value of the field at `position` of the schema's fields.
    public subscript(position: Int) -> Value {
        fields[position].value(at: index)
    }
}

/// The rows of a batch, in order.
public struct Rows: RandomAccessCollection, Sendable {
    private let fields: [FieldValues]

    /// 0.
    public let startIndex = 0
    /// The number of rows.
    public let endIndex: Int

    /// The rows of `batch`, which is of `assembler`'s schema.
    ///
    /// - Throws: `ParquetError` with code `malformed` if the levels of columns contradict each other or bytes are not a
    ///   VARIANT's; `unsupported` or `limit`, see `VariantColumn` and `RecordAssembler.assemble(_:)`.
    public init(_ batch: RecordBatch, _ assembler: RecordAssembler) throws(ParquetError) {
        var fields: [FieldValues] = []
        for column in try assembler.assemble(batch) {
            fields.append(try FieldValues(column, columns: assembler.schema.columns))
        }
        self.fields = fields
        endIndex = batch.rowCount
    }

    /// The row at `position`.
    public subscript(position: Int) -> Row {
        precondition(indices.contains(position), "there is no such row")
        return Row(fields, index: position)
    }
}

extension RecordBatch {
    /// The rows, as what they are: lists, maps and groups put together again. The batch's values are shared, not copied.
    ///
    /// What a list or map is, is decided by the batch's schema. Where columns of it were not read, give `Rows` an assembler
    /// that knows the file's schema.
    ///
    /// - Throws: `ParquetError`; see `Rows.init(_:_:)`.
    public var rows: Rows {
        get throws(ParquetError) { try Rows(self, RecordAssembler(schema: schema)) }
    }
}
