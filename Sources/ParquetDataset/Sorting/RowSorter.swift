internal import Parquet
internal import SystemPackage

/// Sorts rows in bounded memory: an external merge sort that keeps the order of equal rows.
///
/// Rows are collected until they take the share of memory that is theirs; then they are sorted and written to a file, a run. At
/// the end the runs are merged, as many at once as the memory holds a frame of, in several passes if there are more. Rows that
/// fit the memory are never written.
final class RowSorter {
    private let descriptors: [ColumnDescriptor]
    private let encoder: KeyEncoder
    private let shares: SortShares
    private let directory: FilePath
    private var buffer: RowBuffer
    private var runs: [SpilledRun] = []
    private var runsMade = 0
    /// The rows so far.
    private(set) var rowCount = 0
    /// How many rows were written to runs, those of merges included.
    private(set) var spilledRowCount = 0
    /// Is called before each batch of rows; what it throws ends the sorting.
    var check: () throws(ParquetError) -> Void = {}

    /// - Parameters:
    ///   - descriptors: the columns of the rows.
    ///   - encoder: makes the keys of the rows.
    ///   - directory: where runs are written; it is made when there is one.
    init(_ descriptors: [ColumnDescriptor], _ encoder: KeyEncoder, shares: SortShares, directory: FilePath) {
        self.descriptors = descriptors
        self.encoder = encoder
        self.shares = shares
        self.directory = directory
        buffer = RowBuffer(descriptors, encoder)
    }

    deinit {
        for run in runs { run.remove() }
    }

    /// Adds rows behind those before.
    func append(_ columns: [ColumnVector]) throws(ParquetError) {
        let before = buffer.rowCount
        try buffer.append(columns)
        rowCount += buffer.rowCount - before
        if buffer.byteCount > shares.collecting { try spill() }
    }

    /// Hands out all rows, sorted, batch by batch; the sorter is empty then.
    func finish(_ body: ([ColumnVector]) throws(ParquetError) -> Void) throws(ParquetError) {
        rowCount = 0
        guard !runs.isEmpty || buffer.byteCount > shares.merging else {
            try buffer.sorted(batchByteCount: shares.frame) { rows, _ throws(ParquetError) in
                try check()
                try body(rows)
            }
            buffer.removeAll()
            return
        }
        try spill()
        // The memory is for merging now.
        buffer = RowBuffer(descriptors, encoder)
        while let window = nextMerge() { try merge(window) }
        var merger = try RunMerger(runs, descriptors, encoder)
        try merger.merge(batchByteCount: shares.frame) { rows, _ throws(ParquetError) in
            try check()
            try body(rows)
        }
        for run in runs { run.remove() }
        runs = []
    }

    private func nextPath() throws(ParquetError) -> FilePath {
        try PlatformFile.makeDirectories(directory)
        runsMade += 1
        return directory.appending("run-\(runsMade)")
    }

    private func spill() throws(ParquetError) {
        guard buffer.rowCount > 0 else { return }
        var writer = try RunWriter(nextPath(), descriptors)
        do throws(ParquetError) {
            try buffer.sorted(batchByteCount: shares.frame) { rows, keyByteCount throws(ParquetError) in
                try check()
                try writer.append(rows, keyByteCount: keyByteCount)
            }
        } catch {
            writer.abort()
            throw error
        }
        spilledRowCount += buffer.rowCount
        buffer.removeAll()
        runs.append(writer.finish())
    }

    /// The runs to merge into one before all that are left can be merged at once; nil if they can.
    ///
    /// Runs stay in the order of the input, so these are neighbours: as many as must go, or as the memory has room for, and of all
    /// such those with the fewest bytes.
    private func nextMerge() -> Range<Int>? {
        let widest = runs.indices.map { fittingCount(from: $0) }.max() ?? 0
        guard fittingCount(from: 0) < runs.count else { return nil }
        let needed = max(2, runs.count - widest + 1)
        var best: (cost: Int, range: Range<Int>)?
        for start in 0..<runs.count - 1 {
            let range = start..<start + min(needed, max(2, fittingCount(from: start)))
            guard range.upperBound <= runs.count else { continue }
            let cost = runs[range].reduce(0) { $0 + $1.byteCount } / (range.count - 1)
            if best.map({ cost < $0.cost }) ?? true { best = (cost, range) }
        }
        return best?.range
    }

    /// How many runs from `start` on can be merged at once: of two there is always room, since a row may take what a line may.
    private func fittingCount(from start: Int) -> Int {
        var left = shares.merging
        var count = 0
        for run in runs[start...].prefix(RowSorter.mergeLimit) {
            left -= run.largestFrameByteCount
            if left < 0, count >= 2 { break }
            count += 1
        }
        return count
    }

    /// The most runs that are merged at once, for each of which a file is open.
    private static let mergeLimit = 128

    private func merge(_ window: Range<Int>) throws(ParquetError) {
        let merged = Array(runs[window])
        var writer = try RunWriter(nextPath(), descriptors)
        do throws(ParquetError) {
            var merger = try RunMerger(merged, descriptors, encoder)
            try merger.merge(batchByteCount: shares.frame) { rows, keyByteCount throws(ParquetError) in
                try check()
                spilledRowCount += rows.first?.rowCount ?? 0
                try writer.append(rows, keyByteCount: keyByteCount)
            }
        } catch {
            writer.abort()
            throw error
        }
        runs.replaceSubrange(window, with: [writer.finish()])
        for run in merged { run.remove() }
    }
}
