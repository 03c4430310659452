internal import Parquet
internal import ParquetJSON
internal import SystemPackage

/// The end of the pipeline: takes blocks in order, gives each partition a writer of its own, and publishes it when its last
/// block is written.
///
/// Unchecked: the schedule gives it to one thread at a time.
final class ConversionOutput: @unchecked Sendable {
    private let plan: ConversionPlan
    private var contract: SchemaContract
    private var columns: FileColumns
    private let options: ConversionOptions
    private let staging: Staging
    private let report: @Sendable (ConversionEvent) -> Void

    private let startSeconds = PlatformThread.monotonicSeconds
    private var partitionStartSeconds = 0.0
    /// The partition whose rows are next, and how many of its chunks are done.
    private(set) var partition = 0
    private var chunksDone = 0
    /// Whether the partition was begun before, by a contract that was too narrow for it.
    private var isBegunAgain = false
    /// The lines of the chunk's blocks so far, those of framed ones left out.
    private var linesOfChunk = 0
    private var bytesOfFinishedChunks = 0
    private var bytesOfFinishedPartitions = 0
    private var counts = ConversionCounts()
    private var total = ConversionReport()
    private var writer: RollingWriter?

    init(
        plan: ConversionPlan, contract: SchemaContract, columns: FileColumns, options: ConversionOptions,
        staging: Staging,
        report: @escaping @Sendable (ConversionEvent) -> Void
    ) {
        self.plan = plan
        self.contract = contract
        self.columns = columns
        self.options = options
        self.staging = staging
        self.report = report
    }

    /// What all partitions came to.
    var result: ConversionReport { total }

    /// Writes the rows of the next block.
    ///
    /// - Throws: what the writer throws, and a failure of the block itself, its line counted from the start of the chunk.
    func append(_ result: Schedule.Result) throws(ParquetError) {
        try beginPartition()
        switch result {
        case .failure(let error):
            throw error.moved(byLines: linesOfChunk, bytes: 0)
        case .rows(let block):
            if block.batch.rowCount > 0 { try append(block) }
            counts.lines += block.counts
            counts.ignoredKeys += block.map.ignoredKeys
            counts.textBytes += block.sourceByteCount
            linesOfChunk += block.sourceLineCount
            reportProgress(block)
        }
    }

    private func append(_ block: LineBlock) throws(ParquetError) {
        do {
            try writer?.append(columns.written(of: block.batch))
        } catch {
            let chunk = plan.partitions[partition].chunks[chunksDone].path.string
            guard error.code == .limit else { throw error }
            throw ParquetError(
                .limit,
                "\(error.message) (in the lines from \(block.map.source(of: 0)?.line ?? linesOfChunk + 1) on); raise --file-size",
                at: .init(file: chunk))
        }
    }

    /// All blocks of a chunk are written.
    ///
    /// - Returns: nil if the next chunk may follow, else the contract by which the partition has to be read again, since values of it
    ///   did not fit columns that may be widened; nothing of the partition is kept then, and `goOn` has to be called.
    func endChunk(
        byteCount: Int
    ) throws(ParquetError) -> ContractWidening? {
        try beginPartition()
        let chunks = plan.partitions[partition].chunks
        counts.chunks += 1
        counts.bytesRead += byteCount
        bytesOfFinishedChunks += chunks[chunksDone].byteCount
        linesOfChunk = 0
        chunksDone += 1
        guard chunksDone == chunks.count else { return nil }
        // All values are known only now, so that the types do not depend on the order in which they come.
        if let (contract, changed) = try contract.widened(for: counts.lines.needs) {
            return ContractWidening(
                partition: plan.partitions[partition].path, contract: contract, columns: changed)
        }
        try endPartition()
        return nil
    }

    /// Begins the partition anew that could not be written by the contract it was read by.
    ///
    /// - Parameter columns: those of the files from here on.
    func goOn(with widening: ContractWidening, columns: FileColumns) throws(ParquetError) {
        abort()
        try staging.removeFiles(of: widening.partition)
        contract = widening.contract
        self.columns = columns
        counts = ConversionCounts()
        chunksDone = 0
        linesOfChunk = 0
        bytesOfFinishedChunks = bytesOfFinishedPartitions
        isBegunAgain = true
        total.widenings.append(widening)
        report(.widened(widening))
    }

    /// Gives up what is not published.
    func abort() {
        writer.take()?.abort()
    }

    private func beginPartition() throws(ParquetError) {
        guard writer == nil else { return }
        let input = plan.partitions[partition]
        if !isBegunAgain {
            partitionStartSeconds = PlatformThread.monotonicSeconds
            report(.partitionStarted(input.path, chunks: input.chunks.count, bytes: input.byteCount))
        }
        try staging.makeDirectory(of: input.path)
        let directory = staging.directory(of: input.path)
        writer = try RollingWriter(
            schema: columns.schema, options: options.writer, limit: .bytes(options.fileByteLimit)
        ) { ordinal throws(ParquetError) in
            try FileSink(directory.appending(ConversionOutput.fileName(ordinal)))
        }
    }

    private func endPartition() throws(ParquetError) {
        guard let writer = writer.take() else { return }
        let path = plan.partitions[partition].path
        let files = try writer.finish()
        let rowsWritten = files.reduce(0) { $0 + $1.rowCount }
        guard rowsWritten == counts.lines.rows else {
            throw ParquetError(
                .malformed,
                "\(counts.lines.rows) rows were read and \(rowsWritten) written; this is a fault of the program, "
                    + "please report it", at: .init(file: path.description))
        }
        if files.isEmpty, try OutputPartition(path, in: staging.output).holdsFiles {
            report(
                .warning(
                    "\(staging.output.appending(path).string): there are no rows for it any more, so its old files are "
                        + "removed"))
        }
        try staging.publish(path, hasFiles: !files.isEmpty)
        counts.files = files.count
        counts.bytesWritten = files.reduce(0) { $0 + $1.byteCount }
        counts.seconds = PlatformThread.monotonicSeconds - partitionStartSeconds
        let target = staging.output.appending(path)
        let finished = PartitionReport(
            path: path, counts: counts,
            files: files.indices.map { target.appending(ConversionOutput.fileName($0)).string })
        total.partitions.append(finished)
        total.counts += counts
        report(.partitionFinished(finished))
        counts = ConversionCounts()
        chunksDone = 0
        bytesOfFinishedPartitions = bytesOfFinishedChunks
        isBegunAgain = false
        partition += 1
    }

    private func reportProgress(_ block: LineBlock) {
        let input = plan.partitions[partition]
        let chunk = input.chunks[chunksDone]
        // How much a compressed chunk unpacks to is not known: its bytes count when it is done.
        let ofChunk = chunk.format == .plain ? min(chunk.byteCount, block.byteOffset + block.sourceByteCount) : 0
        report(
            .progress(
                ConversionProgress(
                    partition: input.path,
                    fraction: chunk.isStandardInput
                        ? nil : Double(bytesOfFinishedChunks + ofChunk) / Double(max(1, plan.byteCount)),
                    rows: total.counts.lines.rows + counts.lines.rows,
                    textBytes: total.counts.textBytes + counts.textBytes,
                    seconds: PlatformThread.monotonicSeconds - startSeconds)))
    }

    /// The name of a partition's file: `part-00000.parquet`.
    static func fileName(_ ordinal: Int) -> String {
        let digits = String(ordinal)
        return "part-\(String(repeating: "0", count: max(0, 5 - digits.count)))\(digits).parquet"
    }
}
