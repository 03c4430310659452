internal import Parquet
internal import ParquetBytes

/// The least and the greatest of some values, as statistics have them: in PLAIN, BYTE_ARRAY without its length.
struct ValueExtremes: Sendable, Equatable {
    var min: [UInt8]
    var max: [UInt8]
    /// Whether all values are NaN, which have a place in IEEE 754 total order only.
    var areNaN = false

    /// These and `other` together.
    func union(_ other: ValueExtremes, _ order: ValueOrder) -> ValueExtremes {
        if areNaN != other.areNaN { return areNaN ? other : self }
        return ValueExtremes(
            min: order.compare(other.min, min) == .less ? other.min : min,
            max: order.compare(other.max, max) == .greater ? other.max : max, areNaN: areNaN)
    }

    /// The extremes of `values`, which are no indices; nil if none has a place in the order.
    init?(_ values: ColumnValues, _ order: ValueOrder) {
        switch (order.kind, values) {
        case (.boolean, .boolean(let values)):
            guard !values.isEmpty else { return nil }
            self.init(min: [values.contains(false) ? 0 : 1], max: [values.contains(true) ? 1 : 0])
        case (.integer(_, let isSigned), .int32(let values)):
            self.init(values, flip: isSigned ? 0 : .min)
        case (.integer(_, let isSigned), .int64(let values)):
            self.init(values, flip: isSigned ? 0 : .min)
        case (.floatingPoint, .float(let values)), (.totalOrder, .float(let values)):
            self.init(
                values.count, order, isNaN: { values[$0].isNaN },
                key: { Int64(FloatKey.totalOrder(Int32(bitPattern: values[$0].bitPattern))) },
                bytes: { ValueExtremes.littleEndian(values[$0].bitPattern) })
        case (.floatingPoint, .double(let values)), (.totalOrder, .double(let values)):
            self.init(
                values.count, order, isNaN: { values[$0].isNaN },
                key: { FloatKey.totalOrder(Int64(bitPattern: values[$0].bitPattern)) },
                bytes: { ValueExtremes.littleEndian(values[$0].bitPattern) })
        case (.floatingPoint, .fixedLengthByteArray(let values)), (.totalOrder, .fixedLengthByteArray(let values)):
            guard values.length == 2 else { return nil }
            self.init(
                values.count, order, isNaN: { values.half($0) & 0x7FFF > 0x7C00 },
                key: { Int64(FloatKey.totalOrder(Int16(bitPattern: values.half($0)))) }, bytes: { values[$0] })
        case (.bytes, _), (.signedBytes, _):
            guard let strings = ByteStrings(values, isSigned: order.kind == .signedBytes),
                let extremes = strings.extremes()
            else { return nil }
            self.init(min: strings[extremes.min], max: strings[extremes.max])
        case (.bigEndianDecimal, _), (.int96Timestamp, _):
            guard let strings = ByteStrings(values), strings.count > 0 else { return nil }
            self.init(min: strings[0], max: strings[0])
            // Rare enough for the plain way.
            for index in 1..<Swift.max(1, strings.count) {
                let value = strings[index]
                if order.compare(value, min) == .less { min = value }
                if order.compare(value, max) == .greater { max = value }
            }
        case (.boolean, _), (.integer, _), (.floatingPoint, _), (.totalOrder, _): return nil
        }
    }

    private init(min: [UInt8], max: [UInt8], areNaN: Bool = false) {
        self.min = min
        self.max = max
        self.areNaN = areNaN
    }

    @inline(__always)
    private init?<Number: FixedWidthInteger & BitwiseCopyable>(_ values: [Number], flip: Number) {
        guard !values.isEmpty else { return nil }
        var low = Number.max
        var high = Number.min
        let span = values.span
        for index in span.indices {
            let value = span[index] ^ flip
            low = Swift.min(low, value)
            high = Swift.max(high, value)
        }
        self.init(min: ValueExtremes.littleEndian(low ^ flip), max: ValueExtremes.littleEndian(high ^ flip))
    }

    /// The extremes of floating-point numbers; NaNs count in total order only, and only if there is nothing else.
    @inline(__always)
    private init?(
        _ count: Int, _ order: ValueOrder, isNaN: (Int) -> Bool, key: (Int) -> Int64, bytes: (Int) -> [UInt8]
    ) {
        func extremes(ofNaNs: Bool) -> (Int, Int)? {
            var low = Int64.max
            var high = Int64.min
            var places: (Int, Int)?
            for index in 0..<count where isNaN(index) == ofNaNs {
                let key = key(index)
                if places == nil { places = (index, index) }
                if key < low {
                    low = key
                    places?.0 = index
                }
                if key > high {
                    high = key
                    places?.1 = index
                }
            }
            return places
        }
        if let (least, greatest) = extremes(ofNaNs: false) {
            self.init(min: bytes(least), max: bytes(greatest))
        } else if case .totalOrder = order.kind, let (least, greatest) = extremes(ofNaNs: true) {
            self.init(min: bytes(least), max: bytes(greatest), areNaN: true)
        } else {
            return nil
        }
    }

    static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
}

/// Integers that order as the IEEE 754 numbers with the same bits do by totalOrder.
enum FloatKey {
    @inline(__always)
    static func totalOrder<Bits: FixedWidthInteger & SignedInteger>(_ bits: Bits) -> Bits {
        bits ^ ((bits >> (Bits.bitWidth - 1)) & Bits.max)
    }
}

extension FixedLengthByteArrayValues {
    /// The two bytes of value `index`, little-endian.
    func half(_ index: Int) -> UInt16 { bytes.rawBytes.loadUInt16(at: index * 2) }
}
