/// A row group that is being read: what of it is decoded, asked and put together.
///
/// Where a predicate has to be answered, the columns that it asks are decoded first (`askedLane`), for a part of the row group that
/// fits memory, a segment; of the others (`laterLane`) the bytes are read then that the rows need which are left.
struct DecodeGroup: Sendable {
    let ordinal: Int
    /// What is known of the scan; nil while a job has it.
    var scan: RowGroupScan?
    /// Whether the bytes are there that are read first.
    var isOpen = false
    /// The error of the whole row group, or of what comes behind the batches that are there.
    var error: ParquetError?
    var windows: [SharedBytes] = []
    /// The bytes of memory that the windows take, or will take.
    var windowByteCount = 0

    /// The columns that are asked first.
    var askedLane = DecodeLane()
    /// What answers the predicate; nil while a job has it, and where there is nothing to answer.
    var selection: RowSelection?
    /// The batches of the part of the row group that is asked, of which the first has the place `firstAsked` among all.
    private(set) var asked: [AskedBatch] = []
    private var firstAsked = 0
    /// The batch of the segment that could not be decoded, and the error of the first column of which that is so.
    private var failure: (batch: Int, column: Int, error: ParquetError)?

    /// The columns that are read for the rows that are left, and their readers once the bytes are there.
    var laterPlaces: [Int] = []
    var laterLane = DecodeLane()
    /// Whether the bytes of `laterLane` must be read, and whether that is being done.
    private(set) var lacksBytes = false
    var isFetching = false
    /// The batches that are handed out, from `firstBatch` on.
    var batches: [PendingBatch] = []
    /// How many batches were taken.
    var firstBatch = 0

    /// A batch of the columns that are asked first.
    struct AskedBatch: Sendable {
        let batch: RowGroupScan.Batch
        var vectors: [ColumnVector?] = []
        var missingCount: Int
        var byteCount = 0
        /// Whether a job answers the predicate for it, or has done so.
        var isGivenOut = false
        var isAnswered = false
        var survivors = RowRanges()
        /// The rows that are left of the columns that are handed out.
        var taken: [ColumnVector?] = []
    }

    /// A batch that is handed out.
    struct PendingBatch: Sendable {
        let rows: RowRanges
        /// By the columns' places among those that are handed out.
        var vectors: [ColumnVector?] = []
        var missingCount: Int
        var byteCount = 0
        var error: (column: Int, ParquetError)?
    }

    /// The number of batches that there are up to now.
    var batchCount: Int { firstBatch + batches.count }

    /// Whether no other batches come than those that are there.
    private var isAnswered: Bool {
        guard isOpen else { return error != nil }
        guard asked.isEmpty, !lacksBytes, !isFetching, let hasBatches = scan?.hasBatches else { return false }
        return error != nil || !hasBatches
    }

    /// Whether no job is left that has not been given out.
    var isGivenOut: Bool { isAnswered && laterLane.isPast(batchCount) }

    /// Whether all batches were taken.
    var isOver: Bool { isAnswered && batches.isEmpty }

    /// Whether the next batch can be taken, or it is certain that there is none.
    var isReady: Bool {
        if let next = batches.first { return next.missingCount == 0 }
        return isAnswered || isOpen && scan?.isFiltered == false && laterPlaces.isEmpty
    }

    /// Sees to it that there are the batches before `limit`, where nothing is to be asked, as far as there are rows.
    mutating func extend(to limit: Int) {
        guard isOpen, error == nil, scan?.isFiltered == false, scan?.request.isPlanOnly == false else { return }
        while batchCount < limit, let batch = scan?.nextBatch() {
            batches.append(PendingBatch(rows: batch.rows, missingCount: laterPlaces.count))
        }
    }

    /// Begins the next segment, if what came of the last one was taken.
    mutating func beginSegment() {
        guard isOpen, error == nil, asked.isEmpty, batches.isEmpty, !lacksBytes, !isFetching,
            let limit = scan?.segmentRowLimit,
            scan?.isFiltered == true
        else { return }
        var rowCount = 0
        while rowCount < limit, let batch = scan?.nextBatch() {
            rowCount += batch.rows.count
            asked.append(AskedBatch(batch: batch, missingCount: askedLane.columns.count))
        }
    }

