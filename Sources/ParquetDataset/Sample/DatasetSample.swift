internal import ParquetBytes
public import Parquet
public import SystemPackage

/// Rows of a dataset that are drawn at random, each with the same chance, without replacement; they come in the order of the dataset.
///
/// Of all rows, those to draw are known from the numbers of rows that footers tell, and only their row groups are read. Of the rows
/// that a where-clause keeps, all are looked at.
public struct DatasetSample: Sendable {
    private let rowCount: Int
    private let seed: UInt64
    private let columns: [String]?
    private let clause: WhereClause?
    private let options: ReaderOptions

    /// - Parameters:
    ///   - rowCount: how many rows to draw, at most.
    ///   - seed: the same one draws the same rows of the same files.
    ///   - columns: the columns to read, as of `DatasetScan`.
    ///   - clause: which rows to draw from; nil draws from all.
    public init(
        rowCount: Int, seed: UInt64, columns: [String]? = nil, where clause: WhereClause? = nil,
        options: ReaderOptions = ReaderOptions()
    ) {
        self.rowCount = max(0, rowCount)
        self.seed = seed
        self.columns = columns
        self.clause = clause
        self.options = options
    }

    /// Draws rows of the dataset at `path`: a file, a directory of partitions, or a pattern.
    ///
    /// - Returns: batches of the drawn rows, in order; those of different files may have different columns.
    /// - Throws: as `DatasetScan`, and `ParquetError` with code `malformed` if files claim more than 2^63 - 1 rows.
    public nonisolated(nonsending) func run(over path: FilePath) async throws(ParquetError) -> [RecordBatch] {
        guard rowCount > 0 else { return [] }
        if clause != nil { return try await drawKept(path) }
        var counts: [Int] = []
        var total = 0
        var scan = try DatasetScan(path, columns: columns, options: options)
        while let file = try await scan.openNext() {
            let (sum, overflow) = total.addingReportingOverflow(file.file.rowCount)
            guard !overflow else {
                throw ParquetError(.malformed, "no dataset has so many rows", at: .init(file: file.path))
            }
            counts.append(file.file.rowCount)
            total = sum
        }
        let rows = places(of: total)
        var batches: [RecordBatch] = []
        var next = 0
        var base = 0
        scan = try DatasetScan(path, columns: columns, options: options)
        var ordinal = 0
        while next < rows.count, let file = try await scan.openNext() {
            // Without a clause all files are opened, in the same order.
            let end = base + counts[ordinal]
            let last = rows[next...].firstIndex { $0 >= end } ?? rows.count
            if next < last {
                do throws(ParquetError) {
                    batches += try await read(rows[next..<last].map { $0 - base }, of: file, scan)
                } catch {
                    throw error.place.file == nil ? error.at(.init(file: file.path)) : error
                }
            }
            next = last
            base = end
            ordinal += 1
        }
        return batches
    }

    /// The numbers of the rows that are drawn of `total`, in order.
    private func places(of total: Int) -> [Int] {
        guard rowCount < total else { return Array(0..<total) }
        var generator = SplitMix(state: seed)
        // Floyd's algorithm: as many steps as rows are drawn.
        var drawn: Set<Int> = []
        for limit in total - rowCount..<total {
            let place = Int.random(in: 0...limit, using: &generator)
            if !drawn.insert(place).inserted { drawn.insert(limit) }
        }
        return drawn.sorted()
    }

    /// The rows `rows` of a file.
    private nonisolated(nonsending) func read(
        _ rows: [Int], of file: DatasetScan.OpenFile, _ scan: borrowing DatasetScan
    ) async throws(ParquetError) -> [RecordBatch] {
        var batches: [RecordBatch] = []
        var next = 0
        var base = 0
        for (ordinal, rowGroup) in file.file.metadata.rowGroups.enumerated() where next < rows.count {
            let end = base + rowGroup.rowCount
            guard rows[next] < end else {
                base = end
                continue
            }
            var reader = try scan.makeReader(file, rowGroups: ordinal..<ordinal + 1)
            var batch = RecordBatch(schema: reader.schema)
            while next < rows.count, rows[next] < end, try await reader.next(into: &batch) {
                var selection = Bitmap(repeating: false, count: batch.rowCount)
                while next < rows.count, rows[next] < base + batch.rowCount {
                    selection[rows[next] - base] = true
                    next += 1
                }
                base += batch.rowCount
                if selection.oneCount > 0 { batches.append(try scan.extended(batch.filtered(by: selection), file)) }
            }
            guard next == rows.count || rows[next] >= end else {
                throw ParquetError(
                    .malformed, "the row group has fewer rows than the \(rowGroup.rowCount) that the footer says",
                    at: .init(rowGroup: ordinal))
            }
            base = end
        }
        return batches
    }

    /// Draws from the rows that the clause keeps: the first ones, then each later one in the place of one of them with the chance
    /// that it should have.
    private nonisolated(nonsending) func drawKept(_ path: FilePath) async throws(ParquetError) -> [RecordBatch] {
        var scan = try DatasetScan(path, columns: columns, where: clause, options: options)
        var generator = SplitMix(state: seed)
        var drawn: [(place: Int, row: RecordBatch)] = []
        var seen = 0
        while let batch = try await scan.next() {
            var taken: [Int: Int] = [:]
            for row in 0..<batch.rowCount {
                let slot = seen < rowCount ? seen : Int.random(in: 0...seen, using: &generator)
                if slot < rowCount { taken[slot] = row }
                seen += 1
            }
            for (slot, row) in taken.sorted(by: { $0.key < $1.key }) {
                var selection = Bitmap(repeating: false, count: batch.rowCount)
                selection[row] = true
                let entry = (place: seen - batch.rowCount + row, row: batch.filtered(by: selection))
                if slot < drawn.count { drawn[slot] = entry } else { drawn.append(entry) }
            }
        }
        return drawn.sorted { $0.place < $1.place }.map(\.row)
    }
}

/// SplitMix64: 64 random bits for each step, the same for the same seed everywhere.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
