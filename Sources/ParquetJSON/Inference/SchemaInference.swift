public import Parquet
internal import ParquetBytes

/// Finds out what JSON lines hold, from all of them: which keys there are, and which types their values have.
///
/// Each worker has one of its own and reads any of the input's blocks of lines; merged, they know what one of them would know
/// that had read all blocks, in any order. `result` says which contract the lines make, and what was seen.
///
/// The types, from the values of one path, null not counted:
///
/// | values | type |
/// |---|---|
/// | none | `string` |
/// | `true`, `false` | `boolean` |
/// | integers of 64 bits | `bigint`, or `int` where asked for and all fit |
/// | integers of up to 38 digits | `decimal(38,0)` |
/// | numbers, of which all integers are within ±2^53, all finite | `double` |
/// | other numbers without exponent that share up to 38 digits before and behind the point | `decimal(p,s)` |
/// | strings that all are days as in `2025-01-25` | `date` |
/// | strings that all are times with a zone, or all without | `timestamp(millis)`, or `timestamp(micros)` where digits ask for it |
/// | strings that all are UUIDs, where asked for | `uuid` |
/// | other strings | `string` |
/// | objects | `struct` of what their keys hold; `map` if there are ever new keys whose values have one type |
/// | arrays | `array` of what all their elements make together |
/// | anything else: kinds that are mixed, objects that never have a key, other numbers, values nested more than 32 deep | `json` |
///
/// A path's type depends on the lines alone, not on their order. The memory is bounded: 8,192 paths are followed at a time, and of
/// those beyond it is told that they were not.
public struct SchemaInference: Sendable {
    private var scanner: JSONScanner
    private(set) var recorder = InferenceRecorder()
    /// For each block of lines that was read, how many there were.
    private(set) var blocks: [(place: SightingPlace, lines: Int)] = []
    /// What the lines were.
    public private(set) var counts = LineCounts()
    /// The bytes of the lines.
    public private(set) var byteCount = 0
    /// The first of the lines that were left out, and why.
    private(set) var firstLeftOut: (place: SightingPlace, reason: String)?

    /// An inference that has seen nothing.
    ///
    /// - Parameter maximumLineLength: the longest line that is accepted, in bytes, up to 256 MiB - 1.
    /// - Throws: `ParquetError` with code `argument` if the line length is out of range.
    public init(maximumLineLength: Int = LineChunker.defaultMaximumLineLength) throws(ParquetError) {
        guard (1...JSONPlace.maximumLength).contains(maximumLineLength) else {
            throw ParquetError(
                .argument,
                "the maximum line length must be from 1 to \(JSONPlace.maximumLength), not \(maximumLineLength)")
        }
        scanner = JSONScanner(maximumLineLength: maximumLineLength, slotCount: 0)
    }

    /// Sees whole lines.
    ///
    /// - Parameters:
    ///   - lines: lines of UTF-8, without a byte order mark; the last one may lack its line feed. Less than 2 GiB.
    ///   - chunk: the ordinal of the file that the lines are in, up to 2^20.
    ///   - block: the ordinal of the block of lines in the file, up to 2^20; no two calls have the same chunk and block.
    ///   - map: where the lines come from, if they were made of records that stand otherwise in the file.
    ///   - mayStartAgain: whether the inference is as it was before if an error is thrown. Without, it is of no use then.
    ///   - leavesOut: whether lines that are no JSON objects, or too long, are left out and counted as rejected ones.
    /// - Returns: how many lines and rows there were.
    /// - Throws: `ParquetError` for the first line, if they are not left out, that is no JSON object (code `json`) or is too long (`limit`). Its line, from 1, and
    ///   its byte offset are relative to the start of `lines`.
    @discardableResult
    public mutating func read(
        _ lines: RawSpan, chunk: Int, block: Int, map: FrameMap? = nil, mayStartAgain: Bool = false,
        leavesOut: Bool = false
    ) throws(ParquetError) -> LineCounts {
        guard lines.byteCount <= JSONPlace.maximumTextLength else {
            throw ParquetError(.limit, "\(lines.byteCount) bytes of lines at once, the limit is 2 GiB")
        }
        let place = SightingPlace(chunk: chunk, block: block)
        let before = mayStartAgain || leavesOut ? recorder.tree : nil
        do throws(ParquetError) {
            return try readBlock(lines, place, map)
        } catch {
            if let before {
                recorder = InferenceRecorder(tree: before)
                scanner = JSONScanner(maximumLineLength: scanner.maximumLineLength, slotCount: 0)
            }
            if leavesOut, error.code == .json || error.code == .limit { return try readSound(lines, place, map) }
            guard let byteOffset = error.place.byteOffset else { throw error }
            let before = LineChunker.lineFeedCount(in: lines.extracting(first: byteOffset))
            throw error.at(.init(line: before + 1))
        }
    }

