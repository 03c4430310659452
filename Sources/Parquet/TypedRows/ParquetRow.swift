/// A struct whose values are rows of a file, or groups in them.
///
/// ```swift
/// struct Trade {
///     var id: Int64
///     var price: Double
///     var at: Int64
///     var note: String?
/// }
///
/// extension Trade: ParquetRow {
///     static func encode(_ rows: [Trade], into encoder: inout RowEncoder) throws(ParquetError) {
///         try encoder.encode("id", rows.map(\.id))
///         try encoder.encode("price", rows.map(\.price))
///         try encoder.encode("at", rows.map(\.at), as: .timestamp(unit: .micros, isAdjustedToUTC: true))
///         try encoder.encode("note", rows.map(\.note))
///     }
///
///     static func decode(from decoder: RowDecoder) throws(ParquetError) -> [Trade] {
///         let id: [Int64] = try decoder.decode("id")
///         let price: [Double] = try decoder.decode("price")
///         let at: [Int64] = try decoder.decode("at", as: .timestamp(unit: .micros, isAdjustedToUTC: true))
///         let note: [String?] = try decoder.decode("note")
///         return decoder.rows.map { Trade(id: id[$0], price: price[$0], at: at[$0], note: note[$0]) }
///     }
/// }
/// ```
///
/// The macro `@ParquetRow` of the product `ParquetMacros` (package trait `Macros`) writes just this.
///
/// Fields go column by column, so loops over rows stay in the struct's own module, where they are compiled for its types.
public protocol ParquetRow: ParquetField {
    /// Gives the encoder each field's name and values, in the order of the schema.
    ///
    /// It is called without rows to learn the schema, so the fields must not depend on the rows.
    ///
    /// - Throws: what the encoder throws.
    static func encode(_ rows: [Self], into encoder: inout RowEncoder) throws(ParquetError)

    /// Makes `decoder.rows.count` rows of the fields' values.
    ///
    /// - Throws: what the decoder throws.
    static func decode(from decoder: RowDecoder) throws(ParquetError) -> [Self]
}

extension ParquetRow {
    /// A group of the fields.
    public static func field(_ request: FieldRequest) throws(ParquetError) -> SchemaField {
        if let logicalType = request.logicalType { throw request.refusal(logicalType) }
        return SchemaField(
            request.name, group: try fields(depth: request.depth + 1), repetition: .required, fieldID: request.fieldID)
    }

    /// Takes the rows apart into the group's fields.
    @inlinable
    public static func shred(
        _ values: [Self], into columns: inout ShreddedColumns, at levels: OpenLevels
    ) throws(ParquetError) {
        var encoder = RowEncoder(taking: &columns, at: levels)
        try encode(values, into: &encoder)
        columns = encoder.takeColumns()
    }

    /// Makes rows of a group's fields.
    @inlinable
    public static func assemble(_ column: AssembledColumn) throws(ParquetError) -> [Self] {
        try checked(column.group())
    }

    /// Makes as many rows as there are.
    @inlinable
    static func checked(_ decoder: RowDecoder) throws(ParquetError) -> [Self] {
        let rows = try decode(from: decoder)
        guard rows.count == decoder.rows.count else {
            throw ParquetError(.schema, "\(Self.self) made \(rows.count) of \(decoder.rows.count) rows")
        }
        return rows
    }

    /// The fields, which lie in `depth` structs.
    static func fields(depth: Int) throws(ParquetError) -> [SchemaField] {
        guard depth < Schema.maxDepth else {
            throw ParquetError(.schema, "\(Self.self) contains itself, or is nested \(Schema.maxDepth) deep")
        }
        var encoder = RowEncoder(describingAt: depth)
        try encode([], into: &encoder)
        return encoder.fields
    }
}

extension Schema {
    /// The schema of rows of type `Row`.
    ///
    /// - Throws: `ParquetError` with code `schema` if a type cannot be stored as it is asked to, or contains itself.
    public init<Row: ParquetRow>(of type: Row.Type, name: String = "schema") throws(ParquetError) {
        try self.init(name: name, fields: try Row.fields(depth: 0))
    }
}

extension RecordBatch {
    /// A batch of typed rows.
    ///
    /// - Throws: `ParquetError` with code `schema` if a value is beyond what its column holds, naming row and column; or as
    ///   `Schema.init(of:name:)` does.
    @inlinable
    public init<Row: ParquetRow>(rows: [Row]) throws(ParquetError) {
        try self.init(rows: rows, schema: Schema(of: Row.self))
    }

    /// A batch of typed rows, whose schema is known already.
    @inlinable
    init<Row: ParquetRow>(rows: [Row], schema: Schema) throws(ParquetError) {
        var columns = ShreddedColumns(of: schema)
        try Row.shred(rows, into: &columns, at: OpenLevels(rowCount: rows.count))
        try self.init(schema: schema, columns)
    }

    @usableFromInline
    init(schema: Schema, _ columns: ShreddedColumns) throws(ParquetError) {
        try self.init(schema: schema, columns: columns.vectors)
    }

    /// The rows as values of type `Row`. Fields that the type does not have are passed over; fields that the batch does not
    /// have are nil where the type allows it.
    ///
    /// - Throws: `ParquetError` with code `schema` if a field is of another type, has nulls where the type has none, or is not
    ///   there; or what `RecordAssembler.assemble(_:)` throws.
    @inlinable
    public func rows<Row: ParquetRow>(of type: Row.Type) throws(ParquetError) -> [Row] {
        try Row.checked(RowDecoder(self, RecordAssembler(schema: schema)))
    }
}
