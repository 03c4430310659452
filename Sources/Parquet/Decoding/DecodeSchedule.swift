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

    let file: ParquetFile
    let request: ScanRequest
    /// The row groups that are not open yet.
    private var unopened: Range<Int>
    /// The row groups that are open or being opened, in order.
    var groups: [DecodeGroup] = []
    /// Vectors of batches that were given back, by column.
    private var spareVectors: [[ColumnVector]]
    /// Roughly the bytes of memory that they keep.
    private var spareByteCount = 0
    private var spareBuffers: [ByteBuffer] = []
    /// The bytes of memory that windows, open pages and finished vectors take.
    var heldByteCount = 0
    /// The part of them that is in the batch that was taken last.
    private var takenByteCount = 0
    /// The figures of what is done so far.
    var explanation = ScanExplanation()

    /// How many batches of a column one job decodes where it decodes ahead: enough to be worth a task's turn.
    private static let jobBatchCount = 8
    /// How many batches of the first row group are decoded before the first is taken.
    private static let aheadBatchCount = 16

    init(_ file: ParquetFile, _ request: ScanRequest, rowGroups: Range<Int>) {
        self.file = file
        self.request = request
        unopened = rowGroups
        spareVectors = [[ColumnVector]](repeating: [], count: request.all.selection.count)
        explanation.footerByteCount = file.openingByteCount
    }

    /// Whether no job is left that has not been given out.
    var isOver: Bool {
        guard unopened.isEmpty else { return false }
        let groups = groups.span
        for index in groups.indices where !groups[index].isGivenOut { return false }
        return true
    }

    /// Whether `takeBatch` gets further without another job.
    var isReady: Bool { groups.isEmpty ? unopened.isEmpty : groups.span[0].isReady }

    private var concurrency: Int { file.options.concurrency }

    // What is asked of row groups is asked where they are, in `groups.span`: to hand one out would copy all that it holds, for
    // each of the thousands that some files have.

    /// The place among `groups` of the row group that is the file's `ordinal`th.
    func place(ofGroup ordinal: Int) -> Int? {
        let groups = groups.span
        for index in groups.indices where groups[index].ordinal == ordinal { return index }
        return nil
    }

    /// How much may be held when something is decoded or read ahead.
    private var aheadByteLimit: Int { file.options.memoryLimit / 8 }

    /// The next piece of work, or nil if nothing can be done before another job is, or a batch is taken.
    mutating func nextJob() -> DecodeJob? {
        if groups.isEmpty { return openNext() }
        let mayGoAhead = concurrency > 1 && heldByteCount < aheadByteLimit
        if mayGoAhead, groups.count < 2, let job = openNext() { return job }
        for index in groups.indices {
            if let job = nextJob(ofGroup: index, mayGoAhead: mayGoAhead) { return job }
            if !mayGoAhead { return nil }
        }
        return groups.count <= concurrency ? openNext() : nil
    }

    private mutating func openNext() -> DecodeJob? {
        guard let ordinal = unopened.popFirst() else { return nil }
        groups.append(DecodeGroup(ordinal: ordinal))
        let last = groups.count - 1
        do throws(ParquetError) {
            let plan = try RowGroupPlan(file, ordinal: ordinal, selection: request.all.selection)
            if request.predicate == nil {
                groups[last].windowByteCount = plan.fetches.reduce(0) { $0 + $1.range.count }
                heldByteCount += groups[last].windowByteCount
            }
            return .open(OpenRowGroupJob(RowGroupScan(plan, request), spareBuffers: takeBuffers()))
        } catch {
            groups[last].error = error
            stop()
            return nil
        }
    }

    /// Opens no more row groups.
    mutating func stop() { unopened = unopened.upperBound..<unopened.upperBound }

    private mutating func takeBuffers() -> [ByteBuffer] {
        let buffers = spareBuffers
        spareBuffers = []
        return buffers
    }

    /// A job for a row group: what brings the next batch about first.
    private mutating func nextJob(ofGroup index: Int, mayGoAhead: Bool) -> DecodeJob? {
        guard groups.span[index].isOpen else { return nil }
        if groups.span[index].selection != nil {
            let batches = groups[index].takeComplete()
            // One job at a time knows what was said of distinct values.
            if !batches.isEmpty, let selection = groups[index].selection.take() {
                return .select(
                    SelectRowsJob(ordinal: groups.span[index].ordinal, selection: selection, batches: batches))
            }
        }
        if groups.span[index].lacksBytes, let scan = groups.span[index].scan { return fetchJob(index, scan) }
        if let job = laterJob(ofGroup: index, mayGoAhead: mayGoAhead) { return job }
        groups[index].beginSegment()
        return askedJob(ofGroup: index, mayGoAhead: mayGoAhead)
    }

    private mutating func fetchJob(_ index: Int, _ scan: RowGroupScan) -> DecodeJob {
        var rows = RowRanges()
        for batch in groups.span[index].batches { for range in batch.rows.ranges { rows.append(range) } }
        let job = FetchColumnsJob(
            scan, places: groups.span[index].laterPlaces, rows: rows, isLast: groups.span[index].isAtLastSegment,
            spareBuffers: takeBuffers())
        groups[index].endLacking()
        groups[index].isFetching = true
        groups[index].scan = nil
        return .fetch(job)
    }

    /// A job for the column of a row group, of those that are read last, that is furthest behind and not at work.
    private mutating func laterJob(ofGroup index: Int, mayGoAhead: Bool) -> DecodeJob? {
        guard !groups.span[index].isFetching else { return nil }
        var limit = Int.max
        if index == 0 { limit = groups.span[0].firstBatch + (mayGoAhead ? DecodeSchedule.aheadBatchCount : 1) }
        let round = groups.span[index].laterLane.round
        if round < limit { groups[index].extend(to: min(limit, round + DecodeSchedule.jobBatchCount)) }
        limit = min(limit, groups.span[index].batchCount)
        guard let column = groups.span[index].laterLane.next(before: limit),
            let chunk = groups[index].laterLane.columns[column].chunk.take()
        else { return nil }
        // The reader was taken out first: what holds it once can change it in place.
        let lane = groups.span[index].laterLane.columns[column]
        let next = lane.nextBatch
        let batches = next..<min(limit, next + (mayGoAhead ? DecodeSchedule.jobBatchCount : 1))
        let job = decodeJob(
            index, lane, column, chunk, isAskedFirst: false, batches,
            batches.map { groups.span[index].batches[$0 - groups.span[index].firstBatch].rows })
        groups[index].laterLane.advance(column, to: batches.upperBound)
        return .decode(job)
    }

    /// A job for the column of a row group, of those that are asked first, that is furthest behind and not at work.
    private mutating func askedJob(ofGroup index: Int, mayGoAhead: Bool) -> DecodeJob? {
        let limit = groups.span[index].askedLimit
        guard let column = groups.span[index].askedLane.next(before: limit),
            let chunk = groups[index].askedLane.columns[column].chunk.take()
        else { return nil }
        let lane = groups.span[index].askedLane.columns[column]
        let batches = lane.nextBatch..<min(limit, lane.nextBatch + (mayGoAhead ? DecodeSchedule.jobBatchCount : 1))
        let job = decodeJob(
            index, lane, column, chunk, isAskedFirst: true, batches,
            batches.map { groups.span[index].askedRows($0, column) })
        groups[index].askedLane.advance(column, to: batches.upperBound)
        return .decode(job)
    }

    private mutating func decodeJob(
        _ index: Int, _ lane: DecodeLane.Column, _ column: Int, _ chunk: ColumnChunkReader, isAskedFirst: Bool,
        _ batches: Range<Int>, _ rows: [RowRanges]
    ) -> DecodeColumnJob {
        // What this column holds already, it may hold again.
        let held = heldByteCount + spareByteCount - lane.heldByteCount
        return DecodeColumnJob(
            ordinal: groups.span[index].ordinal,
            rowCount: file.metadata.rowGroups.span[groups.span[index].ordinal].rowCount,
            isAskedFirst: isAskedFirst, column: column, firstBatch: batches.lowerBound, rows: rows,
            byteLimit: max(0, file.options.memoryLimit - held) / concurrency, chunk: chunk,
            vectors: batches.map { _ in spareVector(lane.place) })
    }

    private mutating func spareVector(_ place: Int) -> ColumnVector {
        if let vector = spareVectors[place].popLast() {
            spareByteCount -= vector.byteCount
            return vector
        }
        let descriptor = request.all.schema.columns[place]
        return ColumnVector(ColumnValues(empty: descriptor.physicalType, typeLength: descriptor.typeLength))
    }

    /// Keeps the memory of a vector for a later batch, unless enough is kept.
    mutating func giveBack(_ vector: ColumnVector, _ place: Int) {
        let byteCount = vector.byteCount
        guard spareByteCount + byteCount <= aheadByteLimit else { return }
        spareByteCount += byteCount
        spareVectors[place].append(vector)
    }

    /// Keeps buffers for the next row group, as many bytes as one may take.
    mutating func keep(_ buffers: [ByteBuffer]) {
        var kept = spareBuffers.reduce(0) { $0 + $1.capacity }
        for buffer in buffers where kept + buffer.capacity <= file.options.readAheadByteCount {
            kept += buffer.capacity
            spareBuffers.append(buffer)
        }
    }

    /// Replaces the content of `batch` by the next rows, if they are there. Its memory is used for later ones.
    ///
    /// - Throws: the error that a job met, when its rows' turn has come.
    mutating func takeBatch(into batch: inout RecordBatch) throws(ParquetError) -> Outcome {
        while !groups.isEmpty {
            if !groups.span[0].batches.isEmpty { break }
            if groups.span[0].laterPlaces.isEmpty {
                groups[0].extend(to: groups.span[0].firstBatch + 1)
                if !groups.span[0].batches.isEmpty { break }
            }
            guard groups.span[0].isOver else { return .pending }
            if let error = groups.span[0].error { throw error }
            close()
        }
        guard !groups.isEmpty else { return unopened.isEmpty ? .end : .pending }
        guard let pending = groups.span[0].batches.first, pending.missingCount == 0 else { return .pending }
        if let error = pending.error?.1 { throw error }
        groups[0].batches.removeFirst()
        groups[0].firstBatch += 1
        // The batch is held by whoever takes it, until it is given back.
        heldByteCount -= takenByteCount
        takenByteCount = pending.byteCount
        batch.setRowCountWithoutColumns(pending.rows.count)
        for (column, vector) in pending.vectors.enumerated() {
            guard var taken = vector else { continue }
            swap(&taken, &batch.columns[column])
            giveBack(taken, request.places[column])
        }
        return .batch
    }

    /// Forgets the first row group and keeps its buffers for the next one.
    private mutating func close() {
        heldByteCount -= groups.span[0].windowByteCount
        heldByteCount -= groups.span[0].askedLane.heldByteCount + groups.span[0].laterLane.heldByteCount
        let windows = groups.span[0].windows
        groups.remove(at: 0)
        // The readers are gone when the buffers are asked for, so that these are shared by nobody.
        keep(windows.map { $0.takeBuffer() })
    }
}
