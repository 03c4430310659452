internal import Parquet

/// Which type of column may become which without the files that have the old one being rewritten: the pairs of which Spark 4.3 reads old
/// and new files as one table of the new type, with the right values and the right rows for every comparison. Other engines want
/// more. `Tools/interop/widening.py` asks Spark.
///
/// | from | to |
/// |---|---|
/// | `tinyint` | `smallint`, `int`, `bigint`, `double` |
/// | `smallint` | `int`, `bigint`, `double` |
/// | `int` | `bigint`, `double` |
/// | `float` | `double` |
/// | `tinyint`, `smallint`, `int` | `decimal(p,s)` of at least 10 digits before the point |
/// | `bigint` | `decimal(p,s)` of at least 20 digits before the point |
/// | `decimal(p,s)` | `decimal(p',s')` with s' ≥ s and p' - s' ≥ p - s |
/// | `timestamp(millis)` | `timestamp(micros)` |
///
/// Columns of nested types may not.
public enum TypeWidening {
    /// Whether a column of `old` may become one of `new`. A type may become itself.
    public static func allows(_ old: ContractType, to new: ContractType) -> Bool {
        if old == new { return true }
        switch (old, new) {
        case (.tinyint, .smallint), (.tinyint, .int), (.tinyint, .bigint), (.tinyint, .double), (.smallint, .int),
            (.smallint, .bigint), (.smallint, .double), (.int, .bigint), (.int, .double), (.float, .double),
            (.timestamp(.millis), .timestamp(.micros)):
            return true
        case (.tinyint, .decimal(let precision, let scale)), (.smallint, .decimal(let precision, let scale)),
            (.int, .decimal(let precision, let scale)):
            return precision - scale >= 10
        case (.bigint, .decimal(let precision, let scale)): return precision - scale >= 20
        case (.decimal(let precision, let scale), .decimal(let wider, let wideScale)):
            return wideScale >= scale && wider - wideScale >= precision - scale
        default: return false
        }
    }
}
