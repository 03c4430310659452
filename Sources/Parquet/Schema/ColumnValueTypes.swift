// The Swift types that columns have, each with its storage.

private func mismatch(_ storage: ColumnValues, _ type: Any.Type) -> Never {
    preconditionFailure("\(storage.physicalType.name) read as \(type)")
}

extension Bool: RequiredColumnValue {
    /// BOOLEAN.
    public static var physicalType: PhysicalType { .boolean }
    /// The values themselves.
    public static func storage(of values: [Bool]) -> ColumnValues { .boolean(values) }
    /// The values themselves.
    public static func values(in storage: ColumnValues) -> [Bool] {
        guard case .boolean(let values) = storage else { mismatch(storage, Self.self) }
        return values
    }
}

extension Int32: RequiredColumnValue {
    /// INT32.
    public static var physicalType: PhysicalType { .int32 }
    /// The values themselves.
    public static func storage(of values: [Int32]) -> ColumnValues { .int32(values) }
    /// The values themselves.
    public static func values(in storage: ColumnValues) -> [Int32] {
        guard case .int32(let values) = storage else { mismatch(storage, Self.self) }
        return values
    }
}

extension Int64: RequiredColumnValue {
    /// INT64.
    public static var physicalType: PhysicalType { .int64 }
    /// The values themselves.
    public static func storage(of values: [Int64]) -> ColumnValues { .int64(values) }
    /// The values themselves.
    public static func values(in storage: ColumnValues) -> [Int64] {
        guard case .int64(let values) = storage else { mismatch(storage, Self.self) }
        return values
    }
}

extension Float: RequiredColumnValue {
    /// FLOAT.
    public static var physicalType: PhysicalType { .float }
    /// The values themselves.
    public static func storage(of values: [Float]) -> ColumnValues { .float(values) }
    /// The values themselves.
    public static func values(in storage: ColumnValues) -> [Float] {
        guard case .float(let values) = storage else { mismatch(storage, Self.self) }
        return values
    }
}

extension Double: RequiredColumnValue {
    /// DOUBLE.
    public static var physicalType: PhysicalType { .double }
    /// The values themselves.
    public static func storage(of values: [Double]) -> ColumnValues { .double(values) }
    /// The values themselves.
    public static func values(in storage: ColumnValues) -> [Double] {
        guard case .double(let values) = storage else { mismatch(storage, Self.self) }
        return values
    }
}

extension String: RequiredColumnValue {
    /// BYTE_ARRAY.
    public static var physicalType: PhysicalType { .byteArray }
    /// STRING.
    public static var logicalType: LogicalType? { .string }
    /// The strings as UTF-8.
    public static func storage(of values: [String]) -> ColumnValues { .byteArray(ByteArrayValues(values)) }
    /// The bytes as UTF-8; what is not becomes U+FFFD.
    public static func values(in storage: ColumnValues) -> [String] {
        guard case .byteArray(let values) = storage else { mismatch(storage, Self.self) }
        return (0..<values.count).map { String(decoding: values.bytes[values.range(at: $0)], as: UTF8.self) }
    }
}

extension [UInt8]: ColumnValue, RequiredColumnValue {
    /// BYTE_ARRAY.
    public static var physicalType: PhysicalType { .byteArray }
    /// The bytes themselves.
    public static func storage(of values: [[UInt8]]) -> ColumnValues {
        var storage = ByteArrayValues()
        for value in values { storage.append(value) }
        return .byteArray(storage)
    }
    /// The bytes themselves.
    public static func values(in storage: ColumnValues) -> [[UInt8]] {
        guard case .byteArray(let values) = storage else { mismatch(storage, Self.self) }
        return (0..<values.count).map { values[$0] }
    }
}
