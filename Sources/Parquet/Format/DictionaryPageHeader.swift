/// What is particular to a dictionary page (parquet.thrift, `DictionaryPageHeader`).
public struct DictionaryPageHeader: ThriftRecord, Sendable, Equatable {
    /// The number of distinct values.
    public var valueCount: Int32
    /// The encoding of the values: PLAIN, or PLAIN_DICTIONARY, which means the same here.
    public var encoding: Encoding
    /// Whether the values rise.
    public var isSorted: Bool?

    /// A record of the given fields.
    public init(
        valueCount: Int32, encoding: Encoding, isSorted: Bool? = nil
    ) {
        self.valueCount = valueCount
        self.encoding = encoding
        self.isSorted = isSorted
    }

    package func write(to writer: inout CompactWriter) {
        writer.beginStruct()
        writer.writeField(1, valueCount)
        writer.writeField(2, encoding.rawValue)
        if let isSorted { writer.writeField(3, isSorted) }
        writer.endStruct()
    }

    package init(from reader: inout CompactReader) throws(ParquetError) {
        var valueCount: Int32?
        var encoding: Encoding?
        var isSorted: Bool?
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: valueCount = try reader.readInt32(field)
            case 2: encoding = Encoding(rawValue: try reader.readInt32(field))
            case 3: isSorted = try reader.readBool(field)
            default: try reader.skip(field)
            }
        }
        self.valueCount = try reader.require(valueCount, "DictionaryPageHeader.num_values")
        self.encoding = try reader.require(encoding, "DictionaryPageHeader.encoding")
        self.isSorted = isSorted
    }
}
