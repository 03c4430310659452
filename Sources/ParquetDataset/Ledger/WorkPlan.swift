internal import Parquet
internal import ParquetJSON

/// What of a plan there is to do, by what the receipts say.
struct WorkPlan: Sendable {
    /// The partitions that are to be converted, in order.
    private(set) var work: [PartitionWork] = []
    /// Those whose sources, schema, options and files are as their receipts say.
    private(set) var upToDate: [PartitionPath] = []
    /// Those that must not be made anew.
    private(set) var failures: [PartitionFailure] = []

    /// - Throws: `ParquetError` with code `exists` if the output holds what may not be replaced, `input` if it cannot be.
    init(
        _ plan: ConversionPlan, _ contract: SchemaContract, _ options: ConversionOptions, _ store: any DatasetStore,
        _ ledger: SourceLedger
    ) async throws(ParquetError) {
        let partitions = plan.partitions
        if ledger.head == nil {
            try Foreign.check(
                selected: options.partitionColumns.isEmpty ? partitions.map(\.path) : [],
                held: try await store.partitions(), options, store.name)
        }
        let receipts = ReceiptReading(store, ledger, contract, options.recorded(for: contract))
        guard options.partitionColumns.isEmpty else {
            let isDone = try await receipts.isUpToDate(partitionsByColumnsOf: partitions)
            if isDone, !options.overwrite {
                upToDate = partitions.map(\.path)
            } else {
                work = partitions.map { PartitionWork($0) }
            }
            return
        }
        var held: [PartitionPath] = []
        for partition in partitions {
            let files = try await store.files(in: partition.path)
            guard let published = try await receipts.partition(partition.path) else {
                if !files.isEmpty { held.append(partition.path) }
                work.append(PartitionWork(partition))
                continue
            }
            let known = Set(published.latest.outputs.map(\.name))
            if files.contains(where: { !known.contains($0.name) }) { held.append(partition.path) }
            guard !options.overwrite else {
                work.append(PartitionWork(partition))
                continue
            }
            if published.converted.isByColumns {
                held.append(partition.path)
                continue
            }
            switch try await receipts.change(of: partition, published, files, options) {
            case .none: upToDate.append(partition.path)
            case .held: held.append(partition.path)
            case .forbidden(let error): failures.append(PartitionFailure(path: partition.path, error: error))
            case .convert(let due): work.append(due)
            }
        }
        try Foreign.check(selected: held, held: held, options, store.name)
        for due in work { try await store.checkReplaceable(due.path) }
    }
}

/// What somebody else wrote into the output.
enum Foreign {
    /// Checks that files may be replaced of which no receipt tells.
    ///
    /// - Parameters:
    ///   - selected: the partitions that are to be written.
    ///   - held: those that have such files.
    /// - Throws: `ParquetError` with code `exists` if they may not.
    static func check(
        selected: [PartitionPath], held: [PartitionPath], _ options: ConversionOptions, _ output: String,
        _ what: String = "selected partitions"
    ) throws(ParquetError) {
        let both = Set(held).intersection(selected)
        let replaced = selected.filter(both.contains)
        if !options.overwrite, let first = replaced.first {
            let more = replaced.count > 1 ? " and \(replaced.count - 1) more of the \(what)" : ""
            throw ParquetError(
                .exists,
                "the output already holds \(first.isRoot ? output : first.description)\(more), not made of these sources alone; "
                    + "pass --overwrite to replace exactly the \(what), and --adopt if no receipts tell of their files, or give "
                    + "another output directory", at: .init(file: output))
        }
        guard !options.adopts, let first = held.first else { return }
        throw ParquetError(
            .exists,
            "the output holds files in \(first.isRoot ? output : first.description) that no receipt tells of: they are someone "
                + "else's, or older than receipts; pass --adopt to write into it all the same, or give another output directory",
            at: .init(file: output))
    }
}
