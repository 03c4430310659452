public import ParquetBytes
internal import Synchronization

/// A source that counts what is read of another one: the bytes that a store would send, or an engine would bill.
///
/// ```swift
/// let source = CountingSource(try FileSource("trades.parquet"))
/// let file = try await ParquetFile(source)
/// …
/// print(source.readByteCount)
/// ```
public final class CountingSource: ByteSource {
    private let base: any ByteSource
    private let counts = Mutex((byteCount: 0, readCount: 0))

    /// Counts what is read of `base`.
    public init(_ base: some ByteSource) {
        self.base = base
    }

    /// What to call the source in errors.
    public var name: String? { base.name }

    /// How many bytes were asked for so far, those that were asked for twice counted twice.
    public var readByteCount: Int { counts.withLock { $0.byteCount } }

    /// How often bytes were asked for so far.
    public var readCount: Int { counts.withLock { $0.readCount } }

    /// Begins to count anew.
    public func reset() {
        counts.withLock { $0 = (0, 0) }
    }

    /// The number of bytes.
    public func byteCount() async throws(ParquetError) -> Int {
        try await base.byteCount()
    }

    /// Replaces the content of `buffer` by the bytes `range`.
    public func read(_ range: Range<Int>, into buffer: inout ByteBuffer) async throws(ParquetError) {
        count(range)
        try await base.read(range, into: &buffer)
    }

    /// The bytes `range` where they lie; they count as read.
    public func sharedBytes(_ range: Range<Int>) throws(ParquetError) -> SharedBytes? {
        guard let bytes = try base.sharedBytes(range) else { return nil }
        count(range)
        return bytes
    }

    private func count(_ range: Range<Int>) {
        counts.withLock { counts in
            counts.byteCount += range.count
            counts.readCount += 1
        }
    }
}
