internal import Parquet
internal import ParquetBytes
internal import ParquetJSON
internal import SystemPackage

/// The threads of an inference. Blocks of a plain chunk are read by one thread after the other, each of which then looks at its
/// block while the next one reads; a chunk that is decompressed or framed is one thread's as a whole. The order does not matter to what comes of it.
final class InferencePipeline: Sendable {
    /// What a thread does next.
    private enum Work: Sendable {
        /// Open the chunk of this ordinal.
        case open(Int)
        /// Read the next block of the plain chunk that is open.
        case fill(ChunkSource, block: Int)
        case leave
    }

    private struct State: Sendable {
        var nextChunk = 0
        /// The plain chunk that is open, or about to be.
        var plain: ChunkSource?
        var plainBlock = 0
        var plainIsBusy = false
        var bytesDone = 0
        /// The first failure in the order of the input that is known.
        var failure: (key: BlockKey, error: ParquetError)?
        var isCancelled = false
        var workersLeft = 0
        var finished: [SchemaInference] = []

        mutating func fail(_ key: BlockKey, _ error: ParquetError) {
            if let failure, failure.key < key { return }
            failure = (key, error)
        }
    }

    private let chunks: [InputChunk]
    private let threads: Int
    private let budget: MemoryBudget
    private let byteCount: Int
    private let inference: SchemaInference
    private let records: RecordShape
    private let leavesOut: Bool
    private let progress: @Sendable (Double) -> Void
    private let monitor = Monitor(State())

    init(
        chunks: [InputChunk], records: RecordShape, leavesOut: Bool, threads: Int, budget: MemoryBudget,
        progress: @escaping @Sendable (Double) -> Void
    ) throws(ParquetError) {
        self.chunks = chunks
        self.threads = threads
        self.budget = budget
        self.progress = progress
        byteCount = chunks.reduce(0) { $0 + $1.byteCount }
        inference = try SchemaInference(maximumLineLength: budget.maximumLineByteCount)
        self.records = records
        self.leavesOut = leavesOut
    }

    /// Has the threads stop soon.
    func cancel() { monitor.change { $0.isCancelled = true } }

    /// Reads all chunks.
    ///
    /// - Throws: the first error in the order of the input.
    func run() throws(ParquetError) -> SchemaInference {
        for index in 0..<threads {
            monitor.change { $0.workersLeft += 1 }
            guard !PlatformThread.start({ self.work() }) else { continue }
            monitor.change { $0.workersLeft -= 1 }
            if index == 0 { throw ParquetError(.limit, "the system has no thread to give") }
            break
        }
        let state = monitor.wait { state in state.workersLeft == 0 ? state : nil }
        if state.isCancelled { throw ParquetError(.io, "the inference was cancelled") }
        if let (key, error) = state.failure {
            let before = state.finished.reduce(0) { $0 + $1.lineCount(ofChunk: key.chunk, beforeBlock: key.block) }
            throw error.moved(byLines: before, bytes: 0)
        }
        var merged = inference
        for finished in state.finished { merged.merge(finished) }
        return merged
    }

    private func work() {
        var inference = inference
        let block = TextBlock()
        loop: while true {
            switch monitor.wait({ self.next(&$0) }) {
            case .leave: break loop
            case .open(let index): open(index, block, &inference)
            case .fill(let source, let ordinal): fill(source, block, ordinal, &inference)
            }
        }
        let finished = inference
        monitor.change { state in
            state.finished.append(finished)
            state.workersLeft -= 1
        }
    }

    /// What is to be done next; nil if it depends on what another thread reads.
    private func next(_ state: inout State) -> Work? {
        if state.isCancelled || state.failure != nil { return .leave }
        if state.plainIsBusy { return nil }
        if let plain = state.plain {
            state.plainIsBusy = true
            state.plainBlock += 1
            return .fill(plain, block: state.plainBlock - 1)
        }
        guard state.nextChunk < chunks.count else { return .leave }
        state.nextChunk += 1
        let index = state.nextChunk - 1
        if chunks[index].format == .plain { state.plainIsBusy = true }
        return .open(index)
    }

