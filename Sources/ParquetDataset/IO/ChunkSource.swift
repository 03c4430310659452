internal import Parquet
internal import ParquetBytes
internal import ParquetCodecs
internal import ParquetJSON
internal import SystemPackage

/// What was read of a chunk.
struct ChunkEnd: Sendable {
    /// How many bytes.
    var byteCount = 0
    /// Their hash, if it was asked for.
    var sha256: Hash256?
}

/// A chunk that is being read, block by block.
///
/// Reading from the file and what is done to its bytes are separate steps, so that one thread reads while others compute.
/// Plain lines are read straight into the block. Of other chunks pieces are read, which are decompressed into the block;
/// where records do not stand one a line, they are framed on the way (`RecordFramer`).
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
    /// Whether the file had to be waited for since the block was begun.
    private(set) var hasWaited = false
    /// The hash of what was read, if it is asked for.
    private var hash: SHA256Stream?
    /// Whether the piece that was read last is not hashed yet: who unpacks it does that, not who reads.
    private var hasNewPiece = false
    /// What was read of standard input to tell its format, until it is used.
    private var firstBytes: [UInt8] = []

    private var decompressor: StreamDecompressor?
    private var raw = ByteBuffer()
    private var rawOffset = 0
    private var rawEnded = false

    /// How records stand in the chunk; `auto` until the first bytes are there, and if they are lines.
    private var records: RecordShape
    private var isTold: Bool
    private var framer: RecordFramer?
    /// Text of the chunk that is to be framed, from `unframedOffset` on.
    private var unframed = ByteBuffer()
    private var unframedOffset = 0
    /// How much of the chunk's text the blocks before hold.
    private var framedByteCount = 0
    private var carryMap = FrameMap()

    /// How many bytes are read or decompressed at once before they are unpacked.
    private static let pieceByteCount = 1 << 18

    /// What came of an attempt to complete a block.
    enum Outcome {
        /// The block holds lines, and more follow.
        case lines
        /// The block holds the last lines, possibly none.
        case last
        /// The next piece of the file is needed first; for a plain chunk, it has to be waited for.
        case needsRead
        /// A line is longer than a block, and only the chunk whose rows are next may take more memory.
        case needsRoom
        /// The chunk is not lines, and must be unpacked from now on.
        case needsFraming
    }

    /// Opens the file.
    ///
    /// - Parameter hashes: whether its bytes are hashed.
    init(
        _ chunk: InputChunk, records: RecordShape, index: Int, budget: MemoryBudget, hashes: Bool = false
    ) throws(ParquetError) {
        if hashes { hash = SHA256Stream() }
        self.chunk = chunk
        self.index = index
        self.budget = budget
        self.records = records
        isTold = records != .auto
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
        if let start = chunk.bytesRead {
            descriptor = .standardInput
            firstBytes = start
        } else {
            do {
                descriptor =
                    try chunk.spool?.opened()
                    ?? FileDescriptor.open(chunk.path, .readOnly, options: .closeOnExec)
            } catch {
                throw ParquetError(.io, "cannot open it: \(error)", at: .init(file: chunk.path.string))
            }
            descriptor.adviseSequentialReading()
        }
        if !records.mayBeLines { beginFraming() }
    }

    deinit {
        if !chunk.isStandardInput { try? descriptor.close() }
    }

    /// Whether the system can hold the chunk in its page cache.
    var mayBeInMemory: Bool { !chunk.isStandardInput }

    /// Whether pieces are read first, which are unpacked then.
    var isStaged: Bool { chunk.format != .plain || framer != nil }

    /// Prepares `block` to take the next lines.
    func begin(_ block: TextBlock) {
        block.text.removeAll()
        block.text.append(carry.bytes)
        block.lines = 0..<0
        carry.removeAll()
        block.isFramed = framer != nil
        block.map.removeAll()
        if framer != nil { swap(&block.map, &carryMap) }
        target = budget.blockByteCount
        hasWaited = false
    }

    /// Reads lines of a plain chunk into `block`.
    ///
    /// - Parameters:
    ///   - mayGrow: whether a line longer than a block may take more memory.
    ///   - mayWait: whether bytes may be waited for that are not in memory.
    func fill(_ block: TextBlock, mayGrow: Bool, mayWait: Bool = true) throws(ParquetError) -> Outcome {
        while true {
            let before = block.text.count
            let isMore = try read(into: &block.text, upTo: target, mayWait: mayWait)
            readByteCount += block.text.count - before
            hash(&block.text, from: before)
            guard let isMore else { return .needsRead }
            if !isMore { try checkUnchanged() }
            rawEnded = !isMore
            if tell(block, isAll: !isMore) { return .needsFraming }
            if let outcome = try cut(block, isLast: !isMore) { return outcome }
            guard mayGrow else { return .needsRoom }
            grow()
        }
    }

    /// Reads the next piece of a chunk that is unpacked.
    func readRaw() throws(ParquetError) {
        if chunk.format == .plain {
            unframed.removeAll()
            unframedOffset = 0
            rawEnded = try !read(into: &unframed, upTo: ChunkSource.pieceByteCount)
            readByteCount += unframed.count
        } else {
            raw.removeAll()
            rawOffset = 0
            rawEnded = try !read(into: &raw, upTo: ChunkSource.pieceByteCount)
            readByteCount += raw.count
        }
        hasNewPiece = true
        if rawEnded { try checkUnchanged() }
    }

    /// Decompresses and frames lines into `block`, as far as the piece that was read reaches.
    ///
    /// - Parameter mayGrow: whether a line longer than a block may take more memory.
    func unpack(into block: TextBlock, mayGrow: Bool) throws(ParquetError) -> Outcome {
        if hasNewPiece { hashPiece() }
        while true {
            let isLast: Bool
            if framer == nil {
                guard let hasEnded = try decompress(into: &block.text, upTo: target) else { return .needsRead }
                isLast = hasEnded
                if tell(block, isAll: isLast) { continue }
                if let outcome = try cut(block, isLast: isLast) { return outcome }
            } else {
                guard let hasEnded = try frame(into: block) else { return .needsRead }
                if let outcome = cutFramed(block, isLast: hasEnded) { return outcome }
            }
            guard mayGrow else { return .needsRoom }
            grow()
        }
    }

    /// Hashes what was read last into `buffer`.
    private func hash(_ buffer: inout ByteBuffer, from start: Int) {
        guard hash != nil else { return }
        var bytes = ByteBuffer()
        swap(&bytes, &buffer)
        hash?.update(bytes.bytes.extracting(start..<bytes.count))
        swap(&bytes, &buffer)
    }

    private func hashPiece() {
        hasNewPiece = false
        switch chunk.format {
        case .plain: hash(&unframed, from: 0)
        case .gzip, .zstd: hash(&raw, from: 0)
        }
    }

    /// What was read to its end.
    var end: ChunkEnd { ChunkEnd(byteCount: readByteCount, sha256: hash?.finish()) }

    /// Decompresses until `buffer` holds `count` bytes.
    ///
    /// - Returns: whether the stream has ended; nil if the next piece of the file is needed first.
    private func decompress(into buffer: inout ByteBuffer, upTo count: Int) throws(ParquetError) -> Bool? {
        do {
            try decompressor?.decompress(raw.bytes, at: &rawOffset, into: &buffer, upTo: count)
            guard buffer.count < count else { return false }
            guard rawEnded else { return nil }
            try finishStream()
            return true
        } catch {
            let hint =
                error.message.contains("too much memory")
                ? "; windows may take \(ByteCount(budget.maximumWindowByteCount)), raise --memory" : ""
            throw ParquetError(.input, error.message + hint, at: .init(file: chunk.path.string))
        }
    }

    private func finishStream() throws(CodecError) {
        switch decompressor {
        case .some(let stream): try stream.finish()
        case .none: break
        }
    }

    /// Reads until `buffer` holds `count` bytes.
    ///
    /// - Returns: whether more may follow; nil if that has to be waited for.
    private func read(
        into buffer: inout ByteBuffer, upTo count: Int, mayWait: Bool
    ) throws(ParquetError) -> Bool? {
        if mayBeInMemory {
            switch descriptor.fillFromMemory(&buffer, upTo: count) {
            case .full: return true
            case .ended: return false
            case .wouldWait: break
            }
        }
        guard mayWait else { return nil }
        hasWaited = true
        return try read(into: &buffer, upTo: count)
    }

    private func read(into buffer: inout ByteBuffer, upTo count: Int) throws(ParquetError) -> Bool {
        buffer.append(firstBytes)
        firstBytes = []
        do {
            return try descriptor.fill(&buffer, upTo: count)
        } catch {
            throw ParquetError(.io, "cannot read it: \(error)", at: .init(file: chunk.path.string))
        }
    }

    /// Cuts the lines off that end in the block and keeps the rest for the next one. Nil if none ends.
    private func cut(_ block: TextBlock, isLast: Bool) throws(ParquetError) -> Outcome? {
        let start = chunker.byteOffset
        var text = ByteBuffer()
        swap(&text, &block.text)
        defer { swap(&text, &block.text) }
        let cut: LineChunker.Chunk?
        do {
            cut = try chunker.cut(text.bytes, isLast: isLast)
        } catch {
            throw tooLong("line", at: .init(file: chunk.path.string, line: 1, byteOffset: start))
        }
        block.mayBeFramed = records == .auto
        block.sourceByteCount = cut?.range.count ?? 0
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

    private func tooLong(_ what: String, at place: ParquetError.Place) -> ParquetError {
        let limit = ByteCount(budget.maximumLineByteCount)
        return ParquetError(.limit, "the \(what) is longer than the limit of \(limit)", at: place)
    }

    private func grow() {
        // Room for the longest line, its line feed and a byte order mark: a longer line is recognized as such.
        target = min(target * 2, budget.maximumLineByteCount + 4)
    }

    /// The file must be as it was when it was listed: a chunk that is still being written is not converted.
    private func checkUnchanged() throws(ParquetError) {
        guard chunk.isStandardInput || readByteCount == chunk.byteCount else {
            throw ParquetError(
                .input,
                "\(chunk.byteCount) bytes were listed and \(readByteCount) read: the file changed while it was read, or is still being "
                    + "written; convert it when it is complete", at: .init(file: chunk.path.string))
        }
        guard let modified = chunk.modifiedNanoseconds else { return }
        if case .regular(chunk.byteCount, modified)? = try? PlatformFile.kind(of: chunk.path) { return }
        throw ParquetError(
            .input, "the file changed while it was read; convert it when it is complete",
            at: .init(file: chunk.path.string))
    }
}

