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
    /// How often a key occurred again in the same object.
    var duplicateKeys: Int { marks.duplicateKeys }
    /// How many lines held nothing but white space.
    private(set) var blankLines = 0

    private var paths = LearnedPaths()
    private var gaps = LearnedGaps()
    private var marks = LineMarks()
    private var happenings: [GapOperation] = []
    /// How many lines in which paths had to be forgotten, since everything was forgotten last.
    private var crowdedLines = 0
    private static let maximumCrowdedLines = 4_096

    init(maximumLineLength: Int) {
        self.maximumLineLength = maximumLineLength
    }

    /// Starts a text: counts and places start anew, what was learned stays.
    mutating func beginText() {
        blankLines = 0
        marks.beginText()
    }

    /// Scans the lines of `text` from `start`, which is the start of a line, until the text ends or the sink is full.
    ///
    /// - Returns: where the first line starts that was not scanned.
    /// - Throws: `ParquetError` with code `json` and the byte offset in `text`, and what the sink throws.
    mutating func scan(_ text: RawSpan, from start: Int, sink: inout some JSONSink) throws(ParquetError) -> Int {
        var position = start
        var path = LearnedPaths.betweenLines
        while true {
            try JSONScanner.followLearnedGaps(
                text, &position, &path, paths, gaps, &marks, maximumLineLength: maximumLineLength, &sink)
            if path == LearnedPaths.betweenLines {
                endPaths()
                if sink.isFull { return position }
            }
            guard try walkGap(text, &position, &path, &sink) else { return position }
            if path != LearnedPaths.betweenLines {
                position = try JSONScanner.scalar(text, at: position, slot: paths.paths[Int(path)].slot, &sink)
            }
        }
    }

    /// Goes from value to value as long as the gaps between them have been seen before, and stops before a gap that has not,
    /// near the end of the text, when the sink is full, and behind a line that brought new paths.
    @inline(never)
    private static func followLearnedGaps(
        _ text: RawSpan, _ position: inout Int, _ path: inout Int32, _ known: LearnedPaths, _ learned: LearnedGaps,
        _ marks: inout LineMarks, maximumLineLength: Int, _ sink: inout some JSONSink
    ) throws(ParquetError) {
        let stopsBehindLine = known.paths.count > known.keptCount
        let paths = known.paths.span
        let gaps = learned.gaps.span
        let details = learned.details.span
        let words = learned.words.span
        let operations = learned.operations.span
        var offset = position
        var current = path
        var next = Int(paths[Int(current)].firstGap)
        while next >= 0 {
            let gap = gaps[next]
            let length = Int(gap.length)
            // Sixteen bytes of the value behind the gap can be loaded without asking again.
            guard offset &+ length &+ 16 <= text.byteCount else { break }
            let first = (text.loadUInt64(at: offset) ^ gap.firstWord) & gap.firstMask
            let last = (text.loadUInt64(at: offset &+ Int(gap.lastOffset)) ^ gap.lastWord) & gap.lastMask
            var isEqual = first | last == 0
            if length > 16 {
                let middle = details[next].words
                var place = offset &+ 8
                for word in middle {
                    isEqual = isEqual && text.loadUInt64(at: place) == words[word]
                    place &+= 8
                }
            }
            guard isEqual else {
                next = Int(gap.next)
                continue
            }
            if gap.key >= 0 {
                if marks.key(gap.key, of: gap.object, at: offset &+ 1) {
                    sink.duplicateKey(node: paths[Int(gap.key)].node)
                }
                if gap.wantsKey { try sink.key(node: paths[Int(gap.key)].node, in: text, at: offset) }
            } else if gap.hasOperations {
                for operation in details[next].operations {
                    try perform(operations[operation], text, offset, paths, &marks, &sink)
                }
            }
            offset &+= length
            current = gap.path
            next = Int(paths[Int(current)].firstGap)
            if current != LearnedPaths.betweenLines {
                offset = try scalar(text, at: offset, slot: gap.slot, &sink)
            } else {
                try marks.endLine(offset, maximumLineLength)
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
        _ marks: inout LineMarks, _ sink: inout some JSONSink
    ) throws(ParquetError) {
        let index = Int(operation.path)
        let place = gapStart &+ Int(operation.offset)
        switch operation.kind {
        case .beginLine:
            marks.begin(operation.path, at: place)
            sink.beginLine(at: place)
        case .key:
            let path = paths[index]
            if marks.key(operation.path, of: path.parent, at: place) { sink.duplicateKey(node: path.node) }
            if path.wantsKey { try sink.key(node: path.node, in: text, at: place) }
        case .begin:
            marks.begin(operation.path, at: place)
        case .endObject, .endArray:
            let slot = paths[index].slot
            if slot >= 0 {
                sink.value(
                    JSONPlace(
                        start: marks.begin(of: operation.path), end: place &+ 1,
                        kind: operation.kind == .endObject ? .object : .array),
                    slot: slot)
            }
        case .endLine:
            sink.endLine()
        }
    }

    /// Scans the scalar value at `offset`, tells the sink of it, and gives the place behind it.
    @inline(__always)
    private static func scalar(
        _ text: RawSpan, at offset: Int, slot: Int32, _ sink: inout some JSONSink
    ) throws(ParquetError) -> Int {
        guard offset < text.byteCount else { throw .json("the text ends where a value should be", at: offset) }
        let byte = text.loadUInt8(at: offset)
        let place: JSONPlace
        let end: Int
        if byte == 0x22 {
            let (quote, hasEscapes) = try JSONString.end(in: text, from: offset &+ 1)
            place = JSONPlace(start: offset &+ 1, end: quote, kind: .string, hasEscapes: hasEscapes)
            end = quote &+ 1
        } else if byte | 0x20 >= 0x61, byte | 0x20 <= 0x7A {
            let kind: JSONKind
            (kind, end) = try literal(in: text, at: offset)
            place = kind == .null ? .none : JSONPlace(start: offset, end: end, kind: kind)
        } else {
            let isInteger: Bool
            (end, isInteger) = try JSONNumber.end(in: text, from: offset)
            place = JSONPlace(start: offset, end: end, kind: isInteger ? .integer : .fraction)
        }
        if slot >= 0 { sink.value(place, slot: slot) }
        return end
    }

    /// The literal at `offset` and the place behind it.
    @inline(__always)
    private static func literal(in text: RawSpan, at offset: Int) throws(ParquetError) -> (JSONKind, end: Int) {
        if offset &+ 4 <= text.byteCount {
            let word = text.loadUInt32(at: offset)
            if word == 0x6C6C_756E { return (.null, offset &+ 4) }
            if word == 0x6575_7274 { return (.yes, offset &+ 4) }
            if word == 0x736C_6166, offset &+ 5 <= text.byteCount, text.loadUInt8(at: offset &+ 4) == 0x65 {
                return (.no, offset &+ 5)
            }
        }
        throw .json("\(JSONString.quoted(text.loadUInt8(at: offset))) does not start a value", at: offset)
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
        try performHappenings(text, start, &sink)
        if walk.path == LearnedPaths.betweenLines {
            try marks.endLine(walk.offset + (walk.isLearnable ? 0 : 1), maximumLineLength)
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
    private mutating func performHappenings(
        _ text: RawSpan, _ start: Int, _ sink: inout some JSONSink
    ) throws(ParquetError) {
        let paths = paths.paths
        for happening in happenings {
            try JSONScanner.perform(happening, text, start, paths.span, &marks, &sink)
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
                if offset > position { blankLines += 1 }
                position = offset
                return false
            }
            guard text.loadUInt8(at: offset) == 0x0A else { return true }
            blankLines += 1
            offset &+= 1
            position = offset
            marks.lineStart = offset
        }
    }
}
