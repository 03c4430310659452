import Foundation
import Logging
import Parquet
import ParquetDataset
import ParquetJSON
import Synchronization

/// Shows events: to a person at a terminal as lines and a progress line, else as a log; with `--json` each event as a line of JSON
/// on standard output; and at the end what came of it all.
final class EventPrinter: Sendable {
    private struct State {
        var totals = RunTotals()
        var meter: ProgressMeter
        var lineIsOpen = false
        /// Whether somebody who read the standard output is gone.
        var outputIsClosed = false
    }

    private let json: Bool
    /// Nil where a person looks on.
    private let log: Logger?
    private let level: Logger.Level
    private let state: Mutex<State>

    init(_ reporting: ReportingArguments, json: Bool) {
        self.json = json
        log = reporting.log
        level = reporting.logLevel.level
        let isLog = log != nil
        state = Mutex(State(meter: ProgressMeter(interval: isLog ? 10 : 0.1, isDueAtOnce: !isLog)))
    }

    /// Shows `event`.
    func report(_ event: ConversionEvent) {
        state.withLock { state in
            if json, let line = EventRecord(event)?.text { writeOutput(line, &state) }
            state.totals.add(event)
            if case .progress(let progress) = event { return show(progress, &state) }
            guard var message = EventMessage.of(event) else { return }
            if case .partitionFinished(let report) = event, report.counts.chunks == 0 {
                // There may be very many partitions that are made of columns.
                let ordinal = state.totals.partitionCount
                if ordinal == RunTotals.partitionLimit + 1 {
                    show(EventMessage(.info, "… and more partitions; --json tells of all"), &state)
                }
                if ordinal > RunTotals.partitionLimit { message.level = .debug }
            }
            show(message, &state)
        }
    }

    /// Says which schema is used.
    func report(schema message: SchemaMessage) {
        state.withLock { state in
            if json { writeOutput(message.json, &state) }
            show(
                EventMessage(
                    .info, message.text,
                    ["revision": .stringConvertible(message.revision), "source": .string(message.source)]), &state)
        }
    }

    /// Shows how much of the input was looked at to find out its schema, from 0 to 1, after so many seconds.
    func report(inference fraction: Double, seconds: Double) {
        state.withLock { state in
            guard state.meter.isDue(at: seconds) else { return }
            let percent = Int(min(1, max(0, fraction)) * 100)
            if let log {
                log.info("finding out the schema", metadata: ["percent": .stringConvertible(percent)])
            } else {
                showLine("\(PlainText.padded("\(percent)", 3, right: true)) %  finding out the schema", &state)
            }
        }
    }

    /// Says `message`.
    func report(_ message: EventMessage) {
        state.withLock { show(message, &$0) }
    }

    /// Writes `text` to standard output.
    func print(_ text: String) {
        state.withLock { state in
            clear(&state)
            writeOutput(text, &state)
        }
    }

    /// Whether a partition is in its place.
    var hasFinishedPartition: Bool { state.withLock { $0.totals.partitionCount > 0 } }

    /// What came of it so far.
    var totals: RunTotals { state.withLock { $0.totals } }

    /// Whether something could not be told on standard output.
    var outputIsClosed: Bool { state.withLock { $0.outputIsClosed } }

    /// Ends the display: says what was made of it all, and how to ask it.
    ///
    /// - Parameter error: why it ended, which others print for people.
    func finish(output: String, error: (any Error)?) {
        state.withLock { state in
            clear(&state)
            if json {
                if let error = error as? ParquetError, let line = EventRecord(error).text { writeOutput(line, &state) }
                return
            }
            let totals = state.totals
            if totals.upToDateCount > 0 {
                writeOutput("\(PlainText.count(totals.upToDateCount, "partition")) up to date\n", &state)
            }
            let table = SummaryTable(totals: totals).text
            guard !table.isEmpty else { return }
            var text = table
            if totals.partitionCount > 0 {
                let isSorted = totals.partitions.first.map { $0.counts.chunks == 0 } ?? false
                text += "\n" + SummaryText.summary(totals.counts)
                text += (isSorted ? ", \(PlainText.count(totals.partitionCount, "partition"))" : "") + "\n"
            }
            for widening in totals.widenings { text += "\(SummaryText.text(widening))\n" }
            if totals.counts.lines.rejectedLines > 0 {
                text += "See what is in quarantine: parkett quarantine list '\(output)'\n"
            }
            if totals.counts.files > 0 {
                text += "Query it, for instance with DuckDB: select count(*) from '\(output)/**/*.parquet';\n"
            }
            writeOutput(text, &state)
        }
    }

    private func show(_ progress: ConversionProgress, _ state: inout State) {
        guard let reading = state.meter.reading(of: progress) else { return }
        if let log {
            log.info("progress", metadata: reading.details)
        } else {
            showLine(reading.line(width: (Terminal.errorWidth ?? 80) - 1), &state)
        }
    }

    private func show(_ message: EventMessage, _ state: inout State) {
        if let log { return log.log(level: message.level, "\(message.message)", metadata: message.details) }
        guard message.level >= level, let sentence = message.sentence else { return }
        clear(&state)
        // Sentences about schemas have several lines.
        let lines = sentence.split(separator: "\n", omittingEmptySubsequences: false)
        writeError(lines.map { PlainText.printable(String($0)) + "\n" }.joined())
    }

    /// Shows the line that is removed by whatever comes next.
    private func showLine(_ text: String, _ state: inout State) {
        guard level <= .info else { return }
        state.lineIsOpen = true
        writeError("\r\u{1B}[K\(text)")
    }

    /// Removes the progress line.
    private func clear(_ state: inout State) {
        if state.lineIsOpen { writeError("\r\u{1B}[K") }
        state.lineIsOpen = false
    }

    private func writeOutput(_ text: String, _ state: inout State) {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
        } catch {
            state.outputIsClosed = true
        }
    }

    private func writeError(_ text: String) {
        // Nobody is left to be told if the standard error is closed.
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
