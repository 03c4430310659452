internal import Parquet
internal import ParquetBytes

// A gap is all that lies between two scalar values of a line: commas, white space, keys with their quotes and colons, and
// the brackets of objects and arrays that end and begin there. In
//
//     {"id":"7f","scopes":["r","w"],"device":{"os":"linux"}}⏎
//
// the gaps are  {"id":   ,"scopes":[   ,   ],"device":{"os":   }}⏎ . Which objects and arrays are open behind a value follows from
// the value's path, so the same bytes in the same state (`LearnedStates`) mean the same and are as valid as the first time.
// A program that writes a log writes the same gaps in every line: comparing them, mostly in one load of sixteen bytes,
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
    /// The slot of the path, once the gap is learned.
    var slot: Int32 = -1
}

/// A gap that has been seen, 93 bytes long.
struct LearnedGap: Sendable {
    /// The first sixteen bytes, and which of them belong to the gap: all ones where they do.
    var bytes: SIMD16<UInt8>
    var mask: SIMD16<UInt8>
    /// The second sixteen bytes, likewise.
    var nextBytes: SIMD16<UInt8>
    var nextMask: SIMD16<UInt8>
    /// The length of the gap in bytes; 0 in a state in which nothing has been learned.
    var length: Int16
    /// How much happens in the gap that the sink wants to be told of.
    var operationCount: Int16
    /// The first of it, in `LearnedGaps.operations`.
    var firstOperation: Int32
    /// The state behind the value that follows, or between lines.
    var state: Int32
    /// The first gap in that state.
    var successor: Int32
    /// The slot of the value that follows, or -1.
    var slot: Int32
    /// The next gap seen in the same state, or -1.
    var next: Int32
    /// The state that it was seen in.
    let from: Int32
    /// How it is followed.
    var flow: Flow

    /// What there is to do in a gap, the simplest first. All but the last are of gaps of up to 31 bytes.
    enum Flow: UInt8, Sendable {
        /// Nothing; a value follows, and the gap is not longer than sixteen bytes.
        case shortest
        /// Nothing; a value follows.
        case plain
        /// Objects and arrays that the sink wants begin or end, and nothing else happens; a value follows.
        case bounds
        /// The same may happen, and the line ends.
        case line
        /// Anything.
        case other
    }
}

/// The parts of a learned gap that are seldom looked at.
struct LearnedGapDetail: Sendable {
    /// All its bytes, if there are more than 32, in `LearnedGaps.longTexts`.
    var text: Range<Int>
    /// How many keys there were in the line that the sink wants counted, if the gap ends it.
    var countedKeys: Int
}

/// The gaps that have been seen, chained by the state they were seen in.
struct LearnedGaps: Sendable {
    static let maximumLength = 256
    static let maximumCount = 32_768
    /// The longest gap that is followed without a look at its details.
    static let shortLength = 31
    /// How many different gaps are kept in a state.
    static let maximumCountPerState = 32

    private(set) var gaps: [LearnedGap] = []
    private(set) var details: [LearnedGapDetail] = []
    private(set) var longTexts: [UInt8] = []
    private(set) var operations: [GapOperation] = []

    /// Nothing but the first gap of a line, which is to be learned.
    init() {
        _ = reserve(for: LearnedStates.betweenLines)
    }

    /// A gap in `state` that is to be learned.
    mutating func reserve(for state: Int32) -> Int32 {
        gaps.append(
            LearnedGap(
                bytes: .zero, mask: .zero, nextBytes: .zero, nextMask: .zero, length: 0, operationCount: 0,
                firstOperation: 0, state: 0, successor: 0, slot: -1, next: -1, from: state,
                flow: .other))
        details.append(LearnedGapDetail(text: 0..<0, countedKeys: 0))
        return Int32(gaps.count - 1)
    }

    /// Whether all bytes of the gap, which is longer than 32, are those of `text` at `start`.
    func isEqual(_ gap: Int, _ text: RawSpan, _ start: Int) -> Bool {
        let bytes = details[gap].text
        return RawSpan.areEqual(longTexts.rawBytes.bytes(bytes), text.bytes(start..<start &+ bytes.count))
    }

    /// Keeps the gap `text[range]` that leads from the state `previous` to `state`, if there is room.
    ///
    /// - Parameters:
    ///   - happenings: all that happens in the gap.
    ///   - countedKeys: how many keys there were so far in the line that the sink wants counted.
    mutating func learn(
        _ text: RawSpan, _ range: Range<Int>, from previous: Int32, to state: Int32, _ happenings: [GapOperation],
        countedKeys: Int, states: inout LearnedStates, paths: LearnedPaths
    ) {
        let start = range.lowerBound
        let length = range.count
        guard length <= LearnedGaps.maximumLength, length > 0, gaps.count < LearnedGaps.maximumCount,
            states.gapCounts[Int(previous)] < LearnedGaps.maximumCountPerState,
            happenings.allSatisfy({ paths.isKept($0.path) })
        else { return }
        var mattering: [GapOperation] = []
        var tellsKeys = false
        for var happening in happenings {
            let path = paths.paths[Int(happening.path)]
            happening.slot = path.slot
            let isKey = happening.kind == .key || happening.kind == .duplicateKey
            guard isKey ? path.wantsKey || happening.kind == .duplicateKey : path.slot >= 0 else { continue }
            tellsKeys = tellsKeys || isKey
            mattering.append(happening)
        }
        let index = reserve(in: previous, &states)
        for place in 0..<min(length, 16) {
            gaps[index].bytes[place] = text.loadUInt8(at: start + place)
            gaps[index].mask[place] = 0xFF
        }
        for place in 16..<max(min(length, 32), 16) {
            gaps[index].nextBytes[place - 16] = text.loadUInt8(at: start + place)
            gaps[index].nextMask[place - 16] = 0xFF
        }
        gaps[index].length = Int16(length)
        if length > LearnedGaps.shortLength || tellsKeys {
            gaps[index].flow = .other
        } else if state == LearnedStates.betweenLines {
            gaps[index].flow = .line
        } else {
            gaps[index].flow = !mattering.isEmpty ? .bounds : length <= 16 ? .shortest : .plain
        }
        gaps[index].operationCount = Int16(mattering.count)
        gaps[index].firstOperation = Int32(operations.count)
        gaps[index].state = state
        gaps[index].successor = states.firstGaps[Int(state)]
        gaps[index].slot = paths.paths[Int(states.paths[Int(state)])].slot
        let firstByte = longTexts.count
        if length > 32 { longTexts.append(contentsOf: JSONValue.copy(text, range)) }
        operations.append(contentsOf: mattering)
        details[index] = LearnedGapDetail(text: firstByte..<longTexts.count, countedKeys: countedKeys)
    }

    /// The place for a new gap in `state`: the reserved one, or a new one at the end of the chain.
    private mutating func reserve(in state: Int32, _ states: inout LearnedStates) -> Int {
        states.gapCounts[Int(state)] += 1
        var last = Int(states.firstGaps[Int(state)])
        if gaps[last].length == 0 { return last }
        while gaps[last].next >= 0 { last = Int(gaps[last].next) }
        let index = reserve(for: state)
        gaps[last].next = index
        return Int(index)
    }
}
