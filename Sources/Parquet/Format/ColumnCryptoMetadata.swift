/// With which key a column chunk is encrypted (parquet.thrift, `ColumnCryptoMetaData`). Told to readers; nothing is
/// decrypted.
public enum ColumnCryptoMetadata: ThriftRecord, Sendable, Equatable {
    /// The key of the footer.
    case footerKey
    /// A key of the column's own; `keyMetadata` helps to find it.
    case columnKey(path: [String], keyMetadata: [UInt8]?)
    /// A way that this version has no name for.
    case unknown(Int16)

    /// The way's name in the specification.
    public var name: String {
        switch self {
        case .footerKey: "ENCRYPTION_WITH_FOOTER_KEY"
        case .columnKey: "ENCRYPTION_WITH_COLUMN_KEY"
        case .unknown(let id): "column encryption \(id)"
        }
    }

    package func write(to writer: inout CompactWriter) {
        writer.beginStruct()
        switch self {
        case .footerKey: writer.writeEmptyStruct(1)
        case .columnKey(let path, let keyMetadata):
            writer.writeField(2, ColumnKeyRecord(path: path, keyMetadata: keyMetadata))
        case .unknown(let id): writer.writeEmptyStruct(id)
        }
        writer.endStruct()
    }

    package init(from reader: inout CompactReader) throws(ParquetError) {
        self = .unknown(0)
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1:
                self = .footerKey
                try reader.skip(field)
            case 2:
                let record = try reader.readRecord(field, as: ColumnKeyRecord.self)
                self = .columnKey(path: record.path, keyMetadata: record.keyMetadata)
            default:
                self = .unknown(field.id)
                try reader.skip(field)
            }
        }
    }
}

/// `EncryptionWithColumnKey` of parquet.thrift.
private struct ColumnKeyRecord: ThriftRecord {
    var path: [String]
    var keyMetadata: [UInt8]?

    init(path: [String], keyMetadata: [UInt8]?) {
        self.path = path
        self.keyMetadata = keyMetadata
    }

    func write(to writer: inout CompactWriter) {
        writer.beginStruct()
        writer.writeListHeader(1, of: .binary, count: path.count)
        for name in path { writer.writeElement(name) }
        if let keyMetadata { writer.writeField(2, keyMetadata) }
        writer.endStruct()
    }

    init(from reader: inout CompactReader) throws(ParquetError) {
        var path: [String]?
        var keyMetadata: [UInt8]?
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: path = try reader.readStrings(field)
            case 2: keyMetadata = try reader.readBinary(field)
            default: try reader.skip(field)
            }
        }
        self.path = try reader.require(path, "EncryptionWithColumnKey.path_in_schema")
        self.keyMetadata = keyMetadata
    }
}
