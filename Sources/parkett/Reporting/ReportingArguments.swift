import ArgumentParser
import Foundation
import Logging

/// How a run tells what it does.
struct ReportingArguments: ParsableArguments {
    @Flag(help: "Show what would be read, written and replaced, and change nothing.")
    var dryRun = false

    @Option(
        help: ArgumentHelp(
            "Log lines on standard error: text or json. (default: a progress line if it is a terminal, else text)"))
    var logFormat: LogFormat?

    @Option(help: "The least level of what is told on standard error.")
    var logLevel = LogLevelArgument.info

    @Option(
        help: ArgumentHelp(
            "A file for Prometheus' textfile collector, as run/parkett.prom. It is written at the end of any run.",
            valueName: "file"),
        completion: .file(extensions: ["prom"]))
    var metricsFile: String?

    @Option(
        help: ArgumentHelp(
            "A file with options. (default: the environment variable PARKETT_CONFIG, else parkett.json, if it is there)",
            valueName: "file"),
        completion: .file(extensions: ["json"]))
    var config: String?

    /// The log; nil where a person looks on.
    var log: Logger? {
        let isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1
        guard logFormat != nil || !isTerminal else { return nil }
        return Logger(label: "parkett") { _ in StandardErrorLog(logFormat ?? .text, level: logLevel.level) }
    }
}