    /// Sees the lines but for those that are no JSON objects.
    private mutating func readSound(
        _ lines: RawSpan, _ place: SightingPlace, _ map: FrameMap?
    ) throws(ParquetError) -> LineCounts {
        let broken = BrokenLines(in: lines, maximumLineLength: scanner.maximumLineLength)
        let rest = broken.blanked(lines)
        var read = try readBlock(rest.bytes, place, map)
        let count = broken.ranges.count
        read.blankLines -= count
        read.rejectedLines += count
        counts.blankLines -= count
        counts.rejectedLines += count
        if let first = broken.ranges.first, let reason = broken.first {
            let line =
                map.map { ($0.source(of: first.lowerBound)?.line ?? 1) - 1 }
                ?? LineChunker.lineFeedCount(in: lines.extracting(first: first.lowerBound))
            noteLeftOut(place.line(line), reason.message)
        }
        return read
    }

    private mutating func noteLeftOut(_ place: SightingPlace, _ reason: String) {
        if let known = firstLeftOut, known.place < place { return }
        firstLeftOut = (place, reason)
    }

    private mutating func readBlock(
        _ lines: RawSpan, _ place: SightingPlace, _ map: FrameMap?
    ) throws(ParquetError) -> LineCounts {
        scanner.beginText()
        recorder.reset()
        var position = 0
        var lineCount = 0
        var rowCount = 0
        while position < lines.byteCount {
            let start = position
            let (blankLines, duplicateKeys) = (scanner.tally.blankLines, scanner.tally.duplicateKeys)
            position = try scanner.scan(lines, from: position, sink: &recorder)
            let blankCount = scanner.tally.blankLines - blankLines
            try recorder.observe(
                lines, map == nil ? place.line(lineCount) : place, from: start, hasBlankLines: blankCount > 0,
                hasDuplicateKeys: scanner.tally.duplicateKeys > duplicateKeys, map: map)
            rowCount += recorder.rowCount
            lineCount += recorder.rowCount + blankCount
            recorder.reset()
        }
        blocks.append((place, map == nil ? lineCount : 0))
        byteCount += lines.byteCount
        let read = LineCounts(
            lines: lineCount, rows: rowCount, blankLines: scanner.tally.blankLines,
            duplicateKeys: scanner.tally.duplicateKeys)
        counts += read
        return read
    }

    /// Says how many lines of the file the block has that was read last, where it is not as many as were read.
    public mutating func setLastLineCount(_ count: Int) {
        guard !blocks.isEmpty else { return }
        blocks[blocks.count - 1].lines = count
    }

    /// How many lines there were in the blocks of a chunk before `block`, of those that were read.
    public func lineCount(ofChunk chunk: Int, beforeBlock block: Int) -> Int {
        let first = SightingPlace(chunk: chunk, block: 0)
        let end = SightingPlace(chunk: chunk, block: block)
        return blocks.reduce(0) { $0 + (first <= $1.place && $1.place < end ? $1.lines : 0) }
    }

    /// Adds what `other` has seen, of other blocks.
    public mutating func merge(_ other: SchemaInference) {
        recorder.tree.merge(other.recorder.tree)
        blocks += other.blocks
        counts += other.counts
        byteCount += other.byteCount
        if let first = other.firstLeftOut { noteLeftOut(first.place, first.reason) }
    }
}
