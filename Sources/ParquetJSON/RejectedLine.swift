public import Parquet

/// A line that is no row.
public struct RejectedLine: Sendable, Equatable {
    /// Which of the lines that were read it is, from 1.
    public var line: Int
    /// Where it is in them, in bytes, without its line feed.
    public var bytes: Range<Int>
    /// Why it is none: code `json`, `contract` or `limit`. Line and byte offset, the exact place in the line, count from the start of
    /// what was read.
    public var reason: ParquetError

    /// The line number `line`, which is at `bytes`.
    public init(line: Int, bytes: Range<Int>, reason: ParquetError) {
        self.line = line
        self.bytes = bytes
        self.reason = reason
    }
}
