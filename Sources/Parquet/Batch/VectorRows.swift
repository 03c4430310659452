internal import ParquetBytes

/// A column of a batch on its way into pages: a vector with the places at which its rows begin, among the levels and among
/// the values.
struct VectorRows: Sendable {
    let values: ColumnValues
    /// `.all` or `.validity` for flat columns, `.levels` for nested ones that are not there in every row.
    let presence: Presence
    let rowCount: Int
    /// Where each row's levels begin, and the end; nil where a row has one level.
    private let levelStarts: [Int]?
    /// Where each row's values begin, and the end; nil where `presence` tells.
    private let valueStarts: [Int]?

    /// The rows of `vector`, which has been checked against `column`.
    init(_ vector: ColumnVector, _ column: ColumnDescriptor) {
        values = vector.values
        guard case .levels(let definition, let repetition) = vector.presence else {
            presence = vector.presence
            rowCount = vector.rowCount
            levelStarts = nil
            valueStarts = nil
            return
        }
        let top = UInt16(clamping: column.maxDefinitionLevel)
        if column.maxDefinitionLevel <= 1, repetition == nil {
            presence =
                vector.values.count == definition.count
                ? .all(rowCount: definition.count) : .validity(Bitmap(definition.map { $0 == top }))
            rowCount = definition.count
            levelStarts = nil
            valueStarts = nil
            return
        }
        presence = vector.presence
        var levelStarts: [Int] = []
        var valueStarts: [Int] = []
        valueStarts.reserveCapacity(definition.count + 1)
        if repetition != nil { levelStarts.reserveCapacity(definition.count + 1) }
        let definitions = definition.span
        var value = 0
        if let repetition {
            let repetitions = repetition.span
            for index in definitions.indices {
                if repetitions[index] == 0 {
                    levelStarts.append(index)
                    valueStarts.append(value)
                }
                if definitions[index] == top { value &+= 1 }
            }
            levelStarts.append(definition.count)
        } else {
            for index in definitions.indices {
                valueStarts.append(value)
                if definitions[index] == top { value &+= 1 }
            }
        }
        valueStarts.append(value)
        rowCount = valueStarts.count - 1
        self.levelStarts = repetition == nil ? nil : levelStarts
        self.valueStarts = valueStarts
    }

    /// The places of the levels of the rows `rows`.
    func levels(of rows: Range<Int>) -> Range<Int> {
        guard let levelStarts else { return rows }
        return levelStarts[rows.lowerBound]..<levelStarts[rows.upperBound]
    }

    /// How many values the rows `rows` have.
    func valueCount(of rows: Range<Int>) -> Int {
        if let valueStarts { return valueStarts[rows.upperBound] - valueStarts[rows.lowerBound] }
        if case .validity(let bitmap) = presence { return bitmap.countOnes(in: rows) }
        return rows.count
    }
}
