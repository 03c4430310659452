import ArgumentParser
import Parquet
import ParquetDataset
import ParquetInspect
import SystemPackage

/// `parkett count`: how many rows of a dataset there are, by the values of columns.
struct CountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "count",
        abstract: "Count the rows of a dataset, all or by the values of columns.",
        discussion: """
            DATASET is a file, a directory of partitions, or a pattern in quotes, as for scan. Prints a JSON line for each group, the \
            largest first. What statistics say for certain is not read. Names of columns may differ from the files' in case.

              parkett count table
              parkett count table --by action,status_code --where "date = '2025-02-24'"
              parkett count table --min at --max at --distinct user_id
            """)

    @Argument(help: "A file, a directory, or a pattern.", completion: .file(extensions: ["parquet"]))
    var dataset: String

    @Option(help: ArgumentHelp("Count by the values of these columns, separated by commas.", valueName: "names"))
    var by: String?

    @Option(name: .customLong("where"), help: ArgumentHelp("Only rows that this is true of.", valueName: "condition"))
    var condition: String?

    @Option(help: ArgumentHelp("The least values of these columns.", valueName: "names"))
    var min: String?

    @Option(help: ArgumentHelp("The greatest values of these columns.", valueName: "names"))
    var max: String?

    @Option(help: ArgumentHelp("The sums of these columns.", valueName: "names"))
    var sum: String?

    @Option(help: ArgumentHelp("How many different values these columns have.", valueName: "names"))
    var distinct: String?

    @Flag(help: "Print what was read and what each step spared, too, to the standard error.")
    var explain = false

    @Option(help: "How many threads decode.")
    var threads = 1

    @Option(help: "The most memory that reading may take.")
    var memory = SizeArgument(ReaderOptions().memoryLimit)

    func validate() throws {
        if threads < 1 { throw ValidationError("--threads must be at least 1") }
    }

    func run() async throws {
        do {
            try await count()
        } catch let error as ParquetError {
            throw ExitStatus.report(error)
        }
    }

    private func count() async throws {
        func names(_ list: String?) -> [String] { list?.split(separator: ",").map(String.init) ?? [] }
        var options = ReaderOptions.localFiles
        options.memoryLimit = memory.bytes
        options.concurrency = threads
        let aggregates =
            names(min).map { DatasetCount.Aggregate.least($0) } + names(max).map { .greatest($0) }
            + names(sum).map { .sum($0) } + names(distinct).map { .distinct($0) }
        let result = try await DatasetCount(by: names(by), aggregates: aggregates).run(
            over: FilePath(dataset), where: condition.map { try WhereClause($0) }, options: options)
        var renderer = JSONLinesRenderer(schema: result.rows.schema)
        var text: [UInt8] = []
        try renderer.render(result.rows, into: &text)
        try Console.write(text)
        if explain { try FileDescriptor.standardError.writeAll(Array(result.explanation.text.utf8)) }
    }
}
