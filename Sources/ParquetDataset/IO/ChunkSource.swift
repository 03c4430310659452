internal import Parquet
internal import ParquetBytes
internal import ParquetCodecs
internal import ParquetJSON
internal import SystemPackage

/// A chunk that is being read, block by block.
///
/// Reading from the file and decompressing are separate steps, so that one thread reads while others compute. A plain
/// chunk is read straight into the block; a compressed one is read into `raw` and decompressed into the block.
///
/// Unchecked: a source belongs to one thread at a time, and is handed on through the schedule's lock.
final class ChunkSource: @unchecked Sendable {
    let chunk: InputChunk
    /// The chunk's ordinal in the plan.
    let index: Int

    private let budget: MemoryBudget
    private let descriptor: FileDescriptor
    private var chunker: LineChunker
    /// The start of a line whose end is not in the block before.
    private var carry = ByteBuffer()
    /// How many bytes of text the block is to hold before lines are cut.
    private var target: Int
    private(set) var readByteCount = 0

    private var decompressor: StreamDecompressor?
    private var raw = ByteBuffer()
    private var rawOffset = 0
    private var rawEnded = false

    /// How many compressed bytes are read at once.
    private static let rawByteCount = 1 << 18

    /// What came of an attempt to complete a block.
    enum Outcome {
        /// The block holds lines, and more follow.
        case lines
        /// The block holds the last lines, possibly none.
        case last
        /// The next piece of the file is needed first.
        case needsRead
        /// A line is longer than a block, and only the chunk whose rows are next may take more memory.
        case needsRoom
    }

    /// Opens the file.
    init(_ chunk: InputChunk, index: Int, budget: MemoryBudget) throws(ParquetError) {
        self.chunk = chunk
        self.index = index
        self.budget = budget
        chunker = LineChunker(maximumLineLength: budget.maximumLineByteCount)
        target = budget.blockByteCount
        do {
            switch chunk.format {
            case .plain: break
            case .gzip: decompressor = try StreamDecompressor(.gzip)
            case .zstd:
                decompressor = try StreamDecompressor(.zstd, maximumWindowByteCount: budget.maximumWindowByteCount)
            }
        } catch {
            throw ParquetError(.limit, error.message, at: .init(file: chunk.path.string))
        }
        do {
            descriptor = try FileDescriptor.open(chunk.path, .readOnly, options: .closeOnExec)
        } catch {
            throw ParquetError(.io, "cannot open it: \(error)", at: .init(file: chunk.path.string))
        }
        descriptor.adviseSequentialReading()
    }

    deinit {
        try? descriptor.close()
    }

    /// Prepares `block` to take the next lines.
    func begin(_ block: LineBlock) {
        block.text.removeAll()
        block.text.append(carry.bytes)
        block.lines = 0..<0
        carry.removeAll()
        target = budget.blockByteCount
    }

    /// Reads lines of a plain chunk into `block`.
    ///
    /// - Parameter mayGrow: whether a line longer than a block may take more memory.
    func fill(_ block: LineBlock, mayGrow: Bool) throws(ParquetError) -> Outcome {
        while true {
            let before = block.text.count
            let isMore = try read(into: &block.text, upTo: target)
            readByteCount += block.text.count - before
            if !isMore { try checkSize() }
            if let outcome = try cut(block, isLast: !isMore) { return outcome }
            guard mayGrow else { return .needsRoom }
            grow()
        }
    }

    /// Reads the next piece of a compressed chunk.
    func readRaw() throws(ParquetError) {
        raw.removeAll()
        rawOffset = 0
        rawEnded = try !read(into: &raw, upTo: ChunkSource.rawByteCount)
        readByteCount += raw.count
        if rawEnded { try checkSize() }
    }

    /// Decompresses lines of a compressed chunk into `block`, as far as the piece that was read reaches.
    ///
    /// - Parameter mayGrow: whether a line longer than a block may take more memory.
    func decompress(into block: LineBlock, mayGrow: Bool) throws(ParquetError) -> Outcome {
        while true {
            do {
                try decompressor?.decompress(raw.bytes, at: &rawOffset, into: &block.text, upTo: target)
                if block.text.count < target {
                    guard rawEnded else { return .needsRead }
                    try finishStream()
                }
            } catch {
                let hint =
                    error.message.contains("too much memory")
                    ? "; windows may take \(ByteCount(budget.maximumWindowByteCount)), raise --memory" : ""
                throw ParquetError(.input, error.message + hint, at: .init(file: chunk.path.string))
            }
            if let outcome = try cut(block, isLast: block.text.count < target) { return outcome }
            guard mayGrow else { return .needsRoom }
            grow()
        }
    }

    private func finishStream() throws(CodecError) {
        switch decompressor {
        case .some(let stream): try stream.finish()
        case .none: break
        }
    }

    private func read(into buffer: inout ByteBuffer, upTo count: Int) throws(ParquetError) -> Bool {
        do {
            return try descriptor.fill(&buffer, upTo: count)
        } catch {
            throw ParquetError(.io, "cannot read it: \(error)", at: .init(file: chunk.path.string))
        }
    }

    /// Cuts the lines off that end in the block and keeps the rest for the next one. Nil if none ends.
    private func cut(_ block: LineBlock, isLast: Bool) throws(ParquetError) -> Outcome? {
        let start = chunker.byteOffset
        var text = ByteBuffer()
        swap(&text, &block.text)
        defer { swap(&text, &block.text) }
        let cut: LineChunker.Chunk?
        do {
            cut = try chunker.cut(text.bytes, isLast: isLast)
        } catch {
            let limit = ByteCount(budget.maximumLineByteCount)
            throw ParquetError(
                .limit, "the line is longer than \(limit), an eighth of the memory; raise --memory",
                at: .init(file: chunk.path.string, line: 1, byteOffset: start))
        }
        if let cut {
            block.lines = cut.range
            block.byteOffset = cut.byteOffset
            if isLast { return .last }
            carry.append(text.bytes.extracting(cut.range.upperBound..<text.count))
            return .lines
        }
        if isLast {
            block.byteOffset = start
            return .last
        }
        return nil
    }

    private func grow() {
        // Room for the longest line, its line feed and a byte order mark: a longer line is recognized as such.
        target = min(target * 2, budget.maximumLineByteCount + 4)
    }

    /// The file must have been as long as it was when it was listed: a chunk that is still being written is not converted.
    private func checkSize() throws(ParquetError) {
        guard readByteCount == chunk.byteCount else {
            throw ParquetError(
                .input,
                "\(chunk.byteCount) bytes were listed and \(readByteCount) read: the file is still being written; "
                    + "convert it when it is complete", at: .init(file: chunk.path.string))
        }
    }
}
