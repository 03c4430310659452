/// How much memory values and levels take, and how deep they nest (parquet.thrift, `SizeStatistics`).
public struct SizeStatistics: ThriftRecord, Sendable, Equatable {
    /// The bytes of all BYTE_ARRAY values, without their lengths.
    public var unencodedByteArrayByteCount: Int?
    /// How often each repetition level occurs, from 0 to the highest.
    public var repetitionLevelHistogram: [Int]?
    /// How often each definition level occurs, from 0 to the highest.
    public var definitionLevelHistogram: [Int]?

    /// A record of the given fields.
    public init(
        unencodedByteArrayByteCount: Int? = nil, repetitionLevelHistogram: [Int]? = nil,
        definitionLevelHistogram: [Int]? = nil
    ) {
        self.unencodedByteArrayByteCount = unencodedByteArrayByteCount
        self.repetitionLevelHistogram = repetitionLevelHistogram
        self.definitionLevelHistogram = definitionLevelHistogram
    }

    package func write(to writer: inout CompactWriter) {
        writer.beginStruct()
        if let unencodedByteArrayByteCount { writer.writeField(1, unencodedByteArrayByteCount) }
        if let repetitionLevelHistogram { writer.writeField(2, repetitionLevelHistogram) }
        if let definitionLevelHistogram { writer.writeField(3, definitionLevelHistogram) }
        writer.endStruct()
    }

    package init(from reader: inout CompactReader) throws(ParquetError) {
        var unencodedByteArrayByteCount: Int?
        var repetitionLevelHistogram: [Int]?
        var definitionLevelHistogram: [Int]?
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: unencodedByteArrayByteCount = try reader.readInt(field)
            case 2: repetitionLevelHistogram = try reader.readHistogram(field, of: .repetitionLevels)
            case 3: definitionLevelHistogram = try reader.readHistogram(field, of: .definitionLevels)
            default: try reader.skip(field)
            }
        }
        self.unencodedByteArrayByteCount = unencodedByteArrayByteCount
        self.repetitionLevelHistogram = repetitionLevelHistogram
        self.definitionLevelHistogram = definitionLevelHistogram
    }
}
