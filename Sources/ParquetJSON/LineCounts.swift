/// What was in some lines. Lines are rows, blank lines and rejected ones.
///
/// Where records were framed (`RecordFramer`), a line is a record: there are no blank ones, and lines are rows.
public struct LineCounts: Sendable, Equatable {
    /// Lines, the last one also if its line feed is missing.
    public var lines: Int
    /// Lines with an object: rows of the batch.
    public var rows: Int
    /// Lines with nothing but white space.
    public var blankLines: Int
    /// Lines that are no rows, and that were handed out as such.
    public var rejectedLines: Int
    /// How often a key occurred again in the same object; the last one counts.
    public var duplicateKeys: Int
    /// Keys that no column is read from, and that were dropped. Keys in an object that is a column as a whole, or in one that
    /// is dropped itself, are not among them.
    public var unknownKeys: Int
    /// Keys that no column is read from, and that went, with their values, into `_extra`; likewise.
    public var keptKeys: Int
    /// The values that did not fit their columns and went into `_extra`, for each column that has any. A column is called by the
    /// names from the root down, joined by dots, and an object on the way to columns by its JSON pointer.
    public var drift: [String: DriftCounts]
    /// Of the columns among these that have the policy `widen`: what their values ask of a wider type.
    public var needs: [String: WideningNeed]

    /// Counts, zero where nothing is given.
    public init(
        lines: Int = 0, rows: Int = 0, blankLines: Int = 0, rejectedLines: Int = 0, duplicateKeys: Int = 0,
        unknownKeys: Int = 0, keptKeys: Int = 0, drift: [String: DriftCounts] = [:],
        needs: [String: WideningNeed] = [:]
    ) {
        self.lines = lines
        self.rows = rows
        self.blankLines = blankLines
        self.rejectedLines = rejectedLines
        self.duplicateKeys = duplicateKeys
        self.unknownKeys = unknownKeys
        self.keptKeys = keptKeys
        self.drift = drift
        self.needs = needs
    }

    /// Whether every line is accounted for: a row, blank or rejected.
    public var isBalanced: Bool { lines == rows + blankLines + rejectedLines }

    /// How many values did not fit their columns and went into `_extra`.
    public var driftedValues: Int { drift.values.reduce(0) { $0 + $1.total } }

    /// The counts of both.
    public static func + (left: LineCounts, right: LineCounts) -> LineCounts {
        var sum = left
        sum += right
        return sum
    }

    /// Adds the counts of `right`.
    public static func += (left: inout LineCounts, right: LineCounts) {
        left.lines += right.lines
        left.rows += right.rows
        left.blankLines += right.blankLines
        left.rejectedLines += right.rejectedLines
        left.duplicateKeys += right.duplicateKeys
        left.unknownKeys += right.unknownKeys
        left.keptKeys += right.keptKeys
        for (column, counts) in right.drift { left.drift[column, default: DriftCounts()] += counts }
        for (column, need) in right.needs { left.needs[column, default: WideningNeed()] += need }
    }
}
