/// What is known of scanning one row group: which rows are wanted of it, where the bytes are that they need, what was read.
struct RowGroupScan: Sendable {
    let plan: RowGroupPlan
    let request: ScanRequest
    /// What was known of the rows after each step that told something.
    private(set) var steps: [Step] = []
    /// For each column where its pages are, as far as that was needed.
    var pages: [ColumnPages?]
    /// For each column the byte of the file up to which its chunk was read.
    var fetchedEnds: [Int]
    /// For each column whether its reader was handed out.
    var isOpen: [Bool]
    /// The readers of columns whose dictionaries were read already, to be asked, and the bytes of these.
    var chunks: [Int: ColumnChunkReader] = [:]
    var askedDictionaries: [Int: Int] = [:]
    /// The figures that were not reported yet.
    var explanation = ScanExplanation()

    /// The rows that are wanted, in turn those that the predicate is known to be true of and others.
    private var pieces: [Batch] = []
    /// The next batch's place in them.
    private var nextPiece = 0
    private var nextRange = 0
    private var nextRow = 0
    /// How many rows may be asked before of those that are left the other columns are read, so that what is asked fits memory.
    private(set) var segmentRowLimit = 0
    /// Whether the predicate must be answered row by row, for some rows at least.
    private(set) var isFiltered = false
    /// The rows that it is true of, as far as it was answered.
    var survivors = RowRanges()

    /// Rows that are read together.
    struct Batch: Sendable {
        var rows: RowRanges
        /// Whether the predicate is known to be true of all of them.
        let isCertain: Bool
    }

    /// What was known of the rows after a step.
    struct Step: Sendable {
        let level: PruningLevel
        let rows: RowKnowledge
    }

    /// What is known of the rows.
    var rows: RowKnowledge {
        steps.last?.rows
            ?? (request.predicate == nil
                ? RowKnowledge(possible: RowRanges(0..<plan.rowCount), certain: RowRanges(0..<plan.rowCount))
                : RowKnowledge(rowCount: plan.rowCount))
    }

    /// Notes what is known of the rows after the step `level`.
    mutating func note(_ level: PruningLevel, _ rows: RowKnowledge) {
        let before = self.rows
        guard rows != before else { return }
        steps.append(Step(level: level, rows: rows))
        var saving = ScanExplanation.Saving()
        saving.rowCount = before.possible.count - rows.possible.count
        saving.rowGroupCount = rows.possible.isEmpty ? 1 : 0
        explanation.add(saving, to: level)
    }

    /// Whether column `place` is read before the predicate is answered.
    func isAskedFirst(_ place: Int) -> Bool { isFiltered && request.isAskedFirst[place] }

    /// Whether column `place` is read for the rows that the predicate is true of.
    func isReadLater(_ place: Int) -> Bool { request.outputs[place] != nil && !isAskedFirst(place) }

    /// The rows of `batch` that are read of column `place`, which is asked first.
    func rows(of batch: Batch, _ place: Int) -> RowRanges {
        batch.isCertain && request.outputs[place] == nil ? RowRanges() : batch.rows
    }

    /// Begins to hand out the rows that are wanted as batches.
    mutating func beginBatches(memoryLimit: Int) {
        let rows = rows
        isFiltered = !rows.isSettled
        let askedAlone = request.outputs.indices.contains { request.outputs[$0] == nil }
        if isFiltered, askedAlone, !rows.certain.isEmpty {
            // What is known to be true need not be read to be asked.
            pieces = RowGroupScan.pieces(rows)
        } else if !rows.possible.isEmpty {
            pieces = [Batch(rows: rows.possible, isCertain: !isFiltered)]
        }
        var rowByteCount = 1
        for (place, column) in plan.columns.enumerated() where isAskedFirst(place) {
            rowByteCount += min(max(0, column.metadata.totalUncompressedSize) / max(1, plan.rowCount), 1 << 40)
        }
        segmentRowLimit = max(plan.batchRowLimit, memoryLimit / 8 / rowByteCount)
    }

    /// Whether there are more batches.
    var hasBatches: Bool { nextPiece < pieces.count }

    /// Hands out no more batches.
    mutating func endBatches() { nextPiece = pieces.count }

    /// The next rows that are wanted, or nil if there are no more.
    mutating func nextBatch() -> Batch? {
        guard hasBatches else { return nil }
        let ranges = pieces[nextPiece].rows.ranges
        var rows = RowRanges()
        while nextRange < ranges.count, rows.count < plan.batchRowLimit {
            let start = max(nextRow, ranges[nextRange].lowerBound)
            let end = start + min(ranges[nextRange].upperBound - start, plan.batchRowLimit - rows.count)
            rows.append(start..<end)
            nextRow = end
            if end == ranges[nextRange].upperBound { nextRange += 1 }
        }
        let batch = Batch(rows: rows, isCertain: pieces[nextPiece].isCertain)
        if nextRange == ranges.count {
            nextPiece += 1
            nextRange = 0
        }
        return batch
    }

