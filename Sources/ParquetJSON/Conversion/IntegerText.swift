internal import ParquetBytes

// Whole numbers from digits, eight at a time: neighbouring digits are joined to pairs, pairs to fours, fours to eight by one
// multiplication each.
//
//     "20250125"   bytes 2 0 2 5 0 1 2 5
//     × (10, 1)    pairs 20 25 01 25
//     × (100, 1)   fours 2025 0125
//     × (10⁴, 1)         20250125
enum IntegerText {
    /// The number that up to 8 digits before `end` make.
    @inline(__always)
    static func upToEight(_ text: RawSpan, count: Int, before end: Int) -> UInt64 {
        guard count > 0 else { return 0 }
        guard end >= 8 else { return oneByOne(text, count: count, before: end) }
        return joined(text.loadUInt64(at: end &- 8) & (UInt64.max &<< UInt64(truncatingIfNeeded: 64 &- count &* 8)))
    }

    @inline(never)
    private static func oneByOne(_ text: RawSpan, count: Int, before end: Int) -> UInt64 {
        var number: UInt64 = 0
        for offset in end - count..<end { number = number * 10 + UInt64(text.loadUInt8(at: offset) & 0x0F) }
        return number
    }

    /// The number that the last `count`, 1 to 16, of the sixteen digits make that `high` and `low` hold in the order of the text.
    @inline(__always)
    static func upToSixteen(_ high: UInt64, _ low: UInt64, count: Int) -> UInt64 {
        // What is before the digits becomes zeros.
        guard count > 8 else { return joined(low & UInt64.max &<< UInt64(truncatingIfNeeded: 64 &- count &* 8)) }
        return joined(high & UInt64.max &<< UInt64(truncatingIfNeeded: 128 &- count &* 8)) &* 100_000_000 &+ joined(low)
    }

    /// The number that eight digits make.
    @inline(__always)
    static func joined(_ digits: UInt64) -> UInt64 {
        let pairs = ((digits & 0x0F0F_0F0F_0F0F_0F0F) &* 2_561) >> 8
        let fours = ((pairs & 0x00FF_00FF_00FF_00FF) &* 6_553_601) >> 16
        return ((fours & 0x0000_FFFF_0000_FFFF) &* 42_949_672_960_001) >> 32
    }

    /// The number that up to 19 digits before `end` make; it is below 10¹⁹ and so fits.
    @inline(__always)
    static func upToNineteen(_ text: RawSpan, count: Int, before end: Int) -> UInt64 {
        if count <= 8 { return upToEight(text, count: count, before: end) }
        let low = upToEight(text, count: 8, before: end)
        if count <= 16 { return upToEight(text, count: count &- 8, before: end &- 8) &* 100_000_000 &+ low }
        let middle = upToEight(text, count: 8, before: end &- 8)
        let high = upToEight(text, count: count &- 16, before: end &- 16)
        return high &* 10_000_000_000_000_000 &+ middle &* 100_000_000 &+ low
    }

    /// The whole number at `place`, exactly; nil if it is none or does not fit 64 bits. A number with a fraction or an
    /// exponent counts by its value: `2e2` and `200.0` are whole.
    @inline(__always)
    static func int64(_ text: RawSpan, _ place: JSONPlace) -> Int64? {
        guard place.kind == .integer else { return int64FromFraction(text, place) }
        let isNegative = text.loadUInt8(at: place.start) == 0x2D
        let count = isNegative ? place.length &- 1 : place.length
        guard count <= 19 else { return nil }
        return signed(upToNineteen(text, count: count, before: place.end), isNegative: isNegative)
    }

    /// `magnitude` with its sign; nil if it does not fit.
    @inline(__always)
    static func signed(_ magnitude: UInt64, isNegative: Bool) -> Int64? {
        if isNegative {
            return magnitude <= 1 << 63 ? Int64(bitPattern: 0 &- magnitude) : nil
        }
        return magnitude < 1 << 63 ? Int64(bitPattern: magnitude) : nil
    }

    @inline(never)
    private static func int64FromFraction(_ text: RawSpan, _ place: JSONPlace) -> Int64? {
        guard place.kind == .fraction, let number = DecimalText.parse(text, place.start, place.end),
            let whole = number.scaled(by: 0)
        else { return nil }
        return Int64(exactly: whole)
    }

    /// The whole number at `place` if it lies in `range`.
    @inline(__always)
    static func int32(_ text: RawSpan, _ place: JSONPlace, in range: ClosedRange<Int64>) -> Int32? {
        guard let number = int64(text, place), range.contains(number) else { return nil }
        return Int32(truncatingIfNeeded: number)
    }
}
