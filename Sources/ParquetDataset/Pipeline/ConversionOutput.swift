internal import Parquet
internal import ParquetJSON
internal import SystemPackage

/// The end of the pipeline: takes blocks in order, gives each partition a writer of its own, and publishes it with a receipt when its
/// last block is written. Where rows are sorted they go through a sorter: that of the partition, or, where partitions are made of
/// columns, one for all of the input.
///
/// Unchecked: the schedule gives it to one thread at a time.
final class ConversionOutput: @unchecked Sendable {
    private var work: [PartitionWork]
    private var contract: SchemaContract
    private var arrangement: RowArrangement
    private var options: ConversionOptions
    private let byteCount: Int
    private let publisher: Publisher
    private let scratch: FilePath
    private let cancellation: Monitor<Bool>
    private let report: @Sendable (ConversionEvent) -> Void

    private let startSeconds = PlatformThread.monotonicSeconds
    private var partitionStartSeconds = 0.0
    /// The partition whose rows are next, and how many of its chunks are done.
    private var partition = 0
    private var chunksDone = 0
    /// How many partitions were begun; one that is read again, by a wider contract, counts once.
    private var partitionsBegun = 0
    /// The lines of the chunk's blocks so far, those of framed ones left out.
    private var linesOfChunk = 0
    private var bytesOfFinishedChunks = 0
    private var bytesOfFinishedPartitions = 0
    private var counts = ConversionCounts()
    /// What was counted of the chunk that is read.
    private var countsOfChunk = LineCounts()
    /// The sources that are read: of the partition, or of all where partitions are made of columns.
    private var sources: [Receipt.Source] = []
    private var total = ConversionReport()
    private var isOpen = false
    private var writer: RollingWriter?
    /// The threads that write beside the one that has the output.
    weak var help: (any WriterHelp & AnyObject)?
    private var files: StagedFiles?
    private var tally = RowTally()
    private var quarantine: Quarantine?
    private let shares: SortShares?
    private var sorter: RowSorter?

    /// - Parameters:
    ///   - due: what is to be done.
    ///   - shares: the memory for sorting, which is there where rows are sorted.
    ///   - scratch: a directory for files of the run.
    ///   - threads: how many encode, and how many files are read again.
    ///   - cancellation: whether sorting is to stop; who gives blocks looks at it, too.
    init(
        _ due: WorkPlan, contract: SchemaContract, arrangement: RowArrangement, options: ConversionOptions,
        shares: SortShares?, session: DatasetSession, scratch: FilePath, threads: Int, cancellation: Monitor<Bool>,
        report: @escaping @Sendable (ConversionEvent) -> Void
    ) {
        work = due.work
        byteCount = due.work.reduce(0) { $0 + $1.byteCount }
        self.contract = contract
        self.arrangement = arrangement
        publisher = Publisher(
            session, recorded: options.recorded(for: contract),
            check: StagedCheck(staging: session.staging, rereads: options.rereads, concurrency: threads))
        var options = options
        options.writer.sortingColumns = arrangement.sortingColumns
        // While one thread writes, others have nothing to parse as often as not. Each has a page before and after compression, and as many
        // pages wait, for which little memory is not shared out.
        let share = options.memoryByteCount / 16 / max(1, options.writer.pageByteLimit)
        options.writer.concurrency = max(1, min(threads, share))
        self.shares = shares
        self.options = options
        quarantine = options.quarantineLimit.map { Quarantine($0, scratch: scratch, store: session.store) }
        self.scratch = scratch
        self.cancellation = cancellation
        self.report = report
        total.upToDate = due.upToDate
        for partition in due.upToDate { report(.partitionUpToDate(partition)) }
        total.failures = due.failures
        for failure in due.failures { report(.partitionFailed(failure)) }
    }

    /// What all partitions came to.
    var result: ConversionReport { total }

    /// Whether all partitions are converted, or failed.
    var isDone: Bool { partition >= work.count }

    /// The chunks of the partition that is next, and of those behind it.
    var chunksLeft: [InputChunk] { work[partition...].flatMap(\.chunks) }

    /// What hashes rows where they are parsed; nil where their order is known later only, or they are not hashed.
    var blockHasher: BlockHasher? {
        options.hashesRows && !sorts ? BlockHasher(arrangement.columns) : nil
    }

