internal import ParquetBytes

/// The storage of a column, made from values that are what its logical type says.
///
///     DECIMAL(9, 2) in INT32                  decimal(unscaled: 15, scale: 1)   ->  150
///     TIMESTAMP(MICROS) in INT64              timestamp(7, .micros, …)          ->  7
///     INTEGER(8, unsigned) in INT32           uint32(200)                       ->  200
///     FLOAT16 in FIXED_LEN_BYTE_ARRAY(2)      float(1.5)                        ->  00 3E
struct LeafStorage {
    private let column: ColumnDescriptor

    init(_ column: ColumnDescriptor) {
        self.column = column
    }

    /// The storage of `values`.
    func values(_ values: [Value]) throws(FieldMisfit) -> ColumnValues {
        switch column.physicalType {
        case .boolean:
            return .boolean(
                try collect(values) {
                    if case .boolean(let value) = $0 { value } else { nil }
                })
        case .int32: return .int32(try int32(values))
        case .int64: return .int64(try int64(values))
        case .float:
            return .float(
                try collect(values) {
                    if case .float(let value) = $0 { value } else { nil }
                })
        case .double:
            return .double(
                try collect(values) {
                    if case .double(let value) = $0 { value } else { nil }
                })
        case .byteArray: return .byteArray(try byteArrays(values))
        case .fixedLengthByteArray:
            return .fixedLengthByteArray(try fixedLengthByteArrays(values, length: column.typeLength ?? 0))
        case .int96: throw FieldMisfit("INT96 is read, but never written", code: .unsupported)
        }
    }

    /// What `convert` makes of each value; nil is a value that does not fit.
    private func collect<Stored>(_ values: [Value], _ convert: (Value) -> Stored?) throws(FieldMisfit) -> [Stored] {
        var stored: [Stored] = []
        stored.reserveCapacity(values.count)
        for index in values.indices {
            guard let value = convert(values[index]) else { throw misfit(values[index], index) }
            stored.append(value)
        }
        return stored
    }

    private func misfit(_ value: Value, _ index: Int) -> FieldMisfit {
        if case .null = value { return FieldMisfit("null where a value is required", at: index) }
        return FieldMisfit("\(value.shortDescription) does not fit \(column.typeDescription)", at: index)
    }

    private func int32(_ values: [Value]) throws(FieldMisfit) -> [Int32] {
        switch column.logicalType {
        case .integer(let bitWidth, isSigned: false):
            let most = UInt32.max >> UInt32(clamping: 32 - bitWidth)
            return try collect(values) {
                if case .uint32(let value) = $0, value <= most { Int32(bitPattern: value) } else { nil }
            }
        case .integer(let bitWidth, isSigned: true):
            let most = Int32.max >> Int32(clamping: 32 - bitWidth)
            return try collect(values) {
                if case .int32(let value) = $0, value <= most, value >= ~most { value } else { nil }
            }
        case .decimal(let precision, let scale):
            let range = DecimalRange(precision: precision, scale: scale)
            return try collect(values) { range.unscaled($0).flatMap { Int32(exactly: $0) } }
        case .date:
            return try collect(values) {
                if case .date(let days) = $0 { days } else { nil }
            }
        case .time(let unit, let isAdjustedToUTC):
            return try collect(values) {
                LeafStorage.timeOfDay($0, unit, isAdjustedToUTC).flatMap { Int32(exactly: $0) }
            }
        case .unknown: return try collect(values) { _ in nil }
        case .timestamp, .string, .map, .list, .enumeration, .json, .bson, .uuid, .float16, .interval, .variant,
            .geometry, .geography, .file, nil:
            return try collect(values) {
                if case .int32(let value) = $0 { value } else { nil }
            }
        }
    }

    private func int64(_ values: [Value]) throws(FieldMisfit) -> [Int64] {
        switch column.logicalType {
        case .integer(_, isSigned: false):
            return try collect(values) {
                if case .uint64(let value) = $0 { Int64(bitPattern: value) } else { nil }
            }
        case .decimal(let precision, let scale):
            let range = DecimalRange(precision: precision, scale: scale)
            return try collect(values) { range.unscaled($0).flatMap { Int64(exactly: $0) } }
        case .time(let unit, let isAdjustedToUTC):
            return try collect(values) { LeafStorage.timeOfDay($0, unit, isAdjustedToUTC) }
        case .timestamp(let unit, let isAdjustedToUTC):
            return try collect(values) {
                if case .timestamp(let value, unit, isAdjustedToUTC) = $0 { value } else { nil }
            }
        case .unknown: return try collect(values) { _ in nil }
        case .integer(_, isSigned: true), .date, .string, .map, .list, .enumeration, .json, .bson, .uuid, .float16,
            .interval, .variant, .geometry, .geography, .file, nil:
            return try collect(values) {
                if case .int64(let value) = $0 { value } else { nil }
            }
        }
    }

