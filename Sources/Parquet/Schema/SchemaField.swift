/// A node of a schema: a column's leaf, or a group of fields.
public struct SchemaField: Sendable, Hashable {
    /// The field's name.
    public var name: String
    /// How often it occurs in its parent.
    public var repetition: Repetition
    /// A number that stays with the field when it is renamed (Iceberg's, Hive's), if it has one.
    public var fieldID: Int32?
    /// What the field holds.
    public var content: Content

    /// What a field holds.
    public indirect enum Content: Sendable, Hashable {
        /// Values. `typeLength` is the length in bytes of FIXED_LEN_BYTE_ARRAY values and nil for all other types.
        case leaf(type: PhysicalType, typeLength: Int?, logicalType: LogicalType?)
        /// Fields; `logicalType` says whether they make a list or a map.
        case group(fields: [SchemaField], logicalType: LogicalType?)
    }

    /// A column.
    public init(
        _ name: String, _ type: PhysicalType, typeLength: Int? = nil, logicalType: LogicalType? = nil,
        repetition: Repetition = .optional, fieldID: Int32? = nil
    ) {
        self.name = name
        self.repetition = repetition
        self.fieldID = fieldID
        content = .leaf(type: type, typeLength: typeLength, logicalType: logicalType)
    }

    /// A group of fields.
    public init(
        _ name: String, group fields: [SchemaField], logicalType: LogicalType? = nil,
        repetition: Repetition = .optional, fieldID: Int32? = nil
    ) {
        self.name = name
        self.repetition = repetition
        self.fieldID = fieldID
        content = .group(fields: fields, logicalType: logicalType)
    }
}
