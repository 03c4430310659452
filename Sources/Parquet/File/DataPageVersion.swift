/// The two layouts of data pages (README.md of parquet-format, "Data Pages").
public enum DataPageVersion: Sendable, Hashable {
    /// Levels and values are compressed together: what every reader knows.
    case v1
    /// Levels are not compressed, and rows are counted, so that a reader can pass over them.
    case v2
}
