/// Takes a struct's fields, one after the other; see `ParquetRow`.
public struct RowEncoder: Sendable {
    /// The fields so far, when a schema is made.
    private(set) var fields: [SchemaField] = []
    /// How many structs lie above; nil when values are taken apart.
    private let depth: Int?
    private var columns: ShreddedColumns
    private let levels: OpenLevels

    /// An encoder that learns the fields.
    init(describingAt depth: Int) {
        self.depth = depth
        columns = ShreddedColumns([])
        levels = OpenLevels(rowCount: 0)
    }

    /// An encoder of the values at the open places of `levels`. The columns are moved, not copied.
    @usableFromInline
    init(taking columns: inout ShreddedColumns, at levels: OpenLevels) {
        depth = nil
        self.columns = ShreddedColumns([])
        swap(&self.columns, &columns)
        self.levels = levels
    }

    @usableFromInline
    mutating func takeColumns() -> ShreddedColumns {
        var taken = ShreddedColumns([])
        swap(&taken, &columns)
        return taken
    }

    /// Encodes the field `name`.
    ///
    /// - Parameters:
    ///   - name: the field's name in the file.
    ///   - values: the field's values, one for each row.
    ///   - logicalType: what values shall mean; nil leaves it to their type. `.timestamp(…)` for an `Int64`, for example.
    ///   - fieldID: a number that stays with the field when it is renamed.
    /// - Throws: `ParquetError` with code `schema` if the type cannot be stored as `logicalType`, if a value is beyond it, or if
    ///   there are not as many values as rows.
    public mutating func encode<Field: ParquetField>(
        _ name: String, _ values: [Field], as logicalType: LogicalType? = nil, fieldID: Int32? = nil
    ) throws(ParquetError) {
        if let depth {
            var request = FieldRequest(name: name, logicalType: logicalType, fieldID: fieldID)
            request.depth = depth
            fields.append(try Field.field(request))
        } else {
            guard values.count == levels.openCount else {
                throw ParquetError(
                    .schema, "\(values.count) values of \(name) for \(levels.openCount) rows", at: .init(column: name))
            }
            try Field.shred(values, into: &columns, at: levels)
        }
    }
}
