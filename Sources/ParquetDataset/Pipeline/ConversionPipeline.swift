internal import Parquet
internal import ParquetBytes
internal import ParquetJSON

/// The threads of a conversion: one that reads files, and some that compute. They share a `Schedule` and nothing else.
///
/// Every computing thread does whatever comes first in the order of rows: writing what is ready, parsing what is read,
/// decompressing and framing. So one thread does all of it without waiting for another, and many keep each other supplied.
final class ConversionPipeline: Sendable {
    private struct State: Sendable {
        var schedule: Schedule
        var workersLeft: Int
        var end = End.finished
    }

    /// How it ended.
    enum End: Sendable {
        /// All chunks are converted.
        case finished
        /// The partition that the output is at has to be read again by another contract, with all behind it.
        case widened(ContractWidening)
        /// The partition that the output is at failed.
        case failed(ParquetError)
    }

    private let chunks: [InputChunk]
    private let records: RecordShape
    private let reader: JSONLinesReader
    private let output: ConversionOutput
    private let threads: Int
    private let budget: MemoryBudget
    private let mayReject: Bool
    private let hashesSources: Bool
    private let hasher: BlockHasher?
    private let cancellation: Monitor<Bool>
    private let monitor: Monitor<State>

    /// - Parameters:
    ///   - hashesSources: whether the chunks' bytes are hashed.
    ///   - hasher: hashes the rows of blocks; nil does not.
    init(
        chunks: [InputChunk], records: RecordShape, reader: JSONLinesReader, output: ConversionOutput, threads: Int,
        budget: MemoryBudget, mayReject: Bool, hashesSources: Bool, hasher: BlockHasher?, cancellation: Monitor<Bool>
    ) {
        self.chunks = chunks
        self.records = records
        self.reader = reader
        self.output = output
        self.threads = threads
        self.budget = budget
        self.mayReject = mayReject
        self.hashesSources = hashesSources
        self.hasher = hasher
        self.cancellation = cancellation
        let schedule = Schedule(
            chunks: chunks, records: records, schema: reader.schema, threads: threads, budget: budget)
        monitor = Monitor(State(schedule: schedule, workersLeft: 0))
    }

    /// Converts chunks; the calling thread is the one that reads. Returns when all threads are done.
    ///
    /// - Throws: `ParquetError` with code `limit` if there is no thread to be had.
    func run() throws(ParquetError) -> End {
        for index in 0..<threads {
            monitor.change { $0.workersLeft += 1 }
            guard !PlatformThread.start({ self.work() }) else { continue }
            monitor.change { $0.workersLeft -= 1 }
            // Fewer threads give the same result.
            if index == 0 { throw ParquetError(.limit, "the system has no thread to give") }
            break
        }
        read()
        return monitor.wait { state in state.workersLeft == 0 ? state.end : nil }
    }

    // MARK: Reading

    private func read() {
        while true {
            switch monitor.wait({ $0.schedule.nextReading() }) {
            case .leave: return
            case .open(let index): open(index)
            case .fill(let source, let block, let mayGrow):
                let outcome = Result { () throws(ParquetError) in try source.fill(block, mayGrow: mayGrow) }
                monitor.change { $0.schedule.worked(source, block, outcome) }
            case .readRaw(let source):
                var failure: ParquetError?
                do throws(ParquetError) { try source.readRaw() } catch { failure = error }
                monitor.change { $0.schedule.readRaw(source, failure) }
            }
        }
    }

    private func open(_ index: Int) {
        do throws(ParquetError) {
            let source = try ChunkSource(
                chunks[index], records: records, index: index, budget: budget, hashes: hashesSources)
            monitor.change { $0.schedule.opened(source) }
        } catch {
            monitor.change { $0.schedule.failedToOpen(index, error) }
        }
    }

    // MARK: Computing

    private func work() {
        var reader = reader
        var hasher = hasher
        loop: while true {
            switch monitor.wait({ $0.schedule.nextWork() }) {
            case .leave: break loop
            case .parse(let block):
                var failure: ParquetError?
                do throws(ParquetError) {
                    try block.parse(&reader, mayReject: mayReject, &hasher)
                } catch {
                    failure = error
                }
                monitor.change { $0.schedule.parsed(block, failure) }
            case .unpack(let source, let block, let mayGrow):
                let outcome = Result { () throws(ParquetError) in try source.unpack(into: block, mayGrow: mayGrow) }
                monitor.change { $0.schedule.worked(source, block, outcome) }
            case .output(let steps):
                perform(steps)
            }
        }
        monitor.change { $0.workersLeft -= 1 }
    }

    private func perform(_ steps: [Schedule.Step]) {
        var isFinished = false
        do throws(ParquetError) {
            for step in steps {
                try cancellation.checkCancellation()
                switch step {
                case .append(_, let result):
                    try output.append(result)
                    if case .rows(let block) = result { monitor.change { $0.schedule.appended(block) } }
                case .endChunk(let end):
                    if let widening = try output.endChunk(end) {
                        monitor.change { state in
                            state.end = .widened(widening)
                            state.schedule.stop()
                        }
                        return
                    }
                case .finish:
                    isFinished = true
                }
            }
            monitor.change { $0.schedule.outputDone(isFinished: isFinished) }
        } catch {
            monitor.change { state in
                state.end = .failed(error)
                state.schedule.stop()
            }
        }
    }
}
