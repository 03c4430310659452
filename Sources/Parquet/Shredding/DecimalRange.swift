/// The numbers that a DECIMAL column holds: |unscaled| < 10^precision, × 10^-scale (LogicalTypes.md, "DECIMAL").
struct DecimalRange: Sendable {
    let precision: Int
    let scale: Int
    /// 10^precision; nil where that is beyond 128 bits.
    private let limit: Int128?

    init(precision: Int, scale: Int) {
        self.precision = precision
        self.scale = scale
        limit = Int128.powerOfTen(precision)
    }

    /// The unscaled value of `value` in this range: 1.5 is 150 where the scale is 2. Nil if it is no decimal, or a digit or
    /// more would be lost.
    func unscaled(_ value: Value) -> Int128? {
        switch value {
        case .decimal(let unscaled, let scale): rescaled(unscaled, from: scale)
        case .longDecimal(let bytes, let scale):
            Int128(bigEndianBytes: bytes[...]).flatMap { rescaled($0, from: scale) }
        default: nil
        }
    }

    /// The unscaled value that stands for `unscaled` × 10^-`from`; nil if a digit would be lost.
    func rescaled(_ unscaled: Int128, from: Int) -> Int128? {
        var number = unscaled
        if from != scale, number != 0 {
            let (steps, overflow) = scale.subtractingReportingOverflow(from)
            guard !overflow, let factor = Int128.powerOfTen(Int(clamping: steps.magnitude)) else { return nil }
            if steps > 0 {
                let (product, overflow) = number.multipliedReportingOverflow(by: factor)
                guard !overflow else { return nil }
                number = product
            } else {
                let (quotient, remainder) = number.quotientAndRemainder(dividingBy: factor)
                guard remainder == 0 else { return nil }
                number = quotient
            }
        }
        guard let limit else { return number }
        return number < limit && number > -limit ? number : nil
    }

    /// The unscaled value in as few bytes of two's complement as hold it, the highest first: -2 is `FE`, 128 is `00 80`.
    func minimalBytes(_ value: Value) -> [UInt8]? {
        if let unscaled = unscaled(value) { return unscaled.minimalBigEndianBytes }
        guard case .longDecimal(let bytes, scale) = value else { return nil }
        var minimal = bytes[...]
        while let first = minimal.first, let second = minimal.dropFirst().first,
            first == 0 && second < 0x80 || first == 0xFF && second >= 0x80
        {
            minimal.removeFirst()
        }
        guard minimal.count > 16 || limit == nil, isWithin(minimal) else { return nil }
        return Array(minimal)
    }

    /// Whether the number in `bytes`, which is beyond 128 bits, has at most `precision` digits.
    private func isWithin(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard limit == nil else { return false }
        // The digits of 2^bits, rounded up.
        let mostDigits = bytes.count.multipliedReportingOverflow(by: 8).partialValue / 3
        guard precision < mostDigits else { return true }
        let isNegative = bytes.first.map { $0 >= 0x80 } ?? false
        let magnitude = isNegative ? DecimalRange.negated(bytes) : Array(bytes)
        var power: [UInt8] = [1]
        for _ in 0..<precision {
            var carry = 0
            for index in power.indices {
                carry += Int(power[index]) * 10
                power[index] = UInt8(truncatingIfNeeded: carry)
                carry >>= 8
            }
            if carry > 0 { power.append(UInt8(truncatingIfNeeded: carry)) }
        }
        let digits = magnitude.drop { $0 == 0 }
        guard digits.count == power.count else { return digits.count < power.count }
        return digits.lexicographicallyPrecedes(power.reversed())
    }

    private static func negated(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var result = bytes.map { ~$0 }
        for index in result.indices.reversed() {
            result[index] &+= 1
            if result[index] != 0 { break }
        }
        return result
    }
}

extension Int128 {
    /// 10^`exponent`; nil where that is beyond 128 bits.
    static func powerOfTen(_ exponent: Int) -> Int128? {
        guard (0...38).contains(exponent) else { return nil }
        var power: Int128 = 1
        for _ in 0..<exponent { power *= 10 }
        return power
    }

    /// The number in as few bytes of two's complement as hold it, the highest first.
    var minimalBigEndianBytes: [UInt8] {
        let magnitude = self < 0 ? ~self : self
        // A bit for the sign.
        let count = (128 - magnitude.leadingZeroBitCount) / 8 + 1
        return (1...count).map { UInt8(truncatingIfNeeded: self >> Int128(8 * (count - $0))) }
    }
}
