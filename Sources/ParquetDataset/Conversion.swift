public import Parquet
public import ParquetJSON
public import SystemPackage

/// The conversion of the partitions of a plan to Parquet files in an output directory.
public struct Conversion: Sendable {
    private let plan: ConversionPlan
    private let contract: SchemaContract
    private let store: any DatasetStore
    private let options: ConversionOptions
    private let threads: Int
    private let budget: MemoryBudget
    private let arrangement: RowArrangement

    /// A conversion of `plan` by `contract` into the directory `output`.
    ///
    /// - Throws: `ParquetError` with code `argument` or `limit` for options that cannot be met, `exists` if the output holds files that
    ///   no receipt tells of and must not be adopted, `input` if it is part of the input.
    public init(
        plan: ConversionPlan, contract: SchemaContract, output: FilePath, options: ConversionOptions = .init()
    ) throws(ParquetError) {
        try Conversion.checkOutput(plan, output, options)
        try self.init(plan: plan, contract: contract, store: LocalDatasetStore(output), options: options)
    }

    /// A conversion of `plan` by `contract` into the dataset in `store`.
    ///
    /// - Throws: `ParquetError` with code `argument` or `limit` for options that cannot be met.
    public init(
        plan: ConversionPlan, contract: SchemaContract, store: any DatasetStore, options: ConversionOptions = .init()
    ) throws(ParquetError) {
        (threads, budget) = try Conversion.budget(plan, options)
        arrangement = try Conversion.arrangement(plan, contract, options)
        self.plan = plan
        self.contract = contract
        self.store = store
        self.options = options
    }

    /// Checks that a conversion of `plan` can begin, before its contract is known.
    ///
    /// - Throws: what making the conversion would throw.
    public static func check(
        _ plan: ConversionPlan, output: FilePath, options: ConversionOptions
    ) throws(ParquetError) {
        _ = try budget(plan, options)
        try checkOutput(plan, output, options)
    }

    /// What can be told without having the dataset for oneself.
    private static func checkOutput(
        _ plan: ConversionPlan, _ output: FilePath, _ options: ConversionOptions
    ) throws(ParquetError) {
        try OutputPartition.checkApart(plan, output: output)
        let store = LocalDatasetStore(output)
        guard try store.records(in: ReceiptChain.folder).isEmpty else { return }
        let selected = options.partitionColumns.isEmpty ? plan.partitions.map(\.path) : []
        for partition in selected { _ = try OutputPartition(partition, in: output) }
        try Foreign.check(selected: selected, held: store.partitions(), options, store.name)
    }

    /// The threads, and how the memory is shared out.
    private static func budget(
        _ plan: ConversionPlan, _ options: ConversionOptions
    ) throws(ParquetError) -> (threads: Int, budget: MemoryBudget) {
        guard (1...512).contains(options.threads ?? 1) else {
            throw ParquetError(.argument, "\(options.threads ?? 0) threads cannot be had; give 1 to 512")
        }
        let hasZstd = plan.partitions.contains { $0.chunks.contains { $0.format == .zstd } }
        func budget(_ threads: Int) throws(ParquetError) -> MemoryBudget {
            try MemoryBudget(
                total: options.memoryByteCount, threads: threads, writer: options.writer, hasZstd: hasZstd,
                sorts: options.sortOrder != nil || !options.partitionColumns.isEmpty,
                maximumLineByteCount: options.maximumLineByteCount)
        }
        var threads = options.threads ?? min(512, PlatformThread.processorCount)
        if options.threads == nil {
            while threads > 1, (try? budget(threads)) == nil { threads -= 1 }
        }
        return (threads, try budget(threads))
    }

