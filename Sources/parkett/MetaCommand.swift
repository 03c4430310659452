import ArgumentParser
import Parquet
import ParquetInspect

/// `parkett meta`: what the footer of a file says.
struct MetaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "meta",
        abstract: "Print what the footers of Parquet files say.",
        discussion: """
            Footer, row groups, column chunks, encodings, sizes and statistics. In the text form, bounds marked with ~ are \
            not the exact minimum or maximum.
            """)

    @Argument(help: "The files to read.", completion: .file(extensions: ["parquet"]))
    var files: [String]

    @Flag(help: "Print a JSON document for each file.")
    var json = false

    func run() async throws {
        for path in files {
            let report = MetadataReport(try await ParquetFile(FileSource(path)))
            Console.note(report.notes, of: path)
            try Console.write(Array((json ? report.json : report.text).utf8))
        }
    }
}
