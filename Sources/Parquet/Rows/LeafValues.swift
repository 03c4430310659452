/// The values of a column, as what its logical type says they are.
struct LeafValues: Sendable {
    private let values: ColumnValues
    private let indices: [UInt32]?
    private let column: ColumnDescriptor

    init(_ values: ColumnValues, _ column: ColumnDescriptor) {
        self.column = column
        if case .dictionary(let indices, let distinct) = values {
            self.values = distinct
            self.indices = indices
        } else {
            self.values = values
            indices = nil
        }
    }

    /// Value `index` of those that are there.
    func value(at index: Int) -> Value {
        let place = indices.map { Int($0[index]) } ?? index
        switch values {
        case .boolean(let values): return .boolean(values[place])
        case .int32(let values): return Value(values[place], column.logicalType)
        case .int64(let values): return Value(values[place], column.logicalType)
        case .float(let values): return .float(values[place])
        case .double(let values): return .double(values[place])
        case .byteArray(let values): return value(values.bytes[values.range(at: place)])
        case .fixedLengthByteArray(let values):
            return value(values.bytes[place * values.length..<(place + 1) * values.length])
        case .dictionary: preconditionFailure("a dictionary's values cannot be a dictionary")
        }
    }

    private func value(_ bytes: ArraySlice<UInt8>) -> Value {
        if column.physicalType == .int96 {
            return .int96(
                julianDay: Int32(truncatingIfNeeded: littleEndian(bytes, from: 8, to: 12)),
                nanosecondsOfDay: Int64(bitPattern: littleEndian(bytes, from: 0, to: 8)))
        }
        switch column.logicalType {
        case .string, .enumeration, .json: return .string(String(decoding: bytes, as: UTF8.self))
        case .decimal(_, let scale):
            guard let unscaled = Int128(bigEndianBytes: bytes) else {
                return .longDecimal(unscaled: Array(bytes), scale: scale)
            }
            return .decimal(unscaled: unscaled, scale: scale)
        case .uuid: return .uuid(bytes.reduce(0) { $0 << 8 | UInt128($1) })
        case .float16:
            return .float(Float(binary16: UInt16(truncatingIfNeeded: littleEndian(bytes, from: 0, to: 2))))
        case .interval:
            return .interval(
                months: UInt32(truncatingIfNeeded: littleEndian(bytes, from: 0, to: 4)),
                days: UInt32(truncatingIfNeeded: littleEndian(bytes, from: 4, to: 8)),
                milliseconds: UInt32(truncatingIfNeeded: littleEndian(bytes, from: 8, to: 12)))
        case .map, .list, .date, .time, .timestamp, .integer, .unknown, .bson, .variant, .geometry, .geography, .file,
            nil:
            return .bytes(Array(bytes))
        }
    }

    /// The little-endian number of the bytes from `start` to `end`, as far as there are so many.
    private func littleEndian(_ bytes: ArraySlice<UInt8>, from start: Int, to end: Int) -> UInt64 {
        bytes.dropFirst(start).prefix(end - start).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension Value {
    /// The INT32 `number` of a column of `logicalType`.
    init(_ number: Int32, _ logicalType: LogicalType?) {
        self =
            switch logicalType {
            case .integer(_, isSigned: false): .uint32(UInt32(bitPattern: number))
            case .decimal(_, let scale): .decimal(unscaled: Int128(number), scale: scale)
            case .date: .date(days: number)
            case .time(let unit, let isAdjustedToUTC):
                .time(Int64(number), unit: unit, isAdjustedToUTC: isAdjustedToUTC)
            case .integer(_, isSigned: true), .timestamp, .string, .map, .list, .enumeration, .unknown, .json, .bson,
                .uuid, .float16, .interval, .variant, .geometry, .geography, .file, nil:
                .int32(number)
            }
    }

    /// The INT64 `number` of a column of `logicalType`.
    init(_ number: Int64, _ logicalType: LogicalType?) {
        self =
            switch logicalType {
            case .integer(_, isSigned: false): .uint64(UInt64(bitPattern: number))
            case .decimal(_, let scale): .decimal(unscaled: Int128(number), scale: scale)
            case .time(let unit, let isAdjustedToUTC): .time(number, unit: unit, isAdjustedToUTC: isAdjustedToUTC)
            case .timestamp(let unit, let isAdjustedToUTC):
                .timestamp(number, unit: unit, isAdjustedToUTC: isAdjustedToUTC)
            case .integer(_, isSigned: true), .date, .string, .map, .list, .enumeration, .unknown, .json, .bson, .uuid,
                .float16, .interval, .variant, .geometry, .geography, .file, nil:
                .int64(number)
            }
    }
}

extension Float {
    /// The value of an IEEE 754 binary16 number: a sign bit, five bits of exponent, ten of significand. Swift's own type
    /// is missing on some platforms.
    package init(binary16 bits: UInt16) {
        let exponent = Int(bits >> 10 & 0x1F)
        let significand = Float(bits & 0x3FF)
        let magnitude: Float =
            switch exponent {
            case 0: significand * 0x1p-24
            case 0x1F: significand == 0 ? .infinity : .nan
            default: (1 + significand / 1024) * Float(sign: .plus, exponent: exponent - 15, significand: 1)
            }
        self = bits & 0x8000 == 0 ? magnitude : -magnitude
    }
}
