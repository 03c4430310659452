import ParquetDataset
import ParquetJSON

/// What was counted, in sentences.
enum SummaryText {
    /// What was counted, as one sentence.
    static func summary(_ counts: ConversionCounts) -> String {
        let lines = counts.lines
        var parts = ["\(lines.rows) rows of \(lines.lines) lines"]
        if lines.blankLines > 0 { parts.append("\(lines.blankLines) blank") }
        if lines.rejectedLines > 0 { parts.append("\(lines.rejectedLines) in quarantine") }
        if lines.duplicateKeys > 0 { parts.append("\(lines.duplicateKeys) duplicate keys") }
        if lines.unknownKeys > 0 { parts.append("\(lines.unknownKeys) unknown keys dropped") }
        if lines.keptKeys > 0 { parts.append("\(lines.keptKeys) unknown keys kept in _extra") }
        if lines.driftedValues > 0 {
            // The columns with the most of them, a few.
            let columns = lines.drift.sorted { ($1.value.total, $0.key) < ($0.value.total, $1.key) }
            let names = columns.prefix(3).map { "\($0.key) \($0.value.total)" } + (columns.count > 3 ? ["…"] : [])
            parts.append(
                "\(lines.driftedValues) values that did not fit kept in _extra (\(names.joined(separator: ", ")))")
        }
        if !lines.needs.isEmpty {
            parts.append(
                "no wider type holds those of \(lines.needs.keys.sorted().joined(separator: ", ")) (another one needs the old "
                    + "partitions to be rewritten)")
        }
        if counts.ignoredKeys > 0 { parts.append("\(counts.ignoredKeys) keys beside the records ignored") }
        let files = "\(counts.files) \(counts.files == 1 ? "file" : "files") of \(ByteCount(counts.bytesWritten))"
        let ratio = counts.ratio.map { ", \(PlainText.rounded($0, 1)) times smaller" } ?? ""
        let speed = counts.seconds > 0 ? Double(counts.textBytes) / counts.seconds / 1_000_000 : 0
        return parts.joined(separator: ", ")
            + ": \(ByteCount(counts.textBytes)) became \(files)\(ratio), in \(PlainText.rounded(counts.seconds, 2)) s "
            + "(\(Int(speed)) MB/s)"
    }

    /// That columns became wider.
    static func text(_ widening: ContractWidening) -> String {
        "schema: revision \(widening.contract.revision)"
            + (widening.partition.isRoot ? "" : " from \(widening.partition) on") + ", since values did not fit: "
            + widening.columns.map { "column \($0.column) widened from \($0.before.name) to \($0.after.name)" }
            .joined(separator: ", ")
    }
}
