public import Parquet
public import ParquetJSON
internal import SystemPackage

/// The inference of a schema contract from all lines of a plan's chunks.
public struct DatasetInference: Sendable {
    private let chunks: [InputChunk]
    private let records: RecordShape
    private let leavesOut: Bool
    private let threads: Int
    private let budget: MemoryBudget

    /// What came of it.
    public struct Result: Sendable {
        /// The contract, and what was seen. The places of its notes name chunks by their ordinals in `files`.
        public let schema: InferredSchema
        /// The paths of the chunks below the input directory.
        public let files: [String]
        /// The bytes of the files that were read.
        public let bytesRead: Int
        /// The time it took.
        public let seconds: Double
    }

    /// An inference from the chunks of `plan`.
    ///
    /// - Parameters:
    ///   - records: how records stand in the chunks.
    ///   - leavesOut: whether lines that are no JSON objects, or too long, are left out; a note of the schema tells of them.
    ///   - threads: the most threads that compute; nil for one per processor, as far as the memory goes.
    ///   - memoryByteCount: the memory that large buffers may take in all, in bytes; a line longer than an eighth of it takes more.
    ///   - maximumLineByteCount: the longest line that is accepted, in bytes, up to 256 MiB - 1.
    /// - Throws: `ParquetError` with code `argument` or `limit` for options that cannot be met, `input` if the plan has no chunks.
    public init(
        plan: ConversionPlan, records: RecordShape = .auto, leavesOut: Bool = false, threads: Int? = nil,
        memoryByteCount: Int = 256 << 20,
        maximumLineByteCount: Int = LineChunker.defaultMaximumLineLength
    ) throws(ParquetError) {
        guard (1...512).contains(threads ?? 1) else {
            throw ParquetError(.argument, "\(threads ?? 0) threads cannot be had; give 1 to 512")
        }
        self.records = records
        self.leavesOut = leavesOut
        chunks = plan.partitions.flatMap(\.chunks)
        guard !chunks.isEmpty else {
            throw ParquetError(.input, "there are no chunks to infer a schema from", at: .init(file: plan.input.string))
        }
        // Nothing is written: the writer's share is as small as it can be.
        var writer = WriterOptions()
        writer.rowGroupByteLimit = 1 << 16
        writer.pageByteLimit = 1 << 12
        let hasZstd = chunks.contains { $0.format == .zstd }
        func budget(_ threads: Int) throws(ParquetError) -> MemoryBudget {
            try MemoryBudget(
                total: memoryByteCount, threads: threads, writer: writer, hasZstd: hasZstd,
                maximumLineByteCount: maximumLineByteCount)
        }
        var count = threads ?? min(512, PlatformThread.processorCount)
        if threads == nil { while count > 1, (try? budget(count)) == nil { count -= 1 } }
        self.threads = count
        self.budget = try budget(count)
    }

    /// Reads all chunks, once. The work is done on threads of its own. Cancelling the task stops them, with an error of code `io`.
    ///
    /// - Parameters:
    ///   - options: how the contract is made of what is seen.
    ///   - progress: is told the part of the bytes that is read, from 0 to 1, on any thread.
    /// - Throws: the first error in the order of the input, and what `SchemaInference.result` throws.
    public func run(
        _ options: InferenceOptions = .init(), progress: @escaping @Sendable (Double) -> Void = { _ in }
    ) async throws(ParquetError) -> Result {
        let pipeline = try InferencePipeline(
            chunks: chunks, records: records, leavesOut: leavesOut, threads: threads, budget: budget, progress: progress
        )
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation {
                (continuation: CheckedContinuation<Swift.Result<Result, ParquetError>, Never>) in
                let started = PlatformThread.start { continuation.resume(returning: runBlocking(pipeline, options)) }
                if !started {
                    continuation.resume(returning: .failure(ParquetError(.limit, "the system has no thread to give")))
                }
            }
        } onCancel: {
            pipeline.cancel()
        }
        return try result.get()
    }

    private func runBlocking(
        _ pipeline: InferencePipeline, _ options: InferenceOptions
    ) -> Swift.Result<Result, ParquetError> {
        let start = PlatformThread.monotonicSeconds
        do throws(ParquetError) {
            let schema = try pipeline.run().result(options)
            return .success(
                Result(
                    schema: schema, files: chunks.map(\.relativePath),
                    bytesRead: chunks.reduce(0) { $0 + $1.byteCount },
                    seconds: PlatformThread.monotonicSeconds - start))
        } catch {
            return .failure(error)
        }
    }
}
