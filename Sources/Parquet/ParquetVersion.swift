/// The version of this package.
public enum ParquetVersion {
    /// As `1.2.3`.
    public static let current = "0.1.0"
}
