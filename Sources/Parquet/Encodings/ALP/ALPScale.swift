internal import ParquetBytes

/// An exponent and a factor of ALP (AlpEncoding.md, "Encoding Formula"): a value becomes the integer nearest to
/// value · 10^exponent · 10^-factor, from which integer · 10^factor · 10^-exponent makes a value again.
struct ALPScale<Value: ALPValue>: Equatable {
    let exponent: Int
    let factor: Int
    private let multiplier: Double
    private let divisor: Double
    private let backMultiplier: Value
    private let backDivisor: Value

    /// - Precondition: `factor` is at most `exponent`, and that is at most the greatest of the type.
    init(exponent: Int, factor: Int) {
        precondition(factor >= 0 && factor <= exponent && exponent < Value.powersOfTen.count)
        self.exponent = exponent
        self.factor = factor
        multiplier = Double.powersOfTen[exponent]
        divisor = Double.negativePowersOfTen[factor]
        backMultiplier = Value.powersOfTen[factor]
        backDivisor = Value.negativePowersOfTen[exponent]
    }

    /// The integer of `value`, and whether it gives the very bits of `value` again. It does not for NaN, infinities, the
    /// negative zero, and what has too many digits.
    ///
    /// Adding 1.5 · 2⁵² leaves no room for a fraction, so that the sum is rounded, and puts the integer into the lowest bits.
    @inline(__always)
    func encode(_ value: Value) -> (integer: Int64, isExact: Bool) {
        let shift = 0x1.8p52
        let scaled = value.asDouble * multiplier * divisor
        let shifted = scaled + shift
        let decoded = Value(nearestTo: shifted - shift) * backMultiplier * backDivisor
        let isExact = (decoded.bits == value.bits) && (scaled.magnitude < Value.scaledLimit)
        return (Int64(bitPattern: shifted.bitPattern &- shift.bitPattern), isExact)
    }

    /// The bits that `values` take apart from what all vectors have; nil if they are more than `limit`.
    func bitCount(of values: [Value], atMost limit: Int) -> Int? {
        let exceptionBits = 16 + MemoryLayout<Value>.size * 8
        var (smallest, greatest) = (Int64.max, Int64.min)
        var exceptions = 0
        for value in values {
            let (integer, isExact) = encode(value)
            if isExact {
                smallest = min(smallest, integer)
                greatest = max(greatest, integer)
            } else {
                exceptions += 1
                if exceptions * exceptionBits > limit { return nil }
            }
        }
        let bitWidth = exceptions == values.count ? 0 : 64 - (greatest &- smallest).leadingZeroBitCount
        let bits = exceptions * exceptionBits + values.count * bitWidth
        return bits <= limit ? bits : nil
    }
}
