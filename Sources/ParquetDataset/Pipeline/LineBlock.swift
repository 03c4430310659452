internal import Parquet
internal import ParquetBytes
internal import ParquetJSON

/// A place in the order of all rows: the chunk's ordinal in the plan, then the block's in the chunk.
struct BlockKey: Hashable, Comparable, Sendable {
    var chunk: Int
    var block: Int

    static func < (left: BlockKey, right: BlockKey) -> Bool { (left.chunk, left.block) < (right.chunk, right.block) }
}

/// Whole lines of a chunk, about a megabyte, with the rows made of them. Blocks are used again and again: fresh memory costs
/// more than parsing into memory that is there.
///
/// Unchecked: a block belongs to one thread at a time, and is handed on through the schedule's lock.
final class LineBlock: @unchecked Sendable {
    var key = BlockKey(chunk: 0, block: 0)
    /// Bytes of the chunk, the lines of the block among them.
    var text = ByteBuffer()
    /// Where the lines are in `text`.
    var lines = 0..<0
    /// The place of the first line in the chunk's text; of framed records, that of the first byte since the block before.
    var byteOffset = 0
    /// How many bytes of the chunk's text became the lines.
    var sourceByteCount = 0
    /// Whether the lines were made of records that stand otherwise in the chunk: `map` says where.
    var isFramed = false
    /// Where the lines come from, if they were framed.
    var map = FrameMap()
    /// Whether lines that hold several records are framed once they are found.
    var mayBeFramed = false
    /// How many lines of the chunk the block takes, once it is parsed; none if `map` knows the lines of the chunk.
    var sourceLineCount = 0
    /// The rows of the lines, once they are parsed.
    var batch: RecordBatch
    /// What was counted while parsing.
    var counts = LineCounts()
    /// What the block was last charged to the memory budget.
    var charged = 0

    init(schema: Schema) {
        batch = RecordBatch(schema: schema)
    }

    /// The memory that the block takes, in bytes.
    var byteCount: Int { text.capacity + map.byteCount + batch.byteCount }

    /// Makes rows of the lines.
    ///
    /// - Throws: what the reader throws; lines and bytes count from the start of the block, or from that of the chunk if the
    ///   block is framed.
    func parse(_ reader: inout JSONLinesReader) throws(ParquetError) {
        let lines = lines
        var text = ByteBuffer()
        swap(&text, &self.text)
        defer { swap(&text, &self.text) }
        do throws(ParquetError) {
            counts = try reader.read(text.bytes.extracting(lines), into: &batch)
            sourceLineCount = isFramed ? 0 : counts.lines
        } catch {
            guard !isFramed else { throw map.located(error) }
            guard mayBeFramed, error.code == .json else { throw error }
            try parseFramed(text.bytes.extracting(lines), &reader, insteadOf: error)
        }
        if isFramed, let failure = map.failure { throw failure }
        guard counts.lines == counts.rows + counts.blankLines, counts.rows == batch.rowCount else {
            throw ParquetError(
                .json,
                "\(counts.lines) lines became \(batch.rowCount) rows and \(counts.blankLines) blank lines; "
                    + "this is a fault of the program, please report it")
        }
    }

    /// Makes rows of lines that are no lines of one object each, if they are whole records at least.
    ///
    /// - Throws: `failure`, if they are not; else what the reader throws, its line and byte from the start of the block.
    private func parseFramed(
        _ lines: RawSpan, _ reader: inout JSONLinesReader, insteadOf failure: ParquetError
    ) throws(ParquetError) {
        var framer = RecordFramer(.concatenated)
        var framed = ByteBuffer(capacity: lines.byteCount + 4096)
        var map = FrameMap()
        var offset = 0
        framer.frame(lines, at: &offset, into: &framed, &map, upTo: .max)
        framer.finish(into: framed, &map)
        guard map.failure == nil else {
            let place = failure.place.byteOffset ?? 0
            guard place < lines.byteCount, lines.loadUInt8(at: place) == 0x0A else { throw failure }
            throw ParquetError(
                failure.code, "\(failure.message); if records go on over several lines, pass --records concatenated",
                at: failure.place)
        }
        do throws(ParquetError) {
            counts = try reader.read(framed.bytes, into: &batch)
        } catch {
            throw map.located(error)
        }
        sourceLineCount = LineChunker.lineFeedCount(in: lines)
    }

    /// Gives back the memory that a long line made the block take.
    func shrink(to limit: Int) {
        guard byteCount > limit else { return }
        text = ByteBuffer()
        map = FrameMap()
        batch = RecordBatch(schema: batch.schema)
    }
}

extension RecordBatch {
    /// The memory that the columns take, in bytes.
    fileprivate var byteCount: Int { columns.reduce(0) { $0 + $1.values.byteCount + $1.presence.byteCount } }
}

extension ColumnValues {
    fileprivate var byteCount: Int {
        switch self {
        case .boolean(let values): values.capacity
        case .int32(let values): values.capacity * 4
        case .int64(let values): values.capacity * 8
        case .float(let values): values.capacity * 4
        case .double(let values): values.capacity * 8
        case .byteArray(let values): values.bytes.capacity + values.offsets.capacity * 4
        case .fixedLengthByteArray(let values): values.bytes.capacity
        case .dictionary(let indices, let values): indices.capacity * 4 + values.byteCount
        }
    }
}

extension Presence {
    fileprivate var byteCount: Int {
        switch self {
        case .all: 0
        case .validity(let bitmap): bitmap.count / 8
        case .levels(let definition, let repetition): (definition.capacity + (repetition?.capacity ?? 0)) * 2
        }
    }
}
