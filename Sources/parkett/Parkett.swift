import ArgumentParser
import Foundation
import Parquet

/// The command line: arguments in, events out.
@main
struct Parkett: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parkett",
        abstract: "Turn audit logs of JSON lines into Parquet, and look at Parquet files.",
        discussion: """
            A first run, with made-up data:

              parkett generate signin sample --events 50000
              parkett convert sample table --schema Examples/signin.contract.json --all

            (Examples is a folder of the source code; help convert shows what such a file
            says.) Then ask any engine, for instance DuckDB:

              select action, count(*) from 'table/year=*/*/*/*.parquet' group by 1;

            OPTIONS FROM ELSEWHERE
              Options of any command come from, first to last,
              1. the command line                --codec zstd:3
              2. environment variables           PARKETT_CONVERT_CODEC=zstd:3
              3. a file with options             {"convert": {"codec": "zstd:3"}}
              4. the defaults
              and each option from one of these alone. The file is that of --config, else
              that of the variable PARKETT_CONFIG, else parkett.json in the current directory,
              if it is there; --config= is for none. It is JSON: for each command an object,
              whose keys are the long names of options. A flag is true or false; an option
              that can be given several times takes an array, and in a variable commas.
              Unknown names in the file are errors. --all and --days, and --schema and
              --schema-from, count as one option; convert's variable DATE_TO_PROCESS comes
              before days in the file. Keys of hashes are never in the file: only
              hash-key-file, which is where they are.

            EXIT CODES
              parkett exit-codes tells what they mean, of all commands.
            """,
        version: ParquetVersion.current,
        subcommands: [
            ConvertCommand.self, InferCommand.self, ContractCommand.self, QuarantineCommand.self, ReplayCommand.self,
            VerifyCommand.self, CompactCommand.self, EraseCommand.self, ScanCommand.self, CountCommand.self,
            SampleCommand.self, DiffCommand.self, DoctorCommand.self, ReportCommand.self, CatCommand.self,
            SchemaCommand.self, MetaCommand.self, PagesCommand.self, CheckCommand.self,
            RewriteCommand.self, SalvageCommand.self, GenerateCommand.self, CompletionsCommand.self,
            ManPagesCommand.self, ExitCodesCommand.self,
        ])

    /// When this version was made, for the manual pages.
    static let releaseDate = "2026-11-27"

    static func main() async {
        PlatformMemory.tune(for: CommandLine.arguments.dropFirst().first)
        Console.openStreams()
        let arguments: [String]
        do {
            arguments = try Settings.expanded(
                Array(CommandLine.arguments.dropFirst()), environment: ProcessInfo.processInfo.environment)
        } catch {
            ExitStatus.printError("\(error)")
            Foundation.exit(ExitCode.validationFailure.rawValue)
        }
        // A conversion tells them in its own way.
        if arguments.first != ConvertCommand.configuration.commandName {
            for remark in Settings.remarks { ExitStatus.print("warning: \(remark)") }
        }
        await main(arguments)
    }
}
