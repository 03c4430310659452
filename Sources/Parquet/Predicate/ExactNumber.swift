/// A number of a predicate as it was given, whatever its type: `significand` × 2^`twos` × 10^`tens`.
///
///     -12.5 as a double        -7036874417766400 × 2^-49
///     12.34 as a decimal       1234 × 10^-2
struct ExactNumber: Sendable {
    private var significand: BigInteger
    private var twos = 0
    private var tens = 0

    init(_ number: some BinaryInteger) {
        significand = BigInteger(number)
    }

    /// The decimal `unscaled` × 10^-`scale`.
    init(unscaled: BigInteger, scale: Int) {
        significand = unscaled
        tens = -scale
    }

    /// - Precondition: the number is finite.
    init(_ number: Double) {
        precondition(number.isFinite, "a number that is none")
        let fraction = number.significandBitPattern
        let isNormal = number.exponentBitPattern != 0
        significand = BigInteger(isNormal ? fraction | 1 << 52 : fraction)
        if number < 0 { significand.negate() }
        twos = Int(isNormal ? number.exponentBitPattern : 1) - 1075
    }

    /// The greatest whole number that is not above this number × 10^`scale`, and whether it is that.
    func floor(scale: Int) -> (BigInteger, isExact: Bool) {
        var number = significand
        let isNegative = number.isNegative
        let power = tens + scale
        number.multiply(byPowerOfTen: max(0, power))
        number.shiftLeft(by: max(0, twos))
        let dividesExactly = number.truncatingDivide(byPowerOfTen: max(0, -power))
        let isExact = number.truncatingShiftRight(by: max(0, -twos)) && dividesExactly
        if !isExact, isNegative { number.extendMagnitude(isNegative: true) }
        return (number, isExact)
    }

    /// The greatest double that is not above this number, and whether it is that. Below all finite doubles it is −∞.
    func floorDouble() -> (Double, isExact: Bool) {
        // Bit patterns of positive doubles order as these do.
        var low: UInt64 = 0
        var high = Double.greatestFiniteMagnitude.bitPattern
        while low < high {
            let middle = low + (high - low + 1) / 2
            if compareMagnitude(with: Double(bitPattern: middle)) < 0 { high = middle - 1 } else { low = middle }
        }
        let isExact = compareMagnitude(with: Double(bitPattern: low)) == 0
        guard significand.isNegative else { return (Double(bitPattern: low), isExact) }
        return (-Double(bitPattern: isExact ? low : low + 1), isExact)
    }

    /// Below, at or above zero, as this number's magnitude is below, at or above that of `number`.
    private func compareMagnitude(with number: Double) -> Int {
        let other = ExactNumber(number)
        let lowestTwos = min(twos, other.twos)
        var left = significand
        var right = other.significand
        left.shiftLeft(by: twos - lowestTwos)
        left.multiply(byPowerOfTen: max(0, tens))
        right.shiftLeft(by: other.twos - lowestTwos)
        right.multiply(byPowerOfTen: max(0, -tens))
        if left.isMagnitudeLess(than: right) { return -1 }
        return right.isMagnitudeLess(than: left) ? 1 : 0
    }
}
