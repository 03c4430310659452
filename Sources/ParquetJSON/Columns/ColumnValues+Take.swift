internal import Parquet

// Changing an enumeration's payload in place copies its array. So the array is taken out first, which leaves nothing behind,
// and put back when it is changed.
extension ColumnValues {
    /// The BOOLEAN values; nil if they are of another type.
    mutating func takeBoolean() -> [Bool]? {
        guard case .boolean(let array) = self else { return nil }
        self = .boolean([])
        return array
    }

    /// The INT32 values; nil if they are of another type.
    mutating func takeInt32() -> [Int32]? {
        guard case .int32(let array) = self else { return nil }
        self = .boolean([])
        return array
    }

    /// The INT64 values; nil if they are of another type.
    mutating func takeInt64() -> [Int64]? {
        guard case .int64(let array) = self else { return nil }
        self = .boolean([])
        return array
    }

    /// The FLOAT values; nil if they are of another type.
    mutating func takeFloat() -> [Float]? {
        guard case .float(let array) = self else { return nil }
        self = .boolean([])
        return array
    }

    /// The DOUBLE values; nil if they are of another type.
    mutating func takeDouble() -> [Double]? {
        guard case .double(let array) = self else { return nil }
        self = .boolean([])
        return array
    }

    /// The BYTE_ARRAY values; nil if they are of another type.
    mutating func takeByteArray() -> ByteArrayValues? {
        guard case .byteArray(let array) = self else { return nil }
        self = .boolean([])
        return array
    }

    /// The FIXED_LEN_BYTE_ARRAY values; nil if they are of another type.
    mutating func takeFixedLengthByteArray() -> FixedLengthByteArrayValues? {
        guard case .fixedLengthByteArray(let array) = self else { return nil }
        self = .boolean([])
        return array
    }
}
