internal import ParquetBytes

/// A batch on its way into a file: which row is next, and where each column's values for it begin.
struct BatchCursor {
    /// The vectors, presence being `.all` or `.validity`.
    let columns: [ColumnVector]
    let rowCount: Int
    /// The next row.
    private(set) var row = 0
    /// For each column the next value.
    private var values: [Int]

    init(_ batch: RecordBatch) {
        columns = batch.columns.map { vector in
            guard case .levels(let definition, _) = vector.presence else { return vector }
            // Flat columns have one level at most.
            let top = definition.max() ?? 0
            let bits = Bitmap(definition.map { $0 == top })
            return ColumnVector(
                presence: vector.values.count == definition.count
                    ? .all(rowCount: definition.count)
                    : .validity(vector.values.count == 0 ? Bitmap(repeating: false, count: definition.count) : bits),
                values: vector.values)
        }
        rowCount = batch.rowCount
        values = [Int](repeating: 0, count: columns.count)
    }

    var remainingRowCount: Int { rowCount - row }

    /// The values of the next `count` rows of a column.
    func valueRange(ofNext count: Int, column: Int) -> Range<Int> {
        let start = values[column]
        guard case .validity(let bitmap) = columns[column].presence else { return start..<start + count }
        return start..<start + bitmap.countOnes(in: row..<row + count)
    }

    /// What the values of the next `count` rows of a column take in PLAIN.
    func plainByteCount(ofNext count: Int, column: Int) -> Int {
        PlainEncoder.byteCount(columns[column].values, valueRange(ofNext: count, column: column))
    }

    /// What the values of the next `count` rows take in PLAIN.
    func plainByteCount(ofNext count: Int) -> Int {
        columns.indices.reduce(0) { $0 + plainByteCount(ofNext: count, column: $1) }
    }

    mutating func advance(by count: Int) {
        for column in columns.indices { values[column] = valueRange(ofNext: count, column: column).upperBound }
        row += count
    }
}
