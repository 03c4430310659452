internal import Parquet
internal import Synchronization

/// Reads the rows of several files side by side, and hands them out in the order of the files.
///
/// Each task takes the next file, reads it to its end and takes another one. What is ready before its turn waits: as soon as that
/// takes its share of the memory, only the file whose turn it is goes on. When this is let go of, the tasks end.
final class FileLanes: Sendable {
    /// What comes next.
    enum Output: Sendable {
        /// Rows of a file whose schema with the columns of the directories is given.
        case rows(RecordBatch, Schema?)
        /// The file has no more rows; what was read of it, and what was spared.
        case end(DatasetExplanation)
    }

    /// What was read of a file.
    private struct Lane {
        var batches: [(rows: RecordBatch, schema: Schema?, byteCount: Int)] = []
        var end: DatasetExplanation?
        var error: ParquetError?
    }

    private struct State {
        /// By the files' places.
        var lanes: [Lane]
        /// The first file that no task has begun.
        var next = 0
        /// The file whose turn it is.
        var current = 0
        /// The bytes of memory that rows take which are ready.
        var heldByteCount = 0
        var isCancelled = false
        /// Tasks that wait for memory.
        var waiting: [CheckedContinuation<Void, Never>] = []
        /// Who waits for rows.
        var consumer: CheckedContinuation<Void, Never>?

        /// Whether something can be handed out, or it is certain that nothing comes any more.
        var isReady: Bool {
            current == lanes.count || !lanes[current].batches.isEmpty || lanes[current].end != nil
                || lanes[current].error != nil
        }

        /// Whether the task that reads the file at `place` may go on.
        func mayGoOn(_ place: Int, limit: Int) -> Bool {
            isCancelled || heldByteCount < limit || place == current && lanes[place].batches.isEmpty
        }

        /// Who may go on, to be woken once the state is not locked any more.
        mutating func takeWaiting() -> [CheckedContinuation<Void, Never>] {
            let woken = waiting
            waiting = []
            return woken
        }

        mutating func takeConsumer(_ place: Int) -> CheckedContinuation<Void, Never>? {
            place == current ? consumer.take() : nil
        }
    }

    /// What the tasks hold on to.
    private final class Shared: Sendable {
        let parts: [DatasetScan.Part]
        let heldByteLimit: Int
        let state: Mutex<State>

        init(_ parts: [DatasetScan.Part], heldByteLimit: Int) {
            self.parts = parts
            self.heldByteLimit = heldByteLimit
            state = Mutex(State(lanes: [Lane](repeating: Lane(), count: parts.count)))
        }
    }

    private let shared: Shared
    private let tasks: [Task<Void, Never>]

    /// The bytes of `options.memoryLimit` that rows may take before their turn.
    private static func heldByteLimit(_ options: ReaderOptions) -> Int { options.memoryLimit / 8 }

    /// What is left of `options.memoryLimit` for reading.
    static func memoryLimit(_ options: ReaderOptions) -> Int { options.memoryLimit - heldByteLimit(options) }

    /// Starts as many tasks as `options` say, if there are as many files.
    init(_ parts: [DatasetScan.Part], _ options: ReaderOptions) {
        let shared = Shared(parts, heldByteLimit: FileLanes.heldByteLimit(options))
        self.shared = shared
        tasks = (0..<min(options.concurrency, parts.count)).map { _ in
            Task.detached { await FileLanes.work(shared) }
        }
    }

    deinit {
        // One that finds no rows would read its file to the end.
        for task in tasks { task.cancel() }
        let woken = shared.state.withLock { state in
            state.isCancelled = true
            return state.takeWaiting()
        }
        for continuation in woken { continuation.resume() }
    }

    /// The next rows, or the end of a file's; nil after the last one.
    ///
    /// - Throws: what the reading of a file met, when its rows' turn has come.
    nonisolated(nonsending) func next() async throws(ParquetError) -> Output? {
        while true {
            var result: Result<Output?, ParquetError>?
            let woken = shared.state.withLock { state in
                result = FileLanes.take(&state)
                let hasRoom = state.heldByteCount < shared.heldByteLimit / 2
                return result == nil || hasRoom ? state.takeWaiting() : []
            }
            for continuation in woken { continuation.resume() }
            if let result { return try result.get() }
            await withCheckedContinuation { continuation in
                let isReady = shared.state.withLock { state in
                    if state.isReady { return true }
                    state.consumer = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        }
    }

    /// What is handed out next; nil if it is not there yet.
    private static func take(_ state: inout State) -> Result<Output?, ParquetError>? {
        let place = state.current
        guard place < state.lanes.count else { return .success(nil) }
        if !state.lanes[place].batches.isEmpty {
            let batch = state.lanes[place].batches.removeFirst()
            state.heldByteCount -= batch.byteCount
            return .success(.rows(batch.rows, batch.schema))
        }
        if let error = state.lanes[place].error { return .failure(error) }
        guard let end = state.lanes[place].end else { return nil }
        state.current += 1
        return .success(.end(end))
    }

    private static func work(_ shared: Shared) async {
        while true {
            let place = shared.state.withLock { state -> Int? in
                guard !state.isCancelled, state.next < state.lanes.count else { return nil }
                state.next += 1
                return state.next - 1
            }
            guard let place else { return }
            var scan = DatasetScan(shared.parts[place])
            do throws(ParquetError) {
                while let rows = try await scan.next() {
                    guard await hand(rows, scan.wholeSchema, place, shared) else { return }
                }
                end(place, shared, scan.explanation, nil)
            } catch {
                end(place, shared, scan.explanation, error)
            }
        }
    }

    /// Adds rows to those of a file that are ready, and waits until there is room for more.
    ///
    /// - Returns: whether more are wanted.
    private static func hand(_ rows: RecordBatch, _ schema: Schema?, _ place: Int, _ shared: Shared) async -> Bool {
        let byteCount = rows.byteCount
        let consumer = shared.state.withLock { state in
            state.lanes[place].batches.append((rows, schema, byteCount))
            state.heldByteCount += byteCount
            return state.takeConsumer(place)
        }
        consumer?.resume()
        while true {
            let (isCancelled, mayGoOn) = shared.state.withLock { state in
                (state.isCancelled, state.mayGoOn(place, limit: shared.heldByteLimit))
            }
            if isCancelled { return false }
            if mayGoOn { return true }
            await withCheckedContinuation { continuation in
                let mayGoOn = shared.state.withLock { state in
                    if state.mayGoOn(place, limit: shared.heldByteLimit) { return true }
                    state.waiting.append(continuation)
                    return false
                }
                if mayGoOn { continuation.resume() }
            }
        }
    }

    /// Notes that a file was read to its end, or as far as `error`. Behind that no file is begun.
    private static func end(
        _ place: Int, _ shared: Shared, _ explanation: DatasetExplanation, _ error: ParquetError?
    ) {
        let consumer = shared.state.withLock { state in
            if let error {
                state.lanes[place].error = error
                state.next = state.lanes.count
            } else {
                state.lanes[place].end = explanation
            }
            return state.takeConsumer(place)
        }
        consumer?.resume()
    }
}
