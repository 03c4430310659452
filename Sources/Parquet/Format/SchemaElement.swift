/// A node of the schema as the footer has it: depth first, each group before its children (parquet.thrift,
/// `SchemaElement`).
public struct SchemaElement: ThriftRecord, Sendable, Equatable {
    /// How values are stored; nil for a group.
    public var type: PhysicalType?
    /// The bytes of FIXED_LEN_BYTE_ARRAY values.
    public var typeLength: Int32?
    /// How often the field occurs; nil for the root.
    public var repetition: Repetition?
    /// The field's name.
    public var name: String
    /// The children of a group, which follow.
    public var childCount: Int32?
    /// What values mean, in the old spelling.
    public var convertedType: ConvertedType?
    /// The digits after the decimal point of a DECIMAL.
    public var scale: Int32?
    /// The digits of a DECIMAL.
    public var precision: Int32?
    /// A number that stays with the field when it is renamed.
    public var fieldID: Int32?
    /// What values mean.
    public var logicalType: LogicalType?
    /// The number of a logical type that this version has no name for; values are then read as their physical type.
    public var unknownLogicalTypeID: Int16?

    /// A record of the given fields.
    public init(
        type: PhysicalType? = nil, typeLength: Int32? = nil, repetition: Repetition? = nil, name: String,
        childCount: Int32? = nil, convertedType: ConvertedType? = nil, scale: Int32? = nil, precision: Int32? = nil,
        fieldID: Int32? = nil, logicalType: LogicalType? = nil, unknownLogicalTypeID: Int16? = nil
    ) {
        self.type = type
        self.typeLength = typeLength
        self.repetition = repetition
        self.name = name
        self.childCount = childCount
        self.convertedType = convertedType
        self.scale = scale
        self.precision = precision
        self.fieldID = fieldID
        self.logicalType = logicalType
        self.unknownLogicalTypeID = unknownLogicalTypeID
    }

    package func write(to writer: inout CompactWriter) {
        writer.beginStruct()
        if let type { writer.writeField(1, type.rawValue) }
        if let typeLength { writer.writeField(2, typeLength) }
        if let repetition { writer.writeField(3, repetition.rawValue) }
        writer.writeField(4, name)
        if let childCount { writer.writeField(5, childCount) }
        if let convertedType { writer.writeField(6, convertedType.rawValue) }
        if let scale { writer.writeField(7, scale) }
        if let precision { writer.writeField(8, precision) }
        if let fieldID { writer.writeField(9, fieldID) }
        // Intervals are told by their converted type alone.
        if logicalType ?? .interval != .interval || unknownLogicalTypeID != nil {
            writer.writeField(10, LogicalTypeRecord(logicalType, unknownID: unknownLogicalTypeID))
        }
        writer.endStruct()
    }

    package init(from reader: inout CompactReader) throws(ParquetError) {
        var type: PhysicalType?
        var typeLength: Int32?
        var repetition: Repetition?
        var name: String?
        var childCount: Int32?
        var convertedType: ConvertedType?
        var scale: Int32?
        var precision: Int32?
        var fieldID: Int32?
        var logicalType: LogicalTypeRecord?
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: type = try reader.readPhysicalType(field)
            case 2: typeLength = try reader.readInt32(field)
            case 3:
                let number = try reader.readInt32(field)
                repetition = try reader.require(Repetition(rawValue: number), "a meaning of repetition type \(number)")
            case 4: name = try reader.readString(field)
            case 5: childCount = try reader.readInt32(field)
            case 6: convertedType = ConvertedType(rawValue: try reader.readInt32(field))
            case 7: scale = try reader.readInt32(field)
            case 8: precision = try reader.readInt32(field)
            case 9: fieldID = try reader.readInt32(field)
            case 10: logicalType = try reader.readRecord(field)
            default: try reader.skip(field)
            }
        }
        self.type = type
        self.typeLength = typeLength
        self.repetition = repetition
        self.name = try reader.require(name, "SchemaElement.name")
        self.childCount = childCount
        self.convertedType = convertedType
        self.scale = scale
        self.precision = precision
        self.fieldID = fieldID
        self.logicalType = logicalType?.known
        self.unknownLogicalTypeID = logicalType?.unknownID
    }
}
