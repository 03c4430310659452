internal import ParquetBytes

/// Where a file's bytes go, front to back, if that takes waiting: a connection, an upload.
public protocol AsyncByteSink: Sendable {
    /// Takes the next bytes of the file, and returns when more may come: that is the writer's back-pressure.
    nonisolated(nonsending) func write(_ bytes: SharedBytes) async throws(ParquetError)
    /// Makes the file visible.
    nonisolated(nonsending) func finish() async throws(ParquetError)
    /// Gives the file up: nothing must be left that looks finished. Called once, also when a writer is dropped, which cannot
    /// wait: what takes waiting is to be begun here.
    func abort()
}

/// Writes one Parquet file, front to back, to a sink that takes waiting. The bytes are those of `ParquetWriter`, whose core
/// it drives.
///
/// No more is held than the open row group and what the sink has not taken yet of the one before: `append` waits for the
/// sink.
public struct AsyncParquetWriter: ~Copyable {
    private var core: FileEncoder
    private let sink: any AsyncByteSink
    private let chunkByteCount: Int
    private var isOpen = true

    /// Begins a file of `schema`.
    ///
    /// - Parameters:
    ///   - sink: where the bytes go.
    ///   - schema: the schema of the batches to come.
    ///   - options: how the file is written.
    ///   - chunkByteCount: the most bytes that the sink gets at a time.
    /// - Throws: `ParquetError` with code `argument` for options out of their range, `schema` or `unsupported` for a schema
    ///   that cannot be written.
    public init(
        to sink: any AsyncByteSink, schema: Schema, options: WriterOptions = WriterOptions(),
        chunkByteCount: Int = 1 << 20
    ) throws(ParquetError) {
        let core: FileEncoder
        do throws(ParquetError) {
            guard chunkByteCount > 0 else { throw ParquetError(.argument, "chunks of \(chunkByteCount) bytes") }
            core = try FileEncoder(schema: schema, options: options)
        } catch {
            // Whoever hands a sink over need not end it.
            sink.abort()
            throw error
        }
        self.core = core
        self.sink = sink
        self.chunkByteCount = chunkByteCount
    }

    deinit {
        if isOpen { sink.abort() }
    }

    /// The rows appended so far.
    public var rowCount: Int { core.rowCount }

    /// The bytes given to the sink, and those of finished pages. Exact; what is in open pages and dictionaries is not in it.
    public var encodedByteCount: Int { core.encodedByteCount }

    /// A bound of the file's size if it were finished now: pages, indexes, footer, everything. It always holds.
    public var maximumFinalByteCount: Int { core.maximumFinalByteCount }

    /// Appends the rows of `batch`.
    ///
    /// - Throws: `ParquetError` with code `schema` if the batch does not fit; then nothing of it was taken. What the sink
    ///   throws ends the file: it is aborted, and the writer of no further use.
    public nonisolated(nonsending) mutating func append(_ batch: RecordBatch) async throws(ParquetError) {
        guard isOpen else { throw ParquetError(.argument, "the writer has failed before") }
        try core.check(batch)
        do {
            var cursor = BatchCursor(batch)
            while cursor.remainingRowCount > 0 {
                try core.append(&cursor, rowCount: try core.nextStep(cursor))
                try await drain()
            }
        } catch {
            fail()
            throw error
        }
    }

    /// Writes what is left and the footer, and finishes the sink.
    @discardableResult
    public nonisolated(nonsending) consuming func finish() async throws(ParquetError) -> WrittenFile {
        guard isOpen else { throw ParquetError(.argument, "the writer has failed before") }
        let written: WrittenFile
        do {
            written = try core.finish()
            try await drain()
            try await sink.finish()
        } catch {
            fail()
            throw error
        }
        isOpen = false
        return written
    }

    /// Gives the file up: the sink is aborted.
    public consuming func abort() {
        fail()
    }

    private nonisolated(nonsending) mutating func drain() async throws(ParquetError) {
        for piece in core.takeOutput() {
            for chunk in piece.chunks(of: chunkByteCount) { try await sink.write(chunk) }
        }
    }

    private mutating func fail() {
        isOpen = false
        sink.abort()
    }
}

extension FilePiece {
    /// The bytes in chunks of at most `byteCount`, which are not copied.
    consuming func chunks(of byteCount: Int) -> [SharedBytes] {
        let all = SharedBytes(buffer).extracting(start..<buffer.count)
        return stride(from: 0, to: all.count, by: byteCount).map {
            all.extracting($0..<min($0 + byteCount, all.count))
        }
    }
}
