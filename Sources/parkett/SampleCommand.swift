import ArgumentParser
import Parquet
import ParquetDataset
import ParquetInspect
import SystemPackage

/// `parkett sample`: some rows of a dataset, drawn at random.
struct SampleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample",
        abstract: "Print some rows of a dataset, drawn at random.",
        discussion: """
            DATASET is a file, a directory of partitions, or a pattern in quotes, as for scan. Every row has the same chance; those that \
            are drawn come in the order of the dataset. Without --where only row groups with drawn rows are read.

              parkett sample table --rows 20
              parkett sample table --where "status_code >= 500" --columns at,action --seed 7
            """)

    @Argument(help: "A file, a directory, or a pattern.", completion: .file(extensions: ["parquet"]))
    var dataset: String

    @Option(help: ArgumentHelp("How many rows.", valueName: "rows"))
    var rows = 10

    @Option(
        help: ArgumentHelp("Draw the same rows again of the same files; else others each time.", valueName: "number"))
    var seed: UInt64?

    @Option(
        help: ArgumentHelp("Only these columns, separated by commas; in the order of the files.", valueName: "names"))
    var columns: String?

    @Option(name: .customLong("where"), help: ArgumentHelp("Only rows that this is true of.", valueName: "condition"))
    var condition: String?

    @Option(help: ArgumentHelp("json: a line a row. table: for people, as wide as the terminal.", valueName: "format"))
    var format = RowFormat.json

    @Option(help: "The most memory that reading may take.")
    var memory = SizeArgument(ReaderOptions().memoryLimit)

    func validate() throws {
        if rows < 0 { throw ValidationError("--rows must not be negative") }
    }

    func run() async throws {
        do {
            var options = ReaderOptions()
            options.memoryLimit = memory.bytes
            let sample = DatasetSample(
                rowCount: rows, seed: seed ?? .random(in: 0 ... .max),
                columns: columns.map { $0.split(separator: ",").map(String.init) },
                where: try condition.map { try WhereClause($0) }, options: options)
            try print(try await sample.run(over: FilePath(dataset)))
        } catch let error as ParquetError {
            throw ExitStatus.report(error)
        }
    }

    private func print(_ batches: [RecordBatch]) throws {
        var text: [UInt8] = []
        switch format {
        case .json:
            for batch in batches {
                var renderer = JSONLinesRenderer(schema: batch.schema)
                try renderer.render(batch, into: &text)
            }
        case .table:
            var table: TableRenderer?
            var schema: Schema?
            for batch in batches {
                // Files may have different columns: then a new table begins.
                if schema != batch.schema {
                    table?.finish(into: &text)
                    table = TableRenderer(schema: batch.schema, of: batch.schema, width: Terminal.width)
                    schema = batch.schema
                }
                try table?.render(batch, rowLimit: .max, into: &text)
            }
            table?.finish(into: &text)
        }
        try Console.write(text)
    }
}
