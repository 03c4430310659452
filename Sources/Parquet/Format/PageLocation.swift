/// Where a data page is (parquet.thrift, `PageLocation`).
public struct PageLocation: ThriftRecord, Sendable, Equatable {
    /// The page's header, counted from the file's first byte.
    public var offset: Int
    /// The bytes of the page as stored, header included.
    public var compressedByteCount: Int32
    /// The page's first row, counted from the row group's first.
    public var firstRowIndex: Int

    /// A record of the given fields.
    public init(
        offset: Int, compressedByteCount: Int32, firstRowIndex: Int
    ) {
        self.offset = offset
        self.compressedByteCount = compressedByteCount
        self.firstRowIndex = firstRowIndex
    }

    package func write(to writer: inout CompactWriter) {
        writer.beginStruct()
        writer.writeField(1, offset)
        writer.writeField(2, compressedByteCount)
        writer.writeField(3, firstRowIndex)
        writer.endStruct()
    }

    package init(from reader: inout CompactReader) throws(ParquetError) {
        var offset: Int?
        var compressedByteCount: Int32?
        var firstRowIndex: Int?
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: offset = try reader.readInt(field)
            case 2: compressedByteCount = try reader.readInt32(field)
            case 3: firstRowIndex = try reader.readInt(field)
            default: try reader.skip(field)
            }
        }
        self.offset = try reader.require(offset, "PageLocation.offset")
        self.compressedByteCount = try reader.require(compressedByteCount, "PageLocation.compressed_page_size")
        self.firstRowIndex = try reader.require(firstRowIndex, "PageLocation.first_row_index")
    }
}
