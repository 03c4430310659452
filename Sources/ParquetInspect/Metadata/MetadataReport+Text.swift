internal import Parquet

extension MetadataReport {
    /// The report as text for people.
    public var text: String {
        let metadata = file.metadata
        var text = ""
        func line(_ name: String, _ value: String) { text += "\(MetadataReport.pad(name, 14))\(value)\n" }
        line("bytes", "\(file.byteCount), of which footer \(file.metadataByteCount)")
        line("created by", metadata.createdBy ?? "-")
        line("version", "\(metadata.version)")
        line("rows", "\(metadata.rowCount) in \(metadata.rowGroups.count) row groups")
        line("columns", "\(file.schema.columns.count)")
        for pair in metadata.keyValueMetadata ?? [] {
            line("key", "\(pair.key) = \(MetadataReport.shorten(pair.value ?? "-"))")
        }
        for (ordinal, rowGroup) in metadata.rowGroups.enumerated() {
            text += "\nrow group \(ordinal): \(rowGroup.rowCount) rows, \(rowGroup.totalByteSize) bytes uncompressed"
            if let size = rowGroup.totalCompressedSize { text += ", \(size) compressed" }
            text += "\n"
            text += table(of: rowGroup)
        }
        return text
    }

    private func table(of rowGroup: RowGroupMetadata) -> String {
        var rows = [["column", "type", "codec", "encodings", "values", "nulls", "bytes", "compressed", "min", "max"]]
        for (chunk, column) in zip(rowGroup.columns, file.schema.columns) {
            guard let metadata = chunk.metadata else {
                rows.append([column.path.description, "encrypted"] + Array(repeating: "-", count: 8))
                continue
            }
            let statistics = metadata.statistics
            func bound(_ bytes: [UInt8]?, isExact: Bool?) -> String {
                guard let bytes else { return "-" }
                return MetadataReport.shorten(StatisticsText.text(of: bytes, column)) + (isExact == false ? " ~" : "")
            }
            rows.append([
                column.path.description, metadata.type.name, metadata.codec.name,
                metadata.encodings.map(\.name).joined(separator: ","), "\(metadata.valueCount)",
                statistics?.nullCount.map { "\($0)" } ?? "-", "\(metadata.totalUncompressedSize)",
                "\(metadata.totalCompressedSize)",
                bound(statistics?.minValue, isExact: statistics?.isMinValueExact),
                bound(statistics?.maxValue, isExact: statistics?.isMaxValueExact),
            ])
        }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        var text = ""
        for row in rows {
            var line = ""
            for (cell, width) in zip(row, widths) { line += "  " + MetadataReport.pad(cell, width) }
            while line.last == " " { line.removeLast() }
            text += line + "\n"
        }
        return text
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    /// Long texts cut, with what was left out marked.
    private static func shorten(_ text: String) -> String {
        text.count <= 40 ? text : text.prefix(39) + "…"
    }
}
