internal import ParquetBytes

/// A column of a batch on its way into pages: a vector with the places at which its rows begin, among the levels and among
/// the values.
///
/// A class, since it is handed out for every column of every batch, and has much to retain.
final class VectorRows: Sendable {
    let values: ColumnValues
    /// `.all` or `.validity` for flat columns, `.levels` for nested ones that are not there in every row.
    let presence: Presence
    let rowCount: Int
    /// Where each row's levels begin, and the end; nil where a row has one level.
    private let levelStarts: [UInt32]?
    /// How many values the levels before each 64th one have; nil where `presence` tells without.
    private let valuesBefore: [Int]?
    /// Of byte strings that are given as places in a dictionary, the bytes of those before each 64th one; nil where the values
    /// tell without.
    private let bytesBefore: [Int]?
    /// The definition level of a value.
    private let top: UInt16

    /// The rows of `vector`, which has been checked against `column`.
    init(_ vector: ColumnVector, _ column: ColumnDescriptor) {
        values = vector.values
        bytesBefore = VectorRows.bytesBefore(vector.values)
        top = UInt16(clamping: column.maxDefinitionLevel)
        guard case .levels(let definition, let repetition) = vector.presence else {
            presence = vector.presence
            rowCount = vector.rowCount
            levelStarts = nil
            valuesBefore = nil
            return
        }
        if column.maxDefinitionLevel <= 1, repetition == nil {
            let top = top
            presence =
                vector.values.count == definition.count
                ? .all(rowCount: definition.count) : .validity(Bitmap(definition.map { $0 == top }))
            rowCount = definition.count
            levelStarts = nil
            valuesBefore = nil
            return
        }
        presence = vector.presence
        levelStarts = repetition.map { VectorRows.levelStarts($0.span) }
        rowCount = levelStarts.map { $0.count - 1 } ?? definition.count
        valuesBefore = definition.span.counts(of: top)
    }

    /// Where the repetition levels of each row begin, and the end.
    private static func levelStarts(_ repetition: Span<UInt16>) -> [UInt32] {
        precondition(repetition.count <= Int(UInt32.max), "a batch of more levels than a file may have in a page")
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
        guard let levelStarts else { return rows }
        return Int(levelStarts[rows.lowerBound])..<Int(levelStarts[rows.upperBound])
    }

    /// How many values the rows `rows` have.
    func valueCount(of rows: Range<Int>) -> Int {
        switch presence {
        case .all: return rows.count
        case .validity(let bitmap): return bitmap.countOnes(in: rows)
        case .levels(let definition, _):
            let levels = levels(of: rows)
            return valueCount(before: levels.upperBound, definition) - valueCount(before: levels.lowerBound, definition)
        }
    }

    /// How many values the levels before `level` have.
    private func valueCount(before level: Int, _ definition: [UInt16]) -> Int {
        guard let valuesBefore else { return level }
        let block = level / 64
        return valuesBefore[block] + definition.span.extracting(block * 64..<level).count(of: top)
    }
}
