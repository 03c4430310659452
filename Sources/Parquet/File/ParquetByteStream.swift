internal import ParquetBytes

/// The bytes of the Parquet file that a sequence of batches makes, as a sequence of chunks: the body of an HTTP request,
/// for example.
///
/// ```swift
/// for try await chunk in batches.parquetBytes(schema: schema) { try await connection.send(chunk.bytes) }
/// ```
///
/// A batch is taken when the bytes of those before have been asked for, so that no more is held than the open row group and
/// a finished one. The bytes are those of `ParquetWriter`.
public struct ParquetByteStream<Batches: AsyncSequence & Sendable>: AsyncSequence, Sendable
where Batches.Element == RecordBatch {
    /// Some of the file's bytes.
    public typealias Element = SharedBytes

    private let batches: Batches
    private let schema: Schema
    private let options: WriterOptions
    private let chunkByteCount: Int

    /// The bytes of a file of `batches`, in chunks of at most `chunkByteCount`.
    public init(
        _ batches: Batches, schema: Schema, options: WriterOptions = WriterOptions(), chunkByteCount: Int = 1 << 20
    ) {
        self.batches = batches
        self.schema = schema
        self.options = options
        self.chunkByteCount = Swift.max(chunkByteCount, 1)
    }

    /// Begins the file.
    public func makeAsyncIterator() -> Iterator {
        Iterator(self, batches.makeAsyncIterator())
    }

    /// The chunks of one file.
    public struct Iterator: AsyncIteratorProtocol {
        private let stream: ParquetByteStream
        private var batches: Batches.AsyncIterator
        private var core: Core?
        private var chunks: [SharedBytes] = []
        private var place = 0
        private var isFinished = false

        /// A box, since iterators are copied.
        private final class Core {
            var encoder: FileEncoder

            init(_ encoder: consuming FileEncoder) {
                self.encoder = encoder
            }
        }

        fileprivate init(_ stream: ParquetByteStream, _ batches: Batches.AsyncIterator) {
            self.stream = stream
            self.batches = batches
        }

        /// The next bytes of the file; nil after its last.
        ///
        /// - Throws: `ParquetError` as a `ParquetWriter` does, and what the batches throw.
        public mutating func next() async throws -> SharedBytes? {
            do {
                return try await nextChunk()
            } catch {
                // What was handed out is the beginning of no file, and must not be made to look like one.
                isFinished = true
                chunks = []
                place = 0
                throw error
            }
        }

        private mutating func nextChunk() async throws -> SharedBytes? {
            if isFinished, place == chunks.count { return nil }
            let core: Core
            if let known = self.core {
                core = known
            } else {
                core = Core(try FileEncoder(schema: stream.schema, options: stream.options))
                self.core = core
            }
            while place == chunks.count {
                guard !isFinished else { return nil }
                place = 0
                chunks.removeAll(keepingCapacity: true)
                if let batch = try await batches.next() {
                    try core.encoder.check(batch)
                    var cursor = BatchCursor(batch)
                    while cursor.remainingRowCount > 0 {
                        try core.encoder.append(&cursor, rowCount: try core.encoder.nextStep(cursor))
                    }
                } else {
                    _ = try core.encoder.finish()
                    isFinished = true
                }
                for piece in core.encoder.takeOutput() { chunks += piece.chunks(of: stream.chunkByteCount) }
            }
            place += 1
            return chunks[place - 1]
        }
    }
}

extension AsyncSequence where Self: Sendable, Element == RecordBatch {
    /// The bytes of a Parquet file of these batches, in chunks of at most `chunkByteCount`; see `ParquetByteStream`.
    public func parquetBytes(
        schema: Schema, options: WriterOptions = WriterOptions(), chunkByteCount: Int = 1 << 20
    ) -> ParquetByteStream<Self> {
        ParquetByteStream(self, schema: schema, options: options, chunkByteCount: chunkByteCount)
    }
}
