internal import Parquet

extension MetadataReport {
    /// The report as text for people: the file, then for each row group a table of its column chunks' values and one of
    /// where things are. Columns that say nothing are left out.
    public var text: String {
        let metadata = file.metadata
        var text = ""
        func line(_ name: String, _ value: String) { text += "\(TextTable.pad(name, 14))\(value)\n" }
        line("bytes", "\(file.byteCount), of which footer \(file.metadataByteCount)")
        line("created by", metadata.createdBy ?? "-")
        line("version", "\(metadata.version)")
        line("rows", "\(metadata.rowCount) in \(metadata.rowGroups.count) row groups")
        line("columns", "\(file.schema.columns.count)")
        if let orders = metadata.columnOrders {
            line("column orders", commonOrder?.name ?? (orders.isEmpty ? "-" : "differ"))
        }
        if let algorithm = metadata.encryptionAlgorithm { line("encryption", algorithm.name) }
        if let key = metadata.footerSigningKeyMetadata { line("footer key", MetadataReport.hex(key)) }
        for pair in metadata.keyValueMetadata ?? [] {
            line("key", "\(pair.key) = \(MetadataReport.shorten(pair.value ?? "-"))")
        }
        for (ordinal, rowGroup) in metadata.rowGroups.enumerated() {
            text += "\nrow group \(ordinal): \(rowGroup.rowCount) rows, \(rowGroup.totalByteSize) bytes uncompressed"
            if let size = rowGroup.totalCompressedSize { text += ", \(size) compressed" }
            if let offset = rowGroup.fileOffset { text += ", at byte \(offset)" }
            text += "\n"
            if let sorting = rowGroup.sortingColumns { text += "  sorted by \(sortingText(sorting))\n" }
            text += valueTable(of: rowGroup).text
            let places = placeTable(of: rowGroup)
            if places.hasContent { text += "\n" + places.text }
        }
        return text
    }

    /// The order of the bounds if all columns have the same.
    private var commonOrder: ColumnOrder? {
        guard let orders = file.metadata.columnOrders, let first = orders.first else { return nil }
        return orders.allSatisfy { $0 == first } ? first : nil
    }

    private func sortingText(_ columns: [SortingColumn]) -> String {
        columns.map { column in
            let place = Int(column.columnIndex)
            let known = file.schema.columns
            let name = known.indices.contains(place) ? known[place].path.description : "column \(place)"
            return name + (column.isDescending ? " descending" : "") + (column.areNullsFirst ? " nulls first" : "")
        }.joined(separator: ", ")
    }

    private func valueTable(of rowGroup: RowGroupMetadata) -> TextTable {
        var table = TextTable([
            "column", "type", "codec", "encodings", "values", "nulls", "nans", "distinct", "bytes", "compressed",
            "order",
            "min", "max",
        ])
        let orders = commonOrder == nil ? file.metadata.columnOrders ?? [] : []
        for (place, (chunk, column)) in zip(rowGroup.columns, file.schema.columns).enumerated() {
            guard let metadata = chunk.metadata else {
                table.append([column.path.description, chunk.isEncrypted ? "encrypted" : "no metadata"])
                continue
            }
            let statistics = metadata.statistics
            table.append([
                column.path.description, metadata.type.name, metadata.codec.name,
                metadata.encodings.map(\.name).joined(separator: ","), "\(metadata.valueCount)",
                MetadataReport.text(statistics?.nullCount), MetadataReport.text(statistics?.nanCount),
                MetadataReport.text(statistics?.distinctCount), "\(metadata.totalUncompressedSize)",
                "\(metadata.totalCompressedSize)", orders.indices.contains(place) ? orders[place].name : "-",
                bound(statistics?.minValue, statistics?.isMinValueExact, deprecated: statistics?.deprecatedMin, column),
                bound(statistics?.maxValue, statistics?.isMaxValueExact, deprecated: statistics?.deprecatedMax, column),
            ])
        }
        return table
    }

