/// A horizontal slice of the rows (parquet.thrift, `RowGroup`).
public struct RowGroupMetadata: ThriftRecord, Sendable, Equatable {
    /// A chunk for each leaf of the schema, in its order.
    public var columns: [ColumnChunkMetadata]
    /// The bytes of all chunks before compression.
    public var totalByteSize: Int
    /// The number of rows.
    public var rowCount: Int
    /// What the rows are sorted by, the first column first.
    public var sortingColumns: [SortingColumn]?
    /// The first page of the row group.
    public var fileOffset: Int?
    /// The bytes of all chunks as stored.
    public var totalCompressedSize: Int?
    /// The row group's place in the file, from 0.
    public var ordinal: Int16?

    /// A record of the given fields.
    public init(
        columns: [ColumnChunkMetadata], totalByteSize: Int, rowCount: Int, sortingColumns: [SortingColumn]? = nil,
        fileOffset: Int? = nil, totalCompressedSize: Int? = nil, ordinal: Int16? = nil
    ) {
        self.columns = columns
        self.totalByteSize = totalByteSize
        self.rowCount = rowCount
        self.sortingColumns = sortingColumns
        self.fileOffset = fileOffset
        self.totalCompressedSize = totalCompressedSize
        self.ordinal = ordinal
    }

    package func write(to writer: inout CompactWriter) {
        writer.beginStruct()
        writer.writeField(1, columns)
        writer.writeField(2, totalByteSize)
        writer.writeField(3, rowCount)
        if let sortingColumns { writer.writeField(4, sortingColumns) }
        if let fileOffset { writer.writeField(5, fileOffset) }
        if let totalCompressedSize { writer.writeField(6, totalCompressedSize) }
        if let ordinal { writer.writeField(7, ordinal) }
        writer.endStruct()
    }

    package init(from reader: inout CompactReader) throws(ParquetError) {
        var columns: [ColumnChunkMetadata]?
        var totalByteSize: Int?
        var rowCount: Int?
        var sortingColumns: [SortingColumn]?
        var fileOffset: Int?
        var totalCompressedSize: Int?
        var ordinal: Int16?
        var previousID: Int16 = 0
        while let field = try reader.nextField(after: &previousID) {
            switch field.id {
            case 1:
                reader.repeated.beginRowGroup()
                columns = try reader.readRecords(field)
            case 2: totalByteSize = try reader.readInt(field)
            case 3: rowCount = try reader.readInt(field)
            case 4: sortingColumns = try reader.readRecords(field)
            case 5: fileOffset = try reader.readInt(field)
            case 6: totalCompressedSize = try reader.readInt(field)
            case 7: ordinal = try reader.readInt16(field)
            default: try reader.skip(field)
            }
        }
        self.columns = try reader.require(columns, "RowGroup.columns")
        self.totalByteSize = try reader.require(totalByteSize, "RowGroup.total_byte_size")
        self.rowCount = try reader.require(rowCount, "RowGroup.num_rows")
        self.sortingColumns = sortingColumns
        self.fileOffset = fileOffset
        self.totalCompressedSize = totalCompressedSize
        self.ordinal = ordinal
    }
}
