/// What is asked of a type when a schema is made of it.
public struct FieldRequest: Sendable {
    /// The field's name.
    public var name: String
    /// What values shall mean; nil leaves it to the type. Lists and optionals hand it on to what is in them, maps to their values.
    public var logicalType: LogicalType?
    /// The field's number, if it shall have one.
    public var fieldID: Int32?
    /// How many structs lie above.
    var depth = 0

    /// Asks for the field `name`.
    public init(name: String, logicalType: LogicalType? = nil, fieldID: Int32? = nil) {
        self.name = name
        self.logicalType = logicalType
        self.fieldID = fieldID
    }

    /// Asks for a part of the field, which has the same meaning and no number.
    public func part(named name: String) -> FieldRequest {
        var part = self
        part.name = name
        part.fieldID = nil
        return part
    }

    /// The required column of that physical type; of the requested logical type, or `logicalType` where none is requested.
    ///
    /// - Throws: `ParquetError` with code `schema` if a logical type is requested that `allows` does not allow, or that does
    ///   not go with the physical type.
    public func column(
        _ type: PhysicalType, typeLength: Int? = nil, _ logicalType: LogicalType? = nil,
        allows: (LogicalType) -> Bool = { _ in false }
    ) throws(ParquetError) -> SchemaField {
        if let requested = self.logicalType, requested != logicalType {
            guard allows(requested) else { throw refusal(requested) }
            if let reason = requested.misfit(type, typeLength: typeLength) {
                throw ParquetError(.schema, reason, at: .init(column: name))
            }
        }
        return SchemaField(
            name, type, typeLength: typeLength, logicalType: self.logicalType ?? logicalType, repetition: .required,
            fieldID: fieldID)
    }

    /// The error of a type that cannot be stored as `logicalType`.
    package func refusal(_ logicalType: LogicalType) -> ParquetError {
        ParquetError(
            .schema, "the type of \(name) cannot be stored as \(logicalType.name)", at: .init(column: name))
    }
}