    /// The batch before which the columns that are asked first may be decoded.
    var askedLimit: Int {
        asked.isEmpty ? 0 : min(firstAsked + asked.count, (failure?.batch ?? .max - 1) + 1)
    }

    /// The rows of batch `batch` that are read of `column`, which is asked first.
    func askedRows(_ batch: Int, _ column: Int) -> RowRanges {
        scan?.rows(of: asked[batch - firstAsked].batch, askedLane.columns[column].place) ?? RowRanges()
    }

    /// Takes a column of a batch that is asked.
    mutating func add(_ vector: ColumnVector, _ byteCount: Int, column: Int, toAsked batch: Int) {
        let place = batch - firstAsked
        if asked[place].vectors.isEmpty {
            asked[place].vectors = [ColumnVector?](repeating: nil, count: askedLane.columns.count)
        }
        asked[place].vectors[column] = vector
        asked[place].missingCount -= 1
        asked[place].byteCount += byteCount
    }

    /// Takes what the predicate left of a batch.
    ///
    /// - Returns: how many bytes more it takes now.
    mutating func add(_ answered: SelectRowsJob.Batch) -> Int {
        let place = answered.index - firstAsked
        let byteCount = answered.taken.reduce(0) { $0 + ($1?.byteCount ?? 0) }
        let difference = byteCount - asked[place].byteCount
        asked[place].byteCount = byteCount
        asked[place].isAnswered = true
        asked[place].survivors = answered.survivors
        asked[place].taken = answered.taken
        return difference
    }

    /// Notes that column `column` of batch `batch` could not be decoded. With several the same one is told, whichever was first.
    mutating func fail(_ error: ParquetError, column: Int, atAsked batch: Int) {
        if let failure, (failure.batch, failure.column) < (batch, column) { return }
        failure = (batch, column, error)
    }

    /// The batches of the segment that are complete and for which the predicate is not answered yet; a job is to do so.
    mutating func takeComplete() -> [SelectRowsJob.Batch] {
        var taken: [SelectRowsJob.Batch] = []
        for place in asked.indices where asked[place].missingCount == 0 && !asked[place].isGivenOut {
            asked[place].isGivenOut = true
            taken.append(
                SelectRowsJob.Batch(
                    index: firstAsked + place, rows: asked[place].batch.rows, isCertain: asked[place].batch.isCertain,
                    vectors: asked[place].vectors.compactMap { $0 }))
            asked[place].vectors = []
        }
        return taken
    }

    /// Ends the segment if the predicate is answered for all its batches, or those before one that could not be decoded: what is left
    /// of them becomes batches that are handed out.
    ///
    /// - Returns: the number of rows that are left, or nil if the segment is not over.
    mutating func endSegment(outputs: [Int?], outputCount: Int) -> Int? {
        guard !asked.isEmpty else { return nil }
        let count = (failure?.batch ?? firstAsked + asked.count) - firstAsked
        guard asked[..<count].allSatisfy(\.isAnswered) else { return nil }
        if let failure {
            guard !askedLane.isAtWork, askedLane.isPast(failure.batch + 1) else { return nil }
            error = failure.error
        }
        var rowCount = 0
        for batch in asked[..<count] where !batch.survivors.isEmpty {
            var pending = PendingBatch(
                rows: batch.survivors, missingCount: laterPlaces.count, byteCount: batch.byteCount)
            pending.vectors = [ColumnVector?](repeating: nil, count: outputCount)
            for (column, vector) in zip(askedLane.columns, batch.taken) {
                if let output = outputs[column.place] { pending.vectors[output] = vector }
            }
            batches.append(pending)
            rowCount += batch.survivors.count
            for range in batch.survivors.ranges { scan?.survivors.append(range) }
        }
        firstAsked += asked.count
        asked = []
        lacksBytes = true
        return rowCount
    }

    /// Whether the segment that ended last is that of the row group's last rows.
    var isAtLastSegment: Bool { error != nil || scan?.hasBatches != true }

    /// Notes that the bytes of the segment that ended last are there, or being read.
    mutating func endLacking() { lacksBytes = false }
}

extension DecodeGroup {
    /// The row group that is the file's `ordinal`th, of which nothing is known yet.
    init(ordinal: Int) {
        // The memberwise initializer: one that sets fields itself copies the whole struct at its end.
        self.init(ordinal: ordinal, isOpen: false)
    }
}
