import ArgumentParser
import Parquet
import ParquetDataset
import SystemPackage

/// `parkett diff`: whether two datasets have the same rows.
struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare the columns and the rows of two datasets, in whatever order they are.",
        discussion: """
            LEFT and RIGHT are files, directories of partitions, or patterns in quotes. Rows are compared by their values: their order, \
            their files, and how values are stored make no difference, and a row that is there twice counts twice.

              parkett diff table backup/table
              parkett diff old.parquet new.parquet --columns id,at --where "at >= '2025-02-24'"

            Lines begin with < for what only LEFT has, and with > for what only RIGHT has.

            EXIT CODES
              0    the same columns and rows
              1    one of them cannot be read
              6    they differ
              64   the arguments make no sense
            """)

    @Argument(help: "A file, a directory, or a pattern.", completion: .file(extensions: ["parquet"]))
    var left: String

    @Argument(help: "What to compare it with.", completion: .file(extensions: ["parquet"]))
    var right: String

    @Option(
        help: ArgumentHelp(
            "Compare the rows by these columns, separated by commas; else by all that both have with the same type.",
            valueName: "names"))
    var columns: String?

    @Option(name: .customLong("where"), help: ArgumentHelp("Only rows that this is true of.", valueName: "condition"))
    var condition: String?

    @Option(help: ArgumentHelp("How many rows of each side to print.", valueName: "rows"))
    var rows = 10

    @Flag(help: "Print a JSON document.")
    var json = false

    @Option(help: "The most memory that reading may take.")
    var memory = SizeArgument(ReaderOptions().memoryLimit)

    func validate() throws {
        if rows < 0 { throw ValidationError("--rows must not be negative") }
    }

    func run() async throws {
        let isSame: Bool
        do {
            var options = ReaderOptions()
            options.memoryLimit = memory.bytes
            let diff = DatasetDiff(
                columns: columns.map { $0.split(separator: ",").map(String.init) },
                where: try condition.map { try WhereClause($0) }, rowLimit: rows, options: options)
            let report = try await diff.run(FilePath(left), FilePath(right))
            try Console.write(Array((json ? try report.json() + "\n" : try report.text()).utf8))
            isSame = report.isSame
        } catch let error as ParquetError {
            throw ExitStatus.report(error)
        }
        if !isSame { throw ExitStatus.unsound }
    }
}
