/// An integer type with columns of its own.
///
/// Read are integers of any width, as long as they fit. Integers that are dates or times are read and written only where the
/// reader or writer says so (`as: .timestamp(…)`), since their unit is not in the number.
public protocol ParquetInteger: ParquetScalar, FixedWidthInteger {}

extension ParquetInteger {
    /// INT32 or INT64, INTEGER with the type's width and sign where it is not the physical type's own.
    public static func field(_ request: FieldRequest) throws(ParquetError) -> SchemaField {
        let own = LogicalType.integer(bitWidth: bitWidth, isSigned: isSigned)
        let isPlain = isSigned && bitWidth >= 32
        return try request.column(bitWidth > 32 ? .int64 : .int32, isPlain ? nil : own) { requested in
            switch requested {
            case .date, .time, .timestamp: isPlain
            case .integer: requested == own
            default: false
            }
        }
    }

    /// The numbers; those of fewer than 32 bits as INT32.
    public static func storage(of values: [Self], in column: ColumnDescriptor) throws(FieldMisfit) -> ColumnValues {
        if bitWidth > 32 {
            if let values = values as? [Int64] { return .int64(values) }
            return .int64(values.map { Int64(truncatingIfNeeded: $0) })
        }
        if let values = values as? [Int32] { return .int32(values) }
        return .int32(values.map { Int32(truncatingIfNeeded: $0) })
    }

    /// The numbers.
    public static func values(
        in storage: ColumnValues, of column: ColumnDescriptor, as logicalType: LogicalType?
    ) throws(FieldMisfit) -> [Self] {
        var isStoredSigned = true
        switch column.logicalType {
        case nil: break
        case .integer(_, let isSigned): isStoredSigned = isSigned
        case .date, .time, .timestamp:
            guard logicalType == column.logicalType else { throw FieldMisfit.type(column, Self.self) }
        case .unknown: break
        default: throw FieldMisfit.type(column, Self.self)
        }
        switch (storage, isStoredSigned) {
        case (.int32(let numbers), true): return try exact(numbers)
        case (.int32(let numbers), false): return try exact(numbers, of: UInt32.self)
        case (.int64(let numbers), true): return try exact(numbers)
        case (.int64(let numbers), false): return try exact(numbers, of: UInt64.self)
        default: throw FieldMisfit.type(column, Self.self)
        }
    }

    private static func exact<Stored: FixedWidthInteger>(_ numbers: [Stored]) throws(FieldMisfit) -> [Self] {
        if let numbers = numbers as? [Self] { return numbers }
        return try exact(numbers, of: Stored.self)
    }

    private static func exact<Stored: FixedWidthInteger, Meant: FixedWidthInteger>(
        _ numbers: [Stored], of type: Meant.Type
    ) throws(FieldMisfit) -> [Self] {
        var values: [Self] = []
        values.reserveCapacity(numbers.count)
        for (index, number) in numbers.enumerated() {
            let meant = Meant(truncatingIfNeeded: number)
            guard let value = Self(exactly: meant) else {
                throw FieldMisfit("\(meant) is beyond \(Self.self)", at: index)
            }
            values.append(value)
        }
        return values
    }
}

extension Int8: ParquetInteger {}
extension Int16: ParquetInteger {}
extension Int32: ParquetInteger {}
extension Int64: ParquetInteger {}
extension Int: ParquetInteger {}
extension UInt16: ParquetInteger {}
extension UInt32: ParquetInteger {}
extension UInt64: ParquetInteger {}
extension UInt: ParquetInteger {}

/// An integer of 8 bits; arrays of it are bytes.
extension UInt8: ParquetInteger {
    /// BYTE_ARRAY. Requested can be what bytes mean: BSON, GEOMETRY, GEOGRAPHY, or UTF-8 text.
    public static func arrayField(_ request: FieldRequest) throws(ParquetError) -> SchemaField {
        try request.column(.byteArray) { requested in
            switch requested {
            case .bson, .geometry, .geography, .string, .json, .enumeration: true
            default: false
            }
        }
    }

    /// Stores each array as a byte string.
    public static func shredArrays(
        _ values: [[UInt8]], into columns: inout ShreddedColumns, at levels: OpenLevels
    ) throws(ParquetError) {
        try ByteString.shred(values.map { ByteString(bytes: $0[...]) }, into: &columns, at: levels)
    }

    /// The byte strings.
    public static func assembleArrays(_ column: AssembledColumn) throws(ParquetError) -> [[UInt8]] {
        try ByteString.assemble(column).map { Array($0.bytes) }
    }
}
