extension Bool: ParquetScalar {
    /// BOOLEAN.
    public static func field(_ request: FieldRequest) throws(ParquetError) -> SchemaField {
        try request.column(.boolean)
    }

    /// The values themselves.
    public static func storage(of values: [Bool], in column: ColumnDescriptor) throws(FieldMisfit) -> ColumnValues {
        .boolean(values)
    }

    /// The values themselves.
    public static func values(
        in storage: ColumnValues, of column: ColumnDescriptor, as logicalType: LogicalType?
    ) throws(FieldMisfit) -> [Bool] {
        guard case .boolean(let values) = storage else { throw FieldMisfit.type(column, Self.self) }
        return values
    }
}

extension Double: ParquetScalar {
    /// DOUBLE.
    public static func field(_ request: FieldRequest) throws(ParquetError) -> SchemaField {
        try request.column(.double)
    }

    /// The values themselves.
    public static func storage(of values: [Double], in column: ColumnDescriptor) throws(FieldMisfit) -> ColumnValues {
        .double(values)
    }

    /// The values themselves, those of FLOAT and FLOAT16 columns too.
    public static func values(
        in storage: ColumnValues, of column: ColumnDescriptor, as logicalType: LogicalType?
    ) throws(FieldMisfit) -> [Double] {
        if case .double(let values) = storage { return values }
        return try Float.values(in: storage, of: column, as: logicalType).map(Double.init)
    }
}

extension Float: ParquetScalar {
    /// FLOAT, or FLOAT16 where that is requested.
    public static func field(_ request: FieldRequest) throws(ParquetError) -> SchemaField {
        if request.logicalType == .float16 {
            return try request.column(.fixedLengthByteArray, typeLength: 2) { $0 == .float16 }
        }
        return try request.column(.float)
    }

    /// The values themselves, or the numbers of 16 bits next to them.
    public static func storage(of values: [Float], in column: ColumnDescriptor) throws(FieldMisfit) -> ColumnValues {
        guard column.logicalType == .float16 else { return .float(values) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.count * 2)
        for value in values {
            let bits = value.binary16Bits
            bytes.append(UInt8(truncatingIfNeeded: bits))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
        }
        return .fixedLengthByteArray(FixedLengthByteArrayValues(length: 2, bytes: bytes))
    }

    /// The values themselves, those of FLOAT16 columns too.
    public static func values(
        in storage: ColumnValues, of column: ColumnDescriptor, as logicalType: LogicalType?
    ) throws(FieldMisfit) -> [Float] {
        switch storage {
        case .float(let values): return values
        case .fixedLengthByteArray(let values) where column.logicalType == .float16 && values.length == 2:
            return (0..<values.count).map {
                Float(binary16: UInt16(values.bytes[2 * $0]) | UInt16(values.bytes[2 * $0 + 1]) << 8)
            }
        default: throw FieldMisfit.type(column, Self.self)
        }
    }
}

extension String: ParquetScalar {
    /// STRING, or ENUM or JSON where that is requested.
    public static func field(_ request: FieldRequest) throws(ParquetError) -> SchemaField {
        try request.column(.byteArray, .string) { $0 == .enumeration || $0 == .json }
    }

    /// The strings as UTF-8.
    public static func storage(of values: [String], in column: ColumnDescriptor) throws(FieldMisfit) -> ColumnValues {
        var stored = ByteArrayValues()
        stored.offsets.reserveCapacity(values.count + 1)
        for index in values.indices {
            let text = values[index].utf8
            try stored.append(text, count: text.count, at: index)
        }
        return .byteArray(stored)
    }

    /// The text of STRING, ENUM and JSON columns, and of BYTE_ARRAY that says nothing else; U+FFFD stands for bytes that are
    /// not UTF-8.
    public static func values(
        in storage: ColumnValues, of column: ColumnDescriptor, as logicalType: LogicalType?
    ) throws(FieldMisfit) -> [String] {
        guard case .byteArray(let values) = storage else { throw FieldMisfit.type(column, Self.self) }
        switch column.logicalType {
        case .string, .enumeration, .json, nil: break
        default: throw FieldMisfit.type(column, Self.self)
        }
        return (0..<values.count).map { String(decoding: values.bytes[values.range(at: $0)], as: UTF8.self) }
    }
}
