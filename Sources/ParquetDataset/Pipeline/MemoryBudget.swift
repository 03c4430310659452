internal import Parquet
internal import ParquetJSON

/// How the memory of a conversion is shared out, and what is charged to the share of blocks.
///
/// Of the total, a fixed part is set aside for the writer (the row group it encodes), for decompressors' windows, and for one
/// line of an eighth of the total with its row. A longer one takes memory beyond the total, seven times its length or so; there is but
/// one such line at a time. The rest holds blocks: text and the rows made of it. How many of them there
/// may be at once follows from it.
///
/// Where rows are sorted, blocks get a quarter of the rest, or what the fewest of them take if that is more, and sorting gets the
/// others (`SortShares`):
///
///     total = 3 row groups + 4 pages + 2 longest lines + zstd windows + blocks + sorting
struct MemoryBudget: Sendable {
    /// The memory that may be used, in bytes.
    let total: Int
    /// The text of a block, unless a line is longer.
    let blockByteCount: Int
    /// The longest line that is accepted.
    let maximumLineByteCount: Int
    /// The largest window that a zstd frame may ask for.
    let maximumWindowByteCount: Int
    /// How many compressed chunks may be open at once.
    let streamLimit: Int
    /// The part that blocks may take.
    let blockShare: Int
    /// The part that sorting may take; nil where rows are not sorted.
    let sorting: SortShares?
    /// What blocks take at the moment.
    private(set) var charged = 0

    /// What a block is charged before it is known: its text, and rows of the same size.
    var blockCharge: Int { 2 * blockByteCount }

    /// How many more blocks fit.
    var blocksLeft: Int { max(0, blockShare - charged) / blockCharge }

    /// Shares out `total` bytes.
    ///
    /// - Throws: `ParquetError` with code `limit` if they are too few; its message says what would do.
    init(
        total: Int, threads: Int, writer: WriterOptions, hasZstd: Bool, sorts: Bool = false,
        maximumLineByteCount: Int = LineChunker.defaultMaximumLineLength
    ) throws(ParquetError) {
        guard (1...LineChunker.defaultMaximumLineLength).contains(maximumLineByteCount) else {
            throw ParquetError(
                .argument,
                "lines of at most \(maximumLineByteCount) bytes cannot be read; give 1 to \(LineChunker.defaultMaximumLineLength)"
            )
        }
        self.total = total
        self.maximumLineByteCount = maximumLineByteCount
        streamLimit = hasZstd ? min(threads + 1, 8) : threads + 1
        blockByteCount = total >= 128 << 20 ? 1 << 20 : 1 << 18
        maximumWindowByteCount = max(1 << 20, total / 32)
        let fewestBlocks = (threads + 4).multipliedReportingOverflow(by: 2 * blockByteCount)
        let reserved =
            MemoryBudget.writerByteCount(writer) + 2 * min(total / 8, maximumLineByteCount)
            + (hasZstd ? streamLimit * maximumWindowByteCount : 0)
        let rest = total - reserved
        let least = fewestBlocks.partialValue + (sorts ? MemoryBudget.leastSortByteCount : 0)
        blockShare = sorts ? max(fewestBlocks.partialValue, rest / 4) : rest
        sorting =
            sorts
            ? SortShares(byteCount: rest - blockShare, writerByteCount: MemoryBudget.writerByteCount(writer)) : nil
        guard !fewestBlocks.overflow, rest >= least else {
            throw ParquetError(
                .limit,
                "\(ByteCount(total)) of memory are too few for \(threads) threads and row groups of "
                    + "\(ByteCount(writer.rowGroupByteLimit)); raise --memory, or lower --row-group-size or --threads")
        }
    }

    /// Sorting makes do with this, slowly.
    private static let leastSortByteCount = 4 << 20

    /// What the writer may take: its pages before and after compression. A row group's encoded columns are kept until it
    /// is full, and while a dictionary is weighed, both forms of a column are.
    static func writerByteCount(_ options: WriterOptions) -> Int {
        let rowGroup = options.rowGroupByteLimit.multipliedReportingOverflow(by: 3)
        return rowGroup.overflow ? Int.max / 4 : min(rowGroup.partialValue, Int.max / 4) + 4 * options.pageByteLimit
    }

    /// Adds `change` bytes to what is charged.
    mutating func charge(_ change: Int) { charged += change }
}

/// A number of bytes for people: whole binary units where they fit, one decimal otherwise.
public struct ByteCount: Sendable, CustomStringConvertible {
    /// The number.
    public let bytes: Int

    /// `bytes` of them.
    public init(_ bytes: Int) { self.bytes = bytes }

    /// The number as `16 MiB` or `1.5 GiB`.
    public var description: String {
        var divisor = 1
        var unit = "B"
        for next in ["KiB", "MiB", "GiB", "TiB"] where bytes / divisor >= 1024 {
            divisor *= 1024
            unit = next
        }
        if bytes % divisor == 0 { return "\(bytes / divisor) \(unit)" }
        let (whole, rest) = bytes.quotientAndRemainder(dividingBy: divisor)
        return "\(whole).\(rest * 10 / divisor) \(unit)"
    }
}
