public import Parquet

/// Turns values of any `Encodable` type into rows of a schema.
///
/// ```swift
/// let encoder = try ParquetEncoder(schema: schema)
/// try writer.append(try encoder.encode(events))
/// ```
///
/// This is the slow door, for types that are `Codable` already: each value of each row passes through containers that the
/// compiler cannot see through, some hundred times slower than a `ParquetRow`, which the macro `@ParquetRow` writes.
///
/// The schema says what values become: an `Int` may be an INT32, a DECIMAL or the units of a TIMESTAMP; `Date`, `UUID`, `Data` and
/// `Decimal` go into the columns that are meant for them. Keys are the names of fields; what is not encoded is null.
/// Dictionaries of strings and integers become MAPs.
public struct ParquetEncoder: Sendable {
    /// The schema of the rows.
    public let schema: Schema
    private let shapes: [FieldShape]

    /// An encoder into rows of `schema`.
    ///
    /// - Throws: `ParquetError` with code `unsupported` if the schema has a column that is never written.
    public init(schema: Schema) throws(ParquetError) {
        _ = try RowShredder(schema: schema)
        self.schema = schema
        shapes = FieldShape.shapes(of: schema)
    }

    /// The rows of `values`.
    ///
    /// - Throws: `ParquetError` with code `schema` if a value does not fit its field, naming the row and the field; or what the
    ///   type's own `encode(to:)` throws.
    public func encode<Row: Encodable>(_ values: some Sequence<Row>) throws -> RecordBatch {
        var shredder = try RowShredder(schema: schema)
        for (index, value) in values.enumerated() {
            do {
                shredder.append(try row(value))
            } catch let error as EncodingFailure {
                throw ParquetError(
                    .schema, "row \(index): \(error.message)", at: .init(column: error.path.joined(separator: ".")))
            }
        }
        return try shredder.takeBatch()
    }

    private func row(_ value: some Encodable) throws -> [Value] {
        let root = ValueNode(.group(shapes), isNullable: false, columns: schema.columns, path: [])
        try root.encode(value)
        guard case .group(let group) = try root.value() else { return [] }
        return group.values
    }
}

/// Why a value cannot be encoded, before it is known in which row.
struct EncodingFailure: Error {
    let message: String
    let path: [String]
}
