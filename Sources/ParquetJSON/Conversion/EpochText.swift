internal import ParquetBytes

// Instants from numbers of seconds, milliseconds, … since 1970-01-01T00:00:00Z, exactly: `1697068800.5` seconds are
// 1697068800500 milliseconds, and `1697068800.0005` seconds are no number of milliseconds.
enum EpochText {
    /// The number at `place` times 10^`shift`; nil if it is no number, not whole then, or does not fit 64 bits.
    @inline(__always)
    static func int64(_ text: RawSpan, _ place: JSONPlace, shift: Int) -> Int64? {
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
