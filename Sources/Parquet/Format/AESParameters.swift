/// What authenticates encrypted modules beside the key (parquet.thrift, `AesGcmV1` and `AesGcmCtrV1`; Encryption.md).
public struct AESParameters: ThriftRecord, Sendable, Equatable {
    /// The prefix of the additional authenticated data, if the file stores it.
    public var prefix: [UInt8]?
    /// What tells the file from others.
    public var fileIdentifier: [UInt8]?
    /// Whether readers must know the prefix from elsewhere.
    public var readerSuppliesPrefix: Bool?

    /// A record of the given fields.
    public init(
        prefix: [UInt8]? = nil, fileIdentifier: [UInt8]? = nil, readerSuppliesPrefix: Bool? = nil
    ) {
        self.prefix = prefix
        self.fileIdentifier = fileIdentifier
        self.readerSuppliesPrefix = readerSuppliesPrefix
    }

    package func write(to writer: inout CompactWriter) {
        writer.beginStruct()
        if let prefix { writer.writeField(1, prefix) }
        if let fileIdentifier { writer.writeField(2, fileIdentifier) }
        if let readerSuppliesPrefix { writer.writeField(3, readerSuppliesPrefix) }
        writer.endStruct()
    }

    package init(from reader: inout CompactReader) throws(ParquetError) {
        var prefix: [UInt8]?
        var fileIdentifier: [UInt8]?
        var readerSuppliesPrefix: Bool?
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: prefix = try reader.readBinary(field)
            case 2: fileIdentifier = try reader.readBinary(field)
            case 3: readerSuppliesPrefix = try reader.readBool(field)
            default: try reader.skip(field)
            }
        }
        self.prefix = prefix
        self.fileIdentifier = fileIdentifier
        self.readerSuppliesPrefix = readerSuppliesPrefix
    }
}
