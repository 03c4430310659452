/// A value of a row, of the type that its column's logical type says.
public enum Value: Sendable, Equatable {
    /// No value.
    case null
    /// BOOLEAN.
    case boolean(Bool)
    /// INT32 without a logical type, and signed integers of at most 32 bits.
    case int32(Int32)
    /// INT64 without a logical type, and signed integers of 64 bits.
    case int64(Int64)
    /// Unsigned integers of at most 32 bits.
    case uint32(UInt32)
    /// Unsigned integers of 64 bits.
    case uint64(UInt64)
    /// FLOAT and FLOAT16.
    case float(Float)
    /// DOUBLE.
    case double(Double)
    /// DECIMAL: `unscaled` × 10^-`scale`.
    case decimal(unscaled: Int128, scale: Int)
    /// DECIMAL beyond 128 bits: the unscaled value in two's complement, highest byte first.
    case longDecimal(unscaled: [UInt8], scale: Int)
    /// STRING, ENUM and JSON. U+FFFD stands for bytes that are not UTF-8.
    case string(String)
    /// BYTE_ARRAY and FIXED_LEN_BYTE_ARRAY without a logical type, BSON, GEOMETRY and GEOGRAPHY (WKB).
    case bytes([UInt8])
    /// UUID, its first byte in the highest place.
    case uuid(UInt128)
    /// DATE: days since 1970-01-01.
    case date(days: Int32)
    /// TIME: units since midnight.
    case time(Int64, unit: TimeUnit, isAdjustedToUTC: Bool)
    /// TIMESTAMP: units since 1970-01-01T00:00:00, of UTC or of an unnamed place.
    case timestamp(Int64, unit: TimeUnit, isAdjustedToUTC: Bool)
    /// INT96, the timestamps of older writers: nanoseconds of a Julian day; 1970-01-01 is day 2,440,588.
    case int96(julianDay: Int32, nanosecondsOfDay: Int64)
    /// INTERVAL.
    case interval(months: UInt32, days: UInt32, milliseconds: UInt32)
    /// A LIST, or a repeated field.
    case list([Value])
    /// A MAP: its pairs in the order of the file.
    case map([MapEntry])
    /// A group.
    case group(GroupValue)
    /// A VARIANT.
    case variant(VariantValue)
}

/// A pair of a map.
public struct MapEntry: Sendable, Equatable {
    /// The key.
    public var key: Value
    /// The value.
    public var value: Value

    /// The pair of `key` and `value`.
    public init(key: Value, value: Value) {
        self.key = key
        self.value = value
    }
}

/// The fields of a group.
public struct GroupValue: Sendable, Equatable {
    /// The fields' names, in the order of the schema; two may be the same.
    public let names: [String]
    /// The fields' values, one for each name.
    public let values: [Value]

    /// The fields `names`, which are `values`.
    ///
    /// - Precondition: there are as many values as names.
    public init(names: [String], values: [Value]) {
        precondition(names.count == values.count, "a value for each name")
        self.names = names
        self.values = values
    }

    /// The first field named `name`; nil if there is none.
    public subscript(name: String) -> Value? {
        names.firstIndex(of: name).map { values[$0] }
    }
}
