/// Where the data pages of a column chunk are (parquet.thrift, `OffsetIndex`; PageIndex.md).
public struct OffsetIndex: ThriftRecord, Sendable, Equatable {
    /// The pages in the order of the rows.
    public var pageLocations: [PageLocation]
    /// For each page, the bytes of its BYTE_ARRAY values without their lengths.
    public var unencodedByteArrayByteCounts: [Int]?

    /// A record of the given fields.
    public init(
        pageLocations: [PageLocation], unencodedByteArrayByteCounts: [Int]? = nil
    ) {
        self.pageLocations = pageLocations
        self.unencodedByteArrayByteCounts = unencodedByteArrayByteCounts
    }

    package func write(to writer: inout CompactWriter) {
        writer.beginStruct()
        writer.writeField(1, pageLocations)
        if let unencodedByteArrayByteCounts { writer.writeField(2, unencodedByteArrayByteCounts) }
        writer.endStruct()
    }

    package init(from reader: inout CompactReader) throws(ParquetError) {
        var pageLocations: [PageLocation]?
        var unencodedByteArrayByteCounts: [Int]?
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: pageLocations = try reader.readRecords(field)
            case 2: unencodedByteArrayByteCounts = try reader.readInts(field)
            default: try reader.skip(field)
            }
        }
        self.pageLocations = try reader.require(pageLocations, "OffsetIndex.page_locations")
        self.unencodedByteArrayByteCounts = unencodedByteArrayByteCounts
    }
}
