internal import Parquet
internal import ParquetJSON
internal import SystemPackage

/// What is to be done next, by whom: the state that the threads of a conversion share.
///
/// Blocks are parsed in any order and appended in the order of their keys; the *head* is the key that is appended next. A
/// chunk's source and each block are in one thread's hands at a time; the phases say whose turn it is. Sources behind the
/// head may not take the last blocks, so that the head always gets on.
struct Schedule: Sendable {
    /// What became of a block.
    enum Result: Sendable {
        case rows(LineBlock)
        case failure(ParquetError)
    }

    /// A step of the output, which are done one after another, in order.
    enum Step: Sendable {
        case append(BlockKey, Result)
        /// All blocks of the chunk were appended.
        case endChunk(ChunkEnd)
        /// All chunks were.
        case finish
    }

    /// What a worker does next.
    enum Work: Sendable {
        case output([Step])
        /// A part of what the output does.
        case help(@Sendable () -> Void)
        case parse(LineBlock)
        case unpack(ChunkSource, LineBlock, mayGrow: Bool)
        /// Read lines that are in memory.
        case fill(ChunkSource, LineBlock, mayGrow: Bool)
        case leave
    }

    /// What the reading thread does next.
    enum Reading: Sendable {
        case open(Int)
        case fill(ChunkSource, LineBlock, mayGrow: Bool)
        case readRaw(ChunkSource)
        case leave
    }

    private enum Phase: Sendable {
        case waitsForReading
        /// Of a staged chunk a piece is there; of another one the next lines are likely to be in memory.
        case waitsForWorker
        case busy
    }

    private struct OpenSource: Sendable {
        let source: ChunkSource
        /// Whether pieces of the file are read first, of which a worker makes lines: they are decompressed, framed, or both.
        var isStaged: Bool
        var phase: Phase
        /// The block that was begun and is not complete.
        var begun: LineBlock?
        /// Whether the begun block waits for the source to become the head, to be given more memory.
        var needsRoom = false
        /// The blocks of this chunk that are not appended yet.
        var blocksInFlight = 0
        var nextBlock = 0
    }

    private let chunks: [InputChunk]
    private let records: RecordShape
    private let schema: Schema
    private let threads: Int
    private(set) var budget: MemoryBudget
    /// Blocks that are not in use, the last used one last: its memory is the warmest.
    private var free: [LineBlock] = []
    private var blocksInUse = 0
    private var nextToOpen = 0
    /// How many blocks of plain chunks were read in a row that did not have to be waited for.
    private var blocksFromMemory = Schedule.enoughFromMemory
    private var open: [OpenSource] = []
    private var toParse: [LineBlock] = []
    private var results: [BlockKey: Result] = [:]
    private var head = BlockKey(chunk: 0, block: 0)
    /// How many blocks the chunks have that are read to their ends.
    private var blockCounts: [Int: Int] = [:]
    /// What was read of them.
    private var ends: [Int: ChunkEnd] = [:]
    /// The first failure that is known: what lies behind it need not be done.
    private var firstFailure: BlockKey?
    private var outputIsBusy = false
    /// Parts of what the output does that others may do, the first one first.
    private var offered: [@Sendable () -> Void] = []
    private var isOver = false

    init(chunks: [InputChunk], records: RecordShape, schema: Schema, threads: Int, budget: MemoryBudget) {
        self.chunks = chunks
        self.records = records
        self.schema = schema
        self.threads = threads
        self.budget = budget
    }

    /// The most blocks that plain chunks have in flight: more would only use colder memory.
    private var plainWindow: Int { 2 * threads }

    /// The blocks that only the head may take.
    private static let headReserve = 2

    /// Behind so many blocks that were in memory workers read the next ones themselves: a block is best parsed on the processor that
    /// has read it, and none is woken for it.
    private static let enoughFromMemory = 4

    // MARK: Deciding

