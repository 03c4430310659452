/// What is known of the shapes of a column chunk (parquet.thrift, `GeospatialStatistics`).
public struct GeospatialStatistics: ThriftRecord, Sendable, Equatable {
    /// A box around all shapes.
    public var boundingBox: BoundingBox?
    /// The WKB codes of the kinds of shape that occur; empty if that is not known.
    public var geospatialTypes: [Int32]?

    /// A record of the given fields.
    public init(
        boundingBox: BoundingBox? = nil, geospatialTypes: [Int32]? = nil
    ) {
        self.boundingBox = boundingBox
        self.geospatialTypes = geospatialTypes
    }

    package func write(to writer: inout CompactWriter) {
        writer.beginStruct()
        if let boundingBox { writer.writeField(1, boundingBox) }
        if let geospatialTypes {
            writer.writeListHeader(2, of: .int32, count: geospatialTypes.count)
            for element in geospatialTypes { writer.writeElement(element) }
        }
        writer.endStruct()
    }

    package init(from reader: inout CompactReader) throws(ParquetError) {
        var boundingBox: BoundingBox?
        var geospatialTypes: [Int32]?
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: boundingBox = try reader.readRecord(field)
            case 2: geospatialTypes = try reader.readInt32s(field)
            default: try reader.skip(field)
            }
        }
        self.boundingBox = boundingBox
        self.geospatialTypes = geospatialTypes
    }
}
