internal import Parquet
internal import ParquetJSON
internal import SystemPackage

/// The end of the pipeline: takes blocks in order, gives each partition a writer of its own, and publishes it when its last
/// block is written. Where rows are sorted they go through a sorter: that of the partition, or, where partitions are made of
/// columns, one for all of the input.
///
/// Unchecked: the schedule gives it to one thread at a time.
final class ConversionOutput: @unchecked Sendable {
    private let plan: ConversionPlan
    private var contract: SchemaContract
    private var arrangement: RowArrangement
    private var options: ConversionOptions
    private let staging: Staging
    private let cancellation: Monitor<Bool>
    private let report: @Sendable (ConversionEvent) -> Void

    private let startSeconds = PlatformThread.monotonicSeconds
    private var partitionStartSeconds = 0.0
    /// The partition whose rows are next, and how many of its chunks are done.
    private(set) var partition = 0
    private var chunksDone = 0
    /// How many partitions were begun; one that is read again, by a wider contract, counts once.
    private var partitionsBegun = 0
    /// The lines of the chunk's blocks so far, those of framed ones left out.
    private var linesOfChunk = 0
    private var bytesOfFinishedChunks = 0
    private var bytesOfFinishedPartitions = 0
    private var counts = ConversionCounts()
    private var total = ConversionReport()
    private var isOpen = false
    private var writer: RollingWriter?
    private var quarantine: Quarantine?
    private let shares: SortShares?
    private var sorter: RowSorter?

