public import ParquetBytes

/// Where a file's bytes go, front to back: a file, memory, or anything else.
///
/// A writer calls `write` any number of times and then either `finish`, after which the file counts as written, or
/// `abort`, after which nothing must be left that looks finished.
public protocol ByteSink: AnyObject, Sendable {
    /// Takes the next bytes of the file.
    func write(_ bytes: RawSpan) throws(ParquetError)
    /// Makes the file visible and durable.
    func finish() throws(ParquetError)
    /// Removes what was written.
    func abort()
}

/// A sink whose bytes can be read back before it is finished.
public protocol StagedSink: ByteSink {
    /// Replaces the content of `buffer` by the bytes `range` of those written.
    ///
    /// - Throws: `ParquetError` with code `io`, also if there are not as many.
    func read(_ range: Range<Int>, into buffer: inout ByteBuffer) throws(ParquetError)
}
