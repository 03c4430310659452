import ArgumentParser
import Foundation
import Logging
import Parquet
import ParquetDataset
import ParquetJSON
import SystemPackage
// What the command does with its options.
extension ConvertCommand {
    func run() async throws {
        let printer = EventPrinter(reporting, json: json)
        let run = ConversionRun(printer: printer, reporting: reporting, output: output)
        try await run.perform { try await convert(printer) }
    }

    /// Converts again what has lines in quarantine.
    func replay() async throws {
        let printer = EventPrinter(reporting, json: json)
        let run = ConversionRun(printer: printer, reporting: reporting, output: output)
        try await run.perform { try await convert(printer, replays: true) }
    }

    private func convert(_ printer: EventPrinter, replays: Bool = false) async throws {
        // Standard input has no days to choose from.
        let selection = try DaySelection.resolve(
            all: all || (days == nil && (replays || input == "-")), days: days,
            environment: ProcessInfo.processInfo.environment,
            timeZone: timeZone,
            now: Int(Date().timeIntervalSince1970.rounded(.down)))
        var plan = try ConversionPlan(
            input: FilePath(input), selection: selection,
            layout: layout.map { (text) throws(ParquetError) in try PathLayout(text) },
            ignoreOtherFiles: ignoreOtherFiles)
        var options = ConversionOptions()
        writer.apply(to: &options.writer)
        options.fileByteLimit = fileSize.bytes
        options.records = try RecordShape(name: records, at: recordsAt)
        options.unknownKeys = unknownKeys?.policy
        options.quarantineLimit = maxQuarantined.limit
        options.threads = threads
        options.memoryByteCount = memory.bytes
        options.maximumLineByteCount = maxLine.bytes
        options.overwrite = overwrite
        options.late = late.sources
        options.adopts = adopt
        options.hashesRows = !noRowHashes
        options.hashesSources = !noSourceHashes
        options.rereads = !noReread
        options.signingKey = try signKey.map(SigningArguments.key(in:))
        options.keepsPartitionColumns = keepPartitionColumns
        options.partitionColumns =
            try partitionBy.map { (text) throws(ParquetError) in try PartitionColumn.list(text) } ?? []
        options.sortOrder = try sortBy.map { (text) throws(ParquetError) in try SortOrder(text) }
        options.columns = columns?.split(separator: ",").map { $0.filter { $0 != " " } }
        guard !plan.partitions.isEmpty else {
            switch selection {
            case .all:
                throw CommandFailure(
                    code: ExitStatus.nonePresent,
                    message: "\(input): there are no chunks (files ending in .json, .jsonl or .ndjson)")
            case .days(let range):
                throw CommandFailure(
                    code: ExitStatus.nonePresent,
                    message:
                        "\(input): none of the selected days is there: \(range); choose others with --days, or --all")
            }
        }
        if replays {
            let quarantine = try QuarantineListing(dataset: FilePath(output))
            plan = plan.ofLines(in: quarantine, isByColumns: !options.partitionColumns.isEmpty)
            options.overwrite = true
            guard !plan.partitions.isEmpty else {
                return printer.report(EventMessage(.info, "no partition of \(input) has lines in quarantine"))
            }
        }
        let store = try ContractStore(output: FilePath(output))
        if reporting.dryRun { return try await show(plan, options, store, printer) }
        let (contract, message) = try await contract(&plan, store, printer)
        options.contractStore = store
        options.hashKey = try contract.hashesValues ? hashKey() : nil
        let conversion = try Conversion(
            plan: plan, contract: contract, output: FilePath(output), options: options)
        printer.report(schema: message)
        _ = try await conversion.run { printer.report($0) }
    }

    /// The key for columns that are hashed.
    func hashKey() throws -> HashKey {
        if let hashKeyFile { return try HashKey(file: SmallFile.bytes(hashKeyFile)) }
        guard let text = ProcessInfo.processInfo.environment["PARKETT_HASH_KEY"] else {
            throw ParquetError(
                .argument, "the schema has columns that are hashed: give --hash-key-file or set PARKETT_HASH_KEY")
        }
        return try HashKey([UInt8](text.utf8))
    }
}
