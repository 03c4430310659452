internal import ParquetBytes

// What is stored of a column chunk beside its pages.
extension ParquetFile {
    /// The metadata of a column chunk.
    ///
    /// - Throws: `ParquetError` with code `argument` if there is none at this place, or `malformed` if the row group has
    ///   not as many chunks as the schema has columns.
    func columnChunk(rowGroup: Int, column: Int) throws(ParquetError) -> ColumnChunkMetadata {
        let place = ParquetError.Place(file: source.name, rowGroup: rowGroup)
        guard metadata.rowGroups.indices.contains(rowGroup) else {
            throw ParquetError(
                .argument, "there are \(metadata.rowGroups.count) row groups, \(rowGroup) is none of them", at: place)
        }
        guard schema.columns.indices.contains(column) else {
            throw ParquetError(
                .argument, "there are \(schema.columns.count) columns, \(column) is none of them", at: place)
        }
        let columns = metadata.rowGroups[rowGroup].columns
        guard columns.count == schema.columns.count else {
            throw ParquetError(
                .malformed, "\(columns.count) column chunks, the schema has \(schema.columns.count) columns", at: place)
        }
        return columns[column]
    }

    /// The place of a column chunk in errors.
    func place(rowGroup: Int, column: Int) -> ParquetError.Place {
        .init(file: source.name, rowGroup: rowGroup, column: schema.columns[column].path.description)
    }

    /// The `count` bytes at `offset`, which `name` is said to have.
    ///
    /// - Throws: `ParquetError` with code `malformed` if they are not between the magic at both ends of the file, or `limit`
    ///   if they exceed the memory limit.
    func range(of name: String, at offset: Int, count: Int) throws(ParquetError) -> Range<Int> {
        let (end, overflow) = offset.addingReportingOverflow(count)
        guard offset >= 4, count > 0, !overflow, end <= byteCount - Footer.byteCount else {
            throw ParquetError(
                .malformed, "a \(name) of \(count) bytes at byte \(offset) of a file of \(byteCount)")
        }
        guard count <= options.memoryLimit else {
            throw ParquetError(.limit, "a \(name) of \(count) bytes, \(options.memoryLimit) are allowed")
        }
        return offset..<end
    }

    /// Reads `count` bytes at `offset`, which `name` is said to have.
    ///
    /// - Throws: as `range(of:at:count:)`, or what the source throws.
    func read(_ name: String, at offset: Int, count: Int, into buffer: inout ByteBuffer) async throws(ParquetError) {
        try await source.readAll(range(of: name, at: offset, count: count), into: &buffer)
    }
}

extension ColumnChunkMetadata {
    /// Checks that what belongs to the chunk is in this file and not encrypted.
    ///
    /// - Throws: `ParquetError` with code `unsupported`.
    func checkReadable() throws(ParquetError) {
        guard !isEncrypted else { throw ParquetError(.unsupported, "the column is encrypted") }
        if let filePath, !filePath.isEmpty {
            throw ParquetError(.unsupported, "the column is in another file, \(filePath)")
        }
    }
}
