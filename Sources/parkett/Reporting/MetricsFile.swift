import Foundation
import Parquet
import ParquetDataset
import ParquetJSON
import SystemPackage

/// What came of a run, for Prometheus: a file in its text exposition format 0.0.4, which the textfile collector of its node exporter
/// reads.
struct MetricsFile {
    /// The file's path.
    let path: String
    /// The output of the conversion, which tells the series of several conversions apart.
    let output: String

    /// The end of a run.
    struct End {
        var exitCode: Int32
        /// Seconds since 1970.
        var time: Double
        var seconds: Double
    }

    /// Checks that the file can be written later on.
    ///
    /// - Throws: `ParquetError` with code `io` if its directory is not there or must not be written to.
    func check() throws(ParquetError) {
        let directory = FilePath(path).removingLastComponent().string
        guard FileManager.default.isWritableFile(atPath: directory.isEmpty ? "." : directory) else {
            throw ParquetError(
                .io, "the directory of the metrics file is not there, or cannot be written to", at: .init(file: path))
        }
    }

    /// Writes the file: it is replaced in one step.
    ///
    /// - Throws: `ParquetError` with code `io` if that cannot be done.
    func write(_ totals: RunTotals, _ end: End) throws(ParquetError) {
        let old = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
        do {
            // A file beside it, of a name that no collector takes, gets its name when it is complete.
            try Data(text(totals, end, old: old).utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw ParquetError(
                .io, "cannot write the metrics: \(error.localizedDescription)", at: .init(file: path))
        }
    }

    /// What the file holds.
    ///
    /// - Parameter old: what it held before; the time of the last success is taken from there where this run has none.
    func text(_ totals: RunTotals, _ end: End, old: String) -> String {
        let counts = totals.counts
        var text = ""
        func family(_ name: String, _ type: String, _ help: String, _ samples: [(label: String?, value: String)]) {
            text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
            for sample in samples {
                text += "\(series(name, sample.label)) \(sample.value)\n"
            }
        }
        family(
            "parkett_lines_total", "counter", "Lines of the last run's complete partitions, by what became of them.",
            [
                ("kind=\"row\"", "\(counts.lines.rows)"), ("kind=\"blank\"", "\(counts.lines.blankLines)"),
                ("kind=\"quarantined\"", "\(counts.lines.rejectedLines)"),
            ])
        family(
            "parkett_bytes_read", "gauge", "Bytes of the files that the last run read for complete partitions.",
            [(nil, "\(counts.bytesRead)")])
        family(
            "parkett_bytes_written", "gauge", "Bytes of the Parquet files that the last run wrote.",
            [(nil, "\(counts.bytesWritten)")])
        family(
            "parkett_files_written", "gauge", "Parquet files that the last run wrote.", [(nil, "\(counts.files)")])
        family(
            "parkett_partitions", "gauge", "Partitions of the last run, by what became of them.",
            [
                ("state=\"converted\"", "\(totals.partitionCount)"),
                ("state=\"failed\"", "\(totals.failures.count)"),
                ("state=\"up_to_date\"", "\(totals.upToDateCount)"),
            ])
        family(
            "parkett_run_duration_seconds", "gauge", "How long the last run took.",
            [(nil, PlainText.rounded(end.seconds, 3))])
        family(
            "parkett_last_run_timestamp_seconds", "gauge", "When the last run ended, in seconds since 1970.",
            [(nil, PlainText.rounded(end.time, 3))])
        let success = end.exitCode == 0 ? PlainText.rounded(end.time, 3) : lastSuccess(in: old)
        if let success {
            family(
                MetricsFile.successName, "gauge", "When the last run that succeeded ended, in seconds since 1970.",
                [(nil, success)])
        }
        family(
            "parkett_exit_code", "gauge", "The exit code of the last run; parkett exit-codes says what it means.",
            [(nil, "\(end.exitCode)")])
        return text
    }

    private static let successName = "parkett_last_success_timestamp_seconds"

    private func lastSuccess(in old: String) -> String? {
        let start = series(MetricsFile.successName, nil) + " "
        let line = old.split(separator: "\n").last { $0.hasPrefix(start) }
        return line.map { String($0.dropFirst(start.count)) }.flatMap { Double($0) == nil ? nil : $0 }
    }

    /// The name with its labels.
    private func series(_ name: String, _ label: String?) -> String {
        var escaped = ""
        for character in output.unicodeScalars {
            switch character {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return "\(name){\(label.map { $0 + "," } ?? "")output=\"\(escaped)\"}"
    }
}
