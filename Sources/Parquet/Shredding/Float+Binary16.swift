extension Float {
    /// The bits of the IEEE 754 binary16 number next to this one, of two equally near the even one; NaN is `7E00` with its sign.
    package var binary16Bits: UInt16 {
        let sign = UInt16(truncatingIfNeeded: bitPattern >> 16) & 0x8000
        if isNaN { return sign | 0x7E00 }
        let magnitude = magnitude
        // Halfway between the greatest number, 65504, and what would be the next.
        if magnitude >= 65_520 { return sign | 0x7C00 }
        if magnitude < 0x1p-14 {
            // Subnormal: a multiple of 2^-24, which the next larger form continues.
            return sign | UInt16((magnitude * 0x1p24).rounded(.toNearestOrEven))
        }
        // Ten bits of the significand are kept; rounding up may carry into the exponent, rightly.
        let bits = magnitude.bitPattern - (112 << 23)
        let rest = bits & 0x1FFF
        var kept = bits >> 13
        if rest > 0x1000 || rest == 0x1000 && kept & 1 == 1 { kept += 1 }
        return sign | UInt16(truncatingIfNeeded: kept)
    }
}
