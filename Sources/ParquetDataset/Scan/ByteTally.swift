internal import Parquet
internal import ParquetBytes
internal import Synchronization

/// Adds up what is read of many files, as `CountingSource` does of one.
final class ByteTally: Sendable {
    private let counts = Mutex((byteCount: 0, readCount: 0))

    /// The bytes that were asked for so far, of all files.
    var byteCount: Int { counts.withLock { $0.byteCount } }

    /// How often bytes were asked for so far.
    var readCount: Int { counts.withLock { $0.readCount } }

    func count(_ range: Range<Int>) {
        counts.withLock { counts in
            counts.byteCount += range.count
            counts.readCount += 1
        }
    }
}

/// A file whose bytes are counted in a tally.
struct TalliedSource: ByteSource {
    let base: FileSource
    let tally: ByteTally

    var name: String? { base.name }

    func byteCount() async throws(ParquetError) -> Int { try base.byteCount() }

    func read(_ range: Range<Int>, into buffer: inout ByteBuffer) async throws(ParquetError) {
        tally.count(range)
        try base.read(range, into: &buffer)
    }
}