    private func bound(
        _ bytes: [UInt8]?, _ isExact: Bool?, deprecated: [UInt8]?, _ column: ColumnDescriptor
    ) -> String {
        if let bytes {
            return MetadataReport.shorten(StatisticsText.text(of: bytes, column)) + (isExact == false ? " ~" : "")
        }
        guard let deprecated else { return "-" }
        return MetadataReport.shorten(StatisticsText.text(of: deprecated, column)) + " (deprecated)"
    }

    /// What lies where: offsets and lengths in bytes, as `4711+98`.
    private func placeTable(of rowGroup: RowGroupMetadata) -> TextTable {
        var table = TextTable([
            "column", "dictionary", "data", "pages", "offset index", "column index", "bloom filter", "byte array bytes",
            "repetition levels", "definition levels", "bounding box", "shapes", "keys", "encryption", "file",
        ])
        for (chunk, column) in zip(rowGroup.columns, file.schema.columns) {
            let metadata = chunk.metadata
            let size = metadata?.sizeStatistics
            let shapes = metadata?.geospatialStatistics
            table.append([
                column.path.description,
                MetadataReport.text(metadata?.dictionaryPageOffset),
                MetadataReport.text(metadata?.dataPageOffset),
                MetadataReport.list(metadata?.encodingStatistics, ", ") {
                    "\($0.count) \($0.pageType.name) \($0.encoding.name)"
                },
                MetadataReport.place(chunk.offsetIndexOffset, chunk.offsetIndexLength),
                MetadataReport.place(chunk.columnIndexOffset, chunk.columnIndexLength),
                metadata.map(MetadataReport.bloomFilter) ?? "-",
                MetadataReport.text(size?.unencodedByteArrayByteCount),
                MetadataReport.list(size?.repetitionLevelHistogram) { "\($0)" },
                MetadataReport.list(size?.definitionLevelHistogram) { "\($0)" },
                MetadataReport.list(shapes?.boundingBox?.bounds, ", ") { bound in
                    bound.value.map { "\(bound.name) \($0)" } ?? ""
                },
                MetadataReport.list(shapes?.geospatialTypes) { "\($0)" },
                MetadataReport.list(metadata?.keyValueMetadata, ", ") { "\($0.key) = \($0.value ?? "-")" },
                chunk.cryptoMetadata?.name ?? "-", chunk.filePath ?? "-",
            ])
        }
        return table
    }

    private static func text(_ number: Int?) -> String { number.map { "\($0)" } ?? "-" }

    private static func place(_ offset: Int?, _ length: Int32?) -> String {
        guard let offset else { return "-" }
        return "\(offset)" + (length.map { "+\($0)" } ?? "")
    }

    /// Where the bloom filter is and how much it errs, or why there is none.
    private static func bloomFilter(_ metadata: ColumnMetadata) -> String {
        guard metadata.bloomFilterOffset != nil else {
            return metadata.isOnlyDictionaryCoded ? "- (the dictionary tells)" : "-"
        }
        let place = place(metadata.bloomFilterOffset, metadata.bloomFilterLength)
        guard let share = metadata.maximumFalsePositiveShare else { return place }
        return "\(place), at most \(BloomFilterErrors.percent(share)) false"
    }

    private static func list<Element>(
        _ elements: [Element]?, _ separator: String = " ", _ text: (Element) -> String
    ) -> String {
        guard let elements else { return "-" }
        // A histogram may have any length; no more than what fits is made.
        let texts = elements.prefix(32).map(text).filter { !$0.isEmpty }
        return shorten(texts.joined(separator: separator), to: 80)
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        var text = Array("0x".utf8)
        for byte in bytes.prefix(64) { HexText.append(byte, to: &text) }
        return shorten(String(decoding: text, as: UTF8.self))
    }

    /// Long texts cut, with what was left out marked.
    private static func shorten(_ text: String, to count: Int = 40) -> String {
        text.count <= count ? text : text.prefix(count - 1) + "…"
    }
}
