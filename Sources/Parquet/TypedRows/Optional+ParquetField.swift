public import ParquetBytes

extension Optional: ParquetField where Wrapped: ParquetField {
    /// The wrapped type's field, which may be null.
    public static func field(_ request: FieldRequest) throws(ParquetError) -> SchemaField {
        var field = try Wrapped.field(request)
        guard field.repetition == .required else {
            throw ParquetError(
                .schema, "\(Self.self) is an optional of an optional, which has one null only",
                at: .init(column: request.name))
        }
        field.repetition = .optional
        return field
    }

    /// Takes out what is nil, then takes the wrapped values apart.
    @inlinable
    public static func shred(
        _ values: [Wrapped?], into columns: inout ShreddedColumns, at levels: OpenLevels
    ) throws(ParquetError) {
        var present: [Wrapped] = []
        present.reserveCapacity(values.count)
        var isPresent = Bitmap()
        for value in values {
            if let value { present.append(value) }
            isPresent.append(value != nil)
        }
        try Wrapped.shred(present, into: &columns, at: levels.optional(isPresent))
    }

    /// The wrapped values, and nil for nulls.
    @inlinable
    public static func assemble(_ column: AssembledColumn) throws(ParquetError) -> [Wrapped?] {
        let (isPresent, content) = column.optional()
        let present = try Wrapped.assemble(content)
        guard let isPresent else { return present }
        var values: [Wrapped?] = []
        values.reserveCapacity(isPresent.count)
        var next = 0
        for index in 0..<isPresent.count {
            if isPresent[index] {
                values.append(present[next])
                next += 1
            } else {
                values.append(nil)
            }
        }
        return values
    }

    /// A field that is not there is null.
    public static var missingValue: Wrapped?? { .some(nil) }
}
