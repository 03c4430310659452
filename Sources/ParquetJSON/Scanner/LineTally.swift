internal import Parquet

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
    /// - Returns: where it started.
    /// - Throws: `ParquetError` with code `limit` if it was too long.
    @inline(__always)
    mutating func endLine(_ nextLine: Int, _ maximumLineLength: Int) throws(ParquetError) -> Int {
        let start = lineStart
        guard nextLine &- start &- 1 <= maximumLineLength else {
            throw ParquetError(
                .limit, "a line is longer than the limit of \(maximumLineLength) bytes", at: .init(byteOffset: start))
        }
        lineStart = nextLine
        return start
    }
}
