import Foundation
import Parquet
import ParquetDataset
import ParquetJSON
import Synchronization

/// Shows events: a progress line where standard error is a terminal, plain lines where it is not, and with `--json` each
/// event as a line of JSON on standard output.
final class EventPrinter: Sendable {
    private struct State {
        var lastProgress = -Double.infinity
        var lineIsOpen = false
        var report: ConversionReport?
        var finishedPartitions = 0
    }

    /// How many partitions that are made of columns are told of.
    private static let partitionLimit = 20

    private let json: Bool
    private let isTerminal: Bool
    private let state = Mutex(State())

    init(json: Bool) {
        self.json = json
        isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1
    }

    /// Shows `event`.
    func report(_ event: ConversionEvent) {
        if json, let line = EventRecord(event)?.text { write(line, to: .standardOutput) }
        switch event {
        case .planned(let partitions, let chunks, let bytes):
            let size = bytes > 0 ? ", \(ByteCount(bytes))" : ""
            log("\(count(partitions, "partition")) with \(count(chunks, "chunk"))\(size)")
        case .partitionColumnsLeftOut(let names):
            log(
                "not written, because the directories say \(names.count == 1 ? "it" : "them"): "
                    + "\(names.joined(separator: ", ")); --keep-partition-columns writes \(names.count == 1 ? "it" : "them")"
            )
        case .columnsNotKept(let names):
            log(
                "not written, because --columns does not name \(names.count == 1 ? "it" : "them"): \(names.joined(separator: ", "))"
            )
        case .sorting(let rows, let spilledRows):
            log(
                "sorting \(count(rows, "row")) into partitions"
                    + (spilledRows > 0 ? ", \(spilledRows) of them in temporary files" : ""))
        case .warning(let text):
            log("warning: \(text)")
        case .partitionUpToDate(let path): log("\(path): up to date")
        case .partitionStarted(let path, let chunks, let bytes):
            if !isTerminal { log("\(path): reading \(count(chunks, "chunk")), \(ByteCount(bytes))") }
        case .progress(let progress): show(progress)
        case .widened(let widening): log(EventPrinter.text(widening) + "; the partition is read again")
        case .partitionFinished(let report):
            let ordinal = state.withLock { state in
                state.finishedPartitions += 1
                return state.finishedPartitions
            }
            guard report.counts.chunks == 0 else {
                return log("\(report.path): \(EventPrinter.summary(report.counts))")
            }
            // There may be very many partitions that are made of columns.
            if ordinal <= EventPrinter.partitionLimit {
                log(
                    "\(report.path): \(count(report.counts.lines.rows, "row")), "
                        + "\(count(report.counts.files, "file")) of \(ByteCount(report.counts.bytesWritten))")
            } else if ordinal == EventPrinter.partitionLimit + 1 {
                log("… and more partitions; --json tells of all")
            }
        case .partitionFailed(let failure):
            log("\(failure.path): failed: \(failure.error.description)")
        case .finished(let report):
            state.withLock { $0.report = report }
        }
    }

    /// Says which schema is used.
    func report(schema message: SchemaMessage) {
        if json { write(message.json, to: .standardOutput) }
        log(message.text)
    }

    /// Removes the progress line.
    func clear() {
        let isOpen = state.withLock { state in
            defer { state.lineIsOpen = false }
            return state.lineIsOpen
        }
        if isOpen { write("\r\u{1B}[K", to: .standardError) }
    }

    /// Ends the display because of `error`, which is printed by others for people.
    func fail(_ error: any Error) {
        clear()
        if json, let error = error as? ParquetError, let line = EventRecord(error).text {
            write(line, to: .standardOutput)
        }
    }

    /// Says what was made of it all, and how to ask it.
    func finish(output: String) {
        clear()
        guard !json, let report = state.withLock({ $0.report }) else { return }
        let partitions = report.partitions.count
        if !report.upToDate.isEmpty {
            write("\(count(report.upToDate.count, "partition")) up to date\n", to: .standardOutput)
            if partitions == 0 { return }
        }
        let isSorted = report.partitions.first.map { $0.counts.chunks == 0 } ?? false
        write(
            EventPrinter.summary(report.counts) + (isSorted ? ", \(count(partitions, "partition"))" : "") + "\n",
            to: .standardOutput)
        for widening in report.widenings { write("\(EventPrinter.text(widening))\n", to: .standardOutput) }
        if report.counts.lines.rejectedLines > 0 {
            write("See what is in quarantine: parkett quarantine list '\(output)'\n", to: .standardOutput)
        }
        if report.counts.files > 0 {
            write(
                "Query it, for instance with DuckDB: select count(*) from '\(output)/**/*.parquet';\n",
                to: .standardOutput)
        }
    }

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
        let ratio = counts.ratio.map { ", \(rounded($0, 1)) times smaller" } ?? ""
        let speed = counts.seconds > 0 ? Double(counts.textBytes) / counts.seconds / 1_000_000 : 0
        return parts.joined(separator: ", ")
            + ": \(ByteCount(counts.textBytes)) became \(files)\(ratio), in \(rounded(counts.seconds, 2)) s "
            + "(\(Int(speed)) MB/s)"
    }

    /// That columns became wider.
    private static func text(_ widening: ContractWidening) -> String {
        "schema: revision \(widening.contract.revision)"
            + (widening.partition.isRoot ? "" : " from \(widening.partition) on") + ", since values did not fit: "
            + widening.columns.map { "column \($0.column) widened from \($0.before.name) to \($0.after.name)" }
            .joined(separator: ", ")
    }

    private func show(_ progress: ConversionProgress) {
        guard isTerminal else { return }
        let isDue = state.withLock { state in
            guard progress.seconds - state.lastProgress >= 0.1 else { return false }
            state.lastProgress = progress.seconds
            state.lineIsOpen = true
            return true
        }
        guard isDue else { return }
        let speed = progress.seconds > 0 ? Double(progress.textBytes) / progress.seconds / 1_000_000 : 0
        write(
            "\r\u{1B}[K\(progress.fraction.map { "\(Int($0 * 100)) %  " } ?? "")\(progress.partition)  \(progress.rows) rows  "
                + "\(Int(speed)) MB/s", to: .standardError)
    }

    private func log(_ line: String) {
        clear()
        write(line + "\n", to: .standardError)
    }

    private func write(_ text: String, to handle: FileHandle) {
        try? handle.write(contentsOf: Data(text.utf8))
    }

    private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    private static func rounded(_ number: Double, _ digits: Int) -> String {
        String(format: "%.\(digits)f", number)
    }
}
