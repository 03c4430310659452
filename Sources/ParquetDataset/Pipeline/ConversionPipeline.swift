internal import Parquet
internal import ParquetBytes
internal import ParquetJSON

/// The threads of a conversion: one that reads files, and some that compute. They share a `Schedule`, and what of the output one of them
/// offers to the others.
///
/// Every computing thread does whatever comes first in the order of rows: writing what is ready, parsing what is read,
/// decompressing and framing, reading plain lines that are in memory; the reading thread does what may have to wait. So one thread does
/// all of it without waiting for another, and many keep each other supplied.
final class ConversionPipeline: WriterHelp {
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
        output.help = self
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
        var work = monitor.wait { $0.schedule.nextWork() }
        loop: while true {
            switch work {
            case .leave: break loop
            case .help(let part):
                part()
                work = monitor.wait { $0.schedule.nextWork() }
            case .parse(let block):
                var failure: ParquetError?
                do throws(ParquetError) {
                    try block.parse(&reader, mayReject: mayReject, &hasher)
                } catch {
                    failure = error
                }
                work = monitor.change({ $0.schedule.parsed(block, failure) }, andWait: { $0.schedule.nextWork() })
            case .unpack(let source, let block, let mayGrow):
                let outcome = Result { () throws(ParquetError) in try source.unpack(into: block, mayGrow: mayGrow) }
                work = monitor.change(
                    { $0.schedule.worked(source, block, outcome) }, andWait: { $0.schedule.nextWork() })
            case .fill(let source, let block, let mayGrow):
                let outcome = Result { () throws(ParquetError) in
                    try source.fill(block, mayGrow: mayGrow, mayWait: false)
                }
                work = monitor.change(
                    { $0.schedule.worked(source, block, outcome) }, andWait: { $0.schedule.nextWork() })
            case .output(let steps):
                let end = perform(steps)
                work = monitor.change(
                    { state in
                        switch end {
                        case .none: state.schedule.outputDone(isFinished: false)
                        case .some(.finished): state.schedule.outputDone(isFinished: true)
                        case .some(let end):
                            state.end = end
                            state.schedule.stop()
                        }
                    }, andWait: { $0.schedule.nextWork() })
            }
        }
        monitor.change { $0.workersLeft -= 1 }
    }

    /// Has `work` done by the next thread that is done with what it does.
    func offer(_ work: @escaping @Sendable () -> Void) { monitor.change { $0.schedule.offer(work) } }

    /// Does steps of the output.
    ///
    /// - Returns: how the conversion ends by them; nil if it goes on.
    private func perform(_ steps: [Schedule.Step]) -> End? {
        do throws(ParquetError) {
            for step in steps {
                try cancellation.checkCancellation()
                switch step {
                case .append(_, let result):
                    try output.append(result)
                    if case .rows(let block) = result { monitor.change { $0.schedule.appended(block) } }
                case .endChunk(let end):
                    if let widening = try output.endChunk(end) { return .widened(widening) }
                case .finish:
                    return .finished
                }
            }
            return nil
        } catch {
            return .failed(error)
        }
    }
}
