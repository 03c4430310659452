internal import ParquetBytes

/// A row group as it lies in a file, which can be copied into another one without being decoded.
struct StoredRowGroup: Sendable {
    /// What the footer of the file it lies in says of it.
    let metadata: RowGroupMetadata
    /// Where its column chunks lie.
    let chunks: [Range<Int>]
    /// What lies behind all row groups of each column chunk.
    let parts: [Parts]

    /// A column chunk's bloom filter and page indexes.
    struct Parts: Sendable {
        /// Header and bits; empty if there is none.
        var bloomFilter: [UInt8] = []
        /// Encoded; empty if there is none.
        var columnIndex: [UInt8] = []
        var offsetIndex: OffsetIndex?
    }

    /// The bytes of the chunks.
    var byteCount: Int { chunks.reduce(0) { $0 + $1.count } }

    /// What the footer and the indexes say of the row group once its chunks lie one after the other from `offset` on.
    func moved(to offset: Int, ordinal: Int) -> (metadata: RowGroupMetadata, parts: [Parts]) {
        var moved = metadata
        var movedParts = parts
        var position = offset
        for (index, chunk) in chunks.enumerated() {
            let distance = position - chunk.lowerBound
            moved.columns[index].fileOffset = 0
            if var column = moved.columns[index].metadata {
                column.dataPageOffset += distance
                // Some writers leave 0 where there is none.
                column.dictionaryPageOffset = column.dictionaryPageOffset.flatMap { $0 > 0 ? $0 + distance : nil }
                column.indexPageOffset = nil
                column.bloomFilterOffset = nil
                column.bloomFilterLength = nil
                moved.columns[index].metadata = column
            }
            moved.columns[index].offsetIndexOffset = nil
            moved.columns[index].offsetIndexLength = nil
            moved.columns[index].columnIndexOffset = nil
            moved.columns[index].columnIndexLength = nil
            if var offsets = movedParts[index].offsetIndex {
                for page in offsets.pageLocations.indices { offsets.pageLocations[page].offset += distance }
                movedParts[index].offsetIndex = offsets
            }
            position += chunk.count
        }
        moved.fileOffset = offset
        moved.totalCompressedSize = byteCount
        moved.ordinal = Int16(exactly: ordinal)
        return (moved, movedParts)
    }
}

extension StoredRowGroup {
    /// Row group `ordinal` of `file`, to be copied into a file whose footer has `columnOrders`.
    ///
    /// Bounds that are in another order than that are left out; so are those of the time before there were orders, where
    /// readers know the writer they may rely on, and the new file has another one.
    ///
    /// - Throws: `ParquetError` with code `unsupported` for row groups that are encrypted, lie in other files or come from
    ///   writers that left out the sizes of headers; otherwise as reading does.
    init(_ file: ParquetFile, ordinal: Int, columnOrders: [ColumnOrder]) async throws(ParquetError) {
        var metadata = file.metadata.rowGroups[ordinal]
        let createdBy = file.metadata.createdBy ?? ""
        guard
            !["parquet-mr version 1.0", "parquet-mr version 1.1", "parquet-mr version 1.2"].contains(
                where: createdBy.hasPrefix)
        else {
            throw ParquetError(
                .unsupported, "\(createdBy) wrote sizes that leave out headers; its rows must be written anew",
                at: .init(file: file.source.name))
        }
        let columns = file.schema.columns
        // Checks that the chunks are where and what they should be.
        let plan = try RowGroupPlan(file, ordinal: ordinal, selection: Array(columns.indices))
        var chunks: [Range<Int>] = []
        var parts: [Parts] = []
        for (index, column) in plan.columns.enumerated() {
            let start = column.range.lowerBound
            chunks.append(start..<start + column.metadata.totalCompressedSize)
            var own = Parts()
            own.bloomFilter = try await file.bloomFilter(rowGroup: ordinal, column: index)?.encoded() ?? []
            own.offsetIndex = try await file.offsetIndex(rowGroup: ordinal, column: index)
            let hasSameOrder = file.metadata.columnOrder(index) == columnOrders[index]
            if hasSameOrder {
                own.columnIndex = try await file.columnIndex(rowGroup: ordinal, column: index)?.encoded() ?? []
            }
            if var statistics = column.metadata.statistics {
                statistics.deprecatedMin = nil
                statistics.deprecatedMax = nil
                if !hasSameOrder {
                    statistics.minValue = nil
                    statistics.maxValue = nil
                    statistics.isMinValueExact = nil
                    statistics.isMaxValueExact = nil
                }
                metadata.columns[index].metadata?.statistics = statistics
            }
            parts.append(own)
        }
        self.metadata = metadata
        self.chunks = chunks
        self.parts = parts
    }
}
