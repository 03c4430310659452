/// What is known of the values of each data page of a column chunk (parquet.thrift, `ColumnIndex`; PageIndex.md).
///
/// Element `i` of each list is about page `i` of the chunk's `OffsetIndex`. Bounds are values in PLAIN encoding, BYTE_ARRAY
/// without its length; the order they are bounds in is the column's `ColumnOrder`.
public struct ColumnIndex: ThriftRecord, Sendable, Equatable {
    /// Whether a page has nulls only; its bounds are then empty and say nothing.
    public var nullPages: [Bool]
    /// No value of a page is below this one.
    public var minValues: [[UInt8]]
    /// No value of a page is above this one.
    public var maxValues: [[UInt8]]
    /// Whether the bounds rise or fall from page to page, null pages left out.
    public var boundaryOrder: BoundaryOrder
    /// The number of nulls of each page. Nil says nothing.
    public var nullCounts: [Int]?
    /// For each page, how often each repetition level occurs, one histogram after the other.
    public var repetitionLevelHistograms: [Int]?
    /// For each page, how often each definition level occurs, one histogram after the other.
    public var definitionLevelHistograms: [Int]?
    /// The number of NaNs of each page. Nil says nothing.
    public var nanCounts: [Int]?

    /// A record of the given fields.
    public init(
        nullPages: [Bool], minValues: [[UInt8]], maxValues: [[UInt8]], boundaryOrder: BoundaryOrder,
        nullCounts: [Int]? = nil, repetitionLevelHistograms: [Int]? = nil, definitionLevelHistograms: [Int]? = nil,
        nanCounts: [Int]? = nil
    ) {
        self.nullPages = nullPages
        self.minValues = minValues
        self.maxValues = maxValues
        self.boundaryOrder = boundaryOrder
        self.nullCounts = nullCounts
        self.repetitionLevelHistograms = repetitionLevelHistograms
        self.definitionLevelHistograms = definitionLevelHistograms
        self.nanCounts = nanCounts
    }

    package func write(to writer: inout CompactWriter) {
        writer.beginStruct()
        writer.writeField(1, nullPages)
        writer.writeField(2, minValues)
        writer.writeField(3, maxValues)
        writer.writeField(4, boundaryOrder.rawValue)
        if let nullCounts { writer.writeField(5, nullCounts) }
        if let repetitionLevelHistograms { writer.writeField(6, repetitionLevelHistograms) }
        if let definitionLevelHistograms { writer.writeField(7, definitionLevelHistograms) }
        if let nanCounts { writer.writeField(8, nanCounts) }
        writer.endStruct()
    }

    package init(from reader: inout CompactReader) throws(ParquetError) {
        var nullPages: [Bool]?
        var minValues: [[UInt8]]?
        var maxValues: [[UInt8]]?
        var boundaryOrder: BoundaryOrder?
        var nullCounts: [Int]?
        var repetitionLevelHistograms: [Int]?
        var definitionLevelHistograms: [Int]?
        var nanCounts: [Int]?
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: nullPages = try reader.readBools(field)
            case 2: minValues = try reader.readBinaries(field)
            case 3: maxValues = try reader.readBinaries(field)
            case 4: boundaryOrder = BoundaryOrder(rawValue: try reader.readInt32(field))
            case 5: nullCounts = try reader.readInts(field)
            case 6: repetitionLevelHistograms = try reader.readInts(field)
            case 7: definitionLevelHistograms = try reader.readInts(field)
            case 8: nanCounts = try reader.readInts(field)
            default: try reader.skip(field)
            }
        }
        self.nullPages = try reader.require(nullPages, "ColumnIndex.null_pages")
        self.minValues = try reader.require(minValues, "ColumnIndex.min_values")
        self.maxValues = try reader.require(maxValues, "ColumnIndex.max_values")
        self.boundaryOrder = try reader.require(boundaryOrder, "ColumnIndex.boundary_order")
        self.nullCounts = nullCounts
        self.repetitionLevelHistograms = repetitionLevelHistograms
        self.definitionLevelHistograms = definitionLevelHistograms
        self.nanCounts = nanCounts
    }
}
