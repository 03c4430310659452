internal import ParquetBytes

// Numbers as IEEE 754 binary64 and binary32, correctly rounded. A number whose digits and whose power of ten are both exact
// in the format needs one division, which rounds correctly by itself (Clinger 1990): up to 15 digits and 22 places behind
// the point for binary64, 7 and 10 for binary32. All others go through the standard library.
//
// A whole number, written without fraction and exponent, is most likely a key or a count, and must be held exactly: beyond 2^53
// (2^24 for binary32) not every one is.
enum FloatingPointText {
    /// The number at `place`; nil if it is none, beyond the largest finite one, or a whole number that is not held exactly. `-0`
    /// keeps its sign.
    @inline(__always)
    static func double(_ text: RawSpan, _ place: JSONPlace) -> Double? {
        if place.kind == .fraction, let padded = PaddedBytes(text), let short = ShortFraction(padded, place) {
            return short.number
        }
        guard let (digits, fractionCount, isNegative) = short(text, place, maximumDigits: 15, maximumFraction: 22)
        else {
            return slow(text, place, Double.self)
        }
        let magnitude = Double(digits) / power(fractionCount)
        return isNegative ? -magnitude : magnitude
    }

    /// The number at `place`; nil as above.
    @inline(__always)
    static func float(_ text: RawSpan, _ place: JSONPlace) -> Float? {
        guard let (digits, fractionCount, isNegative) = short(text, place, maximumDigits: 7, maximumFraction: 10) else {
            return slow(text, place, Float.self)
        }
        let magnitude = Float(digits) / Float(power(fractionCount))
        return isNegative ? -magnitude : magnitude
    }

    /// The digits of a number without exponent as a whole number, and how many of them are behind the point; nil if there
    /// are too many, or an exponent.
    @inline(__always)
    private static func short(
        _ text: RawSpan, _ place: JSONPlace, maximumDigits: Int, maximumFraction: Int
    ) -> (digits: UInt64, fractionCount: Int, isNegative: Bool)? {
        let kind = place.kind
        guard kind == .integer || kind == .fraction, place.length <= maximumDigits &+ 2 else { return nil }
        let isNegative = text.loadUInt8(at: place.start) == 0x2D
        let start = isNegative ? place.start &+ 1 : place.start
        if kind == .integer {
            let count = place.end &- start
            guard count <= maximumDigits else { return nil }
            return (IntegerText.upToNineteen(text, count: count, before: place.end), 0, isNegative)
        }
        let point = JSONNumber.digitsEnd(in: text, from: start)
        guard text.loadUInt8(at: point) == 0x2E, JSONNumber.digitsEnd(in: text, from: point &+ 1) >= place.end else {
            return nil
        }
        let wholeCount = point &- start
        let fractionCount = place.end &- point &- 1
        guard wholeCount &+ fractionCount <= maximumDigits, fractionCount <= maximumFraction else { return nil }
        let whole = IntegerText.upToNineteen(text, count: wholeCount, before: point)
        let fraction = IntegerText.upToNineteen(text, count: fractionCount, before: place.end)
        return (whole &* PowersOfTen.uint64(fractionCount) &+ fraction, fractionCount, isNegative)
    }

    @inline(__always)
    private static func power(_ exponent: Int) -> Double { Double(PowersOfTen.uint64(exponent)) }

    @inline(never)
    private static func slow<Number: LosslessStringConvertible & BinaryFloatingPoint>(
        _ text: RawSpan, _ place: JSONPlace, _ type: Number.Type
    ) -> Number? {
        guard place.kind == .integer || place.kind == .fraction else { return nil }
        let digits = String(decoding: JSONValue.copy(text, place.start..<place.end), as: UTF8.self)
        guard let number = Number(digits), number.isFinite else { return nil }
        if place.kind == .integer, number != 0 {
            guard let whole = DecimalText.parse(text, place.start, place.end)?.scaled(by: 0),
                Int128(exactly: number) == whole
            else { return nil }
        }
        return number
    }
}

/// The powers of ten that 64 bits hold.
enum PowersOfTen {
    /// 10^`exponent`, for 0 … 19.
    @inline(__always)
    static func uint64(_ exponent: Int) -> UInt64 {
        table[exponent]
    }

    /// The same as a number of binary64, exactly, for 0 … 15.
    @inline(__always)
    static func double(_ exponent: Int) -> Double {
        doubles[exponent]
    }

    private static let doubles: InlineArray<16, Double> = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
    ]

    private static let table: InlineArray<20, UInt64> = [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
        100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
        10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
    ]
}
