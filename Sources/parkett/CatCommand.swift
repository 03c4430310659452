import ArgumentParser
import Parquet
import ParquetInspect

/// `parkett cat`: the rows of files as JSON lines.
struct CatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cat",
        abstract: "Print the rows of Parquet files as JSON lines or as a table.",
        discussion: """
            Keys are in schema order. Decimals, dates, times and UUIDs are strings, binary data are strings of 0x and \
            hexadecimal digits, NaN and infinities are strings, null is null. Lists are arrays, maps are arrays of \
            [key, value], groups are objects, variants are the JSON values they stand for.
            """)

    @Argument(help: "The files to read.", completion: .file(extensions: ["parquet"]))
    var files: [String]

    @Option(
        help: ArgumentHelp("Only these columns, separated by commas; in the order of the file.", valueName: "names"))
    var columns: String?

    @Option(help: ArgumentHelp("Stop after so many rows of each file.", valueName: "rows"))
    var head: Int?

    @Option(help: ArgumentHelp("json: a line a row. table: for people, as wide as the terminal.", valueName: "format"))
    var format = RowFormat.json

    @Option(help: "The most memory that reading may take; a file that needs more is refused.")
    var memory = SizeArgument(ReaderOptions().memoryLimit)

    /// Roughly how much is written at once.
    private static let writeByteCount = 1 << 20

    func validate() throws {
        if let head, head < 0 { throw ValidationError("--head must not be negative") }
    }

    func run() async throws {
        let names = columns.map { $0.split(separator: ",").map(String.init) }
        var options = ReaderOptions()
        options.memoryLimit = memory.bytes
        // A text that many rows have is rendered once.
        options.keepsDictionaries = true
        // A few rows need no large batch.
        if let head { options.batchRowLimit = max(1, min(head, options.batchRowLimit)) }
        for path in files {
            let file = try await ParquetFile(FileSource(path), options: options)
            Console.note(MetadataReport(file).notes, of: path)
            do {
                try await print(file, names: names, path: path)
            } catch let error as ParquetError {
                throw error.at(.init(file: path))
            }
        }
    }

    private func print(_ file: ParquetFile, names: [String]?, path: String) async throws {
        let reader = try file.reader(columns: names)
        let repairedStringCount =
            switch format {
            case .json: try await printLines(reader, of: file.schema)
            case .table: try await printTable(reader, of: file.schema)
            }
        if repairedStringCount > 0 {
            Console.note(
                ["\(repairedStringCount) strings are not UTF-8; U+FFFD stands for their broken bytes"], of: path)
        }
    }

    /// Prints rows as JSON lines.
    ///
    /// - Returns: how many strings were not UTF-8.
    private func printLines(_ reader: consuming BatchReader, of whole: Schema) async throws -> Int {
        var renderer = JSONLinesRenderer(schema: reader.schema, of: whole)
        var batch = RecordBatch(schema: reader.schema)
        var text: [UInt8] = []
        var left = head ?? .max
        while left > 0, try await reader.next(into: &batch) {
            try renderer.load(batch, rowLimit: left)
            left -= min(left, batch.rowCount)
            var isMore = true
            while isMore {
                text.removeAll(keepingCapacity: true)
                do {
                    isMore = try renderer.append(to: &text, byteLimit: CatCommand.writeByteCount)
                } catch {
                    // The rows before are right.
                    try Console.write(text)
                    throw error
                }
                try Console.write(text)
            }
        }
        return renderer.repairedStringCount
    }

    /// Prints rows as a table.
    ///
    /// - Returns: how many strings were not UTF-8.
    private func printTable(_ reader: consuming BatchReader, of whole: Schema) async throws -> Int {
        var renderer = TableRenderer(schema: reader.schema, of: whole, width: Terminal.width)
        var batch = RecordBatch(schema: reader.schema)
        var text: [UInt8] = []
        var left = head ?? .max
        while left > 0, try await reader.next(into: &batch) {
            text.removeAll(keepingCapacity: true)
            try renderer.render(batch, rowLimit: left, into: &text)
            left -= min(left, batch.rowCount)
            try Console.write(text)
        }
        text.removeAll(keepingCapacity: true)
        renderer.finish(into: &text)
        try Console.write(text)
        return renderer.repairedStringCount
    }
}

/// How rows are printed.
enum RowFormat: String, ExpressibleByArgument, CaseIterable {
    case json, table
}
