internal import Parquet
internal import ParquetBytes

/// The values of a column as parts of keys.
enum KeyValues {
    /// Numbers whose last `byteCount` bytes, big-endian, order as the values do.
    case numbers([UInt64], byteCount: Int)
    /// Byte strings of any length; those marked, if any are, count as null.
    case byteArrays(ByteArrayValues, nulls: [Bool])
    case fixedLength(FixedLengthByteArrayValues, turnsSign: Bool)

    /// The values of a column that passes `KeyEncoder.check`.
    init(_ values: ColumnValues, _ descriptor: ColumnDescriptor, isTotalOrder: Bool) throws(ParquetError) {
        var isSigned = true
        if case .integer(_, isSigned: false) = descriptor.logicalType { isSigned = false }
        switch values {
        case .boolean(let values):
            self = .numbers(values.map { $0 ? 1 : 0 }, byteCount: 1)
        case .int32(let values):
            let sign: UInt32 = isSigned ? 1 << 31 : 0
            self = .numbers(values.map { UInt64(UInt32(bitPattern: $0) ^ sign) }, byteCount: 4)
        case .int64(let values):
            let sign: UInt64 = isSigned ? 1 << 63 : 0
            self = .numbers(values.map { UInt64(bitPattern: $0) ^ sign }, byteCount: 8)
        case .float(let values):
            self = .numbers(values.map { UInt64(KeyValues.ordered($0, isTotalOrder)) }, byteCount: 4)
        case .double(let values):
            self = .numbers(values.map { KeyValues.ordered($0, isTotalOrder) }, byteCount: 8)
        case .byteArray(let values):
            self = .byteArrays(values, nulls: [])
        case .fixedLengthByteArray(let values):
            var isDecimal = false
            if case .decimal = descriptor.logicalType { isDecimal = true }
            self = .fixedLength(values, turnsSign: isDecimal)
        case .dictionary:
            try self.init(values.resolved(), descriptor, isTotalOrder: isTotalOrder)
        }
    }

    private static func ordered(_ value: Double, _ isTotalOrder: Bool) -> UInt64 {
        if !isTotalOrder {
            if value.isNaN { return .max }
            if value == 0 { return 1 << 63 }
        }
        let bits = value.bitPattern
        return bits >> 63 == 1 ? ~bits : bits | 1 << 63
    }

    private static func ordered(_ value: Float, _ isTotalOrder: Bool) -> UInt32 {
        if !isTotalOrder {
            if value.isNaN { return .max }
            if value == 0 { return 1 << 31 }
        }
        let bits = value.bitPattern
        return bits >> 31 == 1 ? ~bits : bits | 1 << 31
    }

    /// Adds to each row's length that of this part. A value's place is -1 in rows without one.
    func addLengths(_ places: [Int32], to lengths: inout [UInt32]) {
        switch self {
        case .numbers(_, let byteCount):
            for row in places.indices { lengths[row] += places[row] < 0 ? 1 : 1 + UInt32(byteCount) }
        case .fixedLength(let values, _):
            let length = UInt32(clamping: values.length)
            for row in places.indices { lengths[row] += places[row] < 0 ? 1 : 1 + length }
        case .byteArrays(let values, let nulls):
            let bytes = values.bytes.rawBytes
            for row in places.indices {
                let place = Int(places[row])
                guard place >= 0, nulls.isEmpty || !nulls[place] else {
                    lengths[row] += 1
                    continue
                }
                let start = Int(values.offsets[place])
                let end = Int(values.offsets[place + 1])
                var length = end - start + 3
                for place in start..<end where bytes.loadUInt8(at: place) == 0 { length += 1 }
                lengths[row] += UInt32(length)
            }
        }
    }

    /// Writes the part of each row at its cursor, which moves behind it.
    func store(
        _ places: [Int32], null: UInt8, inverting mask: UInt8, at cursors: inout [UInt32], in target: inout [UInt8]
    ) {
        var bytes = target.mutableRawBytes
        switch self {
        case .numbers(let values, let byteCount):
            let wide: UInt64 = mask == 0 ? 0 : .max
            for row in places.indices {
                var cursor = Int(cursors[row])
                let place = Int(places[row])
                bytes.store(place < 0 ? null : 1, at: cursor)
                cursor &+= 1
                if place >= 0 {
                    let value = values[place] ^ wide
                    if byteCount == 8 {
                        bytes.store(value.byteSwapped, at: cursor)
                    } else {
                        for index in 0..<byteCount {
                            bytes.store(
                                UInt8(truncatingIfNeeded: value &>> UInt64(8 &* (byteCount &- 1 &- index))),
                                at: cursor &+ index)
                        }
                    }
                    cursor &+= byteCount
                }
                cursors[row] = UInt32(truncatingIfNeeded: cursor)
            }
        case .fixedLength(let values, let turnsSign):
            let source = values.bytes.rawBytes
            for row in places.indices {
                var cursor = Int(cursors[row])
                let place = Int(places[row])
                bytes.store(place < 0 ? null : 1, at: cursor)
                cursor &+= 1
                if place >= 0 {
                    for index in 0..<values.length {
                        let sign: UInt8 = turnsSign && index == 0 ? 0x80 : 0
                        let byte = source.loadUInt8(at: place * values.length + index)
                        bytes.store(byte ^ mask ^ sign, at: cursor &+ index)
                    }
                    cursor &+= values.length
                }
                cursors[row] = UInt32(truncatingIfNeeded: cursor)
            }
        case .byteArrays(let values, let nulls):
            let source = values.bytes.rawBytes
            for row in places.indices {
                var cursor = Int(cursors[row])
                let place = Int(places[row])
                let isThere = place >= 0 && (nulls.isEmpty || !nulls[place])
                bytes.store(isThere ? 1 : null, at: cursor)
                cursor &+= 1
                if isThere {
                    for index in Int(values.offsets[place])..<Int(values.offsets[place + 1]) {
                        let byte = source.loadUInt8(at: index)
                        bytes.store(byte ^ mask, at: cursor)
                        cursor &+= 1
                        if byte == 0 {
                            bytes.store(0xFF ^ mask, at: cursor)
                            cursor &+= 1
                        }
                    }
                    bytes.store(mask, at: cursor)
                    bytes.store(mask, at: cursor &+ 1)
                    cursor &+= 2
                }
                cursors[row] = UInt32(truncatingIfNeeded: cursor)
            }
        }
    }
}
