import Parquet
import ParquetDataset
import ParquetJSON

/// What became of each partition, in aligned columns, with the total and the failures.
struct SummaryTable {
    private static let head = [
        "partition", "lines", "rows", "blank", "quarantined", "files", "bytes in", "bytes out", "ratio", "seconds",
    ]

    let totals: RunTotals

    /// The lines of the table, each with its end; empty if there is nothing to tell.
    var text: String {
        guard totals.partitionCount > 0 || !totals.failures.isEmpty else { return "" }
        var rows = [SummaryTable.head]
        for report in totals.partitions { rows.append(row(report.path.description, report.counts)) }
        let left = totals.partitionCount - totals.partitions.count
        if left > 0 { rows.append(["… and \(PlainText.count(left, "partition")) more"]) }
        rows.append(row("total", totals.counts))
        var text = SummaryTable.aligned(rows, left: [0])
        if !totals.failures.isEmpty {
            text += "\n\(PlainText.count(totals.failures.count, "partition")) failed:\n"
            for failure in totals.failures {
                text += "  \(PlainText.printable("\(failure.path): \(failure.error.description)"))\n"
            }
        }
        return text
    }

    /// The rows as lines, their cells below one another: those of the columns `left` begin at the same place, others end there.
    static func aligned(_ rows: [[String]], left: Set<Int>) -> String {
        let widths = (rows.first ?? []).indices.map { column in
            // What says how many more there are may run into the columns behind it.
            rows.filter { $0.count > 1 }.map { PlainText.width($0[column]) }.max() ?? 0
        }
        var text = ""
        for row in rows {
            var line = row.enumerated().map { column, cell in
                PlainText.padded(cell, widths[column], right: !left.contains(column))
            }.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            text += line + "\n"
        }
        return text
    }

    private func row(_ name: String, _ counts: ConversionCounts) -> [String] {
        let lines = counts.lines
        let output = [PlainText.printable(name), "\(lines.lines)", "\(lines.rows)"]
        let files = ["\(counts.files)"]
        // What was read is not known of single partitions that are made of columns.
        guard counts.chunks > 0 else {
            return output + ["", ""] + files + ["", "\(ByteCount(counts.bytesWritten))", "", ""]
        }
        return output + ["\(lines.blankLines)", "\(lines.rejectedLines)"] + files + [
            "\(ByteCount(counts.bytesRead))", "\(ByteCount(counts.bytesWritten))",
            counts.ratio.map { PlainText.rounded($0, 1) } ?? "", PlainText.rounded(counts.seconds, 2),
        ]
    }
}
