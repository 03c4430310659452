/// Turns rows of values into columns: the levels and values that record assembly turns back into rows.
///
/// ```swift
/// var shredder = try RowShredder(schema: schema)
/// for event in events { shredder.append([.int64(event.id), .list(event.tags.map(Value.string))]) }
/// try writer.append(try shredder.takeBatch())
/// ```
///
/// A value is of the case of `Value` that reading its column gives. Decimals may have another scale than the column if no
/// digit is lost. The fields of a group may be in another order than the schema's, and those that may be null may be left out.
/// VARIANT values are written into the column `value`, whole.
///
/// Rows are kept as they are until a batch is taken, so take one every few thousand rows.
public struct RowShredder: Sendable {
    /// The schema of the batches.
    public let schema: Schema
    private let shapes: [FieldShape]
    private var rows: [[Value]] = []

    /// A shredder of rows of `schema`.
    ///
    /// - Throws: `ParquetError` with code `unsupported` if the schema has a column that is only read, never written: INT96.
    public init(schema: Schema) throws(ParquetError) {
        for column in schema.columns where column.physicalType == .int96 {
            throw ParquetError(
                .unsupported, "INT96 is read, but never written", at: .init(column: column.path.description))
        }
        self.schema = schema
        shapes = FieldShape.shapes(of: schema)
    }

    /// The number of rows since the last batch.
    public var rowCount: Int { rows.count }

    /// Appends a row: a value for each of the schema's fields, in that order. It is looked at when the batch is taken.
    public mutating func append(_ row: [Value]) {
        rows.append(row)
    }

    /// Appends a row that was read.
    public mutating func append(_ row: Row) {
        rows.append(row.values)
    }

    /// The rows since the last batch, as columns.
    ///
    /// - Throws: `ParquetError` with code `schema` if a value does not fit its field, naming the row (the batch's first is 0)
    ///   and the column; `unsupported` for a VARIANT that has no column `value`; `limit` if the byte strings of a column take
    ///   2 GiB or more. The rows are dropped even then.
    public mutating func takeBatch() throws(ParquetError) -> RecordBatch {
        let rows = self.rows
        self.rows = []
        return try batch(of: rows)
    }

    /// The batch of `rows`.
    func batch(of rows: [[Value]]) throws(ParquetError) -> RecordBatch {
        for index in rows.indices where rows[index].count != shapes.count {
            throw ParquetError(
                .schema, "row \(index): \(rows[index].count) values, the schema has \(shapes.count) fields")
        }
        var shredder = ValueShredder(columns: schema.columns)
        let levels = OpenLevels(rowCount: rows.count)
        for (index, shape) in shapes.enumerated() {
            var values: [Value] = []
            values.reserveCapacity(rows.count)
            for row in rows { values.append(row[index]) }
            try shredder.shred(values, shape, levels)
        }
        var batch = RecordBatch(schema: schema)
        batch.columns = shredder.vectors
        if batch.columns.isEmpty { batch.setRowCountWithoutColumns(rows.count) }
        return batch
    }
}

extension RecordBatch {
    /// A batch of `rows`, each a value for every field of `schema`; see `RowShredder`.
    ///
    /// - Throws: `ParquetError` with code `schema` if a value does not fit its field, naming the row and the column; see
    ///   `RowShredder.init(schema:)` and `RowShredder.takeBatch()` for others.
    public init(schema: Schema, rows: some Sequence<[Value]>) throws(ParquetError) {
        self = try RowShredder(schema: schema).batch(of: Array(rows))
    }
}
