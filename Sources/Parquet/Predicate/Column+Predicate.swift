/// A Swift type of columns that can stand in predicates.
public protocol ComparableColumnValue: ColumnValue {
    /// What its columns are compared with: the type itself, or what an optional wraps.
    associatedtype Comparand: Sendable = Self
    /// `comparand` as the value that it is in a column of `logicalType`: an `Int64` can be a number or a timestamp.
    static func value(of comparand: Comparand, in logicalType: LogicalType?) -> Parquet.Value
}

extension Column where Value: ComparableColumnValue {
    /// Whether the column's value is `value`. See `Predicate` for how values are compared.
    public static func == (column: Column, value: Value.Comparand) -> Predicate { column.compared(.equal, value) }

    /// Whether the column has a value, and another than `value`.
    public static func != (column: Column, value: Value.Comparand) -> Predicate { column.compared(.notEqual, value) }

    /// Whether the column's value is less than `value`.
    public static func < (column: Column, value: Value.Comparand) -> Predicate { column.compared(.less, value) }

    /// Whether the column's value is at most `value`.
    public static func <= (column: Column, value: Value.Comparand) -> Predicate {
        column.compared(.lessOrEqual, value)
    }

    /// Whether the column's value is greater than `value`.
    public static func > (column: Column, value: Value.Comparand) -> Predicate { column.compared(.greater, value) }

    /// Whether the column's value is at least `value`.
    public static func >= (column: Column, value: Value.Comparand) -> Predicate {
        column.compared(.greaterOrEqual, value)
    }

    /// Whether the column's value is one of `values`.
    public func isIn(_ values: some Sequence<Value.Comparand>) -> Predicate {
        .isIn(path, values.map { Value.value(of: $0, in: logicalType) })
    }

    private func compared(_ comparison: Predicate.Comparison, _ value: Value.Comparand) -> Predicate {
        .comparison(path, comparison, Value.value(of: value, in: logicalType))
    }
}

extension Column {
    /// The path of the column: its name alone.
    public var path: ColumnPath { ColumnPath([name]) }

    /// Whether the row has no value.
    public var isNull: Predicate { .isNull(path) }

    /// Whether the row has a value.
    public var isNotNull: Predicate { .isNotNull(path) }

    /// Whether the row has no value: `column == nil` is `column.isNull`.
    public static func == (column: Column, value: _OptionalNilComparisonType) -> Predicate { column.isNull }

    /// Whether the row has a value: `column != nil` is `column.isNotNull`.
    public static func != (column: Column, value: _OptionalNilComparisonType) -> Predicate { column.isNotNull }
}

extension Column where Value: ComparableColumnValue, Value.Comparand == String {
    /// Whether the column's text begins with `prefix`.
    public func hasPrefix(_ prefix: String) -> Predicate { .hasPrefix(path, .string(prefix)) }

    /// Whether the column's text is as `pattern` says; see `Predicate.like`.
    public func like(_ pattern: String, escape: Unicode.Scalar? = nil) -> Predicate {
        .like(path, pattern, escape: escape)
    }
}

extension Column where Value: ComparableColumnValue, Value.Comparand == [UInt8] {
    /// Whether the column's bytes begin with `prefix`.
    public func hasPrefix(_ prefix: [UInt8]) -> Predicate { .hasPrefix(path, .bytes(prefix)) }
}

extension Optional: ComparableColumnValue where Wrapped: ComparableColumnValue & RequiredColumnValue {
    /// What the wrapped type is compared with.
    public typealias Comparand = Wrapped.Comparand
    /// The wrapped type's.
    public static func value(of comparand: Wrapped.Comparand, in logicalType: LogicalType?) -> Value {
        Wrapped.value(of: comparand, in: logicalType)
    }
}

extension Bool: ComparableColumnValue {
    /// A truth value.
    public static func value(of comparand: Bool, in logicalType: LogicalType?) -> Value { .boolean(comparand) }
}

extension Int32: ComparableColumnValue {
    /// A number, date or time, as the logical type says.
    public static func value(of comparand: Int32, in logicalType: LogicalType?) -> Value {
        Value(comparand, logicalType)
    }
}

extension Int64: ComparableColumnValue {
    /// A number, time or timestamp, as the logical type says.
    public static func value(of comparand: Int64, in logicalType: LogicalType?) -> Value {
        Value(comparand, logicalType)
    }
}

extension Float: ComparableColumnValue {
    /// A number.
    public static func value(of comparand: Float, in logicalType: LogicalType?) -> Value { .float(comparand) }
}

extension Double: ComparableColumnValue {
    /// A number.
    public static func value(of comparand: Double, in logicalType: LogicalType?) -> Value { .double(comparand) }
}

extension String: ComparableColumnValue {
    /// Text.
    public static func value(of comparand: String, in logicalType: LogicalType?) -> Value { .string(comparand) }
}

extension [UInt8]: ComparableColumnValue {
    /// Bytes, or a decimal if the logical type says so.
    public static func value(of comparand: [UInt8], in logicalType: LogicalType?) -> Value {
        guard case .decimal(_, let scale) = logicalType else { return .bytes(comparand) }
        return .longDecimal(unscaled: comparand, scale: scale)
    }
}
