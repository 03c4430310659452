internal import ParquetBytes
internal import Synchronization

/// A column of a batch on its way into pages: a vector with the places at which its rows begin, among the levels and among
/// the values.
///
/// A class, since it is handed out for every column of every batch, and has much to retain.
final class VectorRows: Sendable {
    let values: ColumnValues
    /// `.all` or `.validity` for flat columns, `.levels` for nested ones that are not there in every row.
    let presence: Presence
    let rowCount: Int
    /// Where rows are among levels and values that `presence` does not tell; looked for when some of the rows are asked for, since
    /// most batches go into a page as a whole.
    private let places = Mutex<Places?>(nil)
    /// Of byte strings that are given as places in a dictionary, the bytes of those before each 64th one; nil where the values
    /// tell without.
    private let bytesBefore: [Int]?
    /// The definition level of a value.
    private let top: UInt16

    /// Where the rows of a nested column are.
    private struct Places {
        /// Where each row's levels begin, and the end; nil where a row has one level.
        let levelStarts: [UInt32]?
        /// How many values the levels before each 64th one have.
        let valuesBefore: [Int]
    }

    /// The rows of `vector`, which has been checked against `column`.
    init(_ vector: ColumnVector, _ column: ColumnDescriptor) {
        values = vector.values
        bytesBefore = VectorRows.bytesBefore(vector.values)
        top = UInt16(clamping: column.maxDefinitionLevel)
        guard case .levels(let definition, let repetition) = vector.presence else {
            presence = vector.presence
            rowCount = vector.rowCount
            return
        }
        if column.maxDefinitionLevel <= 1, repetition == nil {
            let top = top
            presence =
                vector.values.count == definition.count
                ? .all(rowCount: definition.count) : .validity(Bitmap(definition.map { $0 == top }))
            rowCount = definition.count
            return
        }
        presence = vector.presence
        rowCount = vector.rowCount
    }

    /// Where the repetition levels of each row begin, and the end.
    private static func levelStarts(_ repetition: Span<UInt16>) -> [UInt32] {
        precondition(repetition.count <= Int(UInt32.max), "more levels than a checked vector has")
        let rowCount = repetition.count(of: 0)
        var starts: [UInt32] = []
        starts.resizeUninitialized(to: rowCount + 1)
        var output = starts.mutableSpan
        var row = 0
        for index in repetition.indices {
            // Written over by the next one if no row begins here.
            output[row] = UInt32(truncatingIfNeeded: index)
            row &+= repetition[index] == 0 ? 1 : 0
        }
        output[rowCount] = UInt32(truncatingIfNeeded: repetition.count)
        return starts
    }

    /// How many of the bytes of a dictionary's strings come before each 64th value.
    private static func bytesBefore(_ values: ColumnValues) -> [Int]? {
        guard case .dictionary(let indices, .byteArray(let distinct)) = values else { return nil }
        var sums: [Int] = []
        sums.reserveCapacity(indices.count / 64 + 1)
        var sum = 0
        for start in stride(from: 0, through: indices.count, by: 64) {
            sums.append(sum)
            sum += byteCount(indices.span.extracting(start..<min(start + 64, indices.count)), distinct.offsets.span)
        }
        return sums
    }

    /// How many bytes the strings of the numbers `indices` have.
    private static func byteCount(_ indices: Span<UInt32>, _ offsets: Span<Int32>) -> Int {
        var sum = 0
        for place in indices.indices {
            let index = Int(indices[place])
            sum &+= Int(offsets[index &+ 1] &- offsets[index])
        }
        return sum
    }

    /// The bytes that the values `range` take in PLAIN (`PlainEncoder.byteCount`).
    func plainByteCount(of range: Range<Int>) -> Int {
        guard let bytesBefore, case .dictionary(let indices, .byteArray(let distinct)) = values else {
            return PlainEncoder.byteCount(values, range)
        }
        func byteCount(before value: Int) -> Int {
            let start = value & ~63
            return bytesBefore[start >> 6]
                + VectorRows.byteCount(indices.span.extracting(start..<value), distinct.offsets.span)
        }
        return range.count * 4 + byteCount(before: range.upperBound) - byteCount(before: range.lowerBound)
    }

    /// The places of the levels of the rows `rows`.
    func levels(of rows: Range<Int>) -> Range<Int> {
        guard case .levels(let definition, .some) = presence else { return rows }
        if rows == 0..<rowCount { return 0..<definition.count }
        guard let starts = knownPlaces().levelStarts else { return rows }
        return Int(starts[rows.lowerBound])..<Int(starts[rows.upperBound])
    }

    /// How many values the rows `rows` have.
    func valueCount(of rows: Range<Int>) -> Int {
        switch presence {
        case .all: return rows.count
        case .validity(let bitmap): return bitmap.countOnes(in: rows)
        case .levels(let definition, _):
            if rows == 0..<rowCount { return values.count }
            let places = knownPlaces()
            let levels = levels(of: rows)
            return valueCount(before: levels.upperBound, definition, places)
                - valueCount(before: levels.lowerBound, definition, places)
        }
    }

    /// How many values the levels before `level` have.
    private func valueCount(before level: Int, _ definition: [UInt16], _ places: Places) -> Int {
        let block = level / 64
        return places.valuesBefore[block] + definition.span.extracting(block * 64..<level).count(of: top)
    }

    /// Where rows are, which is looked for the first time.
    private func knownPlaces() -> Places {
        places.withLock { places in
            if let places { return places }
            let found =
                if case .levels(let definition, let repetition) = presence {
                    Places(
                        levelStarts: repetition.map { VectorRows.levelStarts($0.span) },
                        valuesBefore: definition.span.counts(of: top))
                } else {
                    Places(levelStarts: nil, valuesBefore: [0])
                }
            places = found
            return found
        }
    }
}