    /// The next thing for a worker to do, nil if there is nothing at the moment.
    mutating func nextWork() -> Work? {
        if isOver { return .leave }
        if !outputIsBusy {
            let steps = nextSteps()
            if !steps.isEmpty {
                outputIsBusy = true
                return .output(steps)
            }
        }
        // What is held up by the output is held up no longer than by its parts.
        if !offered.isEmpty { return .help(offered.removeFirst()) }
        if let index = toParse.indices.min(by: { toParse[$0].key < toParse[$1].key }) {
            return .parse(toParse.remove(at: index))
        }
        for index in open.indices where open[index].phase == .waitsForWorker && open[index].isStaged {
            guard let block = beginBlock(index) else { continue }
            open[index].phase = .busy
            return .unpack(open[index].source, block, mayGrow: isHead(index))
        }
        return nextFill()
    }

    private mutating func nextFill() -> Work? {
        for index in open.indices where open[index].phase == .waitsForWorker && !open[index].isStaged {
            guard let block = beginBlock(index) else { continue }
            open[index].phase = .busy
            return .fill(open[index].source, block, mayGrow: isHead(index))
        }
        return nil
    }

    /// The next thing for the reading thread to do, nil if there is nothing at the moment.
    mutating func nextReading() -> Reading? {
        if isOver { return .leave }
        for index in open.indices where open[index].phase == .waitsForReading {
            if open[index].isStaged {
                open[index].phase = .busy
                return .readRaw(open[index].source)
            }
            guard let block = beginBlock(index) else { continue }
            open[index].phase = .busy
            return .fill(open[index].source, block, mayGrow: isHead(index))
        }
        guard nextToOpen < chunks.count, mayOpen(chunks[nextToOpen]) else { return nil }
        nextToOpen += 1
        return .open(nextToOpen - 1)
    }

    /// Plain chunks of lines are read one after another. Others are decompressed or framed several at a time, as each of them
    /// keeps but one thread busy.
    private func mayOpen(_ chunk: InputChunk) -> Bool {
        if let firstFailure, firstFailure.chunk < nextToOpen { return false }
        guard chunk.format == .plain else { return open.count { $0.isStaged } < budget.streamLimit }
        guard records != .lines else { return !open.contains { !$0.isStaged } }
        return !open.contains { !$0.isStaged }
            && open.count { $0.isStaged && $0.source.chunk.format == .plain } < budget.streamLimit
    }

    private func isHead(_ index: Int) -> Bool { open[index].source.index == head.chunk }

    /// The block that the source fills: the one it began, or another if it may have one.
    private mutating func beginBlock(_ index: Int) -> LineBlock? {
        let isHead = isHead(index)
        if let begun = open[index].begun {
            if open[index].needsRoom, !isHead { return nil }
            open[index].begun = nil
            open[index].needsRoom = false
            return begun
        }
        let source = open[index]
        if let firstFailure, firstFailure.chunk < source.source.index { return nil }
        if !source.isStaged, (isHead ? source.blocksInFlight : blocksInUse) >= plainWindow { return nil }
        let available = free.count + budget.blocksLeft
        let mayTake =
            isHead
            ? available > 0 || source.blocksInFlight == 0 : available > Schedule.headReserve
        guard mayTake else { return nil }
        let block = free.popLast() ?? LineBlock(schema: schema)
        charge(block)
        blocksInUse += 1
        block.key = BlockKey(chunk: source.source.index, block: source.nextBlock)
        open[index].nextBlock += 1
        open[index].blocksInFlight += 1
        source.source.begin(block)
        return block
    }

    /// The steps of the output that can be done now, in order.
    private mutating func nextSteps() -> [Step] {
        var steps: [Step] = []
        while head.chunk < chunks.count {
            if let result = results.removeValue(forKey: head) {
                steps.append(.append(head, result))
                head.block += 1
            } else if blockCounts[head.chunk] == head.block {
                blockCounts[head.chunk] = nil
                steps.append(.endChunk(ends.removeValue(forKey: head.chunk) ?? ChunkEnd()))
                head = BlockKey(chunk: head.chunk + 1, block: 0)
                if head.chunk == chunks.count { steps.append(.finish) }
            } else {
                break
            }
        }
        return steps
    }

    // MARK: Reporting

    /// The chunk was opened.
    mutating func opened(_ source: ChunkSource) {
        let place = open.firstIndex { $0.source.index > source.index } ?? open.endIndex
        var opened = OpenSource(source: source, isStaged: source.isStaged, phase: .waitsForReading)
        if !source.isStaged { opened.phase = phaseOfPlain(source) }
        open.insert(opened, at: place)
    }

