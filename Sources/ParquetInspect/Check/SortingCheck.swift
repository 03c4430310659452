internal import Parquet
internal import ParquetBytes

/// Whether the rows of a row group are sorted by its sorting columns, which are gone over one after the other in the order of
/// their weight. A later one decides only between rows that are equal in all before.
struct SortingCheck: Sendable {
    /// Which of the columns is being gone over; nil while none is.
    private var current: SortingColumn?
    private var order: ValueOrder?
    /// For each row whether it is equal to the one before in all columns so far; nil before the first column.
    private var ties: Bitmap?
    private var newTies = Bitmap()
    private var row = 0
    /// The latest row's value, nil for null; unset before the first row and behind a page that could not be decoded.
    private var previous: [UInt8]??
    private var isReported = false
    /// Whether a page could not be decoded, so that nothing can be said of later columns.
    private var isOver = false

    /// Begins with the next column.
    mutating func begin(_ sorting: SortingColumn, _ order: ValueOrder?) {
        current = isOver ? nil : sorting
        self.order = order
        row = 0
        previous = nil
        isReported = false
        newTies.removeAll()
    }

    /// Ends the column.
    mutating func end() {
        guard current != nil else { return }
        ties = newTies
        newTies = Bitmap()
        current = nil
    }

    /// Passes over a page that could not be decoded; nothing can be said of later columns.
    mutating func skip() {
        isOver = true
        current = nil
    }

    /// Checks the rows of one page.
    mutating func check(
        _ values: ColumnValues, _ definition: [UInt16], valueCount: Int, _ column: ColumnDescriptor,
        _ log: inout FindingLog
    ) {
        guard let current, let order, valueCount > 0 else { return }
        let steps = ValueSteps.steps(values, order)
        let highest = UInt16(clamping: column.maxDefinitionLevel)
        var next = 0
        var latest: [UInt8]?? = previous
        var wasPresent = false
        for index in 0..<valueCount {
            let isPresent = column.maxDefinitionLevel == 0 || definition[index] == highest
            var step = ValueSteps.Step.unknown
            if index == 0 {
                if let before = latest {
                    step = boundary(before, isPresent ? ValueHashes.bytes(of: values, at: 0) : nil)
                }
            } else if isPresent, wasPresent {
                step = steps.indices.contains(next - 1) ? steps[next - 1] : .unknown
            } else {
                step = nullStep(wasPresent, isPresent)
            }
            note(step, isFirst: row == 0, current, column, &log)
            if isPresent { next += 1 }
            wasPresent = isPresent
            row += 1
        }
        latest = .some(wasPresent ? ValueHashes.bytes(of: values, at: next - 1) : nil)
        previous = latest
    }

    /// The step from a page's last row to the first of the next, in the direction of the sorting.
    private func boundary(_ before: [UInt8]?, _ after: [UInt8]?) -> ValueSteps.Step {
        guard let before, let after, let order else { return nullStep(before != nil, after != nil) }
        return ValueSteps.Step(order.compare(before, after))
    }

    /// The step between rows of which one at least is null, as if values rose: nulls first go up to values.
    private func nullStep(_ wasPresent: Bool, _ isPresent: Bool) -> ValueSteps.Step {
        guard let current, wasPresent != isPresent else { return .equal }
        let isRight = isPresent == current.areNullsFirst
        return isRight != current.isDescending ? .up : .down
    }

    private mutating func note(
        _ step: ValueSteps.Step, isFirst: Bool, _ sorting: SortingColumn, _ column: ColumnDescriptor,
        _ log: inout FindingLog
    ) {
        let isTied = !isFirst && (ties.map { row < $0.count && $0[row] } ?? true)
        newTies.append(isTied && step == .equal)
        let wrong: ValueSteps.Step = sorting.isDescending ? .up : .down
        guard isTied, step == wrong, !isReported else { return }
        isReported = true
        log.error(
            .sorting,
            "the rows are said to be sorted by \(column.path)\(sorting.isDescending ? " descending" : "")"
                + "\(sorting.areNullsFirst ? ", nulls first" : ""), but row \(row) is not behind the one before")
    }
}
