import Parquet
import Synchronization

/// Writes rows into files of a limited size, of which only the sizes are kept.
enum RollingRun {
    /// What one limit came to.
    struct Outcome {
        var limit: Int
        var sizes: [Int]
        var rowCount: Int

        /// How full the least full file but the last is.
        var leastFill: Double? { sizes.dropLast().min().map { Double($0) / Double(limit) } }
        /// Whether no file is over the limit or without rows, and none but the last less full than 97 %.
        var isKept: Bool { sizes.allSatisfy { $0 <= limit } && leastFill ?? 1 >= 0.97 }
    }

    static func run(
        _ batches: [RecordBatch], schema: Schema, _ options: WriterOptions, limit: Int
    ) throws -> Outcome {
        let sinks = Mutex<[CountingSink]>([])
        var writer = try RollingWriter(schema: schema, options: options, limit: .bytes(limit)) { _ in
            let sink = CountingSink()
            sinks.withLock { $0.append(sink) }
            return sink
        }
        for batch in batches { try writer.append(batch) }
        let files = try writer.finish()
        let sizes = sinks.withLock { $0.map(\.byteCount) }
        precondition(files.map(\.byteCount) == sizes && files.allSatisfy { $0.rowCount > 0 })
        return Outcome(limit: limit, sizes: sizes, rowCount: files.reduce(0) { $0 + $1.rowCount })
    }
}

/// Counts bytes.
final class CountingSink: ByteSink {
    private let count = Mutex(0)

    var byteCount: Int { count.withLock { $0 } }

    func write(_ bytes: RawSpan) throws(ParquetError) { count.withLock { $0 += bytes.byteCount } }
    func finish() throws(ParquetError) {}
    func abort() {}
}
