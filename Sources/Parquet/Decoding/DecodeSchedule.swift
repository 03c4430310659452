internal import ParquetBytes

/// Which columns of which row groups are decoded next, and the batches that come of it, in the order of the file.
///
/// Rows of one column follow one another; everything else may be done side by side. The first batch that is not complete
/// comes first; when all its columns are at work, later batches and row groups are decoded ahead, as far as memory allows.
struct DecodeSchedule: Sendable {
    /// What asking for a batch led to.
    enum Outcome: Sendable {
        /// The batch is there.
        case batch
        /// There are no more rows.
        case end
        /// A job must be done first.
        case pending
    }

    private let file: ParquetFile
    private let schema: Schema
    private let selection: [Int]
    /// The row groups that are not open yet.
    private var unopened: Range<Int>
    /// The row groups that are open or being opened, in order.
    private var groups: [Group] = []
    /// Vectors of batches that were given back, by column.
    private var spareVectors: [[ColumnVector]]
    /// Roughly the bytes of memory that they keep.
    private var spareByteCount = 0
    private var spareBuffers: [ByteBuffer] = []
    /// The bytes of memory that windows, open pages and finished vectors take.
    private var heldByteCount = 0

    /// How many batches of a column one job decodes where it decodes ahead: enough to be worth a task's turn.
    private static let jobBatchCount = 8
    /// How many batches of the first row group are decoded before the first is taken.
    private static let aheadBatchCount = 16

    private struct Group {
        let ordinal: Int
        var plan: RowGroupPlan?
        var columns: [Column] = []
        var windows: [SharedBytes] = []
        var windowByteCount = 0
        var error: ParquetError?
        /// The batches from `firstBatch` on, as far as any of their columns is at work or done.
        var batches: [PendingBatch] = []
        /// How many batches were taken.
        var firstBatch = 0

        var isOpen: Bool { plan != nil || error != nil }

        var batchCount: Int {
            guard let plan, plan.rowCount > 0 else { return 0 }
            return (plan.rowCount - 1) / plan.batchRowLimit + 1
        }

        func rowCount(ofBatch batch: Int) -> Int {
            guard let plan else { return 0 }
            return min(plan.batchRowLimit, plan.rowCount - batch * plan.batchRowLimit)
        }
    }

    private struct Column {
        /// The reader; nil while a job has it.
        var chunk: ColumnChunkReader?
        /// The bytes of memory that the reader held when it was last seen.
        var heldByteCount = 0
        var nextBatch = 0
    }

    private struct PendingBatch {
        var vectors: [ColumnVector?]
        var missingCount: Int
        var byteCount = 0
        var error: (column: Int, ParquetError)?
    }

    init(_ file: ParquetFile, _ projection: Projection, rowGroups: Range<Int>) {
        self.file = file
        schema = projection.schema
        selection = projection.selection
        unopened = rowGroups
        spareVectors = [[ColumnVector]](repeating: [], count: projection.selection.count)
    }

    /// Whether no job is left that has not been given out.
    var isOver: Bool {
        unopened.isEmpty
            && groups.allSatisfy { group in
                group.isOpen && group.columns.allSatisfy { $0.nextBatch >= group.batchCount }
            }
    }

    /// Whether `takeBatch` gets further without another job.
    var isReady: Bool {
        guard let first = groups.first else { return unopened.isEmpty }
        guard first.isOpen else { return false }
        return first.error != nil || first.firstBatch >= first.batchCount || selection.isEmpty
            || first.batches.first?.missingCount == 0
    }

    private var concurrency: Int { file.options.concurrency }

    /// How much may be held when something is decoded or read ahead.
    private var aheadByteLimit: Int { file.options.memoryLimit / 8 }

    /// The next piece of work, or nil if nothing can be done before another job is, or a batch is taken.
    mutating func nextJob() -> DecodeJob? {
        if groups.isEmpty { return openNext() }
        let mayGoAhead = concurrency > 1 && heldByteCount < aheadByteLimit
        if mayGoAhead, groups.count < 2, let job = openNext() { return job }
        for index in groups.indices {
            if let job = nextColumn(ofGroup: index, mayGoAhead: mayGoAhead) { return job }
            if !mayGoAhead { return nil }
        }
        return groups.count <= concurrency ? openNext() : nil
    }

    private mutating func openNext() -> DecodeJob? {
        guard let ordinal = unopened.popFirst() else { return nil }
        groups.append(Group(ordinal: ordinal))
        let buffers = spareBuffers
        spareBuffers = []
        return .open(OpenRowGroupJob(ordinal: ordinal, selection: selection, spareBuffers: buffers))
    }

