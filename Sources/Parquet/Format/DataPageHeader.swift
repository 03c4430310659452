/// What is particular to a data page of version 1 (parquet.thrift, `DataPageHeader`).
public struct DataPageHeader: ThriftRecord, Sendable, Equatable {
    /// The number of values, nulls included.
    public var valueCount: Int32
    /// The encoding of the values.
    public var encoding: Encoding
    /// The encoding of the definition levels.
    public var definitionLevelEncoding: Encoding
    /// The encoding of the repetition levels.
    public var repetitionLevelEncoding: Encoding
    /// What is known of the values.
    public var statistics: StatisticsRecord?

    /// A record of the given fields.
    public init(
        valueCount: Int32, encoding: Encoding, definitionLevelEncoding: Encoding, repetitionLevelEncoding: Encoding,
        statistics: StatisticsRecord? = nil
    ) {
        self.valueCount = valueCount
        self.encoding = encoding
        self.definitionLevelEncoding = definitionLevelEncoding
        self.repetitionLevelEncoding = repetitionLevelEncoding
        self.statistics = statistics
    }

    package func write(to writer: inout CompactWriter) {
        writer.beginStruct()
        writer.writeField(1, valueCount)
        writer.writeField(2, encoding.rawValue)
        writer.writeField(3, definitionLevelEncoding.rawValue)
        writer.writeField(4, repetitionLevelEncoding.rawValue)
        if let statistics { writer.writeField(5, statistics) }
        writer.endStruct()
    }

    package init(from reader: inout CompactReader) throws(ParquetError) {
        var valueCount: Int32?
        var encoding: Encoding?
        var definitionLevelEncoding: Encoding?
        var repetitionLevelEncoding: Encoding?
        var statistics: StatisticsRecord?
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: valueCount = try reader.readInt32(field)
            case 2: encoding = Encoding(rawValue: try reader.readInt32(field))
            case 3: definitionLevelEncoding = Encoding(rawValue: try reader.readInt32(field))
            case 4: repetitionLevelEncoding = Encoding(rawValue: try reader.readInt32(field))
            case 5: statistics = try reader.readRecord(field)
            default: try reader.skip(field)
            }
        }
        self.valueCount = try reader.require(valueCount, "DataPageHeader.num_values")
        self.encoding = try reader.require(encoding, "DataPageHeader.encoding")
        self.definitionLevelEncoding = try reader.require(
            definitionLevelEncoding, "DataPageHeader.definition_level_encoding")
        self.repetitionLevelEncoding = try reader.require(
            repetitionLevelEncoding, "DataPageHeader.repetition_level_encoding")
        self.statistics = statistics
    }
}
