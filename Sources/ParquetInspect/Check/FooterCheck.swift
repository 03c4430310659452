internal import Parquet

/// What a footer says, compared with itself.
enum FooterCheck {
    /// Checks all that concerns the file as a whole.
    static func check(_ file: ParquetFile, _ log: inout FindingLog) {
        let metadata = file.metadata
        for note in metadata.schemaNotes {
            log.warn(.schema, note.message, at: .init(column: note.path.description))
        }
        if metadata.version != 1, metadata.version != 2 {
            log.warn(.footer, "the version is \(metadata.version), 1 and 2 are known")
        }
        if metadata.rowCount != file.rowCount {
            log.error(.rowCount, "the file's num_rows is \(metadata.rowCount), its row groups have \(file.rowCount)")
        }
        checkKeys(metadata.keyValueMetadata, &log)
        checkColumnOrders(file, &log)
    }

    /// Checks a row group, whose place the log has, but for its pages.
    static func check(_ rowGroup: RowGroupMetadata, ordinal: Int, _ file: ParquetFile, _ log: inout FindingLog) {
        let columns = file.schema.columns
        if rowGroup.columns.count != columns.count {
            log.error(
                .columnChunk,
                "the row group has \(rowGroup.columns.count) column chunks, the schema \(columns.count) columns")
        }
        if let told = rowGroup.ordinal, Int(told) != ordinal {
            log.error(.ordinal, "the row group's ordinal is \(told), it is number \(ordinal)")
        }
        for sorting in rowGroup.sortingColumns ?? [] where !columns.indices.contains(Int(sorting.columnIndex)) {
            log.error(.sorting, "the rows are said to be sorted by column \(sorting.columnIndex) of \(columns.count)")
        }
        let chunks = rowGroup.columns.compactMap(\.metadata)
        guard chunks.count == rowGroup.columns.count, !chunks.isEmpty else { return }
        checkSum(rowGroup.totalByteSize, chunks.map(\.totalUncompressedSize), "total_byte_size", &log)
        if let size = rowGroup.totalCompressedSize {
            checkSum(size, chunks.map(\.totalCompressedSize), "total_compressed_size", &log)
        }
        let start = chunks.filter { $0.totalCompressedSize > 0 }.map(\.startOffset).min()
        if let offset = rowGroup.fileOffset, let start, offset != start,
            rowGroup.columns.allSatisfy({ $0.filePath == nil })
        {
            if offset == 0 {
                log.warn(.offset, "the row group's file_offset is 0, its first page is at \(start)")
            } else {
                log.error(.offset, "the row group's file_offset is \(offset), its first page is at \(start)")
            }
        }
    }

    private static func checkSum(_ told: Int, _ sizes: [Int], _ name: String, _ log: inout FindingLog) {
        var sum = 0
        for size in sizes {
            let (next, overflow) = sum.addingReportingOverflow(size)
            guard !overflow else { return log.error(.size, "the sizes of the chunks exceed 64 bits") }
            sum = next
        }
        if told != sum { log.error(.size, "the row group's \(name) is \(told), its chunks have \(sum)") }
    }

    /// Checks that no key occurs twice.
    static func checkKeys(_ pairs: [KeyValue]?, _ log: inout FindingLog) {
        guard let pairs else { return }
        var seen: Set<String> = []
        for pair in pairs where !seen.insert(pair.key).inserted {
            log.warn(.keyValueMetadata, "the key \(pair.key.debugDescription) occurs more than once")
        }
    }

    private static func checkColumnOrders(_ file: ParquetFile, _ log: inout FindingLog) {
        guard let orders = file.metadata.columnOrders else { return }
        guard orders.count == file.schema.columns.count else {
            return log.error(
                .columnOrder, "there are \(orders.count) column orders for \(file.schema.columns.count) columns")
        }
        for (order, column) in zip(orders, file.schema.columns) {
            let place = ParquetError.Place(column: column.path.description)
            switch order {
            case .typeDefined: break
            case .unknown: log.uncheck(.columnOrder, "\(order.name) is not known", at: place)
            case .ieee754TotalOrder, .int96Timestamp:
                if ValueOrder(column, order) == nil {
                    log.error(.columnOrder, "\(order.name) does not go with \(column.physicalType.name)", at: place)
                }
            }
        }
    }
}
