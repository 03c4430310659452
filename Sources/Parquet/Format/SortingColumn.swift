/// A column that the rows of a row group are sorted by (parquet.thrift, `SortingColumn`).
public struct SortingColumn: ThriftRecord, Sendable, Equatable {
    /// The column's place among the leaves of the schema.
    public var columnIndex: Int32
    /// Whether values fall.
    public var isDescending: Bool
    /// Whether nulls come before values.
    public var areNullsFirst: Bool

    /// A record of the given fields.
    public init(
        columnIndex: Int32, isDescending: Bool, areNullsFirst: Bool
    ) {
        self.columnIndex = columnIndex
        self.isDescending = isDescending
        self.areNullsFirst = areNullsFirst
    }

    package func write(to writer: inout CompactWriter) {
        writer.beginStruct()
        writer.writeField(1, columnIndex)
        writer.writeField(2, isDescending)
        writer.writeField(3, areNullsFirst)
        writer.endStruct()
    }

    package init(from reader: inout CompactReader) throws(ParquetError) {
        var columnIndex: Int32?
        var isDescending: Bool?
        var areNullsFirst: Bool?
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1: columnIndex = try reader.readInt32(field)
            case 2: isDescending = try reader.readBool(field)
            case 3: areNullsFirst = try reader.readBool(field)
            default: try reader.skip(field)
            }
        }
        self.columnIndex = try reader.require(columnIndex, "SortingColumn.column_idx")
        self.isDescending = try reader.require(isDescending, "SortingColumn.descending")
        self.areNullsFirst = try reader.require(areNullsFirst, "SortingColumn.nulls_first")
    }
}
