internal import Parquet

/// What has to be remembered of a path within a line: where its object or array began, and where its key was seen last.
///
/// A key occurs again in the same object if it was seen last behind the place where the object begins. So nothing needs to be
/// cleared from object to object, nor from line to line.
struct PathMark: Sendable, ExpressibleByIntegerLiteral {
    /// The place of the last key in the text.
    var lastKey: UInt32
    /// The place where the object or array began last.
    var begin: UInt32

    /// A path that was not seen yet.
    init(integerLiteral value: Int) {
        lastKey = 0
        begin = 0
    }
}

/// What is counted while lines are scanned.
struct LineTally: Sendable {
    /// How often a key occurred again in the same object.
    var duplicateKeys = 0
    /// How many keys occurred of those that the sink wants counted.
    var countedKeys = 0
    /// How many lines held nothing but white space.
    var blankLines = 0
    /// Where the current line starts.
    var lineStart = 0

    /// A line ends with the byte before `nextLine`, its line feed.
    ///
    /// - Throws: `ParquetError` with code `limit` if it was too long.
    @inline(__always)
    mutating func endLine(_ nextLine: Int, _ maximumLineLength: Int) throws(ParquetError) {
        guard nextLine &- lineStart &- 1 <= maximumLineLength else {
            throw ParquetError(
                .limit, "a line is longer than the limit of \(maximumLineLength) bytes",
                at: .init(byteOffset: lineStart))
        }
        lineStart = nextLine
    }
}
