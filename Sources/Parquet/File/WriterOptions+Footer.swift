// What a file's footer tells of how it was written, so that rows of it are written the same way again.
extension WriterOptions {
    /// The options by which `file` was written, as far as its footer tells: the codec of each column, the version of data pages, which
    /// columns have bloom filters, page indexes, what the rows are sorted by, key-value pairs. Levels of codecs and limits are not
    /// told; a row group stays one.
    ///
    /// - Throws: `ParquetError` with code `unsupported` for a codec that is not known.
    package init(as file: ParquetFile) throws(ParquetError) {
        self.init()
        keyValueMetadata = file.metadata.keyValueMetadata ?? []
        rowGroupByteLimit = 1 << 40
        rowGroupRowLimit = 1 << 40
        writesPageIndex = false
        for (index, column) in file.schema.columns.enumerated() {
            let chunks = file.metadata.rowGroups.compactMap { rowGroup in
                rowGroup.columns.indices.contains(index) ? rowGroup.columns[index] : nil
            }
            if chunks.contains(where: { $0.offsetIndexOffset != nil }) { writesPageIndex = true }
            if file.metadata.columnOrder(index) == .ieee754TotalOrder { floatingPointOrder = .ieee754TotalOrder }
            guard let chunk = chunks.first?.metadata else { continue }
            var own = ColumnOptions()
            own.codec = try chunk.codec.decompressing()
            own.keyValueMetadata = chunk.keyValueMetadata
            own.bloomFilter = .never
            if let filter = chunks.compactMap(\.metadata).first(where: { $0.bloomFilterOffset != nil }),
                column.physicalType != .boolean
            {
                var options = BloomFilterOptions(includesDictionaryChunks: true)
                options.byteLimit = max(options.byteLimit, Int(filter.bloomFilterLength ?? 0).nextPowerOfTwo)
                own.bloomFilter = .with(options)
            }
            if chunk.encodingStatistics?.contains(where: { $0.pageType == .dataPageV2 }) == true {
                dataPageVersion = .v2
            }
            columns[column.path] = own
        }
        let sorting = file.metadata.rowGroups.first?.sortingColumns ?? []
        sortingColumns = sorting.compactMap { sorting in
            let index = Int(sorting.columnIndex)
            guard file.schema.columns.indices.contains(index) else { return nil }
            return Sorting(
                file.schema.columns[index].path, isDescending: sorting.isDescending,
                areNullsFirst: sorting.areNullsFirst)
        }
    }
}

extension Int {
    /// The least power of two that is not below, up to what a bloom filter may have.
    fileprivate var nextPowerOfTwo: Int {
        var power = 1
        while power < self, power < BloomFilter.maxByteCount { power *= 2 }
        return power
    }
}
