import ArgumentParser
import Foundation
import Parquet
import ParquetDataset
import SystemPackage

/// `parkett report`: what queries read of JSON and of Parquet, and what that costs.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Measure what queries read of a log as JSON and as Parquet, and what engines bill for it.",
        discussion: """
            JSON is what convert reads, a directory, a file or a pattern, compressed or not; PARQUET is a dataset of its rows, \
            as scan takes it. For each query it is measured

              JSON     the text of the files that the directories leave, which an engine has to read whole
              gzip     the same, compressed by gzip at level 6
              Parquet  the bytes that our scan asks of the files, counted as it asks for them
              seconds  the time of that scan, the median of --repetitions

            and what engines that bill by bytes scanned would take, with --events-per-day of them instead of those measured; of \
            Parquet by columns alone, with statistics of row groups, and with pages. Days are those that the JSON's \
            directories name; if they name none, it is taken for one day.

            THE QUERIES
              {"queries": [
                {"name": "errors of a day", "count_by": ["action"],
                 "where": "status_code >= 400 and year = 2025 and month = 2 and date = 24", "per_day": 50},
                {"name": "a user's trail", "columns": ["at", "action", "ip"], "where": "user_id = 'u-314624'"},
                {"name": "users of a day", "count_by": [], "distinct": ["user_id"], "where": "date = 24"}]}

              name      what the report calls it
              columns   rows with these columns are asked for; all, if there is nothing else
              count_by  numbers of rows are asked for, by the values of these columns; [] counts all
              min, max, sum, distinct
                        what else is asked of columns: lists of names
              where     which rows, as scan --where has it; columns of directories, too
              per_day   how often it is asked a day, where that is not --queries-per-day

            Examples/signin.queries.json is one.

            EXAMPLES
              parkett report sample table --queries Examples/signin.queries.json
              parkett report logs table --queries q.json --html report.html --price-per-tb 6.25
            """)

    @Argument(help: "The JSON: a directory, a file, or a pattern.", completion: .directory)
    var json: String

    @Argument(help: "The Parquet dataset: a directory, a file, or a pattern.", completion: .directory)
    var parquet: String

    @Option(
        help: ArgumentHelp("The file with the queries.", valueName: "file"), completion: .file(extensions: ["json"]))
    var queries: String

    @Option(help: "What directories of the JSON mean that are no key=value ones, as {year}/{month}/{day}.")
    var layout: String?

    @Option(help: ArgumentHelp("Dollars for a terabyte (10^12 bytes) scanned.", valueName: "dollars"))
    var pricePerTb = ScanPricing().pricePerTerabyte

    @Option(help: "The bytes that each query is billed at least.")
    var minimum = SizeArgument(ScanPricing().minimumByteCount)

    @Option(help: ArgumentHelp("How many events a day the prices are for.", valueName: "number"))
    var eventsPerDay = 12_000_000

    @Option(help: ArgumentHelp("How often a day each query is asked that does not say it.", valueName: "number"))
    var queriesPerDay = ScanPricing().queriesPerDay

    @Option(help: "How often each scan is timed.")
    var repetitions = 3

    @Option(help: "How many threads decode and compress.")
    var threads = 1

    @Option(help: "The most memory that reading may take.")
    var memory = SizeArgument(ReaderOptions().memoryLimit)

    @Flag(name: .customLong("json"), help: "Print one JSON document instead of tables.")
    var printsJSON = false

    @Option(
        help: ArgumentHelp("Write a page with charts, too, which needs no other file.", valueName: "file"),
        completion: .file(extensions: ["html"]))
    var html: String?

    func validate() throws {
        if threads < 1 { throw ValidationError("--threads must be at least 1") }
        if repetitions < 1 { throw ValidationError("--repetitions must be at least 1") }
        if !(pricePerTb >= 0 && pricePerTb <= 1e15) { throw ValidationError("--price-per-tb must not be negative") }
        if eventsPerDay < 1 { throw ValidationError("--events-per-day must be at least 1") }
        if !(queriesPerDay >= 0 && queriesPerDay <= 1e15) {
            throw ValidationError("--queries-per-day must not be negative")
        }
    }

    func run() async throws {
        do {
            try await report()
        } catch let error as ParquetError {
            throw ExitStatus.report(error)
        }
    }

    private func report() async throws {
        let bytes = try SmallFile.bytes(queries)
        let list: [ReportQuery]
        do throws(ParquetError) {
            list = try ReportQuery.list(json: bytes)
        } catch {
            throw error.at(.init(file: queries))
        }
        var measurement = ReportMeasurement(json: FilePath(json), parquet: FilePath(parquet), queries: list)
        measurement.layout = try layout.map { (text) throws(ParquetError) in try PathLayout(text) }
        measurement.pricing.pricePerTerabyte = pricePerTb
        measurement.pricing.minimumByteCount = minimum.bytes
        measurement.pricing.eventsPerDay = Double(eventsPerDay)
        measurement.pricing.queriesPerDay = queriesPerDay
        measurement.repetitions = repetitions
        measurement.threads = threads
        measurement.memoryLimit = memory.bytes
        let report = try await measurement.run()
        if let html {
            let date = String(Date().formatted(.iso8601.year().month().day()))
            do {
                try Data(report.html(date: date).utf8).write(to: URL(fileURLWithPath: html))
            } catch {
                throw ParquetError(.io, "cannot be written: \(error.localizedDescription)", at: .init(file: html))
            }
        }
        try Console.write(Array((printsJSON ? report.jsonText + "\n" : report.text).utf8))
    }
}
