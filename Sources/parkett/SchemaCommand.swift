import ArgumentParser
import Parquet
import ParquetInspect

/// `parkett schema`: the schema of a file.
struct SchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the schema of Parquet files, as a message type.")

    @Argument(help: "The files to read.", completion: .file(extensions: ["parquet"]))
    var files: [String]

    func run() async throws {
        for path in files {
            let file = try await ParquetFile(FileSource(path))
            Console.note(MetadataReport(file).notes, of: path)
            try Console.write(Array(file.schema.messageType.utf8))
        }
    }
}