// Records that do not stand one a line.
extension ChunkSource {
    private func beginFraming() {
        framer = RecordFramer(records, maximumRecordLength: budget.maximumLineByteCount)
    }

    /// Tells by the first text of the chunk, which is in `block`, how records stand in it. If they are to be framed, the text
    /// is moved out of the block.
    ///
    /// - Returns: whether they are.
    private func tell(_ block: TextBlock, isAll: Bool) -> Bool {
        guard !isTold else { return false }
        isTold = true
        let shape = RecordShape.told(by: block.text.bytes, isAll: isAll)
        guard shape != .lines else { return false }
        records = shape
        beginFraming()
        swap(&unframed, &block.text)
        unframedOffset = 0
        block.isFramed = true
        return true
    }

    /// Frames records until `block` holds enough.
    ///
    /// - Returns: whether the text has ended, or there was an error; nil if the next piece of the file is needed first.
    private func frame(into block: TextBlock) throws(ParquetError) -> Bool? {
        while block.text.count < target {
            if unframedOffset == unframed.count {
                var hasEnded = rawEnded
                if chunk.format != .plain {
                    unframed.removeAll()
                    unframedOffset = 0
                    hasEnded = try decompress(into: &unframed, upTo: ChunkSource.pieceByteCount) ?? false
                }
                if unframedOffset == unframed.count {
                    guard hasEnded else { return nil }
                    framer?.finish(into: block.text, &block.map)
                    break
                }
            }
            framer?.frame(unframed.bytes, at: &unframedOffset, into: &block.text, &block.map, upTo: target)
            if block.map.failure != nil { break }
        }
        if let failure = block.map.failure, failure.code == .limit {
            block.map.failure = tooLong("record", at: failure.place)
        }
        return block.text.count < target || block.map.failure != nil
    }

    /// The same as `cut` for framed records.
    private func cutFramed(_ block: TextBlock, isLast: Bool) -> Outcome? {
        let whole = block.map.wholeByteCount
        guard whole > 0 || isLast else { return nil }
        block.lines = 0..<whole
        block.byteOffset = framedByteCount
        let end = framer?.byteOffset ?? framedByteCount
        block.sourceByteCount = end - framedByteCount
        framedByteCount = end
        if isLast { return .last }
        carry.append(block.text.bytes.extracting(whole..<block.text.count))
        carryMap = block.map.takeRest()
        return .lines
    }
}
