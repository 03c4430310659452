internal import Dispatch
internal import Synchronization

/// Does something with each column of a row group, on as many threads as allowed.
///
/// Columns know nothing of each other, and what becomes of one depends on its own rows only: the bytes are the same for any
/// number of threads.
final class ColumnWorkers: Sendable {
    /// What each thread needs for itself and keeps.
    private let workers: [Worker]

    private final class Worker: Sendable {
        let encoder: Mutex<PageEncoder>

        init(writesChecksums: Bool) {
            encoder = Mutex(PageEncoder(writesChecksums: writesChecksums))
        }
    }

    private final class Column: Sendable {
        let writer: Mutex<ColumnChunkWriter?>

        init(_ writer: consuming ColumnChunkWriter) {
            self.writer = Mutex(writer)
        }
    }

    init(_ options: WriterOptions, columnCount: Int) {
        workers = (0..<max(1, min(options.concurrency, columnCount))).map { _ in
            Worker(writesChecksums: options.writesChecksums)
        }
    }

    /// Calls `body` for each of `columns`, with its place.
    ///
    /// - Parameter cost: about how much there is to do for a column: what takes longest begins first, so that no thread is left with it
    ///   when the others are done.
    /// - Throws: what `body` throws for the first column for which it does.
    func forEach(
        _ columns: inout [ColumnChunkWriter], cost: (borrowing ColumnChunkWriter, Int) -> Int,
        _ body: @Sendable (inout ColumnChunkWriter, Int, inout PageEncoder) throws(ParquetError) -> Void
    ) throws(ParquetError) {
        let threadCount = min(workers.count, columns.count)
        guard threadCount > 1 else {
            guard let worker = workers.first else { return }
            return try worker.encoder.withLock { encoder throws(ParquetError) in
                for index in columns.indices { try body(&columns[index], index, &encoder) }
            }
        }
        let costs = columns.indices.map { cost(columns[$0], $0) }
        let order = columns.indices.sorted { (costs[$1], $0) < (costs[$0], $1) }
        // Moved into boxes that threads can share, and back.
        var boxes: [Column] = []
        boxes.reserveCapacity(columns.count)
        while let last = columns.popLast() { boxes.append(Column(last)) }
        boxes.reverse()
        let shared = boxes
        let next = Atomic(0)
        let failure = Mutex<(column: Int, error: ParquetError)?>(nil)
        DispatchQueue.concurrentPerform(iterations: threadCount) { thread in
            workers[thread].encoder.withLock { encoder in
                while true {
                    let turn = next.add(1, ordering: .relaxed).oldValue
                    guard turn < shared.count else { return }
                    let index = order[turn]
                    do throws(ParquetError) {
                        try shared[index].writer.withLock { writer throws(ParquetError) in
                            guard var own = writer.take() else { return }
                            do throws(ParquetError) {
                                try body(&own, index, &encoder)
                            } catch {
                                writer = own
                                throw error
                            }
                            writer = own
                        }
                    } catch {
                        failure.withLock { if $0.map({ index < $0.column }) ?? true { $0 = (index, error) } }
                    }
                }
            }
        }
        for box in boxes {
            if let writer = box.writer.withLock({ $0.take() }) { columns.append(writer) }
        }
        if let failure = failure.withLock({ $0 }) { throw failure.error }
    }
}
