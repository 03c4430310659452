import ArgumentParser
import Parquet
import ParquetInspect

/// `parkett rewrite`: the rows of a file in a new one, encoded as wished.
struct RewriteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rewrite",
        abstract: "Write the rows of a Parquet file into a new one, encoded as you wish.",
        discussion: """
            Every value is decoded and encoded again; names, types and key-value pairs stay. OUTPUT appears when it is whole, \
            and is replaced then if it is there.

              Smaller:             parkett rewrite old.parquet new.parquet --profile smallest --codec zstd:9
              Faster to search:    parkett rewrite old.parquet new.parquet --bloom-filters
              One column by hand:  parkett rewrite old.parquet new.parquet --encoding id=DELTA_BYTE_ARRAY

            Columns of INT96 are refused: nobody should write them any more.
            """)

    @Argument(help: "The file to read.", completion: .file(extensions: ["parquet"]))
    var input: String

    @Argument(help: "The file to write.", completion: .file(extensions: ["parquet"]))
    var output: String

    @OptionGroup var writer: WriterArguments

    @Option(
        help: ArgumentHelp("The encoding of a column, by its path; may be given often.", valueName: "column=ENCODING"))
    var encoding: [EncodingArgument] = []

    @Option(help: "The most columns that are encoded at the same time. The file is the same for any number.")
    var threads = 1

    @Option(help: "The most memory that reading may take.")
    var memory = SizeArgument(ReaderOptions().memoryLimit)

    func run() async throws {
        do {
            try await rewrite()
        } catch let error as ParquetError {
            throw ExitStatus.report(error)
        }
    }

    private func rewrite() async throws {
        var readerOptions = ReaderOptions()
        readerOptions.memoryLimit = memory.bytes
        let file = try await ParquetFile(FileSource(input), options: readerOptions)
        Console.note(MetadataReport(file).notes, of: input)
        var options = WriterOptions()
        writer.apply(to: &options)
        options.concurrency = threads
        options.keyValueMetadata = file.metadata.keyValueMetadata ?? []
        for choice in encoding {
            guard let column = file.schema.columns.first(where: { $0.path.description == choice.column }) else {
                throw ValidationError("--encoding: \(input) has no column \(choice.column)")
            }
            options.columns[column.path, default: .init()].encoding = choice.encoding
        }
        try await write(file, options)
    }

    private func write(_ file: ParquetFile, _ options: WriterOptions) async throws(ParquetError) {
        var parquet = try ParquetWriter(to: FileSink(output), schema: file.schema, options: options)
        var reader = try file.reader()
        var batch = RecordBatch(schema: reader.schema)
        while try await reader.next(into: &batch) { try parquet.append(batch) }
        _ = try parquet.finish()
    }
}

/// A column and its encoding, as `id=DELTA_BYTE_ARRAY`.
struct EncodingArgument: ExpressibleByArgument {
    let column: String
    let encoding: Encoding

    private static let encodings: [Encoding] = [
        .plain, .rleDictionary, .rle, .deltaBinaryPacked, .deltaLengthByteArray, .deltaByteArray, .byteStreamSplit,
        .alp,
    ]

    init?(argument: String) {
        guard let equals = argument.lastIndex(of: "=") else { return nil }
        let name = argument[argument.index(after: equals)...].uppercased()
        guard let encoding = EncodingArgument.encodings.first(where: { $0.name == name }) else { return nil }
        column = String(argument[..<equals])
        self.encoding = encoding
    }

    static var allValueStrings: [String] { encodings.map { "column=\($0.name)" } }
}
