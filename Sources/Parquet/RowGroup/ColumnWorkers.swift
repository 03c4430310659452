internal import Dispatch
internal import Synchronization

/// Does something with each column of a row group, on as many threads as allowed.
///
/// Columns know nothing of each other, and what becomes of one depends on its own rows only: the bytes are the same for any
/// number of threads.
final class ColumnWorkers: Sendable {
    private let encoders: PageEncoders
    private let jobs: PageJobs?
    /// How many threads do columns.
    private let limit: Int
    private let help: any WriterHelp

    /// A column that threads share.
    private final class Column: Sendable {
        let writer: Mutex<ColumnChunkWriter?>

        init(_ writer: consuming ColumnChunkWriter) {
            self.writer = Mutex(writer)
        }
    }

    /// What threads do together. Those that come when it is over find nothing to do.
    private final class Round: Sendable {
        private let work: Mutex<(@Sendable () -> Void)?>
        private let helpers = DispatchGroup()

        init(_ work: @escaping @Sendable () -> Void) {
            self.work = Mutex(work)
        }

        func join() {
            var joined = work.withLock { work in
                if work != nil { helpers.enter() }
                return work
            }
            guard joined != nil else { return }
            joined?()
            // Given up before: whoever waits wants to have the rows for itself then.
            joined = nil
            helpers.leave()
        }

        /// Ends the round when those who joined it are done.
        func end() {
            work.withLock { $0 = nil }
            helpers.wait()
        }
    }

    init(_ options: WriterOptions, columnCount: Int, help: any WriterHelp) {
        limit = max(1, min(options.concurrency, columnCount))
        self.help = help
        let encoders = PageEncoders(writesChecksums: options.writesChecksums)
        self.encoders = encoders
        jobs =
            options.concurrency > 1
            ? PageJobs(limit: options.concurrency - 1, encoders: encoders, help: help) : nil
    }

    /// Calls `body` for each of `columns`, with its place.
    ///
    /// - Parameter cost: about how much there is to do for a column: what takes longest begins first, so that no thread is left with it
    ///   when the others are done.
    /// - Throws: what `body` throws for the first column for which it does.
    func forEach(
        _ columns: inout [ColumnChunkWriter], cost: (borrowing ColumnChunkWriter, Int) -> Int,
        _ body: @escaping @Sendable (inout ColumnChunkWriter, Int, inout PageEncoder) throws(ParquetError) -> Void
    ) throws(ParquetError) {
        let threadCount = min(limit, columns.count)
        guard threadCount > 1 else {
            return try encoders.withOne(jobs: jobs) { encoder throws(ParquetError) in
                for index in columns.indices { try body(&columns[index], index, &encoder) }
            }
        }
        let costs = ColumnWorkers.costs(columns, cost)
        let order = columns.indices.sorted { (costs[$1], $0) < (costs[$0], $1) }
        // Moved into boxes that threads can share, and back.
        var boxes: [Column] = []
        boxes.reserveCapacity(columns.count)
        while let last = columns.popLast() { boxes.append(Column(last)) }
        boxes.reverse()
        let failure = Failure()
        let round = ColumnWorkers.round(boxes, order, encoders, jobs, failure, body)
        for _ in 1..<threadCount { help.offer { round.join() } }
        round.join()
        round.end()
        for box in boxes {
            if let writer = box.writer.withLock({ $0.take() }) { columns.append(writer) }
        }
        if let error = failure.error { throw error }
    }

    private static func costs(
        _ columns: [ColumnChunkWriter], _ cost: (borrowing ColumnChunkWriter, Int) -> Int
    ) -> [Int] {
        let columns = columns.span
        var costs: [Int] = []
        costs.reserveCapacity(columns.count)
        for index in columns.indices { costs.append(cost(columns[index], index)) }
        return costs
    }

    /// The error of the first column that has one.
    private final class Failure: Sendable {
        private let first = Mutex<(column: Int, error: ParquetError)?>(nil)

        var error: ParquetError? { first.withLock { $0?.error } }

        func note(_ error: ParquetError, column: Int) {
            first.withLock { if $0.map({ column < $0.column }) ?? true { $0 = (column, error) } }
        }
    }

    private static func round(
        _ columns: [Column], _ order: [Int], _ encoders: PageEncoders, _ jobs: PageJobs?, _ failure: Failure,
        _ body: @escaping @Sendable (inout ColumnChunkWriter, Int, inout PageEncoder) throws(ParquetError) -> Void
    ) -> Round {
        let next = Counter()
        return Round {
            encoders.withOne(jobs: jobs) { encoder in
                while let turn = next.next(below: order.count) {
                    let index = order[turn]
                    do throws(ParquetError) {
                        try columns[index].writer.withLock { writer throws(ParquetError) in
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
                        failure.note(error, column: index)
                    }
                }
            }
        }
    }

    /// Counts up, for several threads.
    private final class Counter: Sendable {
        private let value = Atomic(0)

        func next(below limit: Int) -> Int? {
            let next = value.add(1, ordering: .relaxed).oldValue
            return next < limit ? next : nil
        }
    }
}
