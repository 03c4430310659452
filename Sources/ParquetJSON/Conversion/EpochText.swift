internal import ParquetBytes

// Instants from numbers of seconds, milliseconds, … since 1970-01-01T00:00:00Z, exactly: `1697068800.5` seconds are
// 1697068800500 milliseconds, and `1697068800.0005` seconds are no number of milliseconds.
enum EpochText {
    /// The number at `place` times 10^`shift`; nil if it is no number, not whole then, or does not fit 64 bits.
    @inline(__always)
    static func int64(_ text: RawSpan, _ place: JSONPlace, shift: Int) -> Int64? {
        short(text, place, shift: shift) ?? general(text, place, shift: shift)
    }

    /// A positive number of up to 16 characters with up to 7 digits behind the point: seconds as logs hold them. The
    /// sixteen bytes that end with the number are taken as two words; if there is a point, what is before it moves up by a
    /// byte, and one number is made of all digits.
    ///
    ///     "at":1697068800.016   …8800.016   "t":16970688     …68800016   "at":169706
    @inline(__always)
    private static func short(_ text: RawSpan, _ place: JSONPlace, shift: Int) -> Int64? {
        let end = place.end
        let length = place.length
        guard length <= 16, end >= 16, shift >= 0, text.loadUInt8(at: place.start) != 0x2D else { return nil }
        var low = text.loadUInt64(at: end &- 8)
        var high = text.loadUInt64(at: end &- 16)
        if place.kind == .integer {
            guard length &+ shift <= 18 else { return nil }
            let number = IntegerText.upToSixteen(high, low, count: length) &* PowersOfTen.uint64(shift)
            return Int64(bitPattern: number)
        }
        guard place.kind == .fraction else { return nil }
        // The last byte that is no digit, if it is the point, has the fraction behind it.
        let others = JSONNumber.nonDigits(low)
        let fractionCount = others.leadingZeroBitCount >> 3
        let point = 56 &- fractionCount &* 8
        guard fractionCount < 8, fractionCount <= shift, length &- 1 &+ shift &- fractionCount <= 18,
            UInt8(truncatingIfNeeded: low &>> UInt64(truncatingIfNeeded: point)) == 0x2E
        else { return nil }
        let before = (UInt64(1) &<< UInt64(truncatingIfNeeded: point)) &- 1
        let behind = ~(before << 8 | 0xFF)
        low = low & behind | (low & before) << 8 | high >> 56
        high <<= 8
        let number =
            IntegerText.upToSixteen(high, low, count: length &- 1) &* PowersOfTen.uint64(shift &- fractionCount)
        return Int64(bitPattern: number)
    }

    /// Any number.
    @inline(never)
    private static func general(_ text: RawSpan, _ place: JSONPlace, shift: Int) -> Int64? {
        guard shift >= 0, place.length <= 19 else { return slow(text, place, shift: shift) }
        switch place.kind {
        case .integer:
            let isNegative = text.loadUInt8(at: place.start) == 0x2D
            let count = isNegative ? place.length &- 1 : place.length
            guard count &+ shift <= 18 else { return slow(text, place, shift: shift) }
            let number = IntegerText.upToNineteen(text, count: count, before: place.end) &* PowersOfTen.uint64(shift)
            return IntegerText.signed(number, isNegative: isNegative)
        case .fraction:
            let isNegative = text.loadUInt8(at: place.start) == 0x2D
            let start = isNegative ? place.start &+ 1 : place.start
            let point = JSONNumber.digitsEnd(in: text, from: start)
            let fractionCount = place.end &- point &- 1
            guard text.loadUInt8(at: point) == 0x2E, fractionCount <= shift, fractionCount > 0,
                JSONNumber.digitsEnd(in: text, from: point &+ 1) >= place.end, point &- start &+ shift <= 18
            else { return slow(text, place, shift: shift) }
            let whole = IntegerText.upToNineteen(text, count: point &- start, before: point)
            let fraction = IntegerText.upToEight(text, count: min(fractionCount, 8), before: place.end)
            guard fractionCount <= 8 else { return slow(text, place, shift: shift) }
            let number =
                whole &* PowersOfTen.uint64(shift) &+ fraction &* PowersOfTen.uint64(shift &- fractionCount)
            return IntegerText.signed(number, isNegative: isNegative)
        case .null, .string, .yes, .no, .object, .array: return nil
        }
    }

    @inline(never)
    private static func slow(_ text: RawSpan, _ place: JSONPlace, shift: Int) -> Int64? {
        guard place.kind == .integer || place.kind == .fraction,
            let number = DecimalText.parse(text, place.start, place.end), let value = number.scaled(by: shift)
        else { return nil }
        return Int64(exactly: value)
    }
}
