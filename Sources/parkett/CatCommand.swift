import ArgumentParser
import Parquet
import ParquetInspect

/// `parkett cat`: the rows of files as JSON lines.
struct CatCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cat",
        abstract: "Print the rows of Parquet files as JSON lines.",
        discussion: """
            Keys are in schema order. Decimals, dates, times and UUIDs are strings, binary data are strings of 0x and \
            hexadecimal digits, NaN and infinities are strings, null is null.
            """)

    @Argument(help: "The files to read.", completion: .file(extensions: ["parquet"]))
    var files: [String]

    @Option(
        help: ArgumentHelp("Only these columns, separated by commas; in the order of the file.", valueName: "names"))
    var columns: String?

    @Option(help: ArgumentHelp("Stop after so many rows of each file.", valueName: "rows"))
    var head: Int?

    /// Roughly how much is written at once.
    private static let writeByteCount = 1 << 20

    func validate() throws {
        if let head, head < 0 { throw ValidationError("--head must not be negative") }
    }

    func run() async throws {
        let names = columns.map { $0.split(separator: ",").map(String.init) }
        for path in files {
            let file = try await ParquetFile(FileSource(path))
            Console.note(MetadataReport(file).notes, of: path)
            try await print(file, names: names, path: path)
        }
    }

    private func print(_ file: ParquetFile, names: [String]?, path: String) async throws {
        var reader = try file.reader(columns: names)
        var renderer = JSONLinesRenderer(schema: reader.schema, of: file.schema)
        var batch = RecordBatch(schema: reader.schema)
        var text: [UInt8] = []
        var left = head ?? .max
        while left > 0, try await reader.next(into: &batch) {
            try renderer.load(batch, rowLimit: left)
            left -= min(left, batch.rowCount)
            var isMore = true
            while isMore {
                text.removeAll(keepingCapacity: true)
                isMore = try renderer.append(to: &text, byteLimit: CatCommand.writeByteCount)
                try Console.write(text)
            }
        }
        if renderer.repairedStringCount > 0 {
            Console.note(
                ["\(renderer.repairedStringCount) strings are not UTF-8; U+FFFD stands for their broken bytes"],
                of: path)
        }
    }
}