    /// Whether rows are sorted on their way.
    var sorts: Bool { arrangement.sorts }

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
                block.rejected, of: work[partition].chunks[chunksDone], linesBefore: linesOfChunk)
            counts.lines += block.counts
            countsOfChunk += block.counts
            counts.ignoredKeys += block.map.ignoredKeys
            counts.textBytes += block.sourceByteCount
            linesOfChunk += block.sourceLineCount
            reportProgress(block)
        }
    }

    private func append(_ block: LineBlock) throws(ParquetError) {
        let chunk = work[partition].chunks[chunksDone].path.string
        if let sorter {
            do {
                return try sorter.append(arrangement.sorted(of: block.batch))
            } catch {
                throw error.at(.init(file: chunk))
            }
        }
        do {
            try writer?.append(arrangement.columns.written(of: block.batch))
            tally.add(block.hashes)
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
    func endChunk(_ end: ChunkEnd) throws(ParquetError) -> ContractWidening? {
        try beginPartition()
        let chunks = work[partition].chunks
        counts.chunks += 1
        counts.bytesRead += end.byteCount
        bytesOfFinishedChunks += chunks[chunksDone].byteCount
        sources.append(try source(chunks[chunksDone], end))
        beginChunk()
        chunksDone += 1
        guard chunksDone == chunks.count else { return nil }
        // All values are known only now, so that the types do not depend on the order in which they come. Where partitions are made
        // of columns, the whole input is one.
        let isOne = !arrangement.levels.isEmpty
        let lines = isOne ? total.counts.lines + counts.lines : counts.lines
        if !isOne || partition + 1 == work.count,
            let (contract, changed) = try contract.widened(for: lines.needs)
        {
            return ContractWidening(partition: work[partition].path, contract: contract, columns: changed)
        }
        try endPartition()
        return nil
    }

    private func beginChunk() {
        linesOfChunk = 0
        countsOfChunk = LineCounts()
    }

    /// What a receipt tells of a chunk that is read.
    private func source(_ chunk: InputChunk, _ end: ChunkEnd) throws(ParquetError) -> Receipt.Source {
        let lines = countsOfChunk
        guard lines.isBalanced, end.sha256 != nil || !options.hashesSources,
            chunk.isStandardInput || end.byteCount == chunk.byteCount
        else {
            throw ParquetError(
                .malformed,
                "\(lines.lines) lines became \(lines.rows) rows, \(lines.blankLines) blank lines and \(lines.rejectedLines) in "
                    + "quarantine, and \(end.byteCount) of \(chunk.byteCount) bytes were read; this is a fault of the program, "
                    + "please report it", at: .init(file: chunk.path.string))
        }
        return Receipt.Source(
            name: chunk.sourceName, byteCount: end.byteCount, modifiedNanoseconds: chunk.modifiedNanoseconds ?? 0,
            sha256: end.sha256, lines: lines.lines, rows: lines.rows, blankLines: lines.blankLines,
            quarantinedLines: lines.rejectedLines)
    }

    /// Begins the partition anew that could not be written by the contract it was read by, or all of them where they are made of
    /// columns.
    ///
    /// - Parameter arrangement: of the rows from here on.
    func goOn(with widening: ContractWidening, _ arrangement: RowArrangement) throws(ParquetError) {
        abort()
        quarantine?.removeAll()
        if self.arrangement.levels.isEmpty {
            try publisher.remove(widening.partition)
            // A partition has one schema.
            work[partition].startOver()
        } else {
            partition = 0
            bytesOfFinishedPartitions = 0
            total.counts = ConversionCounts()
        }
        contract = widening.contract
        self.arrangement = arrangement
        options.writer.sortingColumns = arrangement.sortingColumns
        counts = ConversionCounts()
        beginPartitionAnew()
        bytesOfFinishedChunks = bytesOfFinishedPartitions
        total.widenings.append(widening)
        report(.widened(widening))
    }

    /// Forgets what was read of the partition.
    private func beginPartitionAnew() {
        chunksDone = 0
        beginChunk()
        sources = []
        tally = RowTally()
    }

    /// Gives the partition up that is being read, and goes on behind it. The lines of it that are no rows are kept.
    ///
    /// - Throws: the error, if it cannot be gone on: it is not known what became of a publication.
    func fail(_ error: ParquetError) throws(ParquetError) {
        abort()
        let path = work[partition].path
        guard try publisher.isSettled() else { throw error }
        try publisher.remove(path)
        try quarantine?.fail()
        bytesOfFinishedChunks = work[...partition].reduce(0) { $0 + $1.byteCount }
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
        let input = work[partition]
        if partition == partitionsBegun {
            partitionsBegun += 1
            partitionStartSeconds = PlatformThread.monotonicSeconds
            report(.partitionStarted(input.path, chunks: input.chunks.count, bytes: input.byteCount))
        }
        quarantine?.begin(input.path)
        if sorter == nil, let shares {
            let sorter = arrangement.sorter(shares, directory: scratch.appending("runs"))
            let cancellation = cancellation
            sorter.check = { () throws(ParquetError) in try cancellation.checkCancellation() }
            self.sorter = sorter
        }
        // A writer takes memory that sorting has until then.
        if sorter == nil { try openWriter() }
    }

    /// The threads beside the one that has the output; nil if there is none.
    private var sharedHelp: (any WriterHelp)? { options.writer.concurrency > 1 ? help : nil }

    private func openWriter() throws(ParquetError) {
        let due = work[partition]
        let files = StagedFiles(
            of: due.path, in: publisher.staging, from: due.base?.nextOrdinal ?? 0, help: sharedHelp)
        self.files = files
        writer = try RollingWriter(
            schema: arrangement.columns.schema, options: options.writer, limit: .bytes(options.fileByteLimit),
            help: help
        ) { ordinal throws(ParquetError) in try files.makeSink(ordinal) }
    }

    private func endPartition() throws(ParquetError) {
        guard isOpen else { return }
        isOpen = false
        guard arrangement.levels.isEmpty else { return try endInput() }
        let due = work[partition]
        if let sorter { try writeSorted(sorter) }
        try quarantine?.check(rows: counts.lines.rows)
        guard let writer = writer.take(), let files = files.take() else {
            throw unbalanced(counts.lines.rows, sorter?.rowCount ?? 0, due.path)
        }
        let written = try writer.finish()
        let rowsWritten = written.reduce(0) { $0 + $1.rowCount }
        guard rowsWritten == counts.lines.rows, !options.hashesRows || tally.tree.count == rowsWritten else {
            throw unbalanced(counts.lines.rows, rowsWritten, due.path)
        }
        try due.checkLoss(rows: rowsWritten)
        if written.isEmpty, due.base == nil, try publisher.isHeld(due.path) {
            report(
                .warning(
                    "\(publisher.store.name)/\(due.path): there are no rows for it any more, so its old files are removed"
                ))
        }
        try publisher.publish(
            due, files.files(written), sources: sources, rows: options.hashesRows ? tally : nil, contract: contract,
            quarantine: quarantine)
        quarantine?.removeAll()
        counts.files = written.count
        counts.bytesWritten = written.reduce(0) { $0 + $1.byteCount }
        counts.seconds = PlatformThread.monotonicSeconds - partitionStartSeconds
        let first = due.base?.nextOrdinal ?? 0
        let finished = PartitionReport(
            path: due.path, counts: counts,
            files: written.indices.map { publisher.name(of: StagedFiles.name(first + $0), in: due.path) })
        total.partitions.append(finished)
        report(.partitionFinished(finished))
        endCounts()
    }

    private func writeSorted(_ sorter: RowSorter) throws(ParquetError) {
        if sorter.rowCount == counts.lines.rows { try openWriter() }
        var hasher = options.hashesRows ? BlockHasher(arrangement.columns) : nil
        var hashes = RowHashes()
        var sorted = SortedRows(count: sorter.rowCount)
        try sorter.finish { rows throws(ParquetError) in
            let batch = arrangement.written(of: rows)
            try hasher?.hash(written: batch, into: &hashes)
            tally.add(hashes)
            hashes.removeAll()
            try writer?.append(batch)
            sorted.done += batch.rowCount
            report(.progress(progress(sorted)))
        }
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
        bytesOfFinishedPartitions = bytesOfFinishedChunks
        if arrangement.levels.isEmpty {
            beginPartitionAnew()
        } else {
            chunksDone = 0
            beginChunk()
        }
        partition += 1
    }

    /// A partition of the input is read whose rows belong to others in the output; behind the last one these are written.
    private func endInput() throws(ParquetError) {
        counts.seconds = PlatformThread.monotonicSeconds - partitionStartSeconds
        endCounts()
        guard partition == work.count, let sorter else { return }
        try quarantine?.check(rows: total.counts.lines.rows)
        let start = PlatformThread.monotonicSeconds
        report(.sorting(rows: sorter.rowCount, spilledRows: sorter.spilledRowCount))
        var partitions = ColumnPartitions(arrangement, options: options, staging: publisher.staging, help: help)
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
        try publisher.publish(
            partitions.staged, sources: sources, multiset: partitions.multiset, contract: contract, options,
            quarantine: quarantine)
        quarantine?.removeAll()
        for staged in partitions.staged {
            let finished = staged.report { publisher.name(of: $0, in: staged.path) }
            total.partitions.append(finished)
            total.counts.files += finished.counts.files
            total.counts.bytesWritten += finished.counts.bytesWritten
            report(.partitionFinished(finished))
        }
        total.counts.seconds += PlatformThread.monotonicSeconds - start
    }

    private func reportProgress(_ block: LineBlock) {
        let chunk = work[partition].chunks[chunksDone]
        let ofBlocks = block.byteOffset + block.sourceByteCount
        // How much a compressed chunk unpacks to is not known: its bytes count when it is done.
        let ofChunk = chunk.format == .plain ? (chunk.isStandardInput ? ofBlocks : min(chunk.byteCount, ofBlocks)) : 0
        var progress = progress()
        progress.bytesRead = bytesOfFinishedChunks + ofChunk
        progress.byteCount = chunk.isStandardInput ? nil : byteCount
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
            partition: work[min(partition, work.count - 1)].path, fraction: nil,
            bytesRead: bytesOfFinishedChunks, byteCount: byteCount,
            rows: total.counts.lines.rows + counts.lines.rows,
            textBytes: total.counts.textBytes + counts.textBytes, sortedRows: nil,
            files: total.counts.files + (writer?.finishedFiles.count ?? 0),
            seconds: PlatformThread.monotonicSeconds - startSeconds)
    }
}
