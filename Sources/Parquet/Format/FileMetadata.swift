internal import ParquetBytes

/// The footer of a file (parquet.thrift, `FileMetaData`).
public struct FileMetadata: ThriftRecord, Sendable, Equatable {
    /// 1 or 2; both mean the same.
    public var version: Int32
    /// The schema, depth first, the root first.
    public var schema: [SchemaElement]
    /// The number of rows.
    public var rowCount: Int
    /// The row groups in the order of the rows.
    public var rowGroups: [RowGroupMetadata]
    /// What the writer noted.
    public var keyValueMetadata: [KeyValue]?
    /// Who wrote the file: `application version X.Y.Z (build …)`.
    public var createdBy: String?
    /// For each leaf of the schema, the order of its statistics.
    public var columnOrders: [ColumnOrder]?
    /// How columns are encrypted, if some are; those that are not can be read.
    public var encryptionAlgorithm: EncryptionAlgorithm?
    /// What helps to find the key that the footer is signed with.
    public var footerSigningKeyMetadata: [UInt8]?

    /// A record of the given fields.
    public init(
        version: Int32, schema: [SchemaElement], rowCount: Int, rowGroups: [RowGroupMetadata],
        keyValueMetadata: [KeyValue]? = nil, createdBy: String? = nil, columnOrders: [ColumnOrder]? = nil,
        encryptionAlgorithm: EncryptionAlgorithm? = nil, footerSigningKeyMetadata: [UInt8]? = nil
    ) {
        self.version = version
        self.schema = schema
        self.rowCount = rowCount
        self.rowGroups = rowGroups
        self.keyValueMetadata = keyValueMetadata
        self.createdBy = createdBy
        self.columnOrders = columnOrders
        self.encryptionAlgorithm = encryptionAlgorithm
        self.footerSigningKeyMetadata = footerSigningKeyMetadata
    }

    package func write(to writer: inout CompactWriter) {
        writer.beginStruct()
        writer.writeField(1, version)
        writer.writeField(2, schema)
        writer.writeField(3, rowCount)
        writer.writeField(4, rowGroups)
        if let keyValueMetadata { writer.writeField(5, keyValueMetadata) }
        if let createdBy { writer.writeField(6, createdBy) }
        if let columnOrders { writer.writeField(7, columnOrders) }
        if let encryptionAlgorithm { writer.writeField(8, encryptionAlgorithm) }
        if let footerSigningKeyMetadata { writer.writeField(9, footerSigningKeyMetadata) }
        writer.endStruct()
    }

    package init(from reader: inout CompactReader) throws(ParquetError) {
        var version: Int32?
        var schema: [SchemaElement]?
        var rowCount: Int?
        var rowGroups: [RowGroupMetadata]?
        var keyValueMetadata: [KeyValue]?
        var createdBy: String?
        var columnOrders: [ColumnOrder]?
        var encryptionAlgorithm: EncryptionAlgorithm?
        var footerSigningKeyMetadata: [UInt8]?
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: version = try reader.readInt32(field)
            case 2: schema = try reader.readRecords(field)
            case 3: rowCount = try reader.readInt(field)
            case 4: rowGroups = try reader.readRecords(field)
            case 5: keyValueMetadata = try reader.readRecords(field)
            case 6: createdBy = try reader.readString(field)
            case 7: columnOrders = try reader.readRecords(field)
            case 8: encryptionAlgorithm = try reader.readRecord(field)
            case 9: footerSigningKeyMetadata = try reader.readBinary(field)
            default: try reader.skip(field)
            }
        }
        self.version = try reader.require(version, "FileMetaData.version")
        self.schema = try reader.require(schema, "FileMetaData.schema")
        self.rowCount = try reader.require(rowCount, "FileMetaData.num_rows")
        self.rowGroups = try reader.require(rowGroups, "FileMetaData.row_groups")
        self.keyValueMetadata = keyValueMetadata
        self.createdBy = createdBy
        self.columnOrders = columnOrders
        self.encryptionAlgorithm = encryptionAlgorithm
        self.footerSigningKeyMetadata = footerSigningKeyMetadata
    }
}

extension FileMetadata {
    /// The bytes of a footer whose row groups are encoded already, so that a writer can keep them as bytes and know the
    /// footer's size at any time.
    ///
    /// `encodedRowGroups` is `rowGroupCount` times the result of `RowGroupMetadata.encoded()`, one after the other.
    package static func encode(
        version: Int32 = 1, schema: [SchemaElement], rowCount: Int, rowGroupCount: Int, encodedRowGroups: RawSpan,
        keyValueMetadata: [KeyValue]?, createdBy: String?, columnOrders: [ColumnOrder]?
    ) -> [UInt8] {
        var writer = CompactWriter()
        writer.beginStruct()
        writer.writeField(1, version)
        writer.writeField(2, schema)
        writer.writeField(3, rowCount)
        writer.writeListHeader(4, of: .structure, count: rowGroupCount)
        writer.writeEncoded(encodedRowGroups)
        if let keyValueMetadata { writer.writeField(5, keyValueMetadata) }
        if let createdBy { writer.writeField(6, createdBy) }
        if let columnOrders { writer.writeField(7, columnOrders) }
        writer.endStruct()
        return writer.takeArray()
    }
}
