/// What `FileCheck` looks at, by the names that findings have on the command line.
public enum CheckRule: String, Sendable, CaseIterable {
    /// The file begins and ends with PAR1.
    case magic
    /// The footer can be read.
    case footer
    /// The schema is a tree, and its annotations make sense.
    case schema
    /// Key-value metadata have a key once.
    case keyValueMetadata = "key-value-metadata"
    /// Rows of the file, of row groups and of column chunks are as many as told.
    case rowCount = "row-count"
    /// There is an order for each column, and each goes with its column.
    case columnOrder = "column-order"
    /// Row groups are numbered as they lie.
    case ordinal
    /// A column chunk is that of its column: path, type, codec.
    case columnChunk = "column-chunk"
    /// A chunk's number of values is right.
    case valueCount = "value-count"
    /// What a chunk and its row group say about where their pages begin.
    case offset
    /// What a chunk and its row group say about the bytes they take.
    case size
    /// Nothing overlaps and nothing lies outside the file.
    case overlap
    /// Pages can be read.
    case page
    /// A page's header is that of its content.
    case pageHeader = "page-header"
    /// Pages have the checksums they say.
    case checksum
    /// Repetition and definition levels go with the schema, the rows, and the levels of other columns.
    case levels
    /// The dictionary page comes first, is used, and is sorted if it says so.
    case dictionary
    /// The list of encodings has all that occur.
    case encodings
    /// The statistics of encodings count the pages.
    case encodingStatistics = "encoding-statistics"
    /// Null counts are right.
    case nullCount = "null-count"
    /// Counts of NaNs are right.
    case nanCount = "nan-count"
    /// Counts of distinct values are right.
    case distinctCount = "distinct-count"
    /// No value lies outside its bounds.
    case bounds
    /// Bounds that are said to be exact are.
    case exactBounds = "exact-bounds"
    /// Level histograms and byte counts are right.
    case sizeStatistics = "size-statistics"
    /// Bounding boxes hold all shapes, and the list of geospatial types has all that occur.
    case geospatialStatistics = "geospatial-statistics"
    /// The column index can be read, has an entry a page, and null pages are those of nulls only.
    case columnIndex = "column-index"
    /// Bounds of pages are in the order that is told.
    case boundaryOrder = "boundary-order"
    /// The offset index says where pages are and which rows they begin with.
    case offsetIndex = "offset-index"
    /// The bloom filter can be read and holds all values.
    case bloomFilter = "bloom-filter"
    /// Rows are sorted as the row group says.
    case sorting
    /// Values are what the logical type says: text is UTF-8, decimals have no more digits than told, and so on.
    case logicalType = "logical-type"
    /// Variants can be read.
    case variant
    /// What is encrypted cannot be checked.
    case encryption
}
