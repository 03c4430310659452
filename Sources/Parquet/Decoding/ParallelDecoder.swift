internal import ParquetBytes
internal import ParquetCodecs
internal import Synchronization

/// Does the jobs of a schedule in several tasks, and hands out batches as they become complete. When it is let go of, the
/// tasks end.
final class ParallelDecoder: Sendable {
    private let shared: Shared

    /// What the tasks hold on to.
    private final class Shared: Sendable {
        let file: ParquetFile
        let state: Mutex<State>

        init(_ file: ParquetFile, _ schedule: consuming DecodeSchedule) {
            self.file = file
            state = Mutex(State(schedule: schedule))
        }
    }

    private struct State {
        var schedule: DecodeSchedule
        var isCancelled = false
        /// Jobs that were found for a task that was about to wait.
        var jobs: [DecodeJob] = []
        /// Tasks that found nothing to do.
        var idle: [CheckedContinuation<Void, Never>] = []
        /// Who waits for a batch.
        var consumer: CheckedContinuation<Void, Never>?

        var isOver: Bool { isCancelled || jobs.isEmpty && schedule.isOver }

        mutating func nextJob() -> DecodeJob? {
            isCancelled ? nil : jobs.popLast() ?? schedule.nextJob()
        }

        /// Everyone who may go on now, to be woken once the state is not locked any more.
        mutating func takeWaiting() -> [CheckedContinuation<Void, Never>] {
            var waiting = idle
            idle = []
            if let consumer, schedule.isReady {
                waiting.append(consumer)
                self.consumer = nil
            }
            return waiting
        }
    }

    /// Starts as many tasks as the file's options say.
    init(_ file: ParquetFile, _ schedule: consuming DecodeSchedule) {
        let shared = Shared(file, schedule)
        self.shared = shared
        for _ in 0..<file.options.concurrency {
            Task.detached { await ParallelDecoder.work(shared) }
        }
    }

    deinit {
        let waiting = shared.state.withLock { state in
            state.isCancelled = true
            return state.takeWaiting()
        }
        for continuation in waiting { continuation.resume() }
    }

    /// The figures of what is done so far.
    var explanation: ScanExplanation { shared.state.withLock { $0.schedule.explanation } }

    /// Replaces the content of `batch` by the next rows.
    ///
    /// - Returns: false if there are no more.
    nonisolated(nonsending) func next(into batch: inout RecordBatch) async throws(ParquetError) -> Bool {
        while true {
            var result = Result<DecodeSchedule.Outcome, ParquetError>.success(.pending)
            let waiting = shared.state.withLock { state in
                do throws(ParquetError) {
                    result = .success(try state.schedule.takeBatch(into: &batch))
                } catch {
                    result = .failure(error)
                }
                return state.takeWaiting()
            }
            for continuation in waiting { continuation.resume() }
            switch try result.get() {
            case .batch: return true
            case .end: return false
            case .pending: break
            }
            await withCheckedContinuation { continuation in
                let isReady = shared.state.withLock { state in
                    if state.schedule.isReady { return true }
                    state.consumer = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        }
    }

    private static func work(_ shared: Shared) async {
        var decompressor = PageDecompressor()
        var job: DecodeJob?
        while true {
            let waiting = shared.state.withLock { state in
                state.schedule.complete(&job)
                job = state.nextJob()
                return state.takeWaiting()
            }
            for continuation in waiting { continuation.resume() }
            if job != nil {
                await job?.run(shared.file, &decompressor)
                continue
            }
            var isOver = false
            await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
                let waiting: [CheckedContinuation<Void, Never>] = shared.state.withLock { state in
                    isOver = state.isOver
                    if isOver { return [continuation] }
                    // Something may have come up since.
                    if let found = state.nextJob() {
                        state.jobs.append(found)
                        return [continuation]
                    }
                    let waiting = state.takeWaiting()
                    state.idle.append(continuation)
                    return waiting
                }
                for continuation in waiting { continuation.resume() }
            }
            if isOver { return }
        }
    }
}
