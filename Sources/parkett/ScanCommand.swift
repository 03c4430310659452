import ArgumentParser
import Parquet
import ParquetDataset
import ParquetInspect
import SystemPackage

/// `parkett scan`: the rows of a dataset that a condition keeps.
struct ScanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Print the rows of a dataset that a condition keeps, reading as little as possible.",
        discussion: """
            DATASET is a file, a directory of partitions, or a pattern in quotes. Directories such as date=2025-02-24 are \
            columns, and those in which no row can be are not looked into. Names of columns may differ from the files' in case.

              parkett scan table --columns at,action --where "status_code >= 400 and date = '2025-02-24'"
              parkett scan 'table/year=2025/*/*.parquet' --where "user_id = 'u1'" --output trail.parquet
              parkett scan table --where "user_id = 'u1'" --explain

            --explain prints what each step spares: partitions, statistics of row groups, of pages (column-index), dictionaries, \
            bloom filters, and reading other columns only where rows are left; and which bytes are read. The columns that \
            the condition asks are read for it, the others are not.
            """)

    @Argument(help: "A file, a directory, or a pattern.", completion: .file(extensions: ["parquet"]))
    var dataset: String

    @Option(
        help: ArgumentHelp("Only these columns, separated by commas; in the order of the files.", valueName: "names"))
    var columns: String?

    @Option(name: .customLong("where"), help: ArgumentHelp("Only rows that this is true of.", valueName: "condition"))
    var condition: String?

    @Option(
        help: ArgumentHelp("Write the rows into this Parquet file instead.", valueName: "file"), completion: .file())
    var output: String?

    @Flag(help: "Print what would be read, and what each step spares, instead of rows.")
    var explain = false

    @Option(help: "How many threads decode.")
    var threads = 1

    @Option(help: "The most memory that reading may take.")
    var memory = SizeArgument(ReaderOptions().memoryLimit)

    /// Roughly how much is written at once.
    private static let writeByteCount = 1 << 20

    func validate() throws {
        if threads < 1 { throw ValidationError("--threads must be at least 1") }
        if explain, output != nil { throw ValidationError("--explain writes no rows; leave --output out") }
    }

    func run() async throws {
        do {
            try await scan()
        } catch let error as ParquetError {
            throw ExitStatus.report(error)
        }
    }

    private func scan() async throws {
        var options = ReaderOptions.localFiles
        options.memoryLimit = memory.bytes
        options.concurrency = threads
        // A text that many rows have is rendered once.
        options.keepsDictionaries = true
        let names = columns.map { $0.split(separator: ",").map(String.init) }
        var scan = try DatasetScan(
            FilePath(dataset), columns: names, where: condition.map { try WhereClause($0) }, options: options)
        if explain {
            let explanation = try await scan.explain()
            return try Console.write(Array(explanation.text.utf8))
        }
        if let output { return try await write(&scan, to: output) }
        var renderer: JSONLinesRenderer?
        var schema: Schema?
        var text: [UInt8] = []
        while let batch = try await scan.next() {
            if schema != batch.schema {
                schema = batch.schema
                renderer = JSONLinesRenderer(schema: batch.schema, of: scan.wholeSchema)
            }
            try renderer?.render(batch, into: &text)
            guard text.count >= ScanCommand.writeByteCount else { continue }
            try Console.write(text)
            text.removeAll(keepingCapacity: true)
        }
        try Console.write(text)
    }

    private func write(_ scan: inout DatasetScan, to path: String) async throws {
        guard let first = try await scan.next() else {
            throw ParquetError(.input, "no row is kept, and so there is nothing to write", at: .init(file: path))
        }
        var writer = try ParquetWriter(to: FileSink(path), schema: first.schema)
        try writer.append(first)
        while let batch = try await scan.next() {
            guard batch.schema == first.schema else {
                throw ParquetError(
                    .schema,
                    "the dataset's files differ in their columns; name those that are to be written with --columns")
            }
            try writer.append(batch)
        }
        _ = try writer.finish()
    }
}
