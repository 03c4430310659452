internal import Parquet
internal import ParquetBytes
internal import ParquetJSON

/// Whole lines of a chunk, as `ChunkSource` makes them, and where they come from.
///
/// Unchecked: a block belongs to one thread at a time.
class TextBlock: @unchecked Sendable {
    /// Bytes of the chunk, the lines of the block among them; or the lines that its records were framed to.
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
    /// How many lines of the chunk the block takes, once it is read; none if `map` knows the lines of the chunk.
    private(set) var sourceLineCount = 0

    /// The memory that the text takes, in bytes.
    var textByteCount: Int { text.capacity + map.byteCount }

    /// Gives the memory of the text back.
    func dropText() {
        text = ByteBuffer()
        map = FrameMap()
    }

    /// Has `body` read the lines. If it finds one that is not one object, and the block may be framed, it is given the records,
    /// one a line, and starts again.
    ///
    /// - Parameters:
    ///   - mayReject: whether `body` may leave lines out. It is asked to where that is all that is left to do.
    ///   - body: reads lines; it is told where they come from if they were framed, and whether to leave lines out that are no rows.
    /// - Throws: what `body` throws, and what is wrong behind the last record; lines and bytes count from the start of the
    ///   block, or from that of the chunk if the block is framed.
    func read(
        mayReject: Bool = false,
        _ body: (_ lines: RawSpan, _ map: FrameMap?, _ rejects: Bool) throws(ParquetError) -> LineCounts
    ) throws(ParquetError) -> LineCounts {
        let lines = lines
        var text = ByteBuffer()
        swap(&text, &self.text)
        defer { swap(&text, &self.text) }
        let counts: LineCounts
        do throws(ParquetError) {
            // Lines that hold several records are no rows, but their records may be.
            let rejects = mayReject && (isFramed || !mayBeFramed)
            counts = try body(text.bytes.extracting(lines), isFramed ? map : nil, rejects)
            sourceLineCount = isFramed ? 0 : counts.lines
        } catch {
            guard !isFramed else { throw map.located(error) }
            guard mayBeFramed else { throw error }
            return try readAgain(text.bytes.extracting(lines), insteadOf: error, mayReject, body)
        }
        if isFramed, let failure = map.failure { throw failure }
        return counts
    }

    /// Has `body` read lines again of which it did not take all: as records if they are whole ones, else without those that are
    /// no rows.
    private func readAgain(
        _ lines: RawSpan, insteadOf failure: ParquetError, _ mayReject: Bool,
        _ body: (_ lines: RawSpan, _ map: FrameMap?, _ rejects: Bool) throws(ParquetError) -> LineCounts
    ) throws(ParquetError) -> LineCounts {
        if failure.code == .json {
            do throws(ParquetError) {
                return try readFramed(lines, insteadOf: failure, mayReject, body)
            } catch {
                guard mayReject, error.code == failure.code, error.place == failure.place else { throw error }
            }
        }
        guard mayReject else { throw failure }
        let counts = try body(lines, nil, true)
        sourceLineCount = counts.lines
        return counts
    }

    /// Has `body` read lines that are no lines of one object each, if they are whole records at least.
    ///
    /// - Throws: `failure`, if they are not; else what `body` throws, its line and byte from the start of the block.
    private func readFramed(
        _ lines: RawSpan, insteadOf failure: ParquetError, _ mayReject: Bool,
        _ body: (_ lines: RawSpan, _ map: FrameMap?, _ rejects: Bool) throws(ParquetError) -> LineCounts
    ) throws(ParquetError) -> LineCounts {
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
        sourceLineCount = LineChunker.lineFeedCount(in: lines)
        do throws(ParquetError) {
            return try body(framed.bytes, map, mayReject)
        } catch {
            throw map.located(error)
        }
    }
}
