internal import ParquetBytes

/// A column of primitive values that variants were shredded to (VariantShredding.md, "Shredded Value Types").
struct ShreddedPrimitives: Sendable {
    private let values: ColumnValues
    private let indices: [UInt32]?
    private let slots: SlotIndex
    private let type: VariantType

    /// The types that variants are shredded to.
    private enum VariantType: Sendable {
        case boolean, int8, int16, int32, int64, float, double
        case decimal4(scale: Int)
        case decimal8(scale: Int)
        case decimal16(scale: Int)
        case date, time
        case timestamp(TimeUnit, isAdjustedToUTC: Bool)
        case binary, string, uuid

        init?(_ column: ColumnDescriptor) {
            switch (column.physicalType, column.logicalType) {
            case (.boolean, nil): self = .boolean
            case (.int32, .integer(8, isSigned: true)): self = .int8
            case (.int32, .integer(16, isSigned: true)): self = .int16
            case (.int32, nil), (.int32, .integer(32, isSigned: true)): self = .int32
            case (.int64, nil), (.int64, .integer(64, isSigned: true)): self = .int64
            case (.float, nil): self = .float
            case (.double, nil): self = .double
            case (.int32, .decimal(_, let scale)): self = .decimal4(scale: scale)
            case (.int64, .decimal(_, let scale)): self = .decimal8(scale: scale)
            case (.byteArray, .decimal(let precision, let scale)) where precision <= 38:
                self = .decimal16(scale: scale)
            case (.fixedLengthByteArray, .decimal(let precision, let scale)) where precision <= 38:
                self = .decimal16(scale: scale)
            case (.int32, .date): self = .date
            case (.int64, .time(.micros, isAdjustedToUTC: false)): self = .time
            case (.int64, .timestamp(.micros, let isAdjustedToUTC)):
                self = .timestamp(.micros, isAdjustedToUTC: isAdjustedToUTC)
            case (.int64, .timestamp(.nanos, let isAdjustedToUTC)):
                self = .timestamp(.nanos, isAdjustedToUTC: isAdjustedToUTC)
            case (.byteArray, nil): self = .binary
            case (.byteArray, .string): self = .string
            case (.fixedLengthByteArray, .uuid): self = .uuid
            default: return nil
            }
        }
    }

    /// - Throws: `ParquetError` with code `unsupported` if variants are not shredded to `column`'s type.
    init(_ values: ColumnValues, _ column: ColumnDescriptor, _ slots: SlotIndex) throws(ParquetError) {
        guard let type = VariantType(column) else {
            let annotation = column.logicalType.map { " (\($0))" } ?? ""
            throw ParquetError(
                .unsupported, "variants are not shredded to \(column.physicalType.name)\(annotation)",
                at: .init(column: column.path.description))
        }
        self.type = type
        self.slots = slots
        if case .dictionary(let indices, let distinct) = values {
            self.values = distinct
            self.indices = indices
        } else {
            self.values = values
            indices = nil
        }
    }

    /// The value in `slot`; nil for null.
    ///
    /// - Parameter byteCount: is raised by the bytes of the value.
    /// - Throws: `ParquetError` with code `malformed` if it is beyond its type, or a string not UTF-8.
    func value(at slot: Int, _ byteCount: inout Int) throws(ParquetError) -> VariantValue? {
        guard let valuePlace = slots.place(slot) else { return nil }
        byteCount += 8
        let place = indices.map { Int($0[valuePlace]) } ?? valuePlace
        switch values {
        case .boolean(let values): return .boolean(values[place])
        case .int32(let values): return try value(Int64(values[place]))
        case .int64(let values): return try value(values[place])
        case .float(let values): return .float(values[place])
        case .double(let values): return .double(values[place])
        case .byteArray(let values):
            byteCount += values.range(at: place).count
            return try value(values.bytes[values.range(at: place)])
        case .fixedLengthByteArray(let values):
            return try value(values.bytes[place * values.length..<(place + 1) * values.length])
        case .dictionary: throw ParquetError(.schema, "a dictionary's values are a dictionary")
        }
    }

    private func value(_ number: Int64) throws(ParquetError) -> VariantValue {
        switch type {
        case .int8: return .int8(try narrow(number))
        case .int16: return .int16(try narrow(number))
        case .int32: return .int32(try narrow(number))
        case .decimal4(let scale): return .decimal4(unscaled: try narrow(number), scale: scale)
        case .date: return .date(days: try narrow(number))
        case .decimal8(let scale): return .decimal8(unscaled: number, scale: scale)
        case .time: return .time(microseconds: number)
        case .timestamp(let unit, let isAdjustedToUTC):
            return .timestamp(number, unit: unit, isAdjustedToUTC: isAdjustedToUTC)
        case .int64, .boolean, .float, .double, .decimal16, .binary, .string, .uuid: return .int64(number)
        }
    }

    private func narrow<Number: FixedWidthInteger>(_ number: Int64) throws(ParquetError) -> Number {
        guard let narrow = Number(exactly: number) else {
            throw ParquetError(.malformed, "\(number) in a variant's column of \(Number.bitWidth) bits")
        }
        return narrow
    }

    private func value(_ bytes: ArraySlice<UInt8>) throws(ParquetError) -> VariantValue {
        switch type {
        case .decimal16(let scale):
            guard let unscaled = Int128(bigEndianBytes: bytes) else {
                throw ParquetError(.malformed, "a variant's decimal takes more than 16 bytes")
            }
            return .decimal16(unscaled: unscaled, scale: scale)
        case .string:
            guard let string = String(validating: bytes, as: UTF8.self) else {
                throw ParquetError(.malformed, "a string of a variant is not UTF-8")
            }
            return .string(string)
        case .uuid: return .uuid(bytes.reduce(0) { $0 << 8 | UInt128($1) })
        case .binary, .boolean, .int8, .int16, .int32, .int64, .float, .double, .decimal4, .decimal8, .date, .time,
            .timestamp:
            return .binary(Array(bytes))
        }
    }
}

extension Int128 {
    /// The two's complement number in `bytes`, the highest first; nil if it does not fit.
    init?(bigEndianBytes bytes: ArraySlice<UInt8>) {
        let isNegative = bytes.first.map { $0 >= 0x80 } ?? false
        let filler: UInt8 = isNegative ? 0xFF : 0
        var number: Int128 = isNegative ? -1 : 0
        for (index, byte) in bytes.enumerated() {
            guard index >= bytes.count - 16 else {
                guard byte == filler else { return nil }
                continue
            }
            number = number << 8 | Int128(byte)
        }
        guard (number < 0) == isNegative else { return nil }
        self = number
    }
}
