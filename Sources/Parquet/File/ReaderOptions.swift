/// How files are read.
public struct ReaderOptions: Sendable, Equatable {
    /// The most rows of a batch. Batches of wide rows have fewer.
    public var batchRowLimit = 8192
    /// The most bytes that stored column chunks, pages, dictionaries, levels and batches may take in memory together, the batch
    /// that was read last among them. A file that needs more is refused with code `limit`. With a `concurrency` above 1 each
    /// task may take its share of what is left.
    public var memoryLimit = 1 << 30
    /// The most bytes of stored column chunks that are read ahead of being decoded; larger row groups are read in several
    /// steps.
    public var readAheadByteCount = 64 << 20
    /// Ranges of a file that are wanted and at most this many bytes apart are read at once.
    public var coalescingGap = 64 << 10
    /// How much of the end of a file is read at first, 8 or more: with the default the footers of most files come in one request. What
    /// of it is no footer is read for nothing.
    public var tailByteCount = 64 << 10
    /// How many tasks decode columns and row groups side by side. With more than one, batches are decoded ahead, as far as
    /// `memoryLimit` allows.
    public var concurrency = 1
    /// Whether dictionary-coded columns are handed out as `ColumnValues.dictionary`, as far as the chunk is coded so, instead
    /// of value by value.
    public var keepsDictionaries = false
    /// The steps by which rows that a predicate is not true of are left unread. Which rows come out does not depend on it.
    public var pruning = Set(PruningLevel.allCases)
    /// Whether pages are compared with their checksums, where they have some.
    public var verifiesChecksums = true

    /// The defaults.
    public init() {}

    /// What suits files of this machine, where a request costs as much as a few kilobytes: footers are read to the byte, and less of
    /// what lies between what is wanted.
    public static var localFiles: ReaderOptions {
        var options = ReaderOptions()
        options.tailByteCount = Footer.byteCount
        options.coalescingGap = 4 << 10
        return options
    }

    /// - Throws: `ParquetError` with code `argument` if an option is out of its range.
    func check() throws(ParquetError) {
        let positive = [
            ("batchRowLimit", batchRowLimit), ("memoryLimit", memoryLimit), ("readAheadByteCount", readAheadByteCount),
            ("concurrency", concurrency),
        ]
        for (name, value) in positive where value < 1 {
            throw ParquetError(.argument, "\(name) is \(value), it must be above 0")
        }
        guard tailByteCount >= Footer.byteCount else {
            throw ParquetError(.argument, "tailByteCount is \(tailByteCount), it must be \(Footer.byteCount) or more")
        }
        guard coalescingGap >= 0 else {
            throw ParquetError(.argument, "coalescingGap is \(coalescingGap), it must not be negative")
        }
    }
}
