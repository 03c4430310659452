/// The smallest box around shapes (parquet.thrift, `BoundingBox`; Geospatial.md).
///
/// In a GEOGRAPHY, `xMin` may lie above `xMax`: the box then crosses the 180th meridian.
public struct BoundingBox: ThriftRecord, Sendable, Equatable {
    /// The westernmost x.
    public var xMin: Double
    /// The easternmost x.
    public var xMax: Double
    /// The least y.
    public var yMin: Double
    /// The greatest y.
    public var yMax: Double
    /// The least z.
    public var zMin: Double?
    /// The greatest z.
    public var zMax: Double?
    /// The least measure.
    public var mMin: Double?
    /// The greatest measure.
    public var mMax: Double?

    /// A record of the given fields.
    public init(
        xMin: Double, xMax: Double, yMin: Double, yMax: Double, zMin: Double? = nil, zMax: Double? = nil,
        mMin: Double? = nil, mMax: Double? = nil
    ) {
        self.xMin = xMin
        self.xMax = xMax
        self.yMin = yMin
        self.yMax = yMax
        self.zMin = zMin
        self.zMax = zMax
        self.mMin = mMin
        self.mMax = mMax
    }

    package func write(to writer: inout CompactWriter) {
        writer.beginStruct()
        writer.writeField(1, xMin)
        writer.writeField(2, xMax)
        writer.writeField(3, yMin)
        writer.writeField(4, yMax)
        if let zMin { writer.writeField(5, zMin) }
        if let zMax { writer.writeField(6, zMax) }
        if let mMin { writer.writeField(7, mMin) }
        if let mMax { writer.writeField(8, mMax) }
        writer.endStruct()
    }

    package init(from reader: inout CompactReader) throws(ParquetError) {
        var xMin: Double?
        var xMax: Double?
        var yMin: Double?
        var yMax: Double?
        var zMin: Double?
        var zMax: Double?
        var mMin: Double?
        var mMax: Double?
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: xMin = try reader.readDouble(field)
            case 2: xMax = try reader.readDouble(field)
            case 3: yMin = try reader.readDouble(field)
            case 4: yMax = try reader.readDouble(field)
            case 5: zMin = try reader.readDouble(field)
            case 6: zMax = try reader.readDouble(field)
            case 7: mMin = try reader.readDouble(field)
            case 8: mMax = try reader.readDouble(field)
            default: try reader.skip(field)
            }
        }
        self.xMin = try reader.require(xMin, "BoundingBox.xmin")
        self.xMax = try reader.require(xMax, "BoundingBox.xmax")
        self.yMin = try reader.require(yMin, "BoundingBox.ymin")
        self.yMax = try reader.require(yMax, "BoundingBox.ymax")
        self.zMin = zMin
        self.zMax = zMax
        self.mMin = mMin
        self.mMax = mMax
    }
}
