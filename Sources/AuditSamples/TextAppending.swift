extension [UInt8] {
    /// Appends `number` in decimal, with leading zeros up to `width` digits.
    mutating func append(decimal number: Int, width: Int = 1) {
        var digits: InlineArray<20, UInt8> = .init(repeating: UInt8(ascii: "0"))
        var start = 20
        var rest = number.magnitude
        while rest > 0 {
            start -= 1
            digits[start] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
        start = Swift.min(start, 20 - width)
        if number < 0 { append(UInt8(ascii: "-")) }
        for index in start..<20 {
            append(digits[index])
        }
    }

    /// Appends the lowest `digitCount` hexadecimal digits of `bits`, in lower case, the highest of them first.
    mutating func append(hexadecimal bits: UInt64, digitCount: Int) {
        var shift = (digitCount - 1) * 4
        while shift >= 0 {
            let nibble = UInt8(truncatingIfNeeded: (bits >> UInt64(shift)) & 15)
            append(nibble &+ (nibble < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10))
            shift -= 4
        }
    }

    /// Appends a random UUID (version 4, variant 1) in its usual form of 36 characters.
    mutating func append(uuid random: inout RandomSource) {
        let high = random.next()
        let low = random.next()
        append(hexadecimal: high >> 32, digitCount: 8)
        append(UInt8(ascii: "-"))
        append(hexadecimal: high >> 16, digitCount: 4)
        append(UInt8(ascii: "-"))
        append(hexadecimal: 0x4000 | (high & 0xFFF), digitCount: 4)
        append(UInt8(ascii: "-"))
        append(hexadecimal: 0x8000 | ((low >> 48) & 0x3FFF), digitCount: 4)
        append(UInt8(ascii: "-"))
        append(hexadecimal: low, digitCount: 12)
    }
}
