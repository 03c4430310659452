internal import Parquet
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
final class LineBlock: TextBlock, @unchecked Sendable {
    var key = BlockKey(chunk: 0, block: 0)
    /// The rows of the lines, once they are parsed.
    var batch: RecordBatch
    /// What was counted while parsing.
    var counts = LineCounts()
    /// The lines that are no rows, if they are left out.
    var rejected: [RejectedRecord] = []
    /// The hashes of the rows as they are written, if they are asked for.
    var hashes = RowHashes()
    /// What the block was last charged to the memory budget.
    var charged = 0

    init(schema: Schema) {
        batch = RecordBatch(schema: schema)
    }

    /// The memory that the block takes, in bytes.
    var byteCount: Int {
        textByteCount + batch.byteCount + hashes.byteCount + rejected.reduce(0) { $0 + $1.raw.count }
    }

    /// Makes rows of the lines.
    ///
    /// - Parameters:
    ///   - mayReject: whether lines that are no rows are left out, and kept in `rejected`.
    ///   - hasher: hashes the rows into `hashes`; nil does not.
    /// - Throws: what the reader throws; lines and bytes count from the start of the block, or from that of the chunk if the
    ///   block is framed.
    func parse(
        _ reader: inout JSONLinesReader, mayReject: Bool, _ hasher: inout BlockHasher?
    ) throws(ParquetError) {
        rejected = []
        hashes.removeAll()
        counts = try read(mayReject: mayReject) { lines, map, rejects throws(ParquetError) in
            guard rejects else { return try reader.read(lines, into: &batch) }
            var found: [RejectedLine] = []
            let counts = try reader.read(lines, into: &batch, rejecting: &found)
            rejected = found.map { RejectedRecord($0, of: lines, map, blockOffset: byteOffset) }
            return counts
        }
        guard counts.isBalanced, counts.rows == batch.rowCount, counts.rejectedLines == rejected.count,
            !isFramed || counts.rows + counts.rejectedLines == map.recordCount
        else {
            throw ParquetError(
                .json,
                "\(isFramed ? map.recordCount : counts.lines) lines became \(batch.rowCount) rows, \(counts.blankLines) blank lines and "
                    + "\(rejected.count) in quarantine; this is a fault of the program, please report it")
        }
        try hasher?.hash(batch, into: &hashes)
    }

    /// Gives back the memory that a long line made the block take.
    func shrink(to limit: Int) {
        guard byteCount > limit else { return }
        dropText()
        rejected = []
        hashes = RowHashes()
        batch = RecordBatch(schema: batch.schema)
    }
}

extension RecordBatch {
    /// The memory that the columns take, in bytes.
    fileprivate var byteCount: Int { columns.reduce(0) { $0 + $1.values.byteCount + $1.presence.byteCount } }
}

extension ColumnValues {
    /// The memory that the values take, in bytes.
    var byteCount: Int {
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
    /// The memory that it takes, in bytes.
    var byteCount: Int {
        switch self {
        case .all: 0
        case .validity(let bitmap): bitmap.count / 8
        case .levels(let definition, let repetition): (definition.capacity + (repetition?.capacity ?? 0)) * 2
        }
    }
}
