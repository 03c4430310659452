internal import Parquet

extension ChunkPages {
    /// The chunk for people: its pages, its indexes side by side, its bloom filter. Columns that say nothing are left out.
    public var text: String {
        var text = "row group \(rowGroup), column \(path)"
        if let metadata = chunk.metadata {
            text +=
                ": \(metadata.type.name), \(metadata.codec.name), \(metadata.valueCount) values in \(pages.count) pages"
            text += ", \(metadata.totalCompressedSize) bytes, \(metadata.totalUncompressedSize) uncompressed"
        }
        text += "\n"
        if !pages.isEmpty { text += pageTable.text }
        for (ordinal, page) in pages.enumerated() {
            if let failure = page.failure { text += "  page \(ordinal): \(failure)\n" }
        }
        text += indexText
        if let metadata = chunk.metadata { text += bloomFilterText(metadata) + sizeText(metadata) }
        for note in notes { text += "  note: \(note)\n" }
        return text
    }

    private var pageTable: TextTable {
        var table = TextTable([
            "page", "type", "at", "header", "stored", "uncompressed", "encoding", "values", "nulls", "rows",
            "first row",
            "crc", "min", "max",
        ])
        for (ordinal, page) in pages.enumerated() {
            let rows = rows(page)
            let statistics = page.statistics
            table.append([
                "\(ordinal)", page.header.type.name, "\(page.offset)", "\(page.headerByteCount)",
                "\(page.header.compressedByteCount)", "\(page.header.uncompressedByteCount)",
                page.encoding?.name ?? "-", ChunkPages.text(page.valueCount), ChunkPages.text(page.nullCount),
                ChunkPages.text(rows.count), ChunkPages.text(rows.first), page.checksumText,
                bound(statistics?.minValue ?? statistics?.deprecatedMin),
                bound(statistics?.maxValue ?? statistics?.deprecatedMax),
            ])
        }
        return table
    }

    /// Offset index and column index, an entry a line.
    private var indexText: String {
        guard columnIndex != nil || offsetIndex != nil else { return "" }
        let locations = offsetIndex?.pageLocations ?? []
        let count = max(locations.count, columnIndex?.pageCount ?? 0)
        var table = TextTable([
            "entry", "at", "bytes", "first row", "byte array bytes", "nulls only", "nulls", "nans", "min", "max",
            "repetition levels", "definition levels",
        ])
        for place in 0..<count {
            let location = locations.indices.contains(place) ? locations[place] : nil
            let isNull = columnIndex?.nullPages.element(place)
            table.append([
                "\(place)", ChunkPages.text(location?.offset),
                ChunkPages.text(location.map { Int($0.compressedByteCount) }),
                ChunkPages.text(location?.firstRowIndex),
                ChunkPages.text(offsetIndex?.unencodedByteArrayByteCounts?.element(place)),
                isNull.map { $0 ? "yes" : "no" } ?? "-", ChunkPages.text(columnIndex?.nullCounts?.element(place)),
                ChunkPages.text(columnIndex?.nanCounts?.element(place)),
                isNull == true ? "-" : bound(columnIndex?.minValues.element(place)),
                isNull == true ? "-" : bound(columnIndex?.maxValues.element(place)),
                levels(columnIndex?.repetitionLevelHistograms, place, column.maxRepetitionLevel),
                levels(columnIndex?.definitionLevelHistograms, place, column.maxDefinitionLevel),
            ])
        }
        var parts: [String] = []
        if let offset = chunk.offsetIndexOffset, offsetIndex != nil {
            parts.append("offset index at \(offset)+\(chunk.offsetIndexLength ?? 0)")
        }
        if let offset = chunk.columnIndexOffset, let columnIndex {
            parts.append(
                "column index at \(offset)+\(chunk.columnIndexLength ?? 0), \(columnIndex.boundaryOrder.name)")
        }
        return "  " + parts.joined(separator: ", ") + "\n" + table.text
    }

    private func bloomFilterText(_ metadata: ColumnMetadata) -> String {
        guard let bloomFilter, let fill = bloomFilterFill, let offset = metadata.bloomFilterOffset else { return "" }
        let percent = Int((fill.share * 100).rounded())
        let rate = fill.falsePositives > 0 ? 1 / fill.falsePositives : .infinity
        let oneIn = rate < 1e15 ? "1 in \(Int(rate.rounded()))" : "none"
        return "  bloom filter at \(offset)\(metadata.bloomFilterLength.map { "+\($0)" } ?? ""): "
            + "\(bloomFilter.bytes.count) bytes, \(bloomFilter.blockCount) blocks, \(percent) % of bits set, "
            + "false positives about \(oneIn)\n"
    }

    private func sizeText(_ metadata: ColumnMetadata) -> String {
        guard let size = metadata.sizeStatistics else { return "" }
        var parts: [String] = []
        if let count = size.unencodedByteArrayByteCount { parts.append("byte array bytes \(count)") }
        for (name, levels) in [
            ("repetition levels", size.repetitionLevelHistogram), ("definition levels", size.definitionLevelHistogram),
        ] {
            guard let levels, !levels.isEmpty else { continue }
            parts.append("\(name) \(levels.prefix(32).map(String.init).joined(separator: " "))")
        }
        return parts.isEmpty ? "" : "  sizes: \(parts.joined(separator: ", "))\n"
    }

    private func levels(_ histograms: [Int]?, _ page: Int, _ highest: Int) -> String {
        guard let counts = ChunkPages.histogram(histograms, page, levels: highest + 1) else { return "-" }
        return counts.prefix(32).map(String.init).joined(separator: " ")
    }

    private func bound(_ bytes: [UInt8]?) -> String {
        guard let bytes else { return "-" }
        let text = StatisticsText.text(of: bytes, column)
        return text.count <= 40 ? text : text.prefix(39) + "…"
    }

    private static func text(_ number: Int?) -> String { number.map(String.init) ?? "-" }
}

extension Array {
    /// The element at `index`, if there is one.
    func element(_ index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
