import ArgumentParser
import Foundation
import Parquet
import ParquetDataset
import ParquetJSON
import SystemPackage

/// `parkett infer`: the schema contract that JSON lines make.
struct InferCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "infer",
        abstract: "Find out which schema JSON lines have, from all of them.",
        discussion: """
            All of INPUT is read, never a sample: a key that occurs once in the last line is in \
            the contract, and every line fits it. INPUT is what convert takes: a directory, a \
            pattern of files, one file, or - for standard input. The contract goes to standard output and what was seen to \
            standard error; with --output the contract goes to that file, and what was seen to \
            standard output. For each key that is: how often it is there and how often null, \
            about how many different values it has (to 2.3 %), their range, the longest in \
            bytes, and an example. Conflicts are told with the first file and line of each kind.

            WHICH TYPE
              The values of one path, null not counted; the first line that fits.
              no values                          string
              true, false                        boolean
              integers of 64 bits                bigint (--int32: int where all fit)
              integers of up to 38 digits        decimal(38,0)
              numbers, all integers among them   double
                within 2^53, so that none is
                rounded
              other numbers without exponents,   decimal(p,s)
                of up to 38 digits in all
              days as 2025-01-25                 date
              times as in RFC 3339, or in other  timestamp(millis), or timestamp(micros) where
                variants of ISO 8601               there are digits behind the millisecond;
                                                   finer ones, and times with a zone mixed with
                                                   times without one, stay string
              UUIDs, with --uuid                 uuid
              other strings                      string
              objects                            struct; map where more than 200 keys occur, more
                                                   than half of them in less than every 20th
                                                   object, or more than 1,024, and the values
                                                   have one type
              arrays                             array of what all elements make together
              anything else                      json: the text of the value
            Anything else is: kinds that are mixed, objects that never have a key, numbers of no \
            type above, values nested more than 32 deep. Numbers are instants where --epoch says \
            so. What comes of it depends on the lines alone, not on their order.

            NAMES are lower case, and every character but a-z, 0-9 and _ becomes _, as Athena \
            needs it; "from" in the contract keeps the key. Keys whose names would be the same \
            get _2, _3, ...: never are two keys one column.

            LINES THAT ARE NO OBJECTS
              They are left out, and told: how many there are, and the first with its file,
              line and reason. convert keeps them in quarantine.

            EXIT CODES
              0    there is a contract
              1    failure: no line has a key, a file cannot be read
              4    there are no chunks
              64   the arguments make no sense

            EXAMPLES
              A look:               parkett infer logs > /dev/null
              A contract to edit:   parkett infer logs --output audit.json --epoch at=seconds
              For a program:        parkett infer logs --json
            """)

    @Argument(
        help:
            "The directory above the partitions, a file or a pattern of files of JSON records, or - for standard input.",
        completion: .directory)
    var input: String

    @Option(name: .shortAndLong, help: "The file to write the contract to.", completion: .file(extensions: ["json"]))
    var output: String?

    @Option(help: "A day, as 2025-01-25, or the first and the last one of several. (default: everything)")
    var days: String?

    @Option(help: "How records stand in the chunks: lines, array, concatenated, dynamodb or auto, as convert takes it.")
    var records = "auto"

    @Option(help: "Records are the elements of the array at this key or JSON pointer, as Records or /detail/records.")
    var recordsAt: String?

    @Option(help: "What directories mean that are no key=value ones, as {year}/{month}/{day}, where --days is given.")
    var layout: String?

    @Flag(help: "Pass over files that are not chunks.")
    var ignoreOtherFiles = false

    @OptionGroup var inference: InferenceArguments

    @Option(help: "The most threads that compute. (default: one per processor, as far as the memory goes)")
    var threads: Int?

    @Option(help: "The memory for buffers. A line longer than an eighth of it takes up to seven times its length more.")
    var memory = SizeArgument(256 << 20)

    @Option(help: "The longest line, or record, that is read, up to 256 MB.")
    var maxLine = SizeArgument(256_000_000)

    @Flag(help: "Print the contract and what was seen to standard output, as one JSON document.")
    var json = false

    func run() async throws {
        do {
            try await infer()
        } catch let error as ParquetError {
            throw ExitStatus.report(error)
        }
    }

    private func infer() async throws {
        let selection = try days.map { .days(try DateRange($0)) } ?? DaySelection.all
        let plan = try ConversionPlan(
            input: FilePath(input), selection: selection,
            layout: layout.map { (text) throws(ParquetError) in try PathLayout(text) },
            ignoreOtherFiles: ignoreOtherFiles)
        guard !plan.partitions.isEmpty else {
            ExitStatus.printError("\(input): there are no chunks (files ending in .json, .jsonl or .ndjson)")
            throw ExitStatus.nonePresent
        }
        let result = try await DatasetInference(
            plan: plan, records: RecordShape(name: records, at: recordsAt), leavesOut: true, threads: threads,
            memoryByteCount: memory.bytes, maximumLineByteCount: maxLine.bytes
        ).run(inference.options)
        let schema = result.schema
        let file = { result.files.indices.contains($0) ? result.files[$0] : "?" }
        if let output { try ContractFile.write(schema.contract, to: output) }
        if json {
            try Console.write(Array(schema.json(file: file).utf8))
            return
        }
        let speed = result.seconds > 0 ? Int(Double(schema.byteCount) / result.seconds / 1_000_000) : 0
        let text =
            schema.text(file: file)
            + "\n\(schema.counts.rows) rows of \(schema.counts.lines) lines, \(ByteCount(schema.byteCount)), in "
            + "\(String(format: "%.2f", result.seconds)) s (\(speed) MB/s)\n"
        if output == nil {
            FileHandle.standardError.write(Data(text.utf8))
            try Console.write(Array(schema.contract.json.utf8))
        } else {
            try Console.write(Array(text.utf8))
        }
    }
}
