public import Parquet
public import ParquetJSON
public import SystemPackage

/// How a conversion is done. The bytes that are written depend on the writer's options and the file limit alone: not on the
/// threads, and not on the memory.
public struct ConversionOptions: Sendable {
    /// How files are written.
    public var writer = WriterOptions()
    /// The most bytes of a file.
    public var fileByteLimit = 64 << 20
    /// How records stand in the chunks.
    public var records = RecordShape.auto
    /// What becomes of keys that the contract does not name; nil leaves it to the contract.
    public var unknownKeys: SchemaContract.UnknownKeys?
    /// The key that hashed columns are hashed with; needed if the contract has such.
    public var hashKey: HashKey?
    /// The most threads that compute; nil for one per processor, as far as the memory goes. One more reads files.
    public var threads: Int?
    /// The longest line, or record, that is accepted, in bytes, without its line feed; up to 256 MiB - 1.
    public var maximumLineByteCount = LineChunker.defaultMaximumLineLength
    /// The memory that large buffers may take in all, in bytes. A line longer than an eighth of it takes up to seven times its length
    /// more, one such line at a time. With the other defaults and two threads, 74 MiB are the least, and 4 MiB more where rows are sorted; smaller row groups make do with less.
    public var memoryByteCount = 256 << 20
    /// Whether a column of the contract is written that has the name of a partition's level, too. Without, it is left out of
    /// the files, since the directories say it: Athena refuses a table that has a column twice. Its values are parsed and must
    /// fit either way.
    public var keepsPartitionColumns = false
    /// The levels of the output's directories, the outermost first, where they are made of columns; empty for those of the input.
    ///
    /// All rows of the plan are then sorted by them, in bounded memory and with one open writer, and the partitions appear together
    /// at the end. Null is `__HIVE_DEFAULT_PARTITION__`. The empty string, which readers take for null, too, is an error unless the
    /// files hold the column. A column that is a level as it is counts as one that has the level's name: see
    /// `keepsPartitionColumns`.
    public var partitionColumns: [PartitionColumn] = []
    /// What the rows of each partition are sorted by; nil keeps the order of the input. It is recorded in the files, up to the
    /// first column that is not written.
    public var sortOrder: SortOrder?
    /// The top-level columns of the contract that are written, and `_extra`, if there is one; nil for all. The others are parsed,
    /// must fit, and may be sorted by and make partitions. What they held is gone, and does not go to `_extra`.
    public var columns: [String]?
    /// How many lines of a partition may be no rows. They are kept below `_parkett/quarantine`; of a partition with more, which is not
    /// published, below `_parkett/failed`. Nil makes each of them a failure of its partition.
    public var quarantineLimit: QuarantineLimit?
    /// Whether partitions that the output holds are replaced. Of partitions that are made of columns, those that get rows.
    public var overwrite = false
    /// Where a contract is kept of which columns became wider on the way, before files have them. Without, only the events and the
    /// report tell of it.
    public var contractStore: ContractStore?

    /// The defaults.
    public init() {}
}

/// The conversion of the partitions of a plan to Parquet files in an output directory.
public struct Conversion: Sendable {
    private let plan: ConversionPlan
    private let contract: SchemaContract
    private let output: FilePath
    private let options: ConversionOptions
    private let threads: Int
    private let budget: MemoryBudget
    private let arrangement: RowArrangement

    /// A conversion of `plan` by `contract`.
    ///
    /// - Throws: `ParquetError` with code `argument` or `limit` for options that cannot be met, `exists` if the output holds a
    ///   partition already and must not be overwritten, `input` if it may not be.
    public init(
        plan: ConversionPlan, contract: SchemaContract, output: FilePath, options: ConversionOptions = .init()
    ) throws(ParquetError) {
        (threads, budget) = try Conversion.budget(plan, options)
        arrangement = try Conversion.arrangement(plan, contract, options)
        try Conversion.checkOutput(plan, output, options)
        self.plan = plan
        self.contract = contract
        self.output = output
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

    private static func checkOutput(
        _ plan: ConversionPlan, _ output: FilePath, _ options: ConversionOptions
    ) throws(ParquetError) {
        // Which partitions columns make is known when all rows are read.
        guard options.partitionColumns.isEmpty else { return try OutputPartition.checkApart(plan, output: output) }
        try OutputPartition.check(plan, output: output, overwrite: options.overwrite)
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

    /// Converts the partitions, one after another. Each appears in the output when it is complete. Of one that fails nothing does,
    /// and what was in its place stays; the others go on, and `report` is told of each failure. Partitions that are made of columns appear all at the end, each
    /// in one step; if there is an error before that, nothing is there.
    ///
    /// The work is done on threads of its own. Cancelling the task stops them, with an error of code `io`.
    ///
    /// - Parameter report: is told what happens, in order, one call at a time; on any thread. It should return soon.
    /// - Throws: when all partitions were tried, the error of the first that failed; with code `quarantine`, that it had too many lines
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
        for leftover in Staging.leftovers(in: output) {
            report(
                .warning(
                    "\(leftover) is left from a run that was interrupted, or belongs to one that still goes on; "
                        + "if none does, delete it"))
        }
        guard !plan.partitions.isEmpty else { return .success(ConversionReport()) }
        do throws(ParquetError) {
            let staging = try Staging(output: output)
            defer { staging.discard() }
            // What may have to be read twice must be a file.
            let plan = contract.mayWiden ? try plan.spoolingStandardInput(in: output) : plan
            let sink = ConversionOutput(
                plan: plan, contract: contract, arrangement: arrangement, options: options,
                shares: arrangement.sorts ? budget.sorting : nil, staging: staging, cancellation: cancellation,
                report: report)
            var contract = contract
            conversion: while sink.partition < plan.partitions.count {
                switch try pipeline(plan, contract, sink, cancellation).run() {
                case .finished: break conversion
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
            report(.finished(sink.result))
            if let failure = sink.result.failure { return .failure(failure) }
            return .success(sink.result)
        } catch {
            return .failure(error)
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
        _ plan: ConversionPlan, _ contract: SchemaContract, _ sink: ConversionOutput, _ cancellation: Monitor<Bool>
    ) throws(ParquetError) -> ConversionPipeline {
        let reader = try JSONLinesReader(
            contract: contract, unknownKeys: options.unknownKeys, hashKey: options.hashKey,
            maximumLineLength: budget.maximumLineByteCount, elementByteCount: budget.total / 8)
        return ConversionPipeline(
            chunks: plan.partitions[sink.partition...].flatMap(\.chunks), records: options.records, reader: reader,
            output: sink, threads: threads, budget: budget, mayReject: options.quarantineLimit != nil,
            cancellation: cancellation)
    }
}
