internal import Parquet
internal import ParquetBytes

// A gap is all that lies between two scalar values of a line: commas, white space, keys with their quotes and colons, and
// the brackets of objects and arrays that end and begin there. In
//
//     {"id":"7f","scopes":["r","w"],"device":{"os":"linux"}}⏎
//
// the gaps are  {"id":   ,"scopes":[   ,   ],"device":{"os":   }}⏎ . Which objects and arrays are open behind a value follows from
// the value's path, so the same bytes in the same state (`LearnedStates`) mean the same and are as valid as the first time.
// A program that writes a log writes the same gaps in every line: comparing them, mostly in two loads of eight bytes,
// replaces scanning them.

/// What happens at a byte of a gap.
struct GapOperation: Sendable {
    enum Kind: UInt8, Sendable {
        /// The key of the path is here.
        case key
        /// The key of the path is here, for the second time or more.
        case duplicateKey
        /// The object or array at the path begins here.
        case begin
        /// The object at the path ends here.
        case endObject
        /// The array at the path ends here.
        case endArray
    }

    var kind: Kind
    var path: Int32
    /// The byte within the gap.
    var offset: Int32
}

/// A gap that has been seen, 64 bytes long.
struct LearnedGap: Sendable {
    /// The first eight bytes; those behind a shorter gap are masked out.
    var firstWord: UInt64
    var firstMask: UInt64
    /// The last eight bytes of a gap of eight or more.
    var lastWord: UInt64
    var lastMask: UInt64
    /// The bytes 8 ..< 16 of a gap of more than 16.
    var middleWord: UInt64
    /// The place of the last eight bytes within the gap.
    var lastOffset: Int16
    /// The length of the gap in bytes; 0 in a state in which nothing has been learned.
    var length: Int16
    /// How many keys in the gap the sink wants counted.
    var countedKeys: Int16
    /// Whether a value follows, nothing happens that the sink wants to be told of, and the gap is not longer than 24 bytes.
    var isPlain: Bool
    /// Whether something happens in the gap that the sink wants to be told of.
    var hasOperations: Bool
    /// The state behind the value that follows, or between lines.
    var state: Int32
    /// The first gap in that state.
    var successor: Int32
    /// The slot of the value that follows, or -1.
    var slot: Int32
    /// The next gap seen in the same state, or -1.
    var next: Int32
}

/// The parts of a learned gap that are seldom looked at.
struct LearnedGapDetail: Sendable {
    /// The bytes 8 ..< 16, 16 ..< 24, … up to the last eight, in `LearnedGaps.words`.
    var words: Range<Int>
    /// What happens in the gap that matters to the sink, in `LearnedGaps.operations`.
    var operations: Range<Int>
}

/// The gaps that have been seen, chained by the state they were seen in.
struct LearnedGaps: Sendable {
    static let maximumLength = 256
    static let maximumCount = 32_768
    /// How many different gaps are kept in a state.
    static let maximumCountPerState = 32

    private(set) var gaps: [LearnedGap] = []
    private(set) var details: [LearnedGapDetail] = []
    private(set) var words: [UInt64] = []
    private(set) var operations: [GapOperation] = []

    /// Nothing but the first gap of a line, which is to be learned.
    init() {
        _ = reserve()
    }

    /// A gap that is to be learned.
    mutating func reserve() -> Int32 {
        gaps.append(
            LearnedGap(
                firstWord: 0, firstMask: 0, lastWord: 0, lastMask: 0, middleWord: 0, lastOffset: 0, length: 0,
                countedKeys: 0, isPlain: false, hasOperations: false, state: 0, successor: 0, slot: -1, next: -1))
        details.append(LearnedGapDetail(words: 0..<0, operations: 0..<0))
        return Int32(gaps.count - 1)
    }

    /// Whether the bytes of the gap but the first and last eight are those of `text` at `start`.
    func middleIsEqual(_ gap: Int, _ text: RawSpan, _ start: Int) -> Bool {
        var offset = start &+ 8
        for word in details[gap].words {
            if text.loadUInt64(at: offset) != words[word] { return false }
            offset &+= 8
        }
        return true
    }

    /// Keeps the gap `text[range]` that leads from the state `previous` to `state`, if there is room.
    ///
    /// - Parameters:
    ///   - happenings: all that happens in the gap.
    mutating func learn(
        _ text: RawSpan, _ range: Range<Int>, from previous: Int32, to state: Int32, _ happenings: [GapOperation],
        states: inout LearnedStates, paths: LearnedPaths
    ) {
        let start = range.lowerBound
        let length = range.count
        guard length <= LearnedGaps.maximumLength, length > 0, gaps.count < LearnedGaps.maximumCount,
            states.gapCounts[Int(previous)] < LearnedGaps.maximumCountPerState,
            start + max(length, 16) <= text.byteCount,
            happenings.allSatisfy({ paths.isKept($0.path) })
        else { return }
        let mattering = happenings.filter { happening in
            let path = paths.paths[Int(happening.path)]
            return switch happening.kind {
            case .key: path.wantsKey
            case .duplicateKey: true
            case .begin, .endObject, .endArray: path.slot >= 0
            }
        }
        let countedKeys = happenings.count {
            ($0.kind == .key || $0.kind == .duplicateKey) && paths.paths[Int($0.path)].isCounted
        }
        let index = reserve(in: previous, &states)
        let mask: UInt64 = length >= 8 ? .max : (1 << UInt64(length * 8)) - 1
        let lastOffset = max(length - 8, 0)
        gaps[index].firstWord = text.loadUInt64(at: start) & mask
        gaps[index].firstMask = mask
        gaps[index].lastWord = length >= 8 ? text.loadUInt64(at: start + lastOffset) : 0
        gaps[index].lastMask = length >= 8 ? .max : 0
        gaps[index].middleWord = text.loadUInt64(at: start + 8)
        gaps[index].lastOffset = Int16(lastOffset)
        gaps[index].length = Int16(length)
        gaps[index].countedKeys = Int16(countedKeys)
        gaps[index].isPlain = mattering.isEmpty && length <= 24 && state != LearnedStates.betweenLines
        gaps[index].hasOperations = !mattering.isEmpty
        gaps[index].state = state
        gaps[index].successor = states.firstGaps[Int(state)]
        gaps[index].slot = paths.paths[Int(states.paths[Int(state)])].slot
        let firstWord = words.count
        for offset in stride(from: 8, to: lastOffset, by: 8) { words.append(text.loadUInt64(at: start + offset)) }
        let firstOperation = operations.count
        operations.append(contentsOf: mattering)
        details[index] = LearnedGapDetail(
            words: firstWord..<words.count, operations: firstOperation..<operations.count)
    }

    /// The place for a new gap in `state`: the reserved one, or a new one at the end of the chain.
    private mutating func reserve(in state: Int32, _ states: inout LearnedStates) -> Int {
        states.gapCounts[Int(state)] += 1
        var last = Int(states.firstGaps[Int(state)])
        if gaps[last].length == 0 { return last }
        while gaps[last].next >= 0 { last = Int(gaps[last].next) }
        let index = reserve()
        gaps[last].next = index
        return Int(index)
    }
}
