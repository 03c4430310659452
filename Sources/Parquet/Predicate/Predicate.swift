/// Which rows are wanted: comparisons of columns with values, put together with and, or and not.
///
/// Columns with a Swift type make predicates with operators; values that are known at run time only are given as `Value`:
///
/// ```swift
/// let price = Column<Double>("price"), note = Column<String?>("note")
/// let cheap = price < 10 && !note.hasPrefix("test")
/// let isNew = note == nil || price > 100
/// let same = Predicate.comparison(["price"], .less, .decimal(unscaled: 1000, scale: 2)) && …
/// ```
///
/// Where Foundation is imported too, which has a `Predicate` of its own, the type is `Parquet.Predicate`; operators and
/// `where: .isNull(["note"])` need no name.
///
/// **Nulls.** A predicate is true, false or unknown, as in SQL, and a row is kept if it is true. A comparison, `isIn`,
/// `hasPrefix` or `like` of a null is unknown, and so is a comparison with the value `.null`. `not` of unknown is unknown; `and`
/// is unknown unless one side is false, `or` unless one is true. So neither `note == "a"` nor its `not` keeps rows
/// without a note; `isNull` does, which typed columns also write as `note == nil`.
///
/// **Values are compared exactly, by what they mean.** Integers, decimals of any scales and floating-point numbers are compared
/// as the numbers that they are: no integer or decimal is rounded to a double, which DuckDB and Spark do where one side is a
/// double. A FLOAT column is therefore never equal to the double 0.1, as in these engines. Timestamps and times of
/// different units are compared as points in time. Strings, ENUM, JSON, BSON and plain bytes are compared byte by byte, which for
/// UTF-8 is the order of code points; a UUID by its bytes; false comes before true.
///
/// **NaN** equals NaN and is greater than all other numbers, and −0 equals 0, as in DuckDB and Spark and unlike IEEE 754,
/// by which Trino compares: so every value that is not null is less than, equal to or greater than a given one, and
/// `not(a < b)` is `a >= b`.
///
/// **What cannot be compared** is refused when the predicate meets a schema, with an error that names the column: a DATE with a
/// timestamp or a number, text with a number, an instant with a local timestamp (engines take a session's time zone,
/// which a file has not; INT96 says neither, and is compared with both), the order of INTERVAL.
public enum Predicate: Sendable, Equatable {
    /// Whether the column's value stands so to the value: `column > value` for `.greater`.
    case comparison(ColumnPath, Comparison, Value)
    /// Whether the column's value equals one of the values. With a `.null` among them, it is unknown where it would be false; of
    /// no values it is false for every row, null or not (as in Spark and SQLite; DuckDB has a null in no values unknown).
    case isIn(ColumnPath, [Value])
    /// Whether the row has no value, be it that a group around the column is null. Never unknown.
    case isNull(ColumnPath)
    /// Whether the column's value begins with the text or bytes.
    case hasPrefix(ColumnPath, Value)
    /// Whether the column's text is as the pattern says: `%` stands for any text, `_` for any one code point, all else for
    /// itself. A character behind `escape` stands for itself, too. Without `escape` none does so, as in DuckDB and standard SQL;
    /// Spark takes a backslash.
    case like(ColumnPath, String, escape: Unicode.Scalar? = nil)
    /// Whether all are true. Of none: true.
    case and([Predicate])
    /// Whether one is true. Of none: false.
    case or([Predicate])
    /// Whether it is false.
    indirect case not(Predicate)

    /// How a column's value stands to a given one.
    public enum Comparison: Sendable, Hashable, CaseIterable {
        /// `=`
        case equal
        /// `<>`
        case notEqual
        /// `<`
        case less
        /// `<=`
        case lessOrEqual
        /// `>`
        case greater
        /// `>=`
        case greaterOrEqual
    }

    /// Whether the row has a value.
    public static func isNotNull(_ column: ColumnPath) -> Predicate { .not(.isNull(column)) }

    /// Whether both are true.
    public static func && (left: Predicate, right: Predicate) -> Predicate {
        .and(left.conjuncts + right.conjuncts)
    }

    /// Whether one of both is true.
    public static func || (left: Predicate, right: Predicate) -> Predicate {
        .or(left.disjuncts + right.disjuncts)
    }

    /// Whether it is false.
    public static prefix func ! (predicate: Predicate) -> Predicate { .not(predicate) }
}

// Chains of operators become one list, so that a thousand of them do not nest a thousand deep.
extension Predicate {
    private var conjuncts: [Predicate] {
        if case .and(let parts) = self { parts } else { [self] }
    }

    private var disjuncts: [Predicate] {
        if case .or(let parts) = self { parts } else { [self] }
    }
}

extension Predicate.Comparison {
    /// The comparison that is true where this one is false.
    var negated: Predicate.Comparison {
        switch self {
        case .equal: .notEqual
        case .notEqual: .equal
        case .less: .greaterOrEqual
        case .lessOrEqual: .greater
        case .greater: .lessOrEqual
        case .greaterOrEqual: .less
        }
    }
}

extension ColumnPath: ExpressibleByArrayLiteral {
    /// The path of the names: `["address", "city"]`.
    public init(arrayLiteral elements: String...) {
        self.init(elements)
    }
}