    /// The time of day that `value` is, in that unit; midnight at the day's end is one.
    private static func timeOfDay(_ value: Value, _ unit: TimeUnit, _ isAdjustedToUTC: Bool) -> Int64? {
        guard case .time(let time, unit, isAdjustedToUTC) = value, time >= 0, time <= 86_400 * unit.perSecond else {
            return nil
        }
        return time
    }

    private func byteArrays(_ values: [Value]) throws(FieldMisfit) -> ByteArrayValues {
        var stored = ByteArrayValues()
        stored.offsets.reserveCapacity(values.count + 1)
        switch column.logicalType {
        case .string, .enumeration, .json:
            for index in values.indices {
                guard case .string(let string) = values[index] else { throw misfit(values[index], index) }
                try stored.append(string.utf8, count: string.utf8.count, at: index)
            }
        case .decimal(let precision, let scale):
            let range = DecimalRange(precision: precision, scale: scale)
            for index in values.indices {
                guard let bytes = range.minimalBytes(values[index]) else { throw misfit(values[index], index) }
                try stored.append(bytes, count: bytes.count, at: index)
            }
        case .unknown:
            for index in values.indices { throw misfit(values[index], index) }
        case .map, .list, .date, .time, .timestamp, .integer, .bson, .uuid, .float16, .interval, .variant, .geometry,
            .geography, .file, nil:
            for index in values.indices {
                guard case .bytes(let bytes) = values[index] else { throw misfit(values[index], index) }
                try stored.append(bytes, count: bytes.count, at: index)
            }
        }
        return stored
    }

    private func fixedLengthByteArrays(_ values: [Value], length: Int) throws(FieldMisfit) -> FixedLengthByteArrayValues
    {
        var stored: [UInt8] = []
        stored.reserveCapacity(values.count * min(length, 64))
        let decimals: DecimalRange?
        if case .decimal(let precision, let scale) = column.logicalType {
            decimals = DecimalRange(precision: precision, scale: scale)
        } else {
            decimals = nil
        }
        for index in values.indices {
            switch (column.logicalType, values[index]) {
            case (.decimal, let value):
                guard let bytes = decimals?.minimalBytes(value), bytes.count <= length else {
                    throw misfit(value, index)
                }
                let filler: UInt8 = bytes.first ?? 0 >= 0x80 ? 0xFF : 0
                stored.append(contentsOf: repeatElement(filler, count: length - bytes.count))
                stored.append(contentsOf: bytes)
            case (.uuid, .uuid(let uuid)) where length == 16:
                for shift in 1...16 { stored.append(UInt8(truncatingIfNeeded: uuid >> UInt128(128 - 8 * shift))) }
            case (.float16, .float(let value)) where length == 2:
                let bits = value.binary16Bits
                stored.append(UInt8(truncatingIfNeeded: bits))
                stored.append(UInt8(truncatingIfNeeded: bits >> 8))
            case (.interval, .interval(let months, let days, let milliseconds)) where length == 12:
                for number in [months, days, milliseconds] {
                    for shift: UInt32 in [0, 8, 16, 24] { stored.append(UInt8(truncatingIfNeeded: number >> shift)) }
                }
            case (.uuid, let value), (.float16, let value), (.interval, let value), (.unknown, let value):
                throw misfit(value, index)
            case (_, .bytes(let bytes)) where bytes.count == length:
                stored.append(contentsOf: bytes)
            case (_, let value): throw misfit(value, index)
            }
        }
        return FixedLengthByteArrayValues(length: length, bytes: stored)
    }
}

extension ColumnDescriptor {
    /// Physical and logical type for an error's message.
    var typeDescription: String {
        let length = typeLength.map { "(\($0))" } ?? ""
        return physicalType.name + length + (logicalType.map { " (\($0))" } ?? "")
    }
}
