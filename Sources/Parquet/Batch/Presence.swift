public import ParquetBytes

/// Which rows of a column in a batch have a value, and where nested values belong.
public enum Presence: Sendable, Equatable {
    /// Every row has exactly one value.
    case all(rowCount: Int)
    /// A bit a row: one where there is a value. For optional columns of the root.
    case validity(Bitmap)
    /// A level a value or missing value (README.md of parquet-format, "Nested Encoding"). A column chunk without
    /// repetition has no repetition levels.
    case levels(definition: [UInt16], repetition: [UInt16]?)

    /// The number of rows.
    public var rowCount: Int {
        switch self {
        case .all(let rowCount): rowCount
        case .validity(let bitmap): bitmap.count
        case .levels(let definition, nil): definition.count
        case .levels(_, .some(let repetition)): repetition.span.count(of: 0)
        }
    }

    /// Roughly how many bytes of memory it takes.
    var byteCount: Int {
        switch self {
        case .all: 0
        case .validity(let bitmap): bitmap.count / 8
        case .levels(let definition, let repetition): 2 * (definition.count + (repetition?.count ?? 0))
        }
    }

    /// The number of levels: values and missing values.
    public var levelCount: Int {
        switch self {
        case .all(let rowCount): rowCount
        case .validity(let bitmap): bitmap.count
        case .levels(let definition, _): definition.count
        }
    }
}
