import ArgumentParser
import Parquet
import ParquetDataset
import SystemPackage

/// `parkett doctor`: what an engine does not take well about a dataset.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Tell what an engine will not take well about a dataset, and what to do about it.",
        discussion: """
            DATASET is a file, a directory of partitions, or a pattern in quotes, written by any tool. Only footers are read; \
            whether files are what they say is what parkett check finds out.

              parkett doctor table --for athena
              parkett doctor 'exports/*.parquet' --for bigquery --json

            WHAT IS LOOKED AT
              Files that are too small or have row groups that are too small or too large; columns that have another
              type, another spelling or are missing in some files; columns that directories have, too; types, codecs
              and encodings that the engine misreads or refuses; statistics, page indexes and dictionaries that it
              could skip by and that are missing; files in the directories that are no Parquet files.

            EXIT CODES
              0    nothing that makes the engine fail or read something else
              1    the dataset cannot be read
              6    it has errors: the engine fails, or reads something else than is there
              64   the arguments make no sense
            """)

    @Argument(help: "A file, a directory, or a pattern.", completion: .file(extensions: ["parquet"]))
    var dataset: String

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("The engine: athena, trino, spark, duckdb or bigquery.", valueName: "engine"))
    var engine = EngineArgument.athena

    @Flag(help: "Print a JSON document.")
    var json = false

    func run() async throws {
        let report: DatasetDoctor.Report
        do {
            report = try await DatasetDoctor(for: engine.engine).run(over: FilePath(dataset))
        } catch {
            throw ExitStatus.report(error)
        }
        try Console.write(Array((json ? report.json + "\n" : report.text).utf8))
        if report.count(.error) > 0 { throw ExitStatus.unsound }
    }
}

/// `--for`.
enum EngineArgument: String, ExpressibleByArgument, CaseIterable {
    case athena, trino, spark, duckdb, bigquery

    var engine: QueryEngine {
        switch self {
        case .athena: .athena
        case .trino: .trino
        case .spark: .spark
        case .duckdb: .duckdb
        case .bigquery: .bigquery
        }
    }
}
