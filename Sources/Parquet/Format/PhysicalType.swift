/// How a column's values are stored (parquet.thrift, `Type`).
public enum PhysicalType: Int32, Sendable, Hashable, CaseIterable {
    /// One bit.
    case boolean = 0
    /// Four bytes, little-endian, signed unless the logical type says otherwise.
    case int32 = 1
    /// Eight bytes, little-endian, signed unless the logical type says otherwise.
    case int64 = 2
    /// Twelve bytes, the timestamps of old Hive, Impala and Spark. Read, never written.
    case int96 = 3
    /// IEEE 754 binary32.
    case float = 4
    /// IEEE 754 binary64.
    case double = 5
    /// Bytes of any length.
    case byteArray = 6
    /// Bytes of a length that the schema gives.
    case fixedLengthByteArray = 7

    /// The type's name in the specification.
    public var name: String {
        switch self {
        case .boolean: "BOOLEAN"
        case .int32: "INT32"
        case .int64: "INT64"
        case .int96: "INT96"
        case .float: "FLOAT"
        case .double: "DOUBLE"
        case .byteArray: "BYTE_ARRAY"
        case .fixedLengthByteArray: "FIXED_LEN_BYTE_ARRAY"
        }
    }
}

extension CompactReader {
    /// The physical type that a field names.
    ///
    /// - Throws: `ParquetError` with code `unsupported` if the number is above those of the specification, and `malformed`
    ///   if it can be none.
    @_lifetime(self: copy self)
    mutating func readPhysicalType(_ field: Field) throws(ParquetError) -> PhysicalType {
        let place = ParquetError.Place(byteOffset: fileOffset)
        let number = try readInt32(field)
        guard let type = PhysicalType(rawValue: number) else {
            throw ParquetError(
                number < 0 ? .malformed : .unsupported, "physical type \(number) is not known", at: place)
        }
        return type
    }
}
