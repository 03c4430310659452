internal import Parquet
internal import ParquetBytes

// A gap is all that lies between two scalar values of a line: commas, white space, keys with their quotes and colons, and
// the brackets of objects and arrays that end and begin there. In
//
//     {"id":"7f","scopes":["r","w"],"device":{"os":"linux"}}⏎
//
// the gaps are  {"id":   ,"scopes":[   ,   ],"device":{"os":   }}⏎ . Which objects and arrays are open behind a value follows from
// the value's path, so the same bytes behind a value of the same path mean the same and are as valid as the first time.
// A program that writes a log writes the same gaps in every line: comparing them, mostly in two loads of eight bytes,
// replaces scanning them.

/// What happens at a byte of a gap.
struct GapOperation: Sendable {
    enum Kind: UInt8, Sendable {
        /// A line starts: its `{` is here.
        case beginLine
        /// The key of the path is here.
        case key
        /// The object or array at the path begins here.
        case begin
        /// The object at the path ends here.
        case endObject
        /// The array at the path ends here.
        case endArray
        /// The line is over.
        case endLine
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
    /// The place of the last eight bytes within the gap.
    var lastOffset: Int16
    /// The length of the gap in bytes.
    var length: Int16
    /// The path of the value behind it.
    var path: Int32
    /// What the sink calls that value, or -1.
    var slot: Int32
    /// The path whose key is the only thing that happens in the gap, or -1.
    var key: Int32
    /// The object that the key belongs to.
    var object: Int32
    /// The next gap seen behind values of the same path, or -1.
    var next: Int32
    /// Whether more happens in the gap than a key, or the sink wants to be told of the key.
    var hasOperations: Bool
    /// How many keys in the gap the sink wants counted.
    var countedKeys: Int16
}

/// The parts of a learned gap that are seldom looked at.
struct LearnedGapDetail: Sendable {
    /// The bytes 8 ..< 16, 16 ..< 24, … up to the last eight, in `LearnedGaps.words`.
    var words: Range<Int>
    /// What happens in the gap, in `LearnedGaps.operations`.
    var operations: Range<Int>
}

/// The gaps that have been seen, chained by the path of the value before them.
struct LearnedGaps: Sendable {
    static let maximumLength = 256
    static let maximumCount = 16_384
    /// How many different gaps are kept behind the values of one path.
    static let maximumCountPerPath = 32

    private(set) var gaps: [LearnedGap] = []
    private(set) var details: [LearnedGapDetail] = []
    private(set) var words: [UInt64] = []
    private(set) var operations: [GapOperation] = []

    /// Whether the bytes of the gap but the first and last eight are those of `text` at `start`.
    @inline(never)
    func middleIsEqual(_ gap: Int, _ text: RawSpan, _ start: Int) -> Bool {
        var offset = start &+ 8
        for word in details[gap].words {
            if text.loadUInt64(at: offset) != words[word] { return false }
            offset &+= 8
        }
        return true
    }

    /// Keeps the gap `text[range]` behind a value at `previous`, if there is room and its paths stay.
    mutating func learn(
        _ text: RawSpan, _ range: Range<Int>, behind previous: Int32, to path: Int32,
        operations happenings: [GapOperation],
        paths: inout LearnedPaths
    ) {
        let start = range.lowerBound
        let length = range.count
        guard length <= LearnedGaps.maximumLength, length > 0, gaps.count < LearnedGaps.maximumCount,
            paths.isKept(previous), paths.isKept(path), happenings.allSatisfy({ paths.isKept($0.path) }),
            paths.paths[Int(previous)].gapCount < LearnedGaps.maximumCountPerPath,
            start + max(length, 8) <= text.byteCount
        else { return }
        let mask: UInt64 = length >= 8 ? .max : (1 << UInt64(length * 8)) - 1
        let lastOffset = max(length - 8, 0)
        let target = paths.paths[Int(path)]
        let isKeyAlone =
            happenings.count == 1 && happenings[0].kind == .key && happenings[0].path == path && !target.wantsKey
        let countedKeys = happenings.count { $0.kind == .key && paths.paths[Int($0.path)].isCounted }
        let index = Int32(gaps.count)
        gaps.append(
            LearnedGap(
                firstWord: text.loadUInt64(at: start) & mask, firstMask: mask,
                lastWord: length >= 8 ? text.loadUInt64(at: start + lastOffset) : 0, lastMask: length >= 8 ? .max : 0,
                lastOffset: Int16(lastOffset), length: Int16(length), path: path, slot: target.slot,
                key: isKeyAlone ? path : -1, object: target.parent, next: -1,
                hasOperations: !isKeyAlone && !happenings.isEmpty, countedKeys: Int16(countedKeys)))
        let firstWord = words.count
        for offset in stride(from: 8, to: lastOffset, by: 8) { words.append(text.loadUInt64(at: start + offset)) }
        let firstOperation = operations.count
        operations.append(contentsOf: happenings)
        details.append(
            LearnedGapDetail(words: firstWord..<words.count, operations: firstOperation..<operations.count))
        chain(index, behind: previous, &paths)
    }

    private mutating func chain(_ index: Int32, behind previous: Int32, _ paths: inout LearnedPaths) {
        paths.paths[Int(previous)].gapCount += 1
        var last = paths.firstGaps[Int(previous)]
        guard last >= 0 else {
            paths.firstGaps[Int(previous)] = index
            return
        }
        while gaps[Int(last)].next >= 0 { last = gaps[Int(last)].next }
        gaps[Int(last)].next = index
    }
}
