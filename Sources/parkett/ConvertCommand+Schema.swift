import ArgumentParser
import Foundation
import Parquet
import ParquetDataset
import ParquetJSON
import SystemPackage

/// Which schema a conversion uses, and why.
struct SchemaMessage {
    /// Where it is from: `given`, `stored` or `inferred`.
    var source: String
    var revision: Int
    /// For people.
    var text: String
    /// What is different from the stored one.
    var changes = 0
    /// What inference has to tell.
    var notes = 0

    /// As `--json` prints it.
    var json: String {
        "{\"changes\":\(changes),\"event\":\"schema\",\"notes\":\(notes),\"revision\":\(revision),\"source\":\"\(source)\"}\n"
    }
}

extension ConvertCommand {
    /// The contract: the one that is given, else the one that is kept, else what the lines hold; standard input is kept for that.
    func contract(
        _ plan: inout ConversionPlan, _ store: ContractStore, _ printer: EventPrinter
    ) async throws -> (contract: SchemaContract, message: SchemaMessage) {
        if let known = try await knownContract(store) { return known }
        plan = try plan.spoolingStandardInput(in: FilePath(output))
        let start = ContinuousClock.now
        let result = try await DatasetInference(
            plan: plan, records: RecordShape(name: records, at: recordsAt), leavesOut: true, threads: threads,
            memoryByteCount: memory.bytes, maximumLineByteCount: maxLine.bytes
        ).run(inference.options) { fraction in
            printer.report(inference: fraction, seconds: (ContinuousClock.now - start) / .seconds(1))
        }
        let schema = result.schema
        let notes = schema.notes.isEmpty ? "" : "; 'parkett infer' tells of \(schema.notes.count) peculiarities"
        return (
            schema.contract,
            SchemaMessage(
                source: "inferred", revision: schema.contract.revision,
                text:
                    "schema: inferred from \(schema.counts.rows) rows, \(schema.contract.columns.count) columns, kept in "
                    + "\(store.path.string)\(notes)", notes: schema.notes.count)
        )
    }

    /// The contract that is given, else the one that is kept; nil if it must be found out.
    func knownContract(
        _ store: ContractStore
    ) async throws -> (contract: SchemaContract, message: SchemaMessage)? {
        if let file = schema ?? schemaFrom {
            let given = try await ContractFile.read(file, epochs: inference.options.epochs)
            let revision = try store.revised(given)
            let contract = revision.contract
            let difference = revision.difference
            var text = "schema: that of \(file)"
            if !revision.kept.isEmpty {
                text += ", with the columns that became wider: " + revision.kept.map(\.text).joined(separator: ", ")
            }
            if let difference {
                text += ", which differs from the one of the last conversion and is revision \(contract.revision):\n"
                text += difference.text.isEmpty ? "the columns have another order" : difference.text
                while text.last == "\n" { text.removeLast() }
            }
            return (
                contract,
                SchemaMessage(
                    source: "given", revision: contract.revision, text: text, changes: difference?.changes.count ?? 0)
            )
        }
        if let stored = store.stored {
            return (
                stored,
                SchemaMessage(
                    source: "stored", revision: stored.revision,
                    text: "schema: revision \(stored.revision) of \(store.path.string), as in the last conversion")
            )
        }
        return nil
    }
}
