internal import ParquetBytes

/// What a scan reads of a file, and what each step spared it.
///
/// The figures are those of what was scanned so far; when all rows have been read, those of the scan. What was read is counted as it
/// is asked of the file's source, so that a `CountingSource` around it has counted the same, and where everything read is held as
/// a whole (`ReaderOptions.readAheadByteCount`), the bytes of the columns are what was spared and what was read of them. Files may claim
/// any number of rows: sums that are too large for `Int` are `Int.max`.
public struct ScanExplanation: Sendable, Equatable {
    /// What a step spared.
    public struct Saving: Sendable, Equatable {
        /// The row groups of which nothing is left.
        public var rowGroupCount = 0
        /// The data pages, as far as the file says how many there are.
        public var pageCount = 0
        /// The rows.
        public var rowCount = 0
        /// The bytes of column chunks.
        public var byteCount = 0

        /// Adds what another one spared.
        public static func += (left: inout Saving, right: Saving) {
            left.rowGroupCount.addUpToMax(right.rowGroupCount)
            left.pageCount.addUpToMax(right.pageCount)
            left.rowCount.addUpToMax(right.rowCount)
            left.byteCount.addUpToMax(right.byteCount)
        }
    }

    /// The row groups that were asked for.
    public var rowGroupCount = 0
    /// Their rows.
    public var rowCount = 0
    /// The data pages of the columns that are asked for, as far as the file says how many there are.
    public var pageCount = 0
    /// The bytes of the column chunks that are asked for, be it by the predicate alone: what is read where nothing is spared.
    public var chunkByteCount = 0
    /// What each step spared.
    public private(set) var savings: [PruningLevel: Saving] = [:]

    /// The rows that are handed out.
    public var matchedRowCount = 0

    /// The bytes of the footer, which were read when the file was opened.
    public var footerByteCount = 0
    /// The bytes of page indexes.
    public var indexByteCount = 0
    /// The bytes of bloom filters.
    public var bloomFilterByteCount = 0
    /// The bytes of column chunks that were wanted: of their data pages and dictionaries.
    public var dataByteCount = 0
    /// Bytes between those wanted that were read to save requests; see `ReaderOptions.coalescingGap`.
    public var gapByteCount = 0

    /// An explanation of nothing.
    public init() {}

    /// All bytes that are read.
    public var readByteCount: Int {
        footerByteCount + indexByteCount + bloomFilterByteCount + dataByteCount + gapByteCount
    }

    /// What the step `level` spared.
    public func saving(of level: PruningLevel) -> Saving { savings[level] ?? Saving() }

    /// Notes what the step `level` spared.
    public mutating func add(_ saving: Saving, to level: PruningLevel) {
        savings[level, default: Saving()] += saving
    }

    /// Adds the figures of another scan, or of another part of this one.
    public static func += (left: inout ScanExplanation, right: ScanExplanation) {
        left.rowGroupCount.addUpToMax(right.rowGroupCount)
        left.rowCount.addUpToMax(right.rowCount)
        left.pageCount.addUpToMax(right.pageCount)
        left.chunkByteCount.addUpToMax(right.chunkByteCount)
        for (level, saving) in right.savings { left.add(saving, to: level) }
        left.matchedRowCount.addUpToMax(right.matchedRowCount)
        left.footerByteCount.addUpToMax(right.footerByteCount)
        left.indexByteCount.addUpToMax(right.indexByteCount)
        left.bloomFilterByteCount.addUpToMax(right.bloomFilterByteCount)
        left.dataByteCount.addUpToMax(right.dataByteCount)
        left.gapByteCount.addUpToMax(right.gapByteCount)
    }
}