    /// - Parameters:
    ///   - shares: the memory for sorting, which is there where rows are sorted.
    ///   - cancellation: whether sorting is to stop; who gives blocks looks at it, too.
    init(
        plan: ConversionPlan, contract: SchemaContract, arrangement: RowArrangement, options: ConversionOptions,
        shares: SortShares?, staging: Staging, cancellation: Monitor<Bool>,
        report: @escaping @Sendable (ConversionEvent) -> Void
    ) {
        self.plan = plan
        self.contract = contract
        self.arrangement = arrangement
        var options = options
        options.writer.sortingColumns = arrangement.sortingColumns
        self.shares = shares
        self.options = options
        quarantine = options.quarantineLimit.map { Quarantine($0, staging, isOne: !arrangement.levels.isEmpty) }
        self.staging = staging
        self.cancellation = cancellation
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
            try quarantine?.append(
                block.rejected, of: plan.partitions[partition].chunks[chunksDone], linesBefore: linesOfChunk)
            counts.lines += block.counts
            counts.ignoredKeys += block.map.ignoredKeys
            counts.textBytes += block.sourceByteCount
            linesOfChunk += block.sourceLineCount
            reportProgress(block)
        }
    }

    private func append(_ block: LineBlock) throws(ParquetError) {
        let chunk = plan.partitions[partition].chunks[chunksDone].path.string
        if let sorter {
            do {
                return try sorter.append(arrangement.sorted(of: block.batch))
            } catch {
                throw error.at(.init(file: chunk))
            }
        }
        do {
            try writer?.append(arrangement.columns.written(of: block.batch))
        } catch {
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
        // All values are known only now, so that the types do not depend on the order in which they come. Where partitions are made
        // of columns, the whole input is one.
        let isOne = !arrangement.levels.isEmpty
        let lines = isOne ? total.counts.lines + counts.lines : counts.lines
        if !isOne || partition + 1 == plan.partitions.count,
            let (contract, changed) = try contract.widened(for: lines.needs)
        {
            return ContractWidening(
                partition: plan.partitions[partition].path, contract: contract, columns: changed)
        }
        try endPartition()
        return nil
    }

    /// Begins the partition anew that could not be written by the contract it was read by, or all of them where they are made of
    /// columns.
    ///
    /// - Parameter arrangement: of the rows from here on.
    func goOn(with widening: ContractWidening, _ arrangement: RowArrangement) throws(ParquetError) {
        abort()
        quarantine?.removeAll()
        if self.arrangement.levels.isEmpty {
            try staging.removeFiles(of: widening.partition)
        } else {
            partition = 0
            bytesOfFinishedPartitions = 0
            total.counts = ConversionCounts()
        }
        contract = widening.contract
        self.arrangement = arrangement
        options.writer.sortingColumns = arrangement.sortingColumns
        counts = ConversionCounts()
        chunksDone = 0
        linesOfChunk = 0
        bytesOfFinishedChunks = bytesOfFinishedPartitions
        total.widenings.append(widening)
        report(.widened(widening))
    }

    /// Gives the partition up that is being read, and goes on behind it. The lines of it that are no rows are kept.
    func fail(_ error: ParquetError) throws(ParquetError) {
        abort()
        let path = plan.partitions[partition].path
        try staging.removeFiles(of: path)
        try quarantine?.fail()
        let chunks = plan.partitions[...partition].flatMap(\.chunks)
        bytesOfFinishedChunks = chunks.reduce(0) { $0 + $1.byteCount }
        linesOfChunk = 0
        counts = ConversionCounts()
        endCounts()
        let failure = PartitionFailure(path: path, error: error)
        total.failures.append(failure)
        report(.partitionFailed(failure))
    }

    /// Keeps the lines that are no rows where nothing is published.
    func keepQuarantine() throws(ParquetError) { try quarantine?.fail() }

    /// Gives up what is not published.
    func abort() {
        writer.take()?.abort()
        sorter = nil
        isOpen = false
    }

    private func beginPartition() throws(ParquetError) {
        guard !isOpen else { return }
        isOpen = true
        let input = plan.partitions[partition]
        if partition == partitionsBegun {
            partitionsBegun += 1
            partitionStartSeconds = PlatformThread.monotonicSeconds
            report(.partitionStarted(input.path, chunks: input.chunks.count, bytes: input.byteCount))
        }
        quarantine?.begin(input.path)
        if sorter == nil, let shares {
            let sorter = arrangement.sorter(shares, staging: staging)
            let cancellation = cancellation
            sorter.check = { () throws(ParquetError) in try cancellation.checkCancellation() }
            self.sorter = sorter
        }
        if arrangement.levels.isEmpty { try staging.makeDirectory(of: input.path) }
        // A writer takes memory that sorting has until then.
        if sorter == nil { try openWriter() }
    }

    private func openWriter() throws(ParquetError) {
        let directory = staging.directory(of: plan.partitions[partition].path)
        writer = try RollingWriter(
            schema: arrangement.columns.schema, options: options.writer, limit: .bytes(options.fileByteLimit)
        ) { ordinal throws(ParquetError) in
            try FileSink(directory.appending(ConversionOutput.fileName(ordinal)))
        }
    }

    private func endPartition() throws(ParquetError) {
        guard isOpen else { return }
        isOpen = false
        guard arrangement.levels.isEmpty else { return try endInput() }
        let path = plan.partitions[partition].path
        if let sorter {
            if sorter.rowCount == counts.lines.rows { try openWriter() }
            var sorted = SortedRows(count: sorter.rowCount)
            try sorter.finish { rows throws(ParquetError) in
                try writer?.append(arrangement.written(of: rows))
                sorted.done += rows.first?.rowCount ?? 0
                report(.progress(progress(sorted)))
            }
        }
        try quarantine?.check(rows: counts.lines.rows)
        guard let writer = writer.take() else { throw unbalanced(counts.lines.rows, sorter?.rowCount ?? 0, path) }
        let files = try writer.finish()
        let rowsWritten = files.reduce(0) { $0 + $1.rowCount }
        guard rowsWritten == counts.lines.rows else { throw unbalanced(counts.lines.rows, rowsWritten, path) }
        if files.isEmpty, try OutputPartition(path, in: staging.output).holdsFiles {
            report(
                .warning(
                    "\(staging.output.appending(path).string): there are no rows for it any more, so its old files are "
                        + "removed"))
        }
        try quarantine?.keep()
        try staging.publish(path, hasFiles: !files.isEmpty)
        try quarantine?.published()
        counts.files = files.count
        counts.bytesWritten = files.reduce(0) { $0 + $1.byteCount }
        counts.seconds = PlatformThread.monotonicSeconds - partitionStartSeconds
        let target = staging.output.appending(path)
        let finished = PartitionReport(
            path: path, counts: counts,
            files: files.indices.map { target.appending(ConversionOutput.fileName($0)).string })
        total.partitions.append(finished)
        report(.partitionFinished(finished))
        endCounts()
    }

    private func unbalanced(_ rowsRead: Int, _ rowsWritten: Int, _ path: PartitionPath) -> ParquetError {
        ParquetError(
            .malformed,
            "\(rowsRead) rows were read and \(rowsWritten) written; this is a fault of the program, please report it",
            at: .init(file: path.description))
    }

    private func endCounts() {
        total.counts += counts
        counts = ConversionCounts()
        chunksDone = 0
        bytesOfFinishedPartitions = bytesOfFinishedChunks
        partition += 1
    }

    /// A partition of the input is read whose rows belong to others in the output; behind the last one these are written.
    private func endInput() throws(ParquetError) {
        counts.seconds = PlatformThread.monotonicSeconds - partitionStartSeconds
        endCounts()
        guard partition == plan.partitions.count, let sorter else { return }
        try quarantine?.check(rows: total.counts.lines.rows)
        let start = PlatformThread.monotonicSeconds
        report(.sorting(rows: sorter.rowCount, spilledRows: sorter.spilledRowCount))
        var partitions = ColumnPartitions(arrangement, options: options, staging: staging)
        do throws(ParquetError) {
            var sorted = SortedRows(count: sorter.rowCount)
            try sorter.finish { rows throws(ParquetError) in
                try partitions.append(rows)
                sorted.done += rows.first?.rowCount ?? 0
                report(.progress(progress(sorted, files: partitions.fileCount)))
            }
            try partitions.finish()
        } catch {
            partitions.abort()
            throw error
        }
        guard partitions.writtenRowCount == total.counts.lines.rows else {
            throw unbalanced(total.counts.lines.rows, partitions.writtenRowCount, PartitionPath(directories: []))
        }
        try quarantine?.keep()
        defer { quarantine?.removeAll() }
        try partitions.publish { finished in
            total.partitions.append(finished)
            total.counts.files += finished.counts.files
            total.counts.bytesWritten += finished.counts.bytesWritten
            report(.partitionFinished(finished))
        }
        total.counts.seconds += PlatformThread.monotonicSeconds - start
    }

    private func reportProgress(_ block: LineBlock) {
        let chunk = plan.partitions[partition].chunks[chunksDone]
        let ofBlocks = block.byteOffset + block.sourceByteCount
        // How much a compressed chunk unpacks to is not known: its bytes count when it is done.
        let ofChunk = chunk.format == .plain ? (chunk.isStandardInput ? ofBlocks : min(chunk.byteCount, ofBlocks)) : 0
        var progress = progress()
        progress.bytesRead = bytesOfFinishedChunks + ofChunk
        progress.byteCount = chunk.isStandardInput ? nil : plan.byteCount
        progress.fraction = progress.byteCount.map { Double(progress.bytesRead) / Double(max(1, $0)) }
        report(.progress(progress))
    }

    /// How many rows of a sorter are in their order and written.
    private struct SortedRows {
        var done = 0
        let count: Int
    }

    private func progress(_ sorted: SortedRows, files: Int? = nil) -> ConversionProgress {
        var progress = progress()
        progress.sortedRows = sorted.done
        progress.fraction = Double(sorted.done) / Double(max(1, sorted.count))
        progress.files = files ?? progress.files
        return progress
    }

    /// How far it is at the end of a chunk.
    private func progress() -> ConversionProgress {
        ConversionProgress(
            partition: plan.partitions[min(partition, plan.partitions.count - 1)].path, fraction: nil,
            bytesRead: bytesOfFinishedChunks, byteCount: plan.byteCount,
            rows: total.counts.lines.rows + counts.lines.rows,
            textBytes: total.counts.textBytes + counts.textBytes, sortedRows: nil,
            files: total.counts.files + (writer?.finishedFiles.count ?? 0),
            seconds: PlatformThread.monotonicSeconds - startSeconds)
    }

    /// The name of a partition's file: `part-00000.parquet`.
    static func fileName(_ ordinal: Int) -> String {
        let digits = String(ordinal)
        return "part-\(String(repeating: "0", count: max(0, 5 - digits.count)))\(digits).parquet"
    }
}
