import ArgumentParser
import Foundation
import Parquet
import ParquetInspect
import ParquetJSON
import SystemPackage

/// `parkett salvage`: row groups of a file that has lost its footer.
struct SalvageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "salvage",
        abstract: "Recover whole row groups from a Parquet file whose footer is lost.",
        discussion: """
            A Parquet file tells at its end what is in it: one that was cut off is of no use to any reader, though most \
            of its bytes are there. With the schema of a file that was written as it was, its row groups are found by the \
            headers of their pages:

              parkett salvage part-00007.parquet saved.parquet --schema-from part-00006.parquet

            Or with a contract, a message type (as parkett schema prints it) or a CREATE TABLE statement in a file:

              parkett salvage part-00007.parquet saved.parquet --schema table.contract.json

            A row group is kept if all its column chunks are there, can be decoded and have the same number of rows, and \
            if its pages can be put together in no other way; the output says which bytes were not recovered. OUT has no \
            statistics, indexes and bloom filters: parkett rewrite makes them anew. It is checked before it is kept.

            EXIT CODES
              0    row groups were recovered; what was not is said
              1    nothing could be recovered, or the file has its footer
              64   the arguments make no sense
            """)

    @Argument(help: "The broken file.", completion: .file(extensions: ["parquet"]))
    var input: String

    @Argument(help: "The file to write.", completion: .file(extensions: ["parquet"]))
    var output: String

    @Option(
        help: ArgumentHelp("A whole file with the same schema.", valueName: "file"),
        completion: .file(extensions: ["parquet"]))
    var schemaFrom: String?

    @Option(
        help: ArgumentHelp("A file with the schema: a contract, a message type or a CREATE TABLE.", valueName: "file"),
        completion: .file())
    var schema: String?

    @Flag(help: "Print a JSON document.")
    var json = false

    func validate() throws {
        guard (schemaFrom == nil) != (schema == nil) else {
            throw ValidationError("Give the schema: one of --schema-from and --schema.")
        }
        guard input != output else { throw ValidationError("OUT is the broken file; give another name.") }
    }

    func run() async throws {
        do {
            let report = try await salvage().run(FileSource(input), to: FileSink(output))
            let check = try await FileCheck.report(on: FileSource(output))
            guard check.verdict != .unsound else {
                try? FileManager.default.removeItem(atPath: output)
                throw ParquetError(
                    .malformed, "what was recovered is no sound file: \(check.text(file: output, isQuiet: true))",
                    at: .init(file: input))
            }
            try Console.write(Array((json ? report.json : report.text).utf8))
        } catch let error as ParquetError {
            throw ExitStatus.report(error)
        }
    }

    private func salvage() async throws(ParquetError) -> FileSalvage {
        if let schemaFrom { return FileSalvage(like: try await ParquetFile(FileSource(schemaFrom))) }
        let path = schema ?? ""
        if let data = FileManager.default.contents(atPath: path),
            let exact = try? Schema(messageType: [UInt8](data))
        {
            return FileSalvage(schema: exact)
        }
        return FileSalvage(schema: try await ContractFile.read(path).schema())
    }
}
