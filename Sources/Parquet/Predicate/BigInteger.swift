/// A whole number of any size, with just what comparing decimals exactly takes. It is made for values of predicates, once for
/// each, and not for columns.
struct BigInteger: Sendable, Equatable {
    /// False for zero.
    private(set) var isNegative: Bool
    /// The lowest 32 bits first; the last is not zero.
    private(set) var magnitude: [UInt32]

    init(_ number: some BinaryInteger) {
        isNegative = number < 0
        magnitude = []
        var rest = number.magnitude
        while rest != 0 {
            magnitude.append(UInt32(truncatingIfNeeded: rest))
            // Shifting a narrow type by all its bits is defined: zero.
            rest >>= 32
        }
    }

    /// The two's complement number in `bytes`, the highest first.
    init(bigEndianBytes bytes: [UInt8]) {
        isNegative = bytes.first.map { $0 >= 0x80 } ?? false
        magnitude = []
        var carry: UInt64 = isNegative ? 1 : 0
        var end = bytes.count
        while end > 0 {
            var limb: UInt32 = 0
            for (place, index) in (max(0, end - 4)..<end).reversed().enumerated() {
                limb |= UInt32(isNegative ? ~bytes[index] : bytes[index]) << UInt32(8 * place)
            }
            let sum = UInt64(limb) + carry
            magnitude.append(UInt32(truncatingIfNeeded: sum))
            carry = sum >> 32
            end -= 4
        }
        if carry != 0 { magnitude.append(1) }
        normalize()
    }

    /// The fewest bytes of two's complement, the highest first.
    var bigEndianBytes: [UInt8] {
        var bytes: [UInt8] = []
        var carry: UInt64 = isNegative ? 1 : 0
        for limb in magnitude {
            let sum = UInt64(isNegative ? ~limb : limb) + carry
            carry = sum >> 32
            for place in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: sum >> UInt64(8 * place))) }
        }
        let filler: UInt8 = isNegative ? 0xFF : 0
        bytes.append(filler)
        // A byte can go if the sign is still told by the one before.
        while bytes.count > 1, bytes[bytes.count - 1] == filler, (bytes[bytes.count - 2] >= 0x80) == isNegative {
            bytes.removeLast()
        }
        return bytes.reversed()
    }

    var isZero: Bool { magnitude.isEmpty }

    /// The number as one of at most 128 bits; nil if it does not fit.
    func exactly<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
        guard magnitude.count <= 4 else { return nil }
        let wide = magnitude.reversed().reduce(0 as UInt128) { $0 << 32 | UInt128($1) }
        guard isNegative else { return Number(exactly: wide) }
        guard wide <= 1 << 127 else { return nil }
        return Number(exactly: Int128(truncatingIfNeeded: 0 &- wide))
    }

    mutating func negate() {
        if !isZero { isNegative.toggle() }
    }

    mutating func multiply(byPowerOfTen power: Int) {
        var rest = power
        while rest > 0 {
            let step = min(rest, 9)
            multiply(by: BigInteger.powersOfTen[step])
            rest -= step
        }
    }

    mutating func shiftLeft(by count: Int) {
        guard !isZero, count > 0 else { return }
        multiply(by: 1 << UInt32(count & 31))
        magnitude.insert(contentsOf: repeatElement(0, count: count / 32), at: 0)
    }

    /// Divides the magnitude, leaving out what is behind the point.
    ///
    /// - Returns: whether nothing was left out.
    mutating func truncatingDivide(byPowerOfTen power: Int) -> Bool {
        var isExact = true
        var rest = power
        while rest > 0, !isZero {
            let step = min(rest, 9)
            isExact = divide(by: BigInteger.powersOfTen[step]) && isExact
            rest -= step
        }
        return isExact
    }

    /// Divides the magnitude by two `count` times, leaving out what is behind the point.
    ///
    /// - Returns: whether nothing was left out.
    mutating func truncatingShiftRight(by count: Int) -> Bool {
        guard !isZero, count > 0 else { return true }
        let limbCount = min(count / 32, magnitude.count)
        var isExact = magnitude[..<limbCount].allSatisfy { $0 == 0 }
        magnitude.removeFirst(limbCount)
        normalize()
        if !isZero { isExact = divide(by: 1 << UInt32(count & 31)) && isExact }
        return isExact
    }

    /// Goes one away from zero.
    mutating func extendMagnitude(isNegative: Bool) {
        self.isNegative = isNegative
        for index in magnitude.indices {
            magnitude[index] &+= 1
            if magnitude[index] != 0 { return }
        }
        magnitude.append(1)
    }

    /// Whether this magnitude is below the other.
    func isMagnitudeLess(than other: BigInteger) -> Bool {
        guard magnitude.count == other.magnitude.count else { return magnitude.count < other.magnitude.count }
        for (left, right) in zip(magnitude.reversed(), other.magnitude.reversed()) where left != right {
            return left < right
        }
        return false
    }

    private static let powersOfTen: [UInt32] = [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
    ]

    /// Appends a decimal digit to a number that is not negative.
    mutating func appendDigit(_ digit: UInt8) {
        multiply(by: 10)
        var carry = UInt64(digit)
        for index in magnitude.indices where carry != 0 {
            let sum = UInt64(magnitude[index]) + carry
            magnitude[index] = UInt32(truncatingIfNeeded: sum)
            carry = sum >> 32
        }
        if carry != 0 { magnitude.append(UInt32(carry)) }
    }

    private mutating func multiply(by factor: UInt32) {
        var carry: UInt64 = 0
        for index in magnitude.indices {
            let product = UInt64(magnitude[index]) * UInt64(factor) + carry
            magnitude[index] = UInt32(truncatingIfNeeded: product)
            carry = product >> 32
        }
        if carry != 0 { magnitude.append(UInt32(carry)) }
    }

    private mutating func divide(by divisor: UInt32) -> Bool {
        var remainder: UInt64 = 0
        for index in magnitude.indices.reversed() {
            let dividend = remainder << 32 | UInt64(magnitude[index])
            magnitude[index] = UInt32(truncatingIfNeeded: dividend / UInt64(divisor))
            remainder = dividend % UInt64(divisor)
        }
        normalize()
        return remainder == 0
    }

    private mutating func normalize() {
        while magnitude.last == 0 { magnitude.removeLast() }
        if magnitude.isEmpty { isNegative = false }
    }
}
