internal import ParquetBytes

/// A number of up to 16 characters with a point and without exponent, of which the digits are found in one load: up to 15 of them,
/// so that they and their power of ten are exact in binary64.
struct ShortFraction {
    /// The digits without the point.
    let digits: UInt64
    let isNegative: Bool
    /// How many digits there are before and behind the point.
    let wholeCount: Int
    let fractionCount: Int
    /// How many there are behind the point without the zeros at the end.
    let significantCount: Int

    /// The fraction at `place`, which is valid; nil if it is of another form, or too near to an end of the text.
    @inline(__always)
    init?(_ text: PaddedBytes, _ place: JSONPlace) {
        let start = place.start
        let length = place.length
        guard length <= 16, start >= 16, start &+ 16 <= text.limit else { return nil }
        let bytes = text.loadBytes16(at: start)
        let minus: UInt64 = text.loadUInt8(at: start) == 0x2D ? 1 : 0
        // Digits become -128 … -119.
        let shifted = (bytes &+ SIMD16<UInt8>(repeating: 0x50)).signed
        let others = (shifted .> SIMD16<Int8>(repeating: -119)).bits & ~minus | 1 << 16
        let point = others.trailingZeroBitCount
        let end = min((others & (others &- 1)).trailingZeroBitCount, 16)
        guard end >= length, point < length, text.loadUInt8(at: start &+ point) == 0x2E else { return nil }
        isNegative = minus != 0
        wholeCount = point &- Int(truncatingIfNeeded: minus)
        fractionCount = length &- point &- 1
        guard wholeCount &+ fractionCount <= 15 else { return nil }
        let zeros = (bytes.signed .== SIMD16<Int8>(repeating: 0x30)).bits &<< UInt64(truncatingIfNeeded: 64 &- length)
        significantCount = fractionCount &- (~zeros).leadingZeroBitCount
        let whole = ShortFraction.joined(text, count: wholeCount, before: start &+ point)
        let fraction = ShortFraction.joined(text, count: fractionCount, before: place.end)
        digits = whole &* PowersOfTen.uint64(fractionCount) &+ fraction
    }

    /// The number, correctly rounded: one division of exact numbers.
    @inline(__always)
    var number: Double {
        let magnitude = Double(Int64(truncatingIfNeeded: digits)) / PowersOfTen.double(fractionCount)
        return isNegative ? -magnitude : magnitude
    }

    /// The number that 1 to 15 digits before `end` make.
    @inline(__always)
    private static func joined(_ text: PaddedBytes, count: Int, before end: Int) -> UInt64 {
        if count <= 8 {
            return IntegerText.joined(
                text.loadUInt64(at: end &- 8) & UInt64.max &<< UInt64(truncatingIfNeeded: 64 &- count &* 8))
        }
        return IntegerText.upToSixteen(text.loadUInt64(at: end &- 16), text.loadUInt64(at: end &- 8), count: count)
    }
}
