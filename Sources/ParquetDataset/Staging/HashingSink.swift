internal import Parquet

/// A sink whose bytes are hashed on their way into another one.
///
/// Unchecked: a sink is written to by one thread at a time.
final class HashingSink: ByteSink, @unchecked Sendable {
    private let sink: any ByteSink
    private var hash = SHA256Stream()
    private let finished: @Sendable (Hash256) -> Void

    /// - Parameter finished: is given the hash when the sink is finished.
    init(_ sink: any ByteSink, finished: @escaping @Sendable (Hash256) -> Void) {
        self.sink = sink
        self.finished = finished
    }

    func write(_ bytes: RawSpan) throws(ParquetError) {
        hash.update(bytes)
        try sink.write(bytes)
    }

    func finish() throws(ParquetError) {
        try sink.finish()
        finished(hash.finish())
    }

    func abort() { sink.abort() }
}
