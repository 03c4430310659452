internal import ParquetBytes

/// Gives out a struct's fields by name; see `ParquetRow`.
public struct RowDecoder: Sendable {
    private let fields: [NestedColumn]
    private let open: Bitmap?
    private let columns: [ColumnDescriptor]
    /// The rows to make, from 0.
    public let rows: Range<Int>

    init(_ fields: [NestedColumn], open: Bitmap?, count: Int, columns: [ColumnDescriptor]) {
        self.fields = fields
        self.open = open
        self.columns = columns
        rows = 0..<count
    }

    /// A decoder of the rows of `batch`, which is of `assembler`'s schema.
    ///
    /// - Throws: `ParquetError`; see `RecordAssembler.assemble(_:)`.
    @usableFromInline
    init(_ batch: RecordBatch, _ assembler: RecordAssembler) throws(ParquetError) {
        self.init(
            try assembler.assemble(batch), open: nil, count: batch.rowCount, columns: assembler.schema.columns)
    }

    /// The values of the field `name`, one for each row.
    ///
    /// - Parameters:
    ///   - name: the field's name in the file. The first one counts where there are two.
    ///   - logicalType: what the values must mean, where their type does not say it: dates and times read as plain integers.
    /// - Throws: `ParquetError` with code `schema` if the field is of another type, has nulls where the type has none, or is not
    ///   there and not optional.
    public func decode<Field: ParquetField>(
        _ name: String, as logicalType: LogicalType? = nil
    ) throws(ParquetError) -> [Field] {
        guard let field = fields.first(where: { $0.name == name }) else {
            guard let value = Field.missingValue else {
                throw ParquetError(.schema, "there is no field \(name)", at: .init(column: name))
            }
            return [Field](repeating: value, count: rows.count)
        }
        return try Field.assemble(
            AssembledColumn(field, open: open, openCount: rows.count, as: logicalType, columns: columns))
    }
}
