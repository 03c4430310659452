import ArgumentParser
import Foundation
import Parquet
import ParquetJSON

/// `parkett contract`: schema contracts.
struct ContractCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contract",
        abstract: "Compare schema contracts, check them, and make them of other schemas.",
        discussion: """
            A contract says which columns lines become. Wherever one is expected, so is a \
            Parquet message type, a Parquet file, or a CREATE TABLE statement of Hive or \
            Athena; show prints any of them as a contract, to be edited by hand.

              parkett contract show table.sql --epoch at=seconds > audit.json
              parkett contract check audit.json
              parkett contract diff table/_parkett/contract.json audit.json
            """,
        subcommands: [Show.self, Check.self, Diff.self])

    /// `parkett contract show`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print a contract as JSON.")

        @Argument(help: "The contract, message type, Parquet file or CREATE TABLE statement.", completion: .file())
        var file: String

        @Option(
            name: .customLong("epoch"),
            help: ArgumentHelp(
                "A column that holds instants as numbers, and their unit, where FILE does not say it: at=seconds.",
                valueName: "column=unit"))
        var epochs: [InferenceArguments.EpochArgument] = []

        func run() async throws {
            do {
                let rules = Dictionary(epochs.map { ($0.column, $0.rule) }) { $1 }
                try Console.write(Array(try await ContractFile.read(file, epochs: rules).json.utf8))
            } catch let error as ParquetError {
                throw ExitStatus.report(error)
            }
        }
    }

    /// `parkett contract check`.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say whether contracts are ones.",
            discussion: "Exits with 1, and says what is wrong where, if one is not.")

        @Argument(help: "The contracts, message types, Parquet files or CREATE TABLE statements.", completion: .file())
        var files: [String]

        func run() async throws {
            var isSound = true
            for file in files {
                do {
                    let contract = try await ContractFile.read(file)
                    let columns = try contract.schema().columns.count
                    try Console.write(
                        Array("\(file): sound: revision \(contract.revision), \(columns) columns in Parquet\n".utf8))
                } catch let error as ParquetError {
                    isSound = false
                    ExitStatus.printError(error.at(.init(file: file)).description)
                }
            }
            if !isSound { throw ExitStatus.failure }
        }
    }

    /// `parkett contract diff`.
    struct Diff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print what is different between two contracts.",
            discussion: """
                A line for each change: + a column that only the second has, - one that only the \
                first has, ~ something that both say differently. The order of columns and the \
                revision are no difference. Exits with 1 if there is a difference, with 2 if one \
                of them cannot be read.
                """)

        @Argument(help: "The first contract.", completion: .file())
        var before: String

        @Argument(help: "The second contract.", completion: .file())
        var after: String

        @Flag(help: "Print a JSON document.")
        var json = false

        func run() async throws {
            let difference: ContractDifference
            do throws(ParquetError) {
                difference = ContractDifference(
                    from: try await ContractFile.read(before), to: try await ContractFile.read(after))
            } catch {
                ExitStatus.printError(error.description)
                throw ExitCode(2)
            }
            try Console.write(Array((json ? difference.json : difference.text).utf8))
            if !difference.isEmpty { throw ExitStatus.failure }
        }
    }
}
