internal import ParquetBytes

extension ParquetFile {
    /// Where the pages of a column chunk are, or nil if the file does not say.
    ///
    /// - Parameters:
    ///   - rowGroup: the row group's place in the file.
    ///   - column: the column's place among the leaves of the schema.
    /// - Throws: `ParquetError` with code `argument` if there is no such column chunk; `malformed` if the index is not
    ///   within the file or contradicts it; `unsupported` if it is encrypted; `limit` if it exceeds the memory limit; or
    ///   what the source throws.
    public func offsetIndex(rowGroup: Int, column: Int) async throws(ParquetError) -> OffsetIndex? {
        let chunk = try columnChunk(rowGroup: rowGroup, column: column)
        do throws(ParquetError) {
            guard let offset = chunk.offsetIndexOffset, let length = chunk.offsetIndexLength, length != 0 else {
                return nil
            }
            try chunk.checkReadable()
            var buffer = ByteBuffer()
            try await read("offset index", at: offset, count: Int(length), into: &buffer)
            return try offsetIndex(buffer.bytes, at: offset, rowGroup: rowGroup)
        } catch {
            throw error.at(place(rowGroup: rowGroup, column: column))
        }
    }

    /// The offset index in `bytes`, which start at byte `offset` of the file.
    func offsetIndex(_ bytes: RawSpan, at offset: Int, rowGroup: Int) throws(ParquetError) -> OffsetIndex {
        var reader = CompactReader(bytes, baseOffset: offset)
        let index = try OffsetIndex(from: &reader)
        try index.check(rowCount: metadata.rowGroups[rowGroup].rowCount, fileByteCount: byteCount)
        return index
    }

    /// The column index in `bytes`, which start at byte `offset` of the file.
    func columnIndex(_ bytes: RawSpan, at offset: Int, column: Int) throws(ParquetError) -> ColumnIndex {
        var reader = CompactReader(bytes, baseOffset: offset)
        let index = try ColumnIndex(from: &reader)
        try index.check(schema.columns[column])
        return index
    }

    /// What is known of the values of each page of a column chunk, or nil if the file does not say.
    ///
    /// The bounds are as they were stored; `ValueOrder` compares them. That there are as many pages as in the offset index
    /// is checked by `pageIndex(rowGroup:column:)`.
    ///
    /// - Parameters:
    ///   - rowGroup: the row group's place in the file.
    ///   - column: the column's place among the leaves of the schema.
    /// - Throws: as `offsetIndex(rowGroup:column:)`.
    public func columnIndex(rowGroup: Int, column: Int) async throws(ParquetError) -> ColumnIndex? {
        let chunk = try columnChunk(rowGroup: rowGroup, column: column)
        do throws(ParquetError) {
            guard let offset = chunk.columnIndexOffset, let length = chunk.columnIndexLength, length != 0 else {
                return nil
            }
            try chunk.checkReadable()
            var buffer = ByteBuffer()
            try await read("column index", at: offset, count: Int(length), into: &buffer)
            return try columnIndex(buffer.bytes, at: offset, column: column)
        } catch {
            throw error.at(place(rowGroup: rowGroup, column: column))
        }
    }

    /// Both indexes of a column chunk, or nil if one of them is absent: what is needed to skip pages.
    ///
    /// - Throws: as `offsetIndex(rowGroup:column:)`; also `malformed` if they differ in the number of pages.
    public func pageIndex(
        rowGroup: Int, column: Int
    ) async throws(ParquetError) -> (offsets: OffsetIndex, columns: ColumnIndex)? {
        guard let columns = try await columnIndex(rowGroup: rowGroup, column: column),
            let offsets = try await offsetIndex(rowGroup: rowGroup, column: column)
        else { return nil }
        guard columns.pageCount == offsets.pageLocations.count else {
            throw ParquetError(
                .malformed,
                "the column index has \(columns.pageCount) pages, the offset index \(offsets.pageLocations.count)",
                at: place(rowGroup: rowGroup, column: column))
        }
        return (offsets, columns)
    }
}
