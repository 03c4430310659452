internal import ParquetBytes
internal import Synchronization

/// A file in memory.
public final class MemorySink: ByteSink {
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

    /// Does nothing: the bytes stay.
    public func finish() {}

    /// Drops the bytes.
    public func abort() {
        buffer.withLock { $0 = ByteBuffer() }
    }
}
