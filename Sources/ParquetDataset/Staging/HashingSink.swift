internal import Parquet

/// A sink whose bytes are hashed on their way into another one.
///
/// Unchecked: a sink is written to by one thread at a time, and whoever hashes for it is waited for.
final class HashingSink: FilePieceSink, @unchecked Sendable {
    private let sink: any ByteSink
    private let help: (any WriterHelp)?
    private var hash = SHA256Stream()
    private let finished: @Sendable (Hash256) -> Void

    /// Fewer bytes are not worth the way to another thread.
    private static let leastSharedByteCount = 1 << 18

    /// - Parameters:
    ///   - help: a thread that hashes while this one writes; nil where there is none.
    ///   - finished: is given the hash when the sink is finished.
    init(_ sink: any ByteSink, help: (any WriterHelp)? = nil, finished: @escaping @Sendable (Hash256) -> Void) {
        self.sink = sink
        self.help = help
        self.finished = finished
    }

    func write(_ bytes: RawSpan) throws(ParquetError) {
        hash.update(bytes)
        try sink.write(bytes)
    }

    func write(_ pieces: [FilePiece]) throws(ParquetError) {
        guard let help, pieces.reduce(0, { $0 + $1.count }) >= HashingSink.leastSharedByteCount else {
            for piece in pieces { try write(piece.bytes) }
            return
        }
        let hashing = OfferedWork { [self] in
            for piece in pieces { hash.update(piece.bytes) }
        }
        help.offer { hashing.begin() }
        defer { hashing.finish() }
        for piece in pieces { try sink.write(piece.bytes) }
    }

    func finish() throws(ParquetError) {
        try sink.finish()
        finished(hash.finish())
    }

    func abort() { sink.abort() }
}
