import ArgumentParser
import Foundation
import Parquet
import ParquetDataset
import ParquetJSON
import SystemPackage

/// `parkett convert`: days of JSON lines become Parquet files.
struct ConvertCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Convert days of JSON lines to Parquet.",
        discussion: """
            INPUT is a directory such as

              logs/year=2025/month=01/date=25/00-00.json
                                              01-00.json.gz ...

            Chunks end in .json, .jsonl or .ndjson, with .gz or .zst behind it where they are \
            compressed. Names that start with _ or . are passed over, and any other file is an \
            error. Symbolic links are followed. OUTPUT gets the same directories, with \
            part-00000.parquet, part-00001.parquet, ... in them. A partition appears when it is \
            complete, and not before. Rows keep their order: that of the chunks' paths, then \
            that of the lines.

            WHICH DAYS
              --days, else the environment variable DATE_TO_PROCESS (in the same form),
              else yesterday in --time-zone; or --all. Days are those of the directories,
              never those of the events: year=2025/month=1/date=5, date=2025-01-05 and
              year=2025/month=01/date=05 are the same day. A selected day that is not
              there is a warning. A tree without key=value directories is one dataset;
              convert it with --all.

            THE SCHEMA
              A JSON file that says what the columns are:

              {"contract": 1, "unknown_keys": "drop", "columns": [
                {"name": "id", "type": "string", "required": true},
                {"name": "action", "type": "string"},
                {"name": "at", "type": "timestamp(millis)", "read": "epoch_seconds"},
                {"name": "scopes", "type": "array<string>"}]}

              Values that do not fit their column go into a column _extra, as JSON, and so
              do unknown keys, if "unknown_keys" is "extra", which it is if it is absent.
              With "drift": "fail", for all or one column, such a line stops the
              conversion, with its file, line and byte. Nothing is dropped silently.

            HASHES
              Columns with "hash": "hmac-sha256" are hashed with a key of 16 bytes or more:
              the content of --hash-key-file, else the environment variable
              PARKETT_HASH_KEY.

            EXIT CODES
              0    everything selected that is there was converted
              1    failure: a line does not fit, a file cannot be read or written, memory
                   is too small; the partition that failed is not written, those before
                   it are
              4    none of the selected days is there, or no chunk at all
              5    OUTPUT already holds a selected partition, and --overwrite was not
                   given; nothing was changed
              64   the arguments make no sense
              130  stopped by Ctrl-C (143: by SIGTERM); partitions that were complete
                   are kept

            EXAMPLES
              Yesterday:     parkett convert logs table --schema audit.json
              Days again:    parkett convert logs table --schema audit.json \\
                               --days 2025-01-25/2025-01-29 --overwrite
              Smaller files: parkett convert logs table --schema audit.json --codec zstd:9
            """)

    @Argument(help: "The directory above the partitions, or one file of JSON lines.", completion: .directory)
    var input: String

    @Argument(help: "The directory to write to. It is made if it is missing.", completion: .directory)
    var output: String

    @Option(help: "The schema contract, a JSON file.", completion: .file(extensions: ["json"]))
    var schema: String

    @Option(help: "A day, as 2025-01-25, or the first and the last one of several: 2025-01-25/2025-01-29.")
    var days: String?

    @Flag(help: "Convert every partition.")
    var all = false

    @Option(help: "The IANA time zone that decides what yesterday is.")
    var timeZone = "UTC"

    @Flag(help: "Pass over files that are not chunks.")
    var ignoreOtherFiles = false

    @Flag(help: "Replace the selected partitions where OUTPUT holds them, and no others.")
    var overwrite = false

    @Option(
        help:
            "What becomes of keys that the schema does not name: fail, drop, or extra, the column _extra. Without it the schema decides."
    )
    var unknownKeys: UnknownKeysArgument?

    @Option(help: "The file with the key for columns that are hashed.")
    var hashKeyFile: String?

    @Option(help: "The most bytes of a file, as 64MiB, 64MB or a number. No file is larger.")
    var fileSize = SizeArgument(64 << 20)

    @OptionGroup var writer: WriterArguments

    @Option(
        help:
            "The most threads that compute. The result is the same for any number. (default: one per processor, as far as the memory goes)"
    )
    var threads: Int?

    @Option(help: "The memory for buffers. The longest line may take an eighth of it.")
    var memory = SizeArgument(256 << 20)

    @Flag(help: "Print events and the summary to standard output, as JSON lines.")
    var json = false

    /// `--unknown-keys`.
    enum UnknownKeysArgument: String, CaseIterable, ExpressibleByArgument {
        case fail, drop, extra

        var policy: SchemaContract.UnknownKeys {
            switch self {
            case .fail: .fail
            case .drop: .drop
            case .extra: .extra
            }
        }
    }

    func run() async throws {
        do {
            try await convert()
        } catch let error as ParquetError {
            throw ExitStatus.report(error)
        }
    }

    private func convert() async throws {
        let selection = try DaySelection.resolve(
            all: all, days: days, environment: ProcessInfo.processInfo.environment, timeZone: timeZone,
            now: Int(Date().timeIntervalSince1970.rounded(.down)))
        let contract = try readContract()
        let plan = try ConversionPlan(
            input: FilePath(input), selection: selection, ignoreOtherFiles: ignoreOtherFiles)
        var options = ConversionOptions()
        writer.apply(to: &options.writer)
        options.fileByteLimit = fileSize.bytes
        options.unknownKeys = unknownKeys?.policy
        options.hashKey = try contract.hashesValues ? hashKey() : nil
        options.threads = threads
        options.memoryByteCount = memory.bytes
        options.overwrite = overwrite
        let conversion = try Conversion(
            plan: plan, contract: contract, output: FilePath(output), options: options)
        guard !plan.partitions.isEmpty else {
            switch selection {
            case .all: ExitStatus.printError("\(input): there are no chunks (files ending in .json, .jsonl or .ndjson)")
            case .days(let range):
                ExitStatus.printError(
                    "\(input): none of the selected days is there: \(range); choose others with --days, or --all")
            }
            throw ExitStatus.nonePresent
        }
        let printer = EventPrinter(json: json)
        let signals = SignalWatch()
        let task = Task { try await conversion.run { printer.report($0) } }
        signals.onSignal { task.cancel() }
        do {
            _ = try await task.value
            printer.finish(output: output)
        } catch {
            printer.fail(error)
            if let code = signals.exitCode {
                ExitStatus.printError("stopped; partitions that were complete are kept in \(output)")
                throw code
            }
            throw error
        }
    }

    /// The key for columns that are hashed.
    private func hashKey() throws -> HashKey {
        if let hashKeyFile {
            guard let data = FileManager.default.contents(atPath: hashKeyFile) else {
                throw ParquetError(.input, "the key for hashes cannot be read", at: .init(file: hashKeyFile))
            }
            return try HashKey(file: [UInt8](data))
        }
        guard let text = ProcessInfo.processInfo.environment["PARKETT_HASH_KEY"] else {
            throw ParquetError(
                .argument, "the schema has columns that are hashed: give --hash-key-file or set PARKETT_HASH_KEY")
        }
        return try HashKey([UInt8](text.utf8))
    }

    private func readContract() throws -> SchemaContract {
        guard let data = FileManager.default.contents(atPath: schema) else {
            throw ParquetError(
                .input, "the schema cannot be read; see 'parkett help convert' for what it looks like",
                at: .init(file: schema))
        }
        do throws(ParquetError) {
            return try SchemaContract(json: [UInt8](data))
        } catch {
            throw error.at(.init(file: schema))
        }
    }
}
