/// A batch on its way into a file: which row is next, and where each column's values for it begin.
struct BatchCursor: Sendable {
    let columns: [VectorRows]
    let rowCount: Int
    /// The next row.
    private(set) var row = 0
    /// For each column the next value.
    private var values: [Int]

    /// The rows of `batch`, which has been checked.
    init(_ batch: RecordBatch) {
        columns = batch.columns.indices.map { VectorRows(batch.columns[$0], batch.schema.columns[$0]) }
        rowCount = batch.rowCount
        values = [Int](repeating: 0, count: columns.count)
    }

    var remainingRowCount: Int { rowCount - row }

    /// The values of the next `count` rows of a column.
    func valueRange(ofNext count: Int, column: Int) -> Range<Int> {
        let start = values[column]
        return start..<start + columns[column].valueCount(of: row..<row + count)
    }

    /// What the next `count` rows of a column add to its chunk.
    func size(ofNext count: Int, column: Int) -> RowsSize {
        RowsSize(
            rowCount: count, levelCount: columns[column].levels(of: row..<row + count).count,
            plainByteCount: columns[column].plainByteCount(of: valueRange(ofNext: count, column: column)))
    }

    /// What the next `count` rows take: their values in PLAIN, and a byte for each level that a nested column has more
    /// than there are rows.
    func plainByteCount(ofNext count: Int) -> Int {
        columns.indices.reduce(0) {
            let size = size(ofNext: count, column: $1)
            return $0 + size.plainByteCount + size.levelCount - count
        }
    }

    mutating func advance(by count: Int) {
        for column in columns.indices { values[column] = valueRange(ofNext: count, column: column).upperBound }
        row += count
    }
}

/// How much some rows of a column are.
struct RowsSize: Sendable {
    var rowCount = 0
    /// Their values and missing values.
    var levelCount = 0
    /// What their values take in PLAIN.
    var plainByteCount = 0
}
