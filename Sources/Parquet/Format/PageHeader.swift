/// What stands before each page's bytes (parquet.thrift, `PageHeader`).
public struct PageHeader: ThriftRecord, Sendable, Equatable {
    /// What the page holds.
    public var type: PageType
    /// The bytes of the page without this header, before compression.
    public var uncompressedByteCount: Int32
    /// The bytes of the page as stored, without this header.
    public var compressedByteCount: Int32
    /// The CRC-32 of the page as stored, without this header.
    public var checksum: UInt32?
    /// Set for `PageType.dataPage`.
    public var dataPage: DataPageHeader?
    /// Set for `PageType.dictionaryPage`.
    public var dictionaryPage: DictionaryPageHeader?
    /// Set for `PageType.dataPageV2`.
    public var dataPageV2: DataPageHeaderV2?

    /// A record of the given fields.
    public init(
        type: PageType, uncompressedByteCount: Int32, compressedByteCount: Int32, checksum: UInt32? = nil,
        dataPage: DataPageHeader? = nil, dictionaryPage: DictionaryPageHeader? = nil,
        dataPageV2: DataPageHeaderV2? = nil
    ) {
        self.type = type
        self.uncompressedByteCount = uncompressedByteCount
        self.compressedByteCount = compressedByteCount
        self.checksum = checksum
        self.dataPage = dataPage
        self.dictionaryPage = dictionaryPage
        self.dataPageV2 = dataPageV2
    }

    package func write(to writer: inout CompactWriter) {
        writer.beginStruct()
        writer.writeField(1, type.rawValue)
        writer.writeField(2, uncompressedByteCount)
        writer.writeField(3, compressedByteCount)
        if let checksum { writer.writeField(4, Int32(bitPattern: checksum)) }
        if let dataPage { writer.writeField(5, dataPage) }
        if let dictionaryPage { writer.writeField(7, dictionaryPage) }
        if let dataPageV2 { writer.writeField(8, dataPageV2) }
        writer.endStruct()
    }

    package init(from reader: inout CompactReader) throws(ParquetError) {
        var type: PageType?
        var uncompressedByteCount: Int32?
        var compressedByteCount: Int32?
        var checksum: UInt32?
        var dataPage: DataPageHeader?
        var dictionaryPage: DictionaryPageHeader?
        var dataPageV2: DataPageHeaderV2?
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: type = PageType(rawValue: try reader.readInt32(field))
            case 2: uncompressedByteCount = try reader.readInt32(field)
            case 3: compressedByteCount = try reader.readInt32(field)
            case 4: checksum = UInt32(bitPattern: try reader.readInt32(field))
            case 5: dataPage = try reader.readRecord(field)
            case 7: dictionaryPage = try reader.readRecord(field)
            case 8: dataPageV2 = try reader.readRecord(field)
            default: try reader.skip(field)
            }
        }
        self.type = try reader.require(type, "PageHeader.type")
        self.uncompressedByteCount = try reader.require(uncompressedByteCount, "PageHeader.uncompressed_page_size")
        self.compressedByteCount = try reader.require(compressedByteCount, "PageHeader.compressed_page_size")
        self.checksum = checksum
        self.dataPage = dataPage
        self.dictionaryPage = dictionaryPage
        self.dataPageV2 = dataPageV2
    }
}
