/// What was in some lines. Lines are rows and blank lines.
///
/// Where records were framed (`RecordFramer`), a line is a record: there are no blank ones, and lines are rows.
public struct LineCounts: Sendable, Equatable {
    /// Lines, the last one also if its line feed is missing.
    public var lines: Int
    /// Lines with an object: rows of the batch.
    public var rows: Int
    /// Lines with nothing but white space.
    public var blankLines: Int
    /// How often a key occurred again in the same object; the last one counts.
    public var duplicateKeys: Int
    /// Keys that no column is read from, and that were dropped. Keys in an object that is a column as a whole, or in one that
    /// is dropped itself, are not among them.
    public var unknownKeys: Int

    /// Counts, zero where nothing is given.
    public init(lines: Int = 0, rows: Int = 0, blankLines: Int = 0, duplicateKeys: Int = 0, unknownKeys: Int = 0) {
        self.lines = lines
        self.rows = rows
        self.blankLines = blankLines
        self.duplicateKeys = duplicateKeys
        self.unknownKeys = unknownKeys
    }

    /// The counts of both.
    public static func + (left: LineCounts, right: LineCounts) -> LineCounts {
        LineCounts(
            lines: left.lines + right.lines, rows: left.rows + right.rows,
            blankLines: left.blankLines + right.blankLines,
            duplicateKeys: left.duplicateKeys + right.duplicateKeys, unknownKeys: left.unknownKeys + right.unknownKeys)
    }

    /// Adds the counts of `right`.
    public static func += (left: inout LineCounts, right: LineCounts) {
        left = left + right
    }
}
