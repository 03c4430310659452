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
    /// The memory that large buffers may take in all, in bytes. The longest line may take an eighth of it. With the other
    /// defaults and two threads, 74 MiB are the least; smaller row groups make do with less.
    public var memoryByteCount = 256 << 20
    /// Whether a column of the contract is written that has the name of a partition's level, too. Without, it is left out of
    /// the files, since the directories say it: Athena refuses a table that has a column twice. Its values are parsed and must
    /// fit either way.
    public var keepsPartitionColumns = false
    /// Whether partitions that the output holds are replaced.
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
    private let columns: FileColumns

    /// A conversion of `plan` by `contract`.
    ///
    /// - Throws: `ParquetError` with code `argument` or `limit` for options that cannot be met, `exists` if the output holds a
    ///   partition already and must not be overwritten, `input` if it may not be.
    public init(
        plan: ConversionPlan, contract: SchemaContract, output: FilePath, options: ConversionOptions = .init()
    ) throws(ParquetError) {
        guard (1...512).contains(options.threads ?? 1) else {
            throw ParquetError(.argument, "\(options.threads ?? 0) threads cannot be had; give 1 to 512")
        }
        let hasZstd = plan.partitions.contains { $0.chunks.contains { $0.format == .zstd } }
        func budget(_ threads: Int) throws(ParquetError) -> MemoryBudget {
            try MemoryBudget(
                total: options.memoryByteCount, threads: threads, writer: options.writer, hasZstd: hasZstd)
        }
        var threads = options.threads ?? min(512, PlatformThread.processorCount)
        if options.threads == nil {
            while threads > 1, (try? budget(threads)) == nil { threads -= 1 }
        }
        self.threads = threads
        self.budget = try budget(threads)
        columns = try Conversion.columns(plan, contract, options)
        try OutputPartition.check(plan, output: output, overwrite: options.overwrite)
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
        _ = try Conversion(
            plan: plan, contract: SchemaContract(columns: [SchemaContract.Column("none", .string)]), output: output,
            options: options)
    }

    /// Converts the partitions, one after another. Each appears in the output when it is complete; if there is an error,
    /// those before it are there, and nothing of the one it is in.
    ///
    /// The work is done on threads of its own. Cancelling the task stops them, with an error of code `io`.
    ///
    /// - Parameter report: is told what happens, in order, one call at a time; on any thread. It should return soon.
    /// - Throws: the first error in the order of the input.
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

    private func runBlocking(
        _ cancellation: Monitor<Bool>, _ report: @escaping @Sendable (ConversionEvent) -> Void
    ) -> Result<ConversionReport, ParquetError> {
        report(
            .planned(
                partitions: plan.partitions.count, chunks: plan.partitions.reduce(0) { $0 + $1.chunks.count },
                bytes: plan.byteCount))
        if !columns.leftOut.isEmpty { report(.partitionColumnsLeftOut(columns.leftOut)) }
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
                plan: plan, contract: contract, columns: columns, options: options, staging: staging, report: report)
            var contract = contract
            while let widening = try pipeline(plan, contract, sink, cancellation).run() {
                sink.abort()
                contract = widening.contract
                try options.contractStore?.write(contract)
                try sink.goOn(with: widening, columns: Conversion.columns(plan, contract, options))
            }
            report(.finished(sink.result))
            return .success(sink.result)
        } catch {
            return .failure(error)
        }
    }

    /// The columns of the files that are written by `contract`.
    private static func columns(
        _ plan: ConversionPlan, _ contract: SchemaContract, _ options: ConversionOptions
    ) throws(ParquetError) -> FileColumns {
        let schema = try contract.replacing(unknownKeys: options.unknownKeys ?? contract.unknownKeys).schema()
        return try FileColumns(
            schema, partitions: plan.partitions, keepsPartitionColumns: options.keepsPartitionColumns)
    }

    /// The threads that convert the partitions from the one on that `sink` is at.
    private func pipeline(
        _ plan: ConversionPlan, _ contract: SchemaContract, _ sink: ConversionOutput, _ cancellation: Monitor<Bool>
    ) throws(ParquetError) -> ConversionPipeline {
        let reader = try JSONLinesReader(
            contract: contract, unknownKeys: options.unknownKeys, hashKey: options.hashKey,
            maximumLineLength: budget.maximumLineByteCount)
        return ConversionPipeline(
            chunks: plan.partitions[sink.partition...].flatMap(\.chunks), records: options.records, reader: reader,
            output: sink, threads: threads, budget: budget, cancellation: cancellation)
    }
}
