/// A name and a text that a writer left in a file or column chunk (parquet.thrift, `KeyValue`).
public struct KeyValue: ThriftRecord, Sendable, Equatable {
    /// The name.
    public var key: String
    /// The text.
    public var value: String?

    /// A record of the given fields.
    public init(
        key: String, value: String? = nil
    ) {
        self.key = key
        self.value = value
    }

    package func write(to writer: inout CompactWriter) {
        writer.beginStruct()
        writer.writeField(1, key)
        if let value { writer.writeField(2, value) }
        writer.endStruct()
    }

    package init(from reader: inout CompactReader) throws(ParquetError) {
        var key: String?
        var value: String?
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: key = try reader.readString(field)
            case 2: value = try reader.readString(field)
            default: try reader.skip(field)
            }
        }
        self.key = try reader.require(key, "KeyValue.key")
        self.value = value
    }
}
