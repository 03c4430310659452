public import Parquet
public import ParquetJSON
internal import SystemPackage

/// Reads the records of one chunk as JSON lines, block by block and on the calling thread: decompressed, framed where they do
/// not stand one a line, and with errors placed in the chunk. It is what a conversion reads with many threads.
public final class RecordReader {
    private let source: ChunkSource
    private let block = TextBlock()
    private var linesBefore = 0
    private var isOver = false

    /// A reader at the start of `chunk`.
    ///
    /// - Parameters:
    ///   - records: how records stand in the chunk.
    ///   - memoryByteCount: as of `ConversionOptions`.
    ///   - maximumLineByteCount: the longest record that is accepted, in bytes, up to 256 MiB - 1.
    /// - Throws: `ParquetError` with code `io` if the file cannot be opened, `limit` if the memory is too small.
    public init(
        _ chunk: InputChunk, records: RecordShape = .auto, memoryByteCount: Int = 256 << 20,
        maximumLineByteCount: Int = LineChunker.defaultMaximumLineLength
    ) throws(ParquetError) {
        let budget = try MemoryBudget(
            total: memoryByteCount, threads: 1, writer: WriterOptions(), hasZstd: chunk.format == .zstd,
            maximumLineByteCount: maximumLineByteCount)
        source = try ChunkSource(chunk, records: records, index: 0, budget: budget)
    }

    /// Has `body` read the next block, about a megabyte of whole lines of UTF-8 of one object each, blank lines between them; the
    /// last may lack its line feed.
    ///
    /// - Parameter body: reads the lines, and gives what it counted. If it throws an error with code `json`, it may be called
    ///   once more with the same records: where a line held several, they stand one a line then.
    /// - Returns: what `body` counted; nil if there are no more blocks.
    /// - Throws: `ParquetError` with code `io`, `input` or `limit` if the chunk cannot be read, `json` if records do not stand in
    ///   it as they should, and what `body` throws, of which the line and the byte count from the start of the lines. They are
    ///   those in the chunk then.
    public func next(
        _ body: (RawSpan) throws(ParquetError) -> LineCounts
    ) throws(ParquetError) -> LineCounts? {
        guard !isOver else { return nil }
        do throws(ParquetError) {
            try fill()
        } catch {
            isOver = true
            throw error.moved(byLines: linesBefore, bytes: 0)
        }
        do throws(ParquetError) {
            let counts = try block.read { lines, _, _ throws(ParquetError) in try body(lines) }
            linesBefore += block.sourceLineCount
            return counts
        } catch {
            isOver = true
            let moved = block.isFramed ? error : error.moved(byLines: linesBefore, bytes: block.byteOffset)
            throw moved.at(.init(file: source.chunk.path.string))
        }
    }

    private func fill() throws(ParquetError) {
        source.begin(block)
        while true {
            switch try source.isStaged ? source.unpack(into: block, mayGrow: true) : source.fill(block, mayGrow: true) {
            case .needsRead: try source.readRaw()
            case .needsFraming, .needsRoom: continue
            case .lines: return
            case .last:
                isOver = true
                return
            }
        }
    }
}