    /// The rows that are known to be wanted, and those that are not, in turn.
    private static func pieces(_ rows: RowKnowledge) -> [Batch] {
        var pieces: [Batch] = []
        let both = rows.certain.ranges.map { ($0, true) } + rows.unsure.ranges.map { ($0, false) }
        for (range, isCertain) in both.sorted(by: { $0.0.lowerBound < $1.0.lowerBound }) {
            if pieces.last?.isCertain == isCertain {
                pieces[pieces.count - 1].rows.append(range)
            } else {
                pieces.append(Batch(rows: RowRanges(range), isCertain: isCertain))
            }
        }
        return pieces
    }

    /// The bytes of the file that `rows` of column `place` need and that were not read yet.
    func parts(_ place: Int, _ rows: RowRanges) -> [Range<Int>] {
        guard !rows.isEmpty else { return [] }
        let end = fetchedEnds[place]
        if let pages = pages[place] { return pages.parts(with: rows).filter { $0.lowerBound >= end } }
        let range = plan.columns[place].range
        return end < range.upperBound ? [end..<range.upperBound] : []
    }

    /// Reports what the steps spared of column `place`, of which at last `survivors` were read.
    mutating func account(_ place: Int, _ survivors: RowRanges? = nil) {
        let isOutput = request.outputs[place] != nil
        var byteCount = plan.columns[place].range.count
        var pageCount = plan.columns[place].metadata.dataPageCount ?? 0
        if let pages = pages[place] {
            explanation.pageCount += pages.pages.count - pageCount
            pageCount = pages.pages.count
        }
        func spare(_ rows: RowRanges, _ level: PruningLevel) {
            let next = needs(place, rows)
            guard next.byteCount != byteCount || next.pageCount != pageCount else { return }
            var saving = ScanExplanation.Saving()
            saving.byteCount = byteCount - next.byteCount
            saving.pageCount = pageCount - next.pageCount
            explanation.add(saving, to: level)
            (byteCount, pageCount) = next
        }
        for step in steps { spare(isOutput ? step.rows.possible : step.rows.unsure, step.level) }
        if let survivors { spare(survivors, .laterColumns) }
    }

    /// The bytes and data pages of column `place` that `rows` need.
    private func needs(_ place: Int, _ rows: RowRanges) -> (byteCount: Int, pageCount: Int) {
        let column = plan.columns[place]
        // A dictionary that was asked has been read.
        guard !rows.isEmpty else { return (askedDictionaries[place] ?? 0, 0) }
        guard let pages = pages[place] else { return (column.range.count, column.metadata.dataPageCount ?? 0) }
        let found = pages.places(with: rows)
        return (pages.head.count + found.reduce(0) { $0 + pages.pages[$1].range.count }, found.count)
    }
}

extension RowGroupScan {
    /// The scan of the row group that `plan` is of, of which nothing is known yet.
    init(_ plan: RowGroupPlan, _ request: ScanRequest) {
        var explanation = ScanExplanation()
        explanation.rowGroupCount = 1
        explanation.rowCount = plan.rowCount
        for column in plan.columns {
            explanation.chunkByteCount += column.range.count
            explanation.pageCount += column.metadata.dataPageCount ?? 0
        }
        // The memberwise initializer: one that sets fields itself copies the whole struct at its end.
        self.init(
            plan: plan, request: request, pages: [ColumnPages?](repeating: nil, count: plan.columns.count),
            fetchedEnds: plan.columns.map(\.range.lowerBound),
            isOpen: [Bool](repeating: false, count: plan.columns.count), explanation: explanation)
    }
}

extension ColumnMetadata {
    /// The number of data pages, if the footer says.
    var dataPageCount: Int? {
        guard let encodingStatistics else { return nil }
        var count = 0
        for pages in encodingStatistics where pages.pageType == .dataPage || pages.pageType == .dataPageV2 {
            count += max(0, Int(pages.count))
        }
        return count
    }

    /// Whether all values are indices of the dictionary.
    var isDictionaryCoded: Bool {
        guard let encodingStatistics else { return false }
        var hasPages = false
        for pages in encodingStatistics where pages.pageType == .dataPage || pages.pageType == .dataPageV2 {
            guard pages.encoding == .rleDictionary || pages.encoding == .plainDictionary else { return false }
            hasPages = hasPages || pages.count > 0
        }
        return hasPages
    }
}
