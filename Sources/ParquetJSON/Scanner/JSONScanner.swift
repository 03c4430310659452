internal import Parquet
internal import ParquetBytes

/// A strict walk over lines of JSON objects (RFC 8259) that tells a sink the places and kinds of the values it wants.
///
/// Nothing is copied, no tree is built and nothing is allocated for a value. All of every line is validated, the parts that
/// the sink does not want included: grammar, numbers, escapes, surrogates, UTF-8, nesting. White space within a line is
/// space, tab and carriage return; a line feed always ends the line.
///
/// The scanner learns the shape of the lines (`LearnedGaps`): what lies between two values is compared with what was seen
/// at the same place before, and walked byte by byte only where it differs. What is learned stays from text to text.
struct JSONScanner: Sendable {
    /// The longest line that is accepted, in bytes.
    let maximumLineLength: Int
    /// What was counted since the text began.
    private(set) var tally = LineTally()

    private var paths = LearnedPaths()
    private var states = LearnedStates()
    private var gaps = LearnedGaps()
    private var stops = StringStops()
    /// The keys seen so far in the line. Kept only while walking gap by gap: what follows learned gaps needs it not.
    private var seen = SeenKeys()
    /// For each path that the sink wants, where its object or array began.
    private var starts: [UInt32] = [0, 0]
    /// The places of the line's values so far, by the sink's slots.
    private var row: [UInt64]
    private var happenings: [GapOperation] = []
    /// How many lines in which paths had to be forgotten, since everything was forgotten last.
    private var crowdedLines = 0
    private static let maximumCrowdedLines = 4_096

    /// A scanner for a sink whose rows have `slotCount` slots.
    init(maximumLineLength: Int, slotCount: Int) {
        self.maximumLineLength = maximumLineLength
        row = [UInt64](repeating: 0, count: slotCount)
    }

    /// Starts a text: counts and places start anew, what was learned stays.
    mutating func beginText() {
        tally = LineTally()
        stops.reset()
        seen.beginText(pathCount: paths.paths.count)
        starts.resize(to: paths.paths.count)
        for slot in row.indices { row[slot] = 0 }
    }

    /// Goes back to the start of a line, or on to one, with what was counted before it. What was learned stays.
    mutating func restart(_ tally: LineTally) {
        self.tally = tally
        stops.reset()
        // Places start anew, too: keys that were seen behind this one would count as seen before.
        seen.beginText(pathCount: paths.paths.count)
        for slot in row.indices { row[slot] = 0 }
    }

    /// Scans the lines of `text` from `start`, which is the start of a line, until the text ends or the sink is full.
    ///
    /// - Returns: where the first line starts that was not scanned.
    /// - Throws: `ParquetError` with code `json` and the byte offset in `text`, and what the sink throws.
    mutating func scan(_ text: RawSpan, from start: Int, sink: inout some JSONSink) throws(ParquetError) -> Int {
        var position = start
        var path = LearnedPaths.betweenLines
        var state = LearnedStates.betweenLines
        var seenIsCurrent = false
        while true {
            if path == LearnedPaths.betweenLines {
                endPaths()
                if sink.isFull { return position }
            }
            if state >= 0 {
                let before = position
                try JSONScanner.followLearnedGaps(
                    text, &position, &state, states, gaps, paths, stops, &starts, &row, &tally,
                    maximumLineLength: maximumLineLength, &sink)
                path = states.paths[Int(state)]
                if position > before {
                    seenIsCurrent = false
                    if path == LearnedPaths.betweenLines, sink.isFull { continue }
                    if moveStops(to: position, text) { continue }
                }
                if !seenIsCurrent {
                    seen.restore(
                        states.seenKeys[Int(state)], countedKeys: states.countedKeys[Int(state)], at: position,
                        paths: paths)
                    seenIsCurrent = true
                }
            }
            guard try walkGap(text, &position, &path, &state, &sink) else { return position }
            if path != LearnedPaths.betweenLines {
                let slot = Int(paths.paths[Int(path)].slot)
                let (end, place) = try JSONScalar.any(text, at: position)
                if slot >= 0 { row[slot] = JSONScanner.bits(place, position, end, type(of: sink)) }
                position = end
            }
            _ = moveStops(to: position, text)
        }
    }

    /// Moves the window of string stops to `position` if it ends near by.
    ///
    /// - Returns: whether it now reaches farther.
    private mutating func moveStops(to position: Int, _ text: RawSpan) -> Bool {
        guard stops.end < text.byteCount &- 64, position &+ JSONScanner.reach > stops.end else { return false }
        stops.move(to: position, in: text)
        return true
    }

    /// How far before the end of the window following learned gaps stops: the longest gap, and the first bytes of a value.
    private static let reach = LearnedGaps.maximumLength + 64

