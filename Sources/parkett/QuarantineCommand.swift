import ArgumentParser
import Foundation
import Parquet
import ParquetDataset
import SystemPackage

/// `parkett quarantine`: lines that became no rows.
struct QuarantineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quarantine",
        abstract: "List and show lines that became no rows.",
        discussion: """
            convert keeps them in OUTPUT/_parkett/quarantine, a file for each partition of the \
            input, one JSON object a line: "source", "line", "byte", "code", "reason", "raw" (or \
            "raw_base64", if the bytes are no UTF-8). Those of partitions that had too many and \
            were not written are in OUTPUT/_parkett/failed, run by run.

              parkett quarantine list table
              parkett quarantine show table --partition year=2025/month=01/date=25
            """,
        subcommands: [List.self, Show.self])

    /// `parkett quarantine list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Count the lines by partition and reason.")

        @Argument(help: "The output of conversions.", completion: .directory)
        var dataset: String

        @Flag(help: "Those of partitions that were not written instead.")
        var failed = false

        @Flag(help: "Print JSON lines.")
        var json = false

        func run() async throws {
            do {
                let listing = try QuarantineListing(dataset: FilePath(dataset), failed: failed)
                for entry in listing.entries {
                    let summary = try listing.summary(of: entry)
                    let text = json ? summary.json : "\(summary.text)\n"
                    try Console.write(Array(text.utf8))
                }
                if listing.entries.isEmpty, !json { try Console.write(Array("no lines in quarantine\n".utf8)) }
            } catch let error as ParquetError {
                throw ExitStatus.report(error)
            }
        }
    }

    /// `parkett quarantine show`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the lines.",
            discussion:
                "For each, its place and reason, and its bytes; with --raw the bytes alone, to be repaired and converted."
        )

        @Argument(help: "The output of conversions.", completion: .directory)
        var dataset: String

        @Option(help: "The partition, as list names it; without, all.")
        var partition: String?

        @Flag(help: "Those of partitions that were not written instead.")
        var failed = false

        @Flag(help: "Print the lines as they were, and nothing else.")
        var raw = false

        @Flag(help: "Print JSON lines, as they are kept.")
        var json = false

        func run() async throws {
            do {
                let listing = try QuarantineListing(dataset: FilePath(dataset), failed: failed)
                let entries = listing.entries.filter { partition == nil || $0.partition == partition }
                if entries.isEmpty, let partition {
                    throw ParquetError(
                        .input,
                        "there are no lines of \(partition) in quarantine; parkett quarantine list names what there is",
                        at: .init(file: dataset))
                }
                for entry in entries {
                    try listing.lines(of: entry) { line throws(ParquetError) in try show(line) }
                }
            } catch let error as ParquetError {
                throw ExitStatus.report(error)
            }
        }

        private func show(_ line: QuarantinedLine) throws(ParquetError) {
            var bytes: [UInt8]
            if json {
                bytes = line.json
            } else if raw {
                bytes = line.raw
            } else {
                let column = line.column.map { ", column \($0)" } ?? ""
                let place = "\(line.source), line \(line.line), byte \(line.byteOffset)\(column): \(line.reason)"
                bytes = Array("\(place)\n  ".utf8) + line.raw
            }
            bytes.append(0x0A)
            do {
                try Console.write(bytes)
            } catch {
                throw ParquetError(.io, "cannot write to standard output: \(error)")
            }
        }
    }
}
