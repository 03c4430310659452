/// A value of a predicate as a column's pages have it, so that it is compared without being converted again.
enum PhysicalLiteral: Sendable, Equatable {
    /// BOOLEAN.
    case boolean(Bool)
    /// INT32 in signed order: numbers, decimals, dates and times.
    case int32(Int32)
    /// INT32 of unsigned numbers.
    case uint32(UInt32)
    /// INT64 in signed order: numbers, decimals, times and timestamps.
    case int64(Int64)
    /// INT64 of unsigned numbers.
    case uint64(UInt64)
    /// FLOAT and FLOAT16, NaN being above all.
    case float(Float)
    /// DOUBLE, NaN being above all.
    case double(Double)
    /// BYTE_ARRAY and FIXED_LEN_BYTE_ARRAY in the order of unsigned bytes.
    case bytes([UInt8])
    /// The unscaled value of a decimal in a byte array, in the scale of the column: two's complement, the highest byte first.
    case decimal([UInt8])
    /// INT96: nanoseconds since 1970-01-01T00:00:00.
    case int96(nanoseconds: Int128)
}

/// Where a predicate's value stands among the values that a column can have.
enum LiteralPosition: Sendable, Equatable {
    /// It is one of them.
    case exact(PhysicalLiteral)
    /// It is above this one and below the next.
    case after(PhysicalLiteral)
    /// It is below all of them.
    case belowAll
    /// It is above all of them.
    case aboveAll
}
