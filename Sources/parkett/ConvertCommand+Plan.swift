import Foundation
import Logging
import Parquet
import ParquetDataset
import ParquetJSON
import SystemPackage

/// What `--dry-run --json` prints: a line for each partition, one for the schema, and one for all.
private struct PlanRecord: Encodable {
    var event: String
    var partition: String?
    var partitions: Int?
    var source: String?
    var revision: Int?
    var columns: Int?
    var chunks: Int?
    var bytesIn: Int?
    var replacedFiles: Int?
    var replacedBytes: Int?
    var upToDate: Int?

    var text: String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return ((try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "") + "\n"
    }
}

extension ConvertCommand {
    /// Shows what the conversion would do, and ends as it would where that is known before anything is read.
    func show(
        _ plan: ConversionPlan, _ options: ConversionOptions, _ store: ContractStore, _ printer: EventPrinter
    ) async throws {
        for warning in plan.warnings { printer.report(.warning(warning)) }
        let known = try await knownContract(store)
        // Which partitions columns make is known when all rows are read.
        let isOfColumns = !options.partitionColumns.isEmpty
        let planned = try plan.partitions(in: isOfColumns ? nil : FilePath(output))
        let message =
            known?.message
            ?? SchemaMessage(source: "unknown", revision: 0, text: "schema: to be inferred from all lines")
        var options = options
        var outlook: ConversionOutlook?
        var refusal: ParquetError?
        if let contract = known?.contract {
            options.hashKey = try contract.hashesValues ? hashKey() : nil
            let conversion = try Conversion(
                plan: plan, contract: contract, output: FilePath(output), options: options)
            do throws(ParquetError) {
                outlook = try await conversion.outlook()
            } catch {
                refusal = error
            }
        } else {
            try Conversion.check(plan, output: FilePath(output), options: options)
        }
        let upToDate = Set(outlook?.upToDate ?? [])
        let due = planned.filter { !upToDate.contains($0.path) }
        printer.print(
            json
                ? records(due, message, known?.contract, upToDate: upToDate.count)
                : text(due, message, known?.contract, isOfColumns, upToDate: upToDate.count))
        for path in outlook?.additions ?? [] {
            printer.report(EventMessage(.info, "\(path): files are added to those that it has"))
        }
        for failure in outlook?.failures ?? [] { printer.report(.partitionFailed(failure)) }
        if let failure = refusal ?? outlook?.failures.first?.error { throw failure }
    }

    private func records(
        _ planned: [PlannedPartition], _ schema: SchemaMessage, _ contract: SchemaContract?, upToDate: Int
    ) -> String {
        var records = planned.map { partition in
            PlanRecord(
                event: "plan_partition", partition: partition.path.description, chunks: partition.chunks,
                bytesIn: partition.byteCount, replacedFiles: partition.replacedFiles,
                replacedBytes: partition.replacedByteCount)
        }
        records.append(
            PlanRecord(
                event: "plan_schema", source: schema.source, revision: contract?.revision,
                columns: contract?.columns.count))
        let total = Total(planned)
        records.append(
            PlanRecord(
                event: "plan", partitions: planned.count, chunks: total.chunks, bytesIn: total.bytes,
                replacedFiles: total.replacedFiles, replacedBytes: total.replacedBytes, upToDate: upToDate))
        return records.map(\.text).joined()
    }

    private func text(
        _ planned: [PlannedPartition], _ schema: SchemaMessage, _ contract: SchemaContract?, _ isOfColumns: Bool,
        upToDate: Int
    ) -> String {
        func replaced(_ files: Int, _ bytes: Int) -> String {
            files == 0 ? "nothing" : "\(PlainText.count(files, "file")) of \(ByteCount(bytes))"
        }
        let total = Total(planned)
        var rows = [["partition", "chunks", "bytes in", "replaces"]]
        for partition in planned {
            rows.append([
                PlainText.printable(partition.path.description), "\(partition.chunks)",
                "\(ByteCount(partition.byteCount))",
                replaced(partition.replacedFiles, partition.replacedByteCount),
            ])
        }
        rows.append([
            "total", "\(total.chunks)", "\(ByteCount(total.bytes))", replaced(total.replacedFiles, total.replacedBytes),
        ])
        // What columns make of it replaces what it meets.
        if isOfColumns { rows = rows.map { Array($0.dropLast()) } }
        var text = SummaryTable.aligned(rows, left: [0, 3]) + "\n\(schema.text)\n"
        if upToDate > 0 { text += "up to date: \(PlainText.count(upToDate, "partition")), not touched\n" }
        if let contract {
            let columns = contract.columns.map { "\($0.name) \($0.type.name)" }
            text += "columns: \(columns.joined(separator: ", "))\n"
        }
        if let partitionBy {
            text += "output: partitions by \(partitionBy), which are known when all rows are read\n"
        }
        let isThere = FileManager.default.fileExists(atPath: output)
        text +=
            "output: \(output)\(isThere ? "" : ", which would be made"), files of at most \(ByteCount(fileSize.bytes)), "
        return text + "\(writer.codec.defaultValueDescription)\nNothing was changed.\n"
    }

    /// What the partitions come to.
    private struct Total {
        var chunks = 0
        var bytes = 0
        var replacedFiles = 0
        var replacedBytes = 0

        init(_ planned: [PlannedPartition]) {
            for partition in planned {
                chunks += partition.chunks
                bytes += partition.byteCount
                replacedFiles += partition.replacedFiles
                replacedBytes += partition.replacedByteCount
            }
        }
    }
}