    /// Goes on as long as the gaps have been seen before, and stops before one that has not, near the end of the window of
    /// string stops, when the sink is full, and behind a line that brought new paths.
    @inline(never)
    private static func followLearnedGaps(
        _ text: RawSpan, _ position: inout Int, _ state: inout Int32, _ states: LearnedStates, _ learned: LearnedGaps,
        _ paths: LearnedPaths, _ window: StringStops, _ starts: inout [UInt32], _ row: inout [UInt64],
        _ tally: inout LineTally, maximumLineLength: Int, _ sink: inout some JSONSink
    ) throws(ParquetError) {
        let stopsBehindLine = paths.paths.count > paths.keptCount
        let last = window.end &- reach
        guard last >= window.start, let stops = BitWindow(window.bytes),
            let windowed = PaddedBytes(text.bytes(window.start..<last &+ 64))
        else { return }
        var row = row.mutableSpan
        var starts = starts.mutableSpan
        var cursor = GapCursor(offset: position, gap: Int(states.firstGaps[Int(state)]), state: state)
        while true {
            followShortGaps(
                windowed, stops, windowStart: window.start, learned.gaps.span, learned.operations.span, &starts, &row,
                &cursor, type(of: sink))
            guard cursor.gap >= 0, cursor.offset <= last else { break }
            let index = cursor.gap
            let gap = learned.gaps[index]
            guard gap.length > 0 else { break }
            let valueStart = cursor.offset &+ Int(gap.length)
            if gap.flow == .line {
                let first = Int(gap.firstOperation)
                for operation in first..<first &+ Int(gap.operationCount) {
                    bound(learned.operations[operation], cursor.offset, &starts, &row)
                }
                cursor = GapCursor(offset: valueStart, gap: Int(gap.successor), state: gap.state)
                tally.countedKeys &+= learned.details[index].countedKeys
                try endLine(valueStart, &row, &tally, maximumLineLength, &sink)
                if sink.isFull || stopsBehindLine { break }
                continue
            }
            let isLineEnd = gap.state == LearnedStates.betweenLines
            // Behind the gap there must be a scalar value, else it is part of a longer gap.
            guard gap.length <= 32 || learned.isEqual(index, text, cursor.offset),
                isLineEnd || JSONScalar.canStart(text.loadUInt8(at: valueStart))
            else {
                guard gap.next >= 0 else { break }
                cursor.gap = Int(gap.next)
                continue
            }
            let (end, place) = isLineEnd ? (valueStart, .none) : try JSONScalar.any(text, at: valueStart)
            if gap.operationCount > 0 {
                let first = Int(gap.firstOperation)
                for place in first..<first &+ Int(gap.operationCount) {
                    let operation = learned.operations[place]
                    try perform(
                        operation, text, cursor.offset &+ Int(operation.offset), paths, &starts, &row, &tally, &sink)
                }
            }
            cursor.offset = end
            cursor.gap = Int(gap.successor)
            cursor.state = gap.state
            if gap.slot >= 0 { row[Int(gap.slot)] = bits(place, valueStart, end, type(of: sink)) }
            if isLineEnd {
                tally.countedKeys &+= learned.details[index].countedKeys
                try endLine(end, &row, &tally, maximumLineLength, &sink)
                if sink.isFull || stopsBehindLine { break }
            }
        }
        position = cursor.offset
        state = cursor.state
    }

    /// What is kept of a value's place: a `null` is marked if the sink wants that.
    @inline(__always)
    private static func bits<Sink: JSONSink>(_ place: JSONPlace, _ start: Int, _ end: Int, _ sink: Sink.Type) -> UInt64
    {
        guard Sink.marksNull, place.isNull else { return place.bits }
        return JSONPlace(start: start, end: end, kind: .null).bits
    }

    /// Does what happens at `place`.
    private static func perform(
        _ operation: GapOperation, _ text: RawSpan, _ place: Int, _ paths: LearnedPaths,
        _ starts: inout MutableSpan<UInt32>, _ row: inout MutableSpan<UInt64>, _ tally: inout LineTally,
        _ sink: inout some JSONSink
    ) throws(ParquetError) {
        let path = paths.paths[Int(operation.path)]
        switch operation.kind {
        case .key, .duplicateKey:
            if operation.kind == .duplicateKey {
                tally.duplicateKeys &+= 1
                sink.duplicateKey()
                if path.node >= 0 { for slot in sink.slots(below: path.node) { row[Int(slot)] = 0 } }
            }
            if path.wantsKey { try sink.key(node: path.node, in: text, at: place) }
        case .begin:
            starts[Int(operation.path)] = UInt32(truncatingIfNeeded: place)
        case .endObject, .endArray:
            if path.slot >= 0 {
                let kind = operation.kind == .endObject ? JSONKind.object : .array
                row[Int(path.slot)] =
                    JSONPlace(start: Int(starts[Int(operation.path)]), end: place &+ 1, kind: kind).bits
            }
        }
    }

    /// Hands the row of the line that ends before `nextLine` to the sink.
    @inline(__always)
    private static func endLine(
        _ nextLine: Int, _ row: inout MutableSpan<UInt64>, _ tally: inout LineTally, _ maximumLineLength: Int,
        _ sink: inout some JSONSink
    ) throws(ParquetError) {
        sink.line(row.span, startingAt: try tally.endLine(nextLine, maximumLineLength))
        for slot in row.indices { row[slot] = 0 }
    }

