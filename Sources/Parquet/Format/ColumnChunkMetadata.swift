/// A column of a row group (parquet.thrift, `ColumnChunk`). Offsets count from the file's first byte.
public struct ColumnChunkMetadata: ThriftRecord, Sendable, Equatable {
    /// Another file that holds the data; unset if it is this one.
    public var filePath: String?
    /// Deprecated: writers leave 0, readers look away.
    public var fileOffset: Int
    /// Where and what the chunk is. Absent only if it is encrypted.
    public var metadata: ColumnMetadata? {
        get { boxedMetadata.value }
        set { boxedMetadata = Boxed(newValue) }
    }
    private var boxedMetadata: Boxed<ColumnMetadata>
    /// The offset index.
    public var offsetIndexOffset: Int?
    /// The bytes of the offset index.
    public var offsetIndexLength: Int32?
    /// The column index.
    public var columnIndexOffset: Int?
    /// The bytes of the column index.
    public var columnIndexLength: Int32?
    /// With which key the chunk is encrypted, if it is.
    public var cryptoMetadata: ColumnCryptoMetadata? {
        get { boxedCryptoMetadata.value }
        set { boxedCryptoMetadata = Boxed(newValue) }
    }
    private var boxedCryptoMetadata: Boxed<ColumnCryptoMetadata>
    /// The chunk's metadata, encrypted.
    public var encryptedMetadata: [UInt8]?

    /// Whether the chunk's pages are encrypted.
    public var isEncrypted: Bool { cryptoMetadata != nil || encryptedMetadata != nil }

    package func write(to writer: inout CompactWriter) {
        writer.beginStruct()
        if let filePath { writer.writeField(1, filePath) }
        writer.writeField(2, fileOffset)
        if let metadata { writer.writeField(3, metadata) }
        if let offsetIndexOffset { writer.writeField(4, offsetIndexOffset) }
        if let offsetIndexLength { writer.writeField(5, offsetIndexLength) }
        if let columnIndexOffset { writer.writeField(6, columnIndexOffset) }
        if let columnIndexLength { writer.writeField(7, columnIndexLength) }
        if let cryptoMetadata { writer.writeField(8, cryptoMetadata) }
        if let encryptedMetadata { writer.writeField(9, encryptedMetadata) }
        writer.endStruct()
    }
}

// Both call the memberwise initializer, as those of `ColumnMetadata` do.
extension ColumnChunkMetadata {
    /// A record of the given fields.
    public init(
        filePath: String? = nil, fileOffset: Int, metadata: ColumnMetadata? = nil, offsetIndexOffset: Int? = nil,
        offsetIndexLength: Int32? = nil, columnIndexOffset: Int? = nil, columnIndexLength: Int32? = nil,
        cryptoMetadata: ColumnCryptoMetadata? = nil, encryptedMetadata: [UInt8]? = nil
    ) {
        self.init(
            filePath: filePath, fileOffset: fileOffset,
            boxedMetadata: Boxed(metadata), offsetIndexOffset: offsetIndexOffset,
            offsetIndexLength: offsetIndexLength, columnIndexOffset: columnIndexOffset,
            columnIndexLength: columnIndexLength, boxedCryptoMetadata: Boxed(cryptoMetadata),
            encryptedMetadata: encryptedMetadata)
    }

    package init(from reader: inout CompactReader) throws(ParquetError) {
        var filePath: String?
        var fileOffset: Int?
        var metadata = Boxed<ColumnMetadata>.absent
        var offsetIndexOffset: Int?
        var offsetIndexLength: Int32?
        var columnIndexOffset: Int?
        var columnIndexLength: Int32?
        var cryptoMetadata = Boxed<ColumnCryptoMetadata>.absent
        var encryptedMetadata: [UInt8]?
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: filePath = try reader.readString(field)
            case 2: fileOffset = try reader.readInt(field)
            case 3: metadata = Boxed(try reader.readRecord(field))
            case 4: offsetIndexOffset = try reader.readInt(field)
            case 5: offsetIndexLength = try reader.readInt32(field)
            case 6: columnIndexOffset = try reader.readInt(field)
            case 7: columnIndexLength = try reader.readInt32(field)
            case 8: cryptoMetadata = Boxed(try reader.readRecord(field))
            case 9: encryptedMetadata = try reader.readBinary(field)
            default: try reader.skip(field)
            }
        }
        self.init(
            filePath: filePath, fileOffset: try reader.require(fileOffset, "ColumnChunk.file_offset"),
            boxedMetadata: metadata, offsetIndexOffset: offsetIndexOffset,
            offsetIndexLength: offsetIndexLength, columnIndexOffset: columnIndexOffset,
            columnIndexLength: columnIndexLength, boxedCryptoMetadata: cryptoMetadata,
            encryptedMetadata: encryptedMetadata)
    }
}
