/// How many pages of a column chunk have a type and an encoding (parquet.thrift, `PageEncodingStats`).
public struct PageEncodingStatistics: ThriftRecord, Sendable, Equatable {
    /// The type of the pages.
    public var pageType: PageType
    /// The encoding of their values.
    public var encoding: Encoding
    /// The number of such pages.
    public var count: Int32

    /// A record of the given fields.
    public init(
        pageType: PageType, encoding: Encoding, count: Int32
    ) {
        self.pageType = pageType
        self.encoding = encoding
        self.count = count
    }

    package func write(to writer: inout CompactWriter) {
        writer.beginStruct()
        writer.writeField(1, pageType.rawValue)
        writer.writeField(2, encoding.rawValue)
        writer.writeField(3, count)
        writer.endStruct()
    }

    package init(from reader: inout CompactReader) throws(ParquetError) {
        var pageType: PageType?
        var encoding: Encoding?
        var count: Int32?
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: pageType = PageType(rawValue: try reader.readInt32(field))
            case 2: encoding = Encoding(rawValue: try reader.readInt32(field))
            case 3: count = try reader.readInt32(field)
            default: try reader.skip(field)
            }
        }
        self.pageType = try reader.require(pageType, "PageEncodingStats.page_type")
        self.encoding = try reader.require(encoding, "PageEncodingStats.encoding")
        self.count = try reader.require(count, "PageEncodingStats.count")
    }
}
