/// A step by which a scan finds out what it need not read, in the order in which they are taken.
public enum PruningLevel: String, Sendable, Hashable, CaseIterable {
    /// The names of a dataset's directories, which are values of columns: files that are not opened.
    case partition
    /// Minima, maxima and the number of nulls of row groups.
    case statistics
    /// Those of pages (PageIndex.md).
    case columnIndex = "column-index"
    /// The distinct values of a column chunk that is dictionary-coded as a whole.
    case dictionary
    /// Bloom filters (BloomFilter.md), where they take fewer bytes than they may save.
    case bloomFilter = "bloom-filter"
    /// The columns that are asked first, and of the others only pages that have rows left.
    case laterColumns = "later-columns"
}
