internal import Parquet
internal import ParquetBytes

/// Why a block of lines is not read.
struct BlockFailure: Error {
    var error: ParquetError
    /// Whether nothing goes on, not even without the line.
    var isFatal: Bool
    /// Where the line starts.
    var lineStart: Int
}

/// Leaves out lines that are no rows.
///
/// Blocks fail as a whole. So a block with such a line is undone, the lines before it are read again, as a block of their own, and
/// then the line is left out. The next block has one line, and those behind it twice as many each time: many such lines on end
/// cost not much more than each of them read alone.
struct Rejection: Sendable {
    /// The lines that were left out.
    private(set) var lines: [RejectedLine] = []
    /// What was there before the block.
    private var start = 0
    private var tally = LineTally()
    private var totals = BlockFindings.Totals(drift: [], needs: [])
    private var ends: [ColumnEnd] = []
    /// Whether the block ends before a line that is known to be none.
    private var isBefore = false
    /// The place up to which line feeds are counted, and their number.
    private var counted = (byteOffset: 0, lineFeeds: 0)

    /// A block starts.
    mutating func begin(
        at start: Int, _ tally: LineTally, _ totals: BlockFindings.Totals, _ batch: borrowing RecordBatch
    ) {
        self.start = start
        self.tally = tally
        self.totals = totals
        ends.removeAll(keepingCapacity: true)
        for column in batch.columns.indices { ends.append(ColumnEnd(of: batch.columns[column])) }
    }

    /// The block was read.
    mutating func succeeded(_ recorder: inout PlaceRecorder) {
        recorder.rowLimit = isBefore ? 1 : min(2 * recorder.rowLimit, PlaceRecorder.rowCapacity)
        isBefore = false
    }

    /// The block was not read because of a line. Leaves in `position` where reading goes on: at the start of the block if there are
    /// rows before the line, else behind it.
    mutating func undo(
        _ failure: BlockFailure, _ text: RawSpan, _ position: inout Int, _ recorder: inout PlaceRecorder,
        _ scanner: inout JSONScanner, _ findings: inout BlockFindings, _ batch: inout RecordBatch
    ) {
        for column in ends.indices { ends[column].restore(&batch.columns[column]) }
        findings.totals = totals
        let rowsBefore = recorder.rowCount(before: failure.lineStart)
        recorder.reset()
        isBefore = rowsBefore > 0
        position = start
        recorder.rowLimit = max(1, rowsBefore)
        if rowsBefore == 0 { leaveOut(failure, text, &position) }
        scanner.restart(tally)
    }

    private mutating func leaveOut(_ failure: BlockFailure, _ text: RawSpan, _ position: inout Int) {
        let lineStart = failure.lineStart
        // What lies between is blank.
        tally.blankLines += LineChunker.lineFeedCount(in: text.bytes(start..<lineStart))
        let end = LineChunker.lineEnd(in: text, from: lineStart)
        counted.lineFeeds += LineChunker.lineFeedCount(in: text.bytes(counted.byteOffset..<lineStart))
        counted.byteOffset = lineStart
        let line = counted.lineFeeds + 1
        var reason = failure.error
        reason.place.line = line
        if reason.place.byteOffset == nil { reason.place.byteOffset = lineStart }
        lines.append(RejectedLine(line: line, bytes: lineStart..<end, reason: reason))
        position = min(end + 1, text.byteCount)
        tally.lineStart = position
    }
}

/// Where a column ends.
private struct ColumnEnd: Sendable {
    private var valueCount: Int
    private var levelCount: Int
    private var hasBitmap = false

    init(of vector: borrowing ColumnVector) {
        valueCount = vector.values.count
        levelCount = vector.presence.levelCount
        if case .validity = vector.presence { hasBitmap = true }
    }

    /// Removes what was appended since.
    func restore(_ vector: inout ColumnVector) {
        switch vector.presence {
        case .all: vector.presence = .all(rowCount: levelCount)
        case .validity(var bitmap):
            vector.presence = .all(rowCount: levelCount)
            guard hasBitmap else { break }
            bitmap.removeAll(behind: levelCount)
            vector.presence = .validity(bitmap)
        case .levels(var definition, var repetition):
            vector.presence = .all(rowCount: 0)
            definition.removeLast(definition.count - levelCount)
            if let count = repetition?.count { repetition?.removeLast(count - levelCount) }
            vector.presence = .levels(definition: definition, repetition: repetition)
        }
        vector.values.removeAll(behind: valueCount)
    }
}

extension ColumnValues {
    /// Removes the values behind the first `count`.
    fileprivate mutating func removeAll(behind count: Int) {
        if case .dictionary(var indices, let strings) = self {
            self = .boolean([])
            indices.removeLast(indices.count - count)
            self = .dictionary(indices: indices, values: strings)
        } else if var array = takeBoolean() {
            array.removeLast(array.count - count)
            self = .boolean(array)
        } else if var array = takeInt32() {
            array.removeLast(array.count - count)
            self = .int32(array)
        } else if var array = takeInt64() {
            array.removeLast(array.count - count)
            self = .int64(array)
        } else if var array = takeFloat() {
            array.removeLast(array.count - count)
            self = .float(array)
        } else if var array = takeDouble() {
            array.removeLast(array.count - count)
            self = .double(array)
        } else if var array = takeByteArray() {
            array.offsets.removeLast(array.count - count)
            array.bytes.removeLast(array.bytes.count - Int(array.offsets[count]))
            self = .byteArray(array)
        } else if var array = takeFixedLengthByteArray() {
            array.bytes.removeLast(array.bytes.count - count * array.length)
            self = .fixedLengthByteArray(array)
        }
    }
}
