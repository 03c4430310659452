import Logging
import Parquet
import ParquetDataset
import ParquetJSON

/// An event in words: a sentence for a person at a terminal; for a log a message, with what it is about in details beside it.
struct EventMessage {
    var level = Logger.Level.info
    /// Nil for what a terminal does not need.
    var sentence: String?
    var message: String
    var details: Logger.Metadata = [:]

    /// One that says `text` everywhere.
    init(_ level: Logger.Level, _ text: String, _ details: Logger.Metadata = [:]) {
        self.level = level
        message = text
        sentence = text
        self.details = details
    }

    /// One that says `message` in a log, and something else or nothing at a terminal.
    private init(_ message: String, terminal sentence: String?, _ details: Logger.Metadata) {
        self.message = message
        self.sentence = sentence
        self.details = details
    }

    /// That something is odd.
    static func warning(_ text: String) -> EventMessage {
        var message = EventMessage(.warning, text)
        message.sentence = "warning: \(text)"
        return message
    }

    /// What there is to say of `event`; nil of progress, which comes too often.
    static func of(_ event: ConversionEvent) -> EventMessage? {
        switch event {
        case .planned(let partitions, let chunks, let bytes):
            let size = bytes > 0 ? ", \(ByteCount(bytes))" : ""
            return EventMessage(
                "planned", terminal: "\(count(partitions, "partition")) with \(count(chunks, "chunk"))\(size)",
                ["partitions": number(partitions), "chunks": number(chunks), "bytes_in": number(bytes)])
        case .partitionColumnsLeftOut(let names):
            let them = names.count == 1 ? "it" : "them"
            return EventMessage(
                .info,
                "not written, because the directories say \(them): \(names.joined(separator: ", ")); "
                    + "--keep-partition-columns writes \(them)")
        case .columnsNotKept(let names):
            return EventMessage(
                .info,
                "not written, because --columns does not name \(names.count == 1 ? "it" : "them"): "
                    + names.joined(separator: ", "))
        case .sorting(let rows, let spilledRows):
            return EventMessage(
                .info,
                "sorting \(count(rows, "row")) into partitions"
                    + (spilledRows > 0 ? ", \(spilledRows) of them in temporary files" : ""),
                ["rows": number(rows), "spilled_rows": number(spilledRows)])
        case .warning(let text): return warning(text)
        case .partitionStarted(let path, let chunks, let bytes):
            return EventMessage(
                "partition started", terminal: nil,
                ["partition": .string(path.description), "chunks": number(chunks), "bytes_in": number(bytes)])
        case .progress: return nil
        case .widened(let widening):
            return EventMessage(
                .notice, SummaryText.text(widening) + "; the partition is read again",
                [
                    "partition": .string(widening.partition.description),
                    "revision": number(widening.contract.revision),
                ])
        case .partitionFinished(let report):
            var details = details(report.counts)
            details["partition"] = .string(report.path.description)
            let sentence =
                report.counts.chunks > 0
                ? SummaryText.summary(report.counts)
                : "\(count(report.counts.lines.rows, "row")), \(count(report.counts.files, "file")) of "
                    + "\(ByteCount(report.counts.bytesWritten))"
            return EventMessage("partition converted", terminal: "\(report.path): \(sentence)", details)
        case .partitionUpToDate(let path):
            return EventMessage(
                "partition up to date", terminal: "\(path): up to date", ["partition": .string("\(path)")])
        case .partitionFailed(let failure):
            var message = EventMessage(
                "partition failed", terminal: "\(failure.path): failed: \(failure.error.description)",
                [
                    "partition": .string(failure.path.description), "error": .string(failure.error.description),
                    "code": .string(failure.error.code.rawValue),
                ])
            message.level = .error
            return message
        case .finished(let report):
            var details = details(report.counts)
            details["partitions"] = number(report.partitions.count)
            details["failures"] = number(report.failures.count)
            return EventMessage("finished", terminal: nil, details)
        }
    }

    private static func details(_ counts: ConversionCounts) -> Logger.Metadata {
        var details: Logger.Metadata = [
            "lines": number(counts.lines.lines), "rows": number(counts.lines.rows), "files": number(counts.files),
            "bytes_out": number(counts.bytesWritten),
        ]
        // Partitions that are made of columns have no chunks and no time of their own.
        if counts.chunks > 0 {
            details["bytes_in"] = number(counts.bytesRead)
            details["seconds"] = number(counts.seconds, 3)
        }
        if counts.lines.blankLines > 0 { details["blank"] = number(counts.lines.blankLines) }
        if counts.lines.rejectedLines > 0 { details["quarantined"] = number(counts.lines.rejectedLines) }
        if counts.lines.driftedValues > 0 { details["drifted_values"] = number(counts.lines.driftedValues) }
        if counts.lines.unknownKeys > 0 { details["unknown_keys"] = number(counts.lines.unknownKeys) }
        if counts.lines.keptKeys > 0 { details["kept_keys"] = number(counts.lines.keptKeys) }
        return details
    }
}

private func count(_ number: Int, _ noun: String) -> String { PlainText.count(number, noun) }

private func number(_ value: Int) -> Logger.MetadataValue { .stringConvertible(value) }

private func number(_ value: Double, _ digits: Int) -> Logger.MetadataValue {
    .stringConvertible(Double(PlainText.rounded(value, digits)) ?? value)
}
