/// The lines of one file of a sample, made a piece at a time so that no file has to fit into memory.
public protocol SampleLineSource {
    /// How many lines are still to come.
    var remainingLineCount: Int { get }

    /// Appends the next lines, `count` at most, each with its newline, to `bytes`.
    mutating func appendLines(_ count: Int, into bytes: inout [UInt8])
}
