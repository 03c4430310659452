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
    private var gaps = LearnedGaps()
    private var marks: [PathMark] = [0, 0]
    private var stops = StringStops()
    private var happenings: [GapOperation] = []
    /// How many lines in which paths had to be forgotten, since everything was forgotten last.
    private var crowdedLines = 0
    private static let maximumCrowdedLines = 4_096

    init(maximumLineLength: Int) {
        self.maximumLineLength = maximumLineLength
    }

    /// Starts a text: counts and places start anew, what was learned stays.
    mutating func beginText() {
        tally = LineTally()
        stops.reset()
        marks = [PathMark](repeating: 0, count: paths.paths.count)
    }

    /// Scans the lines of `text` from `start`, which is the start of a line, until the text ends or the sink is full.
    ///
    /// - Returns: where the first line starts that was not scanned.
    /// - Throws: `ParquetError` with code `json` and the byte offset in `text`, and what the sink throws.
    mutating func scan(_ text: RawSpan, from start: Int, sink: inout some JSONSink) throws(ParquetError) -> Int {
        var position = start
        var path = LearnedPaths.betweenLines
        while true {
            if path == LearnedPaths.betweenLines {
                endPaths()
                if sink.isFull { return position }
            }
            let before = position
            try JSONScanner.followLearnedGaps(
                text, &position, &path, paths, gaps, stops, &marks, &tally, maximumLineLength: maximumLineLength, &sink)
            if path == LearnedPaths.betweenLines, sink.isFull { continue }
            if position > before, moveStops(to: position, text) { continue }
            guard try walkGap(text, &position, &path, &sink) else { return position }
            if path != LearnedPaths.betweenLines {
                position = try JSONScanner.scalar(text, at: position, slot: paths.paths[Int(path)].slot, &sink)
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

    /// Goes from value to value as long as the gaps between them have been seen before, and stops before a gap that has not,
    /// near the end of the window of string stops, when the sink is full, and behind a line that brought new paths.
    ///
    /// This loop is what reading JSON lines costs. It is not a method, so that the tables it reads and the marks it writes
    /// are known to be different memory.
    @inline(never)
    private static func followLearnedGaps(
        _ text: RawSpan, _ position: inout Int, _ path: inout Int32, _ known: LearnedPaths, _ learned: LearnedGaps,
        _ window: StringStops, _ marks: inout [PathMark], _ tally: inout LineTally, maximumLineLength: Int,
        _ sink: inout some JSONSink
    ) throws(ParquetError) {
        let stopsBehindLine = known.paths.count > known.keptCount
        let firstGaps = known.firstGaps.span
        let gaps = learned.gaps.span
        let stops = window.bytes
        let windowStart = window.start
        let last = window.end &- reach
        var marks = marks.mutableSpan
        var offset = position
        var current = path
        var next = Int(firstGaps[Int(current)])
        while next >= 0, offset <= last {
            let gap = gaps[next]
            let head = (text.loadUInt64(at: offset) ^ gap.firstWord) & gap.firstMask
            let tail = (text.loadUInt64(at: offset &+ Int(gap.lastOffset)) ^ gap.lastWord) & gap.lastMask
            guard head | tail == 0, gap.length <= 16 || learned.middleIsEqual(next, text, offset) else {
                next = Int(gap.next)
                continue
            }
            // Behind the gap there must be a scalar value, else it is part of a longer gap.
            let valueStart = offset &+ Int(gap.length)
            var end = valueStart
            var place = JSONPlace.none
            if gap.path != LearnedPaths.betweenLines {
                (end, place) = JSONScalar.common(text, at: valueStart, stops: stops, windowStart: windowStart)
                if end < 0, !JSONScalar.canStart(text.loadUInt8(at: valueStart)) {
                    next = Int(gap.next)
                    continue
                }
            }
            tally.countedKeys &+= Int(gap.countedKeys)
            if gap.key >= 0 {
                let begin = marks[Int(gap.object)].begin
                if marks[Int(gap.key)].lastKey > begin {
                    tally.duplicateKeys &+= 1
                    sink.duplicateKey(node: known.paths[Int(gap.key)].node)
                }
                marks[Int(gap.key)].lastKey = UInt32(truncatingIfNeeded: offset &+ 1)
            } else if gap.hasOperations {
                let operations = learned.operations.span
                for index in learned.details[next].operations {
                    try perform(operations[index], text, offset, known.paths.span, &marks, &tally, &sink)
                }
            }
            offset = end
            current = gap.path
            next = Int(firstGaps[Int(current)])
            if current != LearnedPaths.betweenLines {
                if end < 0 {
                    offset = try scalar(text, at: valueStart, slot: gap.slot, &sink)
                } else if gap.slot >= 0 {
                    sink.value(place, slot: gap.slot)
                }
            } else {
                try tally.endLine(offset, maximumLineLength)
                if sink.isFull || stopsBehindLine { break }
            }
        }
        position = offset
        path = current
    }

    /// Does what happens at one place of the gap that starts at `gapStart`.
    @inline(__always)
    private static func perform(
        _ operation: GapOperation, _ text: RawSpan, _ gapStart: Int, _ paths: Span<LearnedPath>,
        _ marks: inout MutableSpan<PathMark>, _ tally: inout LineTally, _ sink: inout some JSONSink
    ) throws(ParquetError) {
        let index = Int(operation.path)
        let place = gapStart &+ Int(operation.offset)
        switch operation.kind {
        case .beginLine:
            marks[index].begin = UInt32(truncatingIfNeeded: place)
            sink.beginLine(at: place)
        case .key:
            let path = paths[index]
            if marks[index].lastKey > marks[Int(path.parent)].begin {
                tally.duplicateKeys &+= 1
                sink.duplicateKey(node: path.node)
            }
            marks[index].lastKey = UInt32(truncatingIfNeeded: place)
            if path.wantsKey { try sink.key(node: path.node, in: text, at: place) }
        case .begin:
            marks[index].begin = UInt32(truncatingIfNeeded: place)
        case .endObject, .endArray:
            let slot = paths[index].slot
            if slot >= 0 {
                sink.value(
                    JSONPlace(
                        start: Int(marks[index].begin), end: place &+ 1,
                        kind: operation.kind == .endObject ? .object : .array),
                    slot: slot)
            }
        case .endLine:
            sink.endLine()
        }
    }

    /// Scans the scalar value at `offset`, whatever it is, tells the sink of it, and gives the place behind it.
    @inline(never)
    private static func scalar(
        _ text: RawSpan, at offset: Int, slot: Int32, _ sink: inout some JSONSink
    ) throws(ParquetError) -> Int {
        let (end, place) = try JSONScalar.any(text, at: offset)
        if slot >= 0 { sink.value(place, slot: slot) }
        return end
    }

    /// Ends a line for the paths; if lines with ever new keys go on and on, starts learning anew.
    private mutating func endPaths() {
        guard paths.endLine() else { return }
        crowdedLines += 1
        marks.resize(to: paths.paths.count)
        if crowdedLines > JSONScanner.maximumCrowdedLines {
            paths = LearnedPaths()
            gaps = LearnedGaps()
            crowdedLines = 0
            marks.resize(to: paths.paths.count)
        }
    }
}

// Walking a gap byte by byte.
extension JSONScanner {
    /// Walks the gap at `position`, behind a value of `path` or between lines, and leaves `position` at the scalar value
    /// behind the gap and `path` its path, or at the start of the next line and `path` between lines.
    ///
    /// - Returns: false if the text ends between lines.
    @inline(never)
    private mutating func walkGap(
        _ text: RawSpan, _ position: inout Int, _ path: inout Int32, _ sink: inout some JSONSink
    ) throws(ParquetError) -> Bool {
        if path == LearnedPaths.betweenLines {
            guard skipBlankLines(text, &position) else { return false }
        }
        happenings.removeAll(keepingCapacity: true)
        let previous = path
        let start = position
        var walk = GapWalk(offset: start, path: path)
        if path == LearnedPaths.betweenLines {
            try walk.beginLine(text, &paths, &sink, &happenings)
        } else {
            walk.step = .behindValue
        }
        while walk.step != .done { try walk.advance(text, &paths, &sink, &happenings) }
        marks.resize(to: paths.paths.count)
        for index in happenings.indices { happenings[index].offset -= Int32(start) }
        try JSONScanner.performAll(happenings, text, start, paths, &marks, &tally, &sink)
        if walk.path == LearnedPaths.betweenLines {
            try tally.endLine(walk.offset + (walk.isLearnable ? 0 : 1), maximumLineLength)
        }
        if walk.isLearnable {
            gaps.learn(
                text, start..<walk.offset, behind: previous, to: walk.path, operations: happenings, paths: &paths)
        }
        position = walk.offset
        path = walk.path
        return true
    }

    /// Does what happens in the gap that was walked, which starts at `start`.
    private static func performAll(
        _ happenings: [GapOperation], _ text: RawSpan, _ start: Int, _ known: LearnedPaths,
        _ marks: inout [PathMark], _ tally: inout LineTally, _ sink: inout some JSONSink
    ) throws(ParquetError) {
        var marks = marks.mutableSpan
        for happening in happenings {
            try perform(happening, text, start, known.paths.span, &marks, &tally, &sink)
            if happening.kind == .key, known.paths[Int(happening.path)].isCounted { tally.countedKeys += 1 }
        }
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
