/// How often a field occurs in its parent (parquet.thrift, `FieldRepetitionType`).
public enum Repetition: Int32, Sendable, Hashable {
    /// Exactly once.
    case required = 0
    /// Once or not at all.
    case optional = 1
    /// Any number of times.
    case repeated = 2
}
