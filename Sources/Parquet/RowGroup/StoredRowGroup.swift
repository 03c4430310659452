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
        let writer = WriterVersion(file.metadata.createdBy)
        guard writer.map({ !$0.isParquetMR || ($0.major, $0.minor, $0.patch) > (1, 2, 8) }) ?? true else {
            throw ParquetError(
                .unsupported,
                "parquet-mr up to 1.2.8 wrote sizes that leave out headers: the rows must be written anew",
                at: .init(file: file.source.name))
        }
        let columns = file.schema.columns
        // Checks that the chunks are where and what they should be.
        let plan = try RowGroupPlan(file, ordinal: ordinal, selection: Array(columns.indices))
        var chunks: [Range<Int>] = []
        var parts: [Parts] = []
        for (index, column) in plan.columns.enumerated() {
            guard
                writer.map({ !$0.isParquetMR || ($0.major, $0.minor, $0.patch) > (1, 8, 0) }) ?? true
                    || !column.metadata.encodings.contains(.deltaByteArray)
            else {
                throw ParquetError(
                    .unsupported,
                    "parquet-mr up to 1.8.0 let DELTA_BYTE_ARRAY go on from page to page: the rows must be "
                        + "written anew", at: .init(column: column.descriptor.path.description))
            }
            let start = column.range.lowerBound
            chunks.append(start..<start + column.metadata.totalCompressedSize)
            var own = Parts()
            own.bloomFilter =
                try await optional { () async throws(ParquetError) in
                    try await file.bloomFilter(rowGroup: ordinal, column: index)
                }?.encoded() ?? []
            own.offsetIndex = try await optional { () async throws(ParquetError) in
                try await file.offsetIndex(rowGroup: ordinal, column: index)
            }
            let hasSameOrder = file.metadata.columnOrder(index) == columnOrders[index]
            if hasSameOrder, own.offsetIndex != nil {
                own.columnIndex =
                    try await optional { () async throws(ParquetError) in
                        try await file.columnIndex(rowGroup: ordinal, column: index)
                    }?.encoded() ?? []
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

/// What `body` gives; nil if that is broken or of an unknown kind. What readers may do without does not stop a copy.
private func optional<Value>(
    _ body: () async throws(ParquetError) -> Value?
) async throws(ParquetError) -> Value? {
    do throws(ParquetError) {
        return try await body()
    } catch {
        guard error.code == .malformed || error.code == .unsupported else { throw error }
        return nil
    }
}
