import ArgumentParser
import Parquet
import ParquetInspect

/// `parkett check`: whether files are what they say.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Decode all of Parquet files and compare it with all that they say of themselves.",
        discussion: """
            Checksums, counts, sizes, offsets, encodings, statistics of chunks and pages, column and offset indexes, \
            bloom filters, level histograms, dictionaries, sorting, and whether values are what their logical types \
            say. Every finding is a line: its severity, its place, a sentence, and the rule in brackets. Warnings \
            mislead no reader.

            EXIT CODES
              0    all files are sound
              1    a file cannot be read from the disk
              6    a file is unsound: it has errors
              7    no file has errors, but parts could not be checked: encrypted columns,
                   or kinds of pages and codecs that this version does not know
              64   the arguments make no sense
            """)

    @Argument(help: "The files to check.", completion: .file(extensions: ["parquet"]))
    var files: [String]

    @Flag(help: "Print a JSON document for each file.")
    var json = false

    @Flag(help: "Print files that are not sound only, and no warnings.")
    var quiet = false

    @Option(help: "The most memory that reading may take; what needs more is not checked.")
    var memory = SizeArgument(ReaderOptions().memoryLimit)

    func run() async throws {
        var options = ReaderOptions()
        options.memoryLimit = memory.bytes
        var worst = CheckReport.Verdict.sound
        for path in files {
            let report: CheckReport
            do throws(ParquetError) {
                report = try await FileCheck.report(on: FileSource(path), options: options)
            } catch {
                throw ExitStatus.report(error.at(.init(file: path)))
            }
            if json {
                try Console.write(Array(report.json(file: path).utf8))
            } else {
                try Console.write(Array(report.text(file: path, isQuiet: quiet).utf8))
            }
            switch (report.verdict, worst) {
            case (.sound, _), (_, .unsound): break
            case (.unsound, _), (.unchecked, _): worst = report.verdict
            }
        }
        switch worst {
        case .sound: break
        case .unsound: throw ExitStatus.unsound
        case .unchecked: throw ExitStatus.unchecked
        }
    }
}
