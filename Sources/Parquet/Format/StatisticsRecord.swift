/// What is known of the values of a column chunk or page (parquet.thrift, `Statistics`).
///
/// Bounds are values in PLAIN encoding, BYTE_ARRAY without its length; the order they are bounds in is the column's
/// `ColumnOrder`.
public struct StatisticsRecord: ThriftRecord, Sendable, Equatable {
    /// The largest value in signed order, as old writers left it.
    public var deprecatedMax: [UInt8]?
    /// The smallest value in signed order, as old writers left it.
    public var deprecatedMin: [UInt8]?
    /// The number of nulls. Nil says nothing.
    public var nullCount: Int?
    /// The number of distinct values.
    public var distinctCount: Int?
    /// No value is above this one.
    public var maxValue: [UInt8]?
    /// No value is below this one.
    public var minValue: [UInt8]?
    /// Whether `maxValue` occurs.
    public var isMaxValueExact: Bool?
    /// Whether `minValue` occurs.
    public var isMinValueExact: Bool?
    /// The number of NaNs. Nil says nothing.
    public var nanCount: Int?

    /// A record of the given fields.
    public init(
        deprecatedMax: [UInt8]? = nil, deprecatedMin: [UInt8]? = nil, nullCount: Int? = nil, distinctCount: Int? = nil,
        maxValue: [UInt8]? = nil, minValue: [UInt8]? = nil, isMaxValueExact: Bool? = nil, isMinValueExact: Bool? = nil,
        nanCount: Int? = nil
    ) {
        self.deprecatedMax = deprecatedMax
        self.deprecatedMin = deprecatedMin
        self.nullCount = nullCount
        self.distinctCount = distinctCount
        self.maxValue = maxValue
        self.minValue = minValue
        self.isMaxValueExact = isMaxValueExact
        self.isMinValueExact = isMinValueExact
        self.nanCount = nanCount
    }

    package func write(to writer: inout CompactWriter) {
        writer.beginStruct()
        if let deprecatedMax { writer.writeField(1, deprecatedMax) }
        if let deprecatedMin { writer.writeField(2, deprecatedMin) }
        if let nullCount { writer.writeField(3, nullCount) }
        if let distinctCount { writer.writeField(4, distinctCount) }
        if let maxValue { writer.writeField(5, maxValue) }
        if let minValue { writer.writeField(6, minValue) }
        if let isMaxValueExact { writer.writeField(7, isMaxValueExact) }
        if let isMinValueExact { writer.writeField(8, isMinValueExact) }
        if let nanCount { writer.writeField(9, nanCount) }
        writer.endStruct()
    }

    package init(from reader: inout CompactReader) throws(ParquetError) {
        var deprecatedMax: [UInt8]?
        var deprecatedMin: [UInt8]?
        var nullCount: Int?
        var distinctCount: Int?
        var maxValue: [UInt8]?
        var minValue: [UInt8]?
        var isMaxValueExact: Bool?
        var isMinValueExact: Bool?
        var nanCount: Int?
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: deprecatedMax = try reader.readBinary(field)
            case 2: deprecatedMin = try reader.readBinary(field)
            case 3: nullCount = try reader.readInt(field)
            case 4: distinctCount = try reader.readInt(field)
            case 5: maxValue = try reader.readBinary(field)
            case 6: minValue = try reader.readBinary(field)
            case 7: isMaxValueExact = try reader.readBool(field)
            case 8: isMinValueExact = try reader.readBool(field)
            case 9: nanCount = try reader.readInt(field)
            default: try reader.skip(field)
            }
        }
        self.deprecatedMax = deprecatedMax
        self.deprecatedMin = deprecatedMin
        self.nullCount = nullCount
        self.distinctCount = distinctCount
        self.maxValue = maxValue
        self.minValue = minValue
        self.isMaxValueExact = isMaxValueExact
        self.isMinValueExact = isMinValueExact
        self.nanCount = nanCount
    }
}
