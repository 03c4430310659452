/// In which order the bounds of floating-point columns are bounds (parquet.thrift, `ColumnOrder`).
public enum FloatingPointOrder: Sendable, Hashable {
    /// TYPE_ORDER: by value, NaNs left out. What every reader knows.
    case typeDefined
    /// IEEE_754_TOTAL_ORDER: zeros and NaNs have their places. Readers that do not know it ignore the bounds.
    case ieee754TotalOrder
}
