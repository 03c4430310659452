/// What is particular to a data page of version 2 (parquet.thrift, `DataPageHeaderV2`).
///
/// Levels come first, repetition before definition, are never compressed and carry no length of their own.
public struct DataPageHeaderV2: ThriftRecord, Sendable, Equatable {
    /// The number of values, nulls included.
    public var valueCount: Int32
    /// The number of nulls.
    public var nullCount: Int32
    /// The number of rows.
    public var rowCount: Int32
    /// The encoding of the values.
    public var encoding: Encoding
    /// The bytes of the definition levels.
    public var definitionLevelsByteCount: Int32
    /// The bytes of the repetition levels.
    public var repetitionLevelsByteCount: Int32
    /// Whether the values are compressed with the chunk's codec. Nil is yes.
    public var isCompressed: Bool?
    /// What is known of the values.
    public var statistics: StatisticsRecord?

    /// A record of the given fields.
    public init(
        valueCount: Int32, nullCount: Int32, rowCount: Int32, encoding: Encoding, definitionLevelsByteCount: Int32,
        repetitionLevelsByteCount: Int32, isCompressed: Bool? = nil, statistics: StatisticsRecord? = nil
    ) {
        self.valueCount = valueCount
        self.nullCount = nullCount
        self.rowCount = rowCount
        self.encoding = encoding
        self.definitionLevelsByteCount = definitionLevelsByteCount
        self.repetitionLevelsByteCount = repetitionLevelsByteCount
        self.isCompressed = isCompressed
        self.statistics = statistics
    }

    package func write(to writer: inout CompactWriter) {
        writer.beginStruct()
        writer.writeField(1, valueCount)
        writer.writeField(2, nullCount)
        writer.writeField(3, rowCount)
        writer.writeField(4, encoding.rawValue)
        writer.writeField(5, definitionLevelsByteCount)
        writer.writeField(6, repetitionLevelsByteCount)
        if let isCompressed { writer.writeField(7, isCompressed) }
        if let statistics { writer.writeField(8, statistics) }
        writer.endStruct()
    }

    package init(from reader: inout CompactReader) throws(ParquetError) {
        var valueCount: Int32?
        var nullCount: Int32?
        var rowCount: Int32?
        var encoding: Encoding?
        var definitionLevelsByteCount: Int32?
        var repetitionLevelsByteCount: Int32?
        var isCompressed: Bool?
        var statistics: StatisticsRecord?
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: valueCount = try reader.readInt32(field)
            case 2: nullCount = try reader.readInt32(field)
            case 3: rowCount = try reader.readInt32(field)
            case 4: encoding = Encoding(rawValue: try reader.readInt32(field))
            case 5: definitionLevelsByteCount = try reader.readInt32(field)
            case 6: repetitionLevelsByteCount = try reader.readInt32(field)
            case 7: isCompressed = try reader.readBool(field)
            case 8: statistics = try reader.readRecord(field)
            default: try reader.skip(field)
            }
        }
        self.valueCount = try reader.require(valueCount, "DataPageHeaderV2.num_values")
        self.nullCount = try reader.require(nullCount, "DataPageHeaderV2.num_nulls")
        self.rowCount = try reader.require(rowCount, "DataPageHeaderV2.num_rows")
        self.encoding = try reader.require(encoding, "DataPageHeaderV2.encoding")
        self.definitionLevelsByteCount = try reader.require(
            definitionLevelsByteCount, "DataPageHeaderV2.definition_levels_byte_length")
        self.repetitionLevelsByteCount = try reader.require(
            repetitionLevelsByteCount, "DataPageHeaderV2.repetition_levels_byte_length")
        self.isCompressed = isCompressed
        self.statistics = statistics
    }
}