    /// Converts the partitions, one after another, but for those that are up to date: their sources, the contract, the options and the files
    /// are as their receipts say. Each appears in the output when it is complete, with a receipt. Of one that fails nothing does,
    /// and what was in its place stays; the others go on, and `report` is told of each failure. Partitions that are made of columns appear
    /// all at the end, each in one step; if there is an error before that, nothing is there.
    ///
    /// The work is done on threads of its own. Cancelling the task stops them, with an error of code `io`.
    ///
    /// - Parameter report: is told what happens, in order, one call at a time; on any thread. It should return soon.
    /// - Throws: with code `locked` if another run changes the dataset, `exists` if a partition may not be replaced: then nothing is
    ///   done. When all partitions were tried, the error of the first that failed; with code `quarantine`, that it had too many lines
    ///   that are no rows, only if there is no other.
    public func run(
        report: @escaping @Sendable (ConversionEvent) -> Void = { _ in }
    ) async throws(ParquetError) -> ConversionReport {
        let cancellation = Monitor(false)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation {
                (continuation: CheckedContinuation<Result<ConversionReport, ParquetError>, Never>) in
                let started = PlatformThread.start {
                    continuation.resume(returning: runBlocking(cancellation, report))
                }
                if !started {
                    continuation.resume(returning: .failure(ParquetError(.limit, "the system has no thread to give")))
                }
            }
        } onCancel: {
            cancellation.change { $0 = true }
        }
        return try result.get()
    }

    /// What a run would find to be done now, and changes nothing. Another run may change it meanwhile.
    ///
    /// - Throws: with code `exists` what a run would throw before it does anything.
    public func outlook() async throws(ParquetError) -> ConversionOutlook {
        let ledger = try await SourceLedger.current(store, ReceiptChain(store))
        let due = try await WorkPlan(plan, contract, options, store, ledger)
        return ConversionOutlook(
            upToDate: due.upToDate, additions: due.work.filter { $0.base != nil }.map(\.path), failures: due.failures)
    }

    /// A sentence about directories of the input that say what neither the output's directories nor its files say.
    private var lostLevels: String? {
        guard !arrangement.levels.isEmpty else { return nil }
        let kept = Set(arrangement.levels.map { $0.name.lowercased() })
            .union(arrangement.columns.schema.fields.map { $0.name.lowercased() })
        var lost: [String] = []
        for partition in plan.partitions {
            for (key, _) in partition.path.values where !kept.contains(key.lowercased()) && !lost.contains(key) {
                lost.append(key)
            }
        }
        guard !lost.isEmpty else { return nil }
        return
            "the input's directories also say \(lost.joined(separator: ", ")), which is not in the output, since its partitions "
            + "are made of columns"
    }

    private func runBlocking(
        _ cancellation: Monitor<Bool>, _ report: @escaping @Sendable (ConversionEvent) -> Void
    ) -> Result<ConversionReport, ParquetError> {
        report(
            .planned(
                partitions: plan.partitions.count, chunks: plan.partitions.reduce(0) { $0 + $1.chunks.count },
                bytes: plan.byteCount))
        let columns = arrangement.columns
        if !columns.leftOut.isEmpty { report(.partitionColumnsLeftOut(columns.leftOut)) }
        if !columns.notKept.isEmpty { report(.columnsNotKept(columns.notKept)) }
        if let warning = lostLevels { report(.warning(warning)) }
        for warning in plan.warnings { report(.warning(warning)) }
        guard !plan.partitions.isEmpty else { return .success(ConversionReport()) }
        let made = madeDirectory
        defer { if let made { try? PlatformFile.removeEmptyDirectory(made) } }
        do throws(ParquetError) {
            let store = store
            let key = options.signingKey
            let session = try Blocking.run { () async throws(ParquetError) in
                try await DatasetSession.begin(store, key: key)
            }
            defer { _ = try? Blocking.run { () async throws(ParquetError) in await session.end() } }
            for remark in session.remarks { report(.warning(remark)) }
            let scratch = try ScratchFiles(session.staging)
            defer { scratch.remove() }
            let result = try convert(session, scratch.directory, cancellation, report)
            if let failure = result.failure { return .failure(failure) }
            return .success(result)
        } catch {
            return .failure(error)
        }
    }

    /// The dataset's directory, if it is not there yet: it goes again if nothing comes into it.
    private var madeDirectory: FilePath? {
        guard let local = store as? LocalDatasetStore, !PlatformFile.exists(local.directory) else { return nil }
        return local.directory
    }

    private func convert(
        _ session: DatasetSession, _ scratch: FilePath, _ cancellation: Monitor<Bool>,
        _ report: @escaping @Sendable (ConversionEvent) -> Void
    ) throws(ParquetError) -> ConversionReport {
        // What may have to be read twice must be a file, and what may be there already, too: it is compared.
        let isKnown = try Blocking.run { () async throws(ParquetError) in await session.ledger.head != nil }
        let directory = (store as? LocalDatasetStore)?.directory ?? scratch
        let plan = contract.mayWiden || isKnown ? try plan.spoolingStandardInput(in: directory) : plan
        let (contract, options) = (contract, options)
        let due = try Blocking.run { () async throws(ParquetError) in
            try await WorkPlan(plan, contract, options, session.store, session.ledger)
        }
        let sink = ConversionOutput(
            due, contract: contract, arrangement: arrangement, options: options,
            shares: arrangement.sorts ? budget.sorting : nil, session: session, scratch: scratch, threads: threads,
            cancellation: cancellation, report: report)
        if let contracts = options.contractStore, contracts.stored != contract { try contracts.write(contract) }
        defer {
            let result = sink.result
            if result.partitions.isEmpty, result.upToDate.isEmpty { options.contractStore?.revert() }
        }
        try convert(plan, sink, cancellation)
        report(.finished(sink.result))
        return sink.result
    }

    private func convert(
        _ plan: ConversionPlan, _ sink: ConversionOutput, _ cancellation: Monitor<Bool>
    ) throws(ParquetError) {
        var contract = contract
        while !sink.isDone {
            switch try pipeline(contract, sink, cancellation).run() {
            case .finished: return
            case .widened(let widening):
                contract = widening.contract
                try options.contractStore?.write(contract)
                try sink.goOn(with: widening, Conversion.arrangement(plan, contract, options))
            case .failed(let error):
                sink.abort()
                if cancellation.change({ $0 }) { throw error }
                // Partitions that are made of columns are one.
                guard arrangement.levels.isEmpty else {
                    try sink.keepQuarantine()
                    throw error
                }
                try sink.fail(error)
            }
        }
    }

    /// What becomes of rows that are read by `contract`.
    private static func arrangement(
        _ plan: ConversionPlan, _ contract: SchemaContract, _ options: ConversionOptions
    ) throws(ParquetError) -> RowArrangement {
        let schema = try contract.replacing(unknownKeys: options.unknownKeys ?? contract.unknownKeys).schema()
        return try RowArrangement(schema, partitions: plan.partitions, options: options)
    }

    /// The threads that convert the partitions from the one on that `sink` is at.
    private func pipeline(
        _ contract: SchemaContract, _ sink: ConversionOutput, _ cancellation: Monitor<Bool>
    ) throws(ParquetError) -> ConversionPipeline {
        let reader = try JSONLinesReader(
            contract: contract, unknownKeys: options.unknownKeys, hashKey: options.hashKey,
            maximumLineLength: budget.maximumLineByteCount, elementByteCount: budget.total / 8,
            makesDictionaries: !sink.sorts)
        return ConversionPipeline(
            chunks: sink.chunksLeft, records: options.records, reader: reader, output: sink, threads: threads,
            budget: budget, mayReject: options.quarantineLimit != nil,
            hashesSources: options.hashesSources, hasher: sink.blockHasher, cancellation: cancellation)
    }
}
