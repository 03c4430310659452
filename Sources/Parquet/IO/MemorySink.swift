public import ParquetBytes
internal import Synchronization

/// A file in memory.
public final class MemorySink: StagedSink {
    private let buffer = Mutex(ByteBuffer())

    /// An empty file.
    public init() {}

    /// The bytes written so far; the whole file after `finish()`.
    public var bytes: [UInt8] {
        buffer.withLock { $0.takeArray() }
    }

    /// Appends `bytes`.
    public func write(_ bytes: RawSpan) {
        buffer.withLock { $0.append(bytes) }
    }

    /// Copies the bytes `range` to `buffer`.
    public func read(_ range: Range<Int>, into buffer: inout ByteBuffer) throws(ParquetError) {
        let contents = self.buffer.withLock { $0 }
        guard range.lowerBound >= 0, range.upperBound <= contents.count else {
            throw ParquetError(.io, "bytes \(range) asked of \(contents.count)")
        }
        buffer.removeAll()
        buffer.append(contents.bytes.extracting(range))
    }

    /// Does nothing: the bytes stay.
    public func finish() {}

    /// Drops the bytes.
    public func abort() {
        buffer.withLock { $0 = ByteBuffer() }
    }
}