    /// Ends a line for the paths; if lines with ever new keys go on and on, starts learning anew.
    private mutating func endPaths() {
        guard paths.endLine() else { return }
        crowdedLines += 1
        if crowdedLines > JSONScanner.maximumCrowdedLines {
            paths = LearnedPaths()
            states = LearnedStates()
            gaps = LearnedGaps()
            crowdedLines = 0
        }
        seen.resize(to: paths.paths.count)
        starts.resize(to: paths.paths.count)
    }
}

// Walking a gap byte by byte.
extension JSONScanner {
    /// Walks the gap at `position`, behind a value of `path` or between lines, and leaves `position` at the scalar value
    /// behind the gap and `path` its path, or at the start of the next line and `path` between lines. The gap is learned if
    /// the states before and behind it are.
    ///
    /// - Returns: false if the text ends between lines.
    @inline(never)
    private mutating func walkGap(
        _ text: RawSpan, _ position: inout Int, _ path: inout Int32, _ state: inout Int32, _ sink: inout some JSONSink
    ) throws(ParquetError) -> Bool {
        if path == LearnedPaths.betweenLines {
            guard skipBlankLines(text, &position) else { return false }
        }
        happenings.removeAll(keepingCapacity: true)
        let start = position
        var walk = GapWalk(offset: start, path: path)
        if path == LearnedPaths.betweenLines {
            try walk.beginLine(text, &paths, &sink, &happenings)
        } else {
            walk.step = .behindValue
        }
        while walk.step != .done { try walk.advance(text, &paths, &sink, &happenings) }
        if row.count < sink.slotCount { row.resize(to: sink.slotCount) }
        seen.resize(to: paths.paths.count)
        starts.resize(to: paths.paths.count)
        for index in happenings.indices { try perform(index, gapStart: start, text, &sink) }
        let countedKeys = seen.countedKeys
        if walk.path == LearnedPaths.betweenLines {
            tally.countedKeys += countedKeys
            seen.removeAll()
        }
        let previous = state
        state = states.state(walk.path, seen, paths: paths, gaps: &gaps)
        if previous >= 0, state >= 0, walk.isLearnable {
            gaps.learn(
                text, start..<walk.offset, from: previous, to: state, happenings, countedKeys: countedKeys,
                states: &states, paths: paths)
        }
        if walk.path == LearnedPaths.betweenLines {
            let nextLine = walk.offset + (walk.isLearnable ? 0 : 1)
            try JSONScanner.endWalkedLine(nextLine, &row, &tally, maximumLineLength, &sink)
            tally.lineStart = walk.offset
        }
        position = walk.offset
        path = walk.path
        return true
    }

    /// Does the happening `index`, and finds out whether it is a key that was there before. Its place becomes one within the
    /// gap.
    private mutating func perform(
        _ index: Int, gapStart: Int, _ text: RawSpan, _ sink: inout some JSONSink
    ) throws(ParquetError) {
        let path = happenings[index].path
        let place = Int(happenings[index].offset)
        switch happenings[index].kind {
        case .key, .duplicateKey:
            if seen.insert(path, in: paths.paths[Int(path)].parent, at: place) {
                happenings[index].kind = .duplicateKey
            }
            if paths.paths[Int(path)].isCounted { seen.countedKeys += 1 }
        case .begin: seen.begin(path, at: place)
        case .endObject: seen.end(path, paths: paths)
        case .endArray: break
        }
        try JSONScanner.performWalked(happenings[index], text, place, paths, &starts, &row, &tally, &sink)
        happenings[index].offset -= Int32(gapStart)
    }

    private static func performWalked(
        _ operation: GapOperation, _ text: RawSpan, _ place: Int, _ paths: LearnedPaths, _ starts: inout [UInt32],
        _ row: inout [UInt64], _ tally: inout LineTally, _ sink: inout some JSONSink
    ) throws(ParquetError) {
        var row = row.mutableSpan
        var starts = starts.mutableSpan
        try perform(operation, text, place, paths, &starts, &row, &tally, &sink)
    }

    private static func endWalkedLine(
        _ nextLine: Int, _ row: inout [UInt64], _ tally: inout LineTally, _ maximumLineLength: Int,
        _ sink: inout some JSONSink
    ) throws(ParquetError) {
        var row = row.mutableSpan
        try endLine(nextLine, &row, &tally, maximumLineLength, &sink)
    }

    /// Passes over blank lines and counts them.
    ///
    /// - Returns: false if the text ends.
    private mutating func skipBlankLines(_ text: RawSpan, _ position: inout Int) -> Bool {
        var offset = position
        while true {
            offset = GapWalk.behindSpace(text, offset)
            guard offset < text.byteCount else {
                if offset > position { tally.blankLines += 1 }
                position = offset
                return false
            }
            guard text.loadUInt8(at: offset) == 0x0A else { return true }
            tally.blankLines += 1
            offset &+= 1
            position = offset
            tally.lineStart = offset
        }
    }
}
