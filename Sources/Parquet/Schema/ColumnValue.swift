/// A Swift type that stands for a column's values.
public protocol ColumnValue: Sendable {
    /// How values are stored.
    static var physicalType: PhysicalType { get }
    /// What values mean by themselves.
    static var logicalType: LogicalType? { get }
    /// Required, or optional for `Optional`.
    static var repetition: Repetition { get }
    /// The rows as a column of a batch.
    static func vector(of rows: [Self]) -> ColumnVector
    /// A column of a batch as rows.
    static func rows(of vector: ColumnVector) -> [Self]
}

/// A Swift type that stands for a column's values and has no null.
public protocol RequiredColumnValue: ColumnValue {
    /// The storage of `values`.
    static func storage(of values: [Self]) -> ColumnValues
    /// The values in `storage`, which is of the type's kind.
    static func values(in storage: ColumnValues) -> [Self]
}

extension RequiredColumnValue {
    /// No meaning beyond the type.
    public static var logicalType: LogicalType? { nil }
    /// Every row has a value.
    public static var repetition: Repetition { .required }

    /// Every row has a value.
    public static func vector(of rows: [Self]) -> ColumnVector { ColumnVector(storage(of: rows)) }

    /// - Precondition: no row is null.
    public static func rows(of vector: ColumnVector) -> [Self] {
        let values = denseValues(in: vector.values)
        precondition(values.count == vector.rowCount, "the column has nulls: read it as an optional type")
        return values
    }

    static func denseValues(in storage: ColumnValues) -> [Self] {
        guard case .dictionary(let indices, let distinct) = storage else { return values(in: storage) }
        let distinctValues = values(in: distinct)
        return indices.map { distinctValues[Int($0)] }
    }
}

extension Optional: ColumnValue where Wrapped: RequiredColumnValue {
    /// The wrapped type's.
    public static var physicalType: PhysicalType { Wrapped.physicalType }
    /// The wrapped type's.
    public static var logicalType: LogicalType? { Wrapped.logicalType }
    /// A row may be null.
    public static var repetition: Repetition { .optional }

    /// Nil rows become nulls.
    public static func vector(of rows: [Wrapped?]) -> ColumnVector {
        let present = rows.compactMap { $0 }
        return ColumnVector(
            presence: present.count == rows.count
                ? .all(rowCount: rows.count) : .validity(Bitmap(rows.map { $0 != nil })),
            values: Wrapped.storage(of: present))
    }

    /// Nulls become nil.
    public static func rows(of vector: ColumnVector) -> [Wrapped?] {
        let values = Wrapped.denseValues(in: vector.values)
        switch vector.presence {
        case .all: return values
        case .validity(let bitmap):
            var next = values.makeIterator()
            return (0..<bitmap.count).map { bitmap[$0] ? next.next() : nil }
        case .levels(let definition, _):
            let top = definition.max() ?? 0
            var next = values.makeIterator()
            return definition.map { $0 == top ? next.next() : nil }
        }
    }
}