    private func open(_ index: Int, _ block: TextBlock, _ inference: inout SchemaInference) {
        let isPlain = chunks[index].format == .plain
        do throws(ParquetError) {
            let source = try ChunkSource(chunks[index], records: records, index: index, budget: budget)
            guard isPlain, !source.isStaged else {
                if isPlain { monitor.change { $0.plainIsBusy = false } }
                source.begin(block)
                readStaged(source, block, 0, &inference)
                return
            }
            monitor.change { state in
                state.plain = source
                state.plainBlock = 0
                state.plainIsBusy = false
            }
        } catch {
            monitor.change { state in
                state.fail(BlockKey(chunk: index, block: 0), error)
                if isPlain { state.plainIsBusy = false }
            }
        }
    }

    private func fill(_ source: ChunkSource, _ block: TextBlock, _ ordinal: Int, _ inference: inout SchemaInference) {
        let key = BlockKey(chunk: source.index, block: ordinal)
        source.begin(block)
        do throws(ParquetError) {
            let outcome = try source.fill(block, mayGrow: true)
            monitor.change { state in
                state.plainIsBusy = false
                if outcome != .lines { state.plain = nil }
            }
            guard outcome == .lines || outcome == .last else {
                readStaged(source, block, ordinal, &inference)
                return
            }
            see(block, key, &inference)
            done(block.lines.count)
        } catch {
            monitor.change { state in
                state.plainIsBusy = false
                state.plain = nil
                state.fail(key, error)
            }
        }
    }

    /// Reads the rest of a chunk that is decompressed or framed, from the block of the ordinal `first` on, which was begun.
    private func readStaged(
        _ source: ChunkSource, _ block: TextBlock, _ first: Int, _ inference: inout SchemaInference
    ) {
        var key = BlockKey(chunk: source.index, block: first)
        var bytesBefore = 0
        do throws(ParquetError) {
            if source.readByteCount == 0 { try source.readRaw() }
            while true {
                let outcome = try source.unpack(into: block, mayGrow: true)
                switch outcome {
                case .needsRead: try source.readRaw()
                case .needsRoom, .needsFraming: continue
                case .lines, .last:
                    see(block, key, &inference)
                    done(source.readByteCount - bytesBefore)
                    bytesBefore = source.readByteCount
                    let isOver = monitor.change { state in
                        state.isCancelled || state.failure.map { $0.key < key || $0.key == key } ?? false
                    }
                    if outcome == .last || isOver { return }
                    key.block += 1
                    source.begin(block)
                }
            }
        } catch {
            monitor.change { $0.fail(key, error) }
        }
    }

    /// Looks at the lines of a block.
    private func see(_ block: TextBlock, _ key: BlockKey, _ inference: inout SchemaInference) {
        defer { if block.textByteCount > 4 * budget.blockCharge { block.dropText() } }
        let map = block.isFramed ? block.map : nil
        let mayStartAgain = block.mayBeFramed
        do throws(ParquetError) {
            _ = try block.read(mayReject: leavesOut) { lines, _, rejects throws(ParquetError) in
                try inference.read(
                    lines, chunk: key.chunk, block: key.block, map: map, mayStartAgain: mayStartAgain,
                    leavesOut: rejects)
            }
            if !block.isFramed { inference.setLastLineCount(block.sourceLineCount) }
        } catch {
            let moved = error.moved(byLines: 0, bytes: block.isFramed ? 0 : block.byteOffset)
                .at(.init(file: chunks[key.chunk].path.string))
            monitor.change { $0.fail(key, moved) }
        }
    }

    private func done(_ bytes: Int) {
        let done = monitor.change { state in
            state.bytesDone += bytes
            return state.bytesDone
        }
        progress(min(1, Double(done) / Double(max(1, byteCount))))
    }
}