    /// The column of a row group that is furthest behind and not at work.
    private mutating func nextColumn(ofGroup index: Int, mayGoAhead: Bool) -> DecodeJob? {
        guard groups[index].plan != nil else { return nil }
        var limit = groups[index].batchCount
        if index == 0 {
            limit = min(limit, groups[0].firstBatch + (mayGoAhead ? DecodeSchedule.aheadBatchCount : 1))
        }
        var next = limit
        var chosen: Int?
        for column in groups[index].columns.indices
        where groups[index].columns[column].nextBatch < next && groups[index].columns[column].chunk != nil {
            next = groups[index].columns[column].nextBatch
            chosen = column
        }
        guard let chosen, let chunk = groups[index].columns[chosen].chunk else { return nil }
        let batches = next..<min(limit, next + (mayGoAhead ? DecodeSchedule.jobBatchCount : 1))
        groups[index].columns[chosen].chunk = nil
        groups[index].columns[chosen].nextBatch = batches.upperBound
        while groups[index].batches.count < batches.upperBound - groups[index].firstBatch {
            groups[index].batches.append(
                PendingBatch(
                    vectors: [ColumnVector?](repeating: nil, count: selection.count), missingCount: selection.count))
        }
        // What this column holds already, it may hold again.
        let held = heldByteCount - groups[index].columns[chosen].heldByteCount
        return .decode(
            DecodeColumnJob(
                ordinal: groups[index].ordinal, column: chosen, firstBatch: next,
                rowCounts: batches.map { groups[index].rowCount(ofBatch: $0) },
                isLast: batches.upperBound == groups[index].batchCount,
                byteLimit: max(0, file.options.memoryLimit - held) / concurrency, chunk: chunk,
                vectors: batches.map { _ in spareVector(chosen) }))
    }

    private mutating func spareVector(_ column: Int) -> ColumnVector {
        if let vector = spareVectors[column].popLast() {
            spareByteCount -= vector.values.byteCount
            return vector
        }
        let descriptor = schema.columns[column]
        return ColumnVector(ColumnValues(empty: descriptor.physicalType, typeLength: descriptor.typeLength))
    }

    /// Takes the result of the job out of `slot`: a buffer that two hold would be copied when one changes it.
    mutating func complete(_ slot: inout DecodeJob?) {
        guard let job = slot.take() else { return }
        switch job {
        case .open(let job):
            guard let index = groups.firstIndex(where: { $0.ordinal == job.ordinal }) else { return }
            spareBuffers.append(contentsOf: job.spareBuffers)
            groups[index].plan = job.plan
            groups[index].error = job.error
            if job.error != nil { unopened = unopened.upperBound..<unopened.upperBound }
            guard job.plan != nil else { return }
            groups[index].columns = job.chunks.map { Column(chunk: $0) }
            groups[index].windows = job.windows
            groups[index].windowByteCount = job.windowByteCount
            heldByteCount += job.windowByteCount
        case .decode(let job):
            guard let index = groups.firstIndex(where: { $0.ordinal == job.ordinal }) else { return }
            let isWindowed = groups[index].plan?.fetches.isEmpty ?? false
            let held = job.chunk.byteCount + (isWindowed ? job.chunk.windowCount : 0)
            heldByteCount += held - groups[index].columns[job.column].heldByteCount
            groups[index].columns[job.column].heldByteCount = held
            groups[index].columns[job.column].chunk = job.chunk
            for (offset, vector) in job.vectors.enumerated() {
                let place = job.firstBatch + offset - groups[index].firstBatch
                let byteCount = vector.values.byteCount
                heldByteCount += byteCount
                groups[index].batches[place].byteCount += byteCount
                groups[index].batches[place].missingCount -= 1
                groups[index].batches[place].vectors[job.column] = vector
            }
            guard let error = job.error else { return }
            // Nothing comes after it.
            groups[index].columns[job.column].nextBatch = .max
            unopened = unopened.upperBound..<unopened.upperBound
            fail(index, job, error)
        }
    }

    /// Notes the error of a job at the batch where it happened and those behind.
    private mutating func fail(_ index: Int, _ job: DecodeColumnJob, _ error: ParquetError) {
        let place = job.firstBatch + job.failedOffset - groups[index].firstBatch
        for batch in place..<job.firstBatch + job.rowCounts.count - groups[index].firstBatch {
            // With several columns broken the same one is told, whichever was first.
            if job.column <= groups[index].batches[batch].error?.column ?? .max {
                groups[index].batches[batch].error = (job.column, error)
            }
        }
    }

    /// Replaces the content of `batch` by the next rows, if they are there. Its memory is used for later ones.
    ///
    /// - Throws: the error that a job met, when its rows' turn has come.
    mutating func takeBatch(into batch: inout RecordBatch) throws(ParquetError) -> Outcome {
        while let first = groups.first {
            if let error = first.error { throw error }
            guard first.isOpen else { return .pending }
            if first.firstBatch < first.batchCount { break }
            close()
        }
        guard !groups.isEmpty else { return unopened.isEmpty ? .end : .pending }
        if selection.isEmpty {
            batch.setRowCountWithoutColumns(groups[0].rowCount(ofBatch: groups[0].firstBatch))
            groups[0].firstBatch += 1
            return .batch
        }
        guard let pending = groups[0].batches.first, pending.missingCount == 0 else { return .pending }
        if let error = pending.error?.1 { throw error }
        groups[0].batches.removeFirst()
        groups[0].firstBatch += 1
        heldByteCount -= pending.byteCount
        for (column, vector) in pending.vectors.enumerated() {
            guard var taken = vector else { continue }
            swap(&taken, &batch.columns[column])
            let byteCount = taken.values.byteCount
            if spareByteCount + byteCount <= aheadByteLimit {
                spareByteCount += byteCount
                spareVectors[column].append(taken)
            }
        }
        return .batch
    }

    /// Forgets the first row group and keeps its buffers for the next one.
    private mutating func close() {
        let group = groups.removeFirst()
        heldByteCount -= group.windowByteCount
        for column in group.columns { heldByteCount -= column.heldByteCount }
        // The readers are gone when the buffers are asked for, so that these are shared by nobody.
        spareBuffers.append(contentsOf: group.windows.map { $0.takeBuffer() })
    }
}