    /// Who reads the next lines of a plain chunk.
    private func phaseOfPlain(_ source: ChunkSource) -> Phase {
        source.mayBeInMemory && blocksFromMemory >= Schedule.enoughFromMemory ? .waitsForWorker : .waitsForReading
    }

    /// The chunk could not be opened.
    mutating func failedToOpen(_ chunk: Int, _ error: ParquetError) {
        fail(BlockKey(chunk: chunk, block: 0), error)
        blockCounts[chunk] = 1
    }

    /// A piece of a staged chunk was read.
    mutating func readRaw(_ source: ChunkSource, _ error: ParquetError?) {
        guard let index = open.firstIndex(where: { $0.source === source }) else { return }
        guard let error else {
            open[index].phase = .waitsForWorker
            return
        }
        let key = BlockKey(chunk: source.index, block: open[index].begun?.key.block ?? open[index].nextBlock)
        if let begun = open[index].begun { recycle(begun) }
        end(index, blockCount: key.block + 1)
        fail(key, error)
    }

    /// A source worked on a block.
    mutating func worked(
        _ source: ChunkSource, _ block: LineBlock, _ outcome: Swift.Result<ChunkSource.Outcome, ParquetError>
    ) {
        guard let index = open.firstIndex(where: { $0.source === source }) else { return }
        charge(block)
        if !open[index].isStaged {
            var waits = source.hasWaited
            if case .success(.needsRead) = outcome { waits = true }
            blocksFromMemory = waits ? 0 : blocksFromMemory + 1
        }
        let next = open[index].isStaged ? .waitsForWorker : phaseOfPlain(source)
        switch outcome {
        case .success(.lines):
            toParse.append(block)
            open[index].phase = next
        case .success(.last):
            toParse.append(block)
            end(index, blockCount: block.key.block + 1)
        case .success(.needsRead):
            open[index].begun = block
            open[index].phase = .waitsForReading
        case .success(.needsFraming):
            open[index].begun = block
            open[index].isStaged = true
            open[index].phase = .waitsForWorker
        case .success(.needsRoom):
            open[index].begun = block
            open[index].needsRoom = true
            open[index].phase = next
        case .failure(let error):
            let key = block.key
            recycle(block)
            end(index, blockCount: key.block + 1)
            fail(key, error)
        }
    }

    /// A block was parsed, or could not be.
    mutating func parsed(_ block: LineBlock, _ error: ParquetError?) {
        if let error {
            let moved = error.moved(byLines: 0, bytes: block.isFramed ? 0 : block.byteOffset)
            fail(block.key, moved.at(.init(file: chunks[block.key.chunk].path.string)))
            recycle(block)
        } else {
            charge(block)
            results[block.key] = .rows(block)
        }
    }

    /// A block's rows are written.
    mutating func appended(_ block: LineBlock) {
        recycle(block)
    }

    /// The steps that `nextWork` gave are done.
    mutating func outputDone(isFinished: Bool) {
        outputIsBusy = false
        if isFinished { stop() }
    }

    /// The output has something that another thread may do.
    mutating func offer(_ work: @escaping @Sendable () -> Void) {
        if !isOver { offered.append(work) }
    }

    /// Nothing is to be done any more.
    mutating func stop() {
        isOver = true
        // What is offered holds what offers it, which holds this.
        offered = []
    }

    private mutating func fail(_ key: BlockKey, _ error: ParquetError) {
        results[key] = .failure(error)
        firstFailure = min(firstFailure ?? key, key)
    }

    private mutating func end(_ index: Int, blockCount: Int) {
        blockCounts[open[index].source.index] = blockCount
        ends[open[index].source.index] = open[index].source.end
        open.remove(at: index)
    }

    private mutating func recycle(_ block: LineBlock) {
        if let index = open.firstIndex(where: { $0.source.index == block.key.chunk }) {
            open[index].blocksInFlight -= 1
        }
        block.shrink(to: 2 * budget.blockCharge)
        charge(block)
        blocksInUse -= 1
        free.append(block)
    }

    /// Charges a block with what it takes, or with what blocks usually come to take if that is more.
    private mutating func charge(_ block: LineBlock) {
        let charge = max(budget.blockCharge, block.byteCount)
        budget.charge(charge - block.charged)
        block.charged = charge
    }
}
