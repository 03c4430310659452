internal import ParquetBytes

/// Whether a column gets bloom filters.
public enum BloomFilterPolicy: Sendable, Hashable {
    /// None.
    case never
    /// As described.
    case with(BloomFilterOptions)
}

/// How a column's bloom filters are made (BloomFilter.md).
public struct BloomFilterOptions: Sendable, Hashable {
    /// How many of the values that are not in a column chunk may seem to be in it: above 0 and below 1.
    public var falsePositiveShare: Double
    /// The most bytes of a filter. Where that is too few for the share, the filter errs more often.
    public var byteLimit: Int
    /// Whether a column chunk whose pages are all dictionary-coded gets a filter too, though its dictionary says exactly
    /// what is in it.
    public var includesDictionaryChunks: Bool

    /// Filters as described.
    public init(
        falsePositiveShare: Double = 0.01, byteLimit: Int = 1 << 20, includesDictionaryChunks: Bool = false
    ) {
        self.falsePositiveShare = falsePositiveShare
        self.byteLimit = byteLimit
        self.includesDictionaryChunks = includesDictionaryChunks
    }

    /// - Throws: `ParquetError` with code `argument` for a share or a size that cannot be.
    func check() throws(ParquetError) {
        guard falsePositiveShare > 0, falsePositiveShare < 1 else {
            throw ParquetError(.argument, "a bloom filter's share of false positives is above 0 and below 1")
        }
        guard (BloomFilter.blockByteCount...BloomFilter.maxByteCount).contains(byteLimit) else {
            throw ParquetError(
                .argument,
                "a bloom filter has \(BloomFilter.blockByteCount) to \(BloomFilter.maxByteCount) bytes, not \(byteLimit)"
            )
        }
    }

    /// The size of the filter of `distinctCount` values: the power of two that keeps to the share, within the limit.
    func byteCount(distinctCount: Int) -> Int {
        var size = BloomFilter.blockByteCount
        while size * 2 <= byteLimit,
            BloomFilter.falsePositiveShare(distinctCount: distinctCount, blockCount: size / BloomFilter.blockByteCount)
                > falsePositiveShare
        {
            size *= 2
        }
        return size
    }
}
