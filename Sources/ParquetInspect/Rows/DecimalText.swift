/// Decimal numbers with all digits of their scale: 12340 at scale 2 is `123.40`.
enum DecimalText {
    /// Appends `unscaled` × 10^-`scale`.
    static func append(_ unscaled: some SignedInteger & FixedWidthInteger, scale: Int, to text: inout [UInt8]) {
        append(digits: Array(unscaled.magnitude.description.utf8), isNegative: unscaled < 0, scale: scale, to: &text)
    }

    /// The most bytes of an unscaled value that is written in decimal digits, which takes quadratic time, and the most
    /// digits of a scale. No sane number comes near; beyond it values are written as bytes or with an exponent.
    private static let sizeLimit = 4096

    /// Appends the number whose unscaled value is the two's complement number in `bytes`, highest byte first.
    static func append(bigEndian bytes: ArraySlice<UInt8>, scale: Int, to text: inout [UInt8]) {
        guard bytes.count <= sizeLimit else {
            text.append(contentsOf: "0x".utf8)
            for byte in bytes { HexText.append(byte, to: &text) }
            return
        }
        let isNegative = bytes.first.map { $0 >= 0x80 } ?? false
        // The magnitude in 32-bit words, lowest first.
        var words: [UInt32] = []
        var word: UInt32 = 0
        var shift: UInt32 = 0
        var carry: UInt16 = 1
        for byte in bytes.reversed() {
            var magnitude = byte
            if isNegative {
                let sum = UInt16(~byte) + carry
                magnitude = UInt8(truncatingIfNeeded: sum)
                carry = sum >> 8
            }
            word |= UInt32(magnitude) << shift
            shift += 8
            if shift == 32 {
                words.append(word)
                word = 0
                shift = 0
            }
        }
        words.append(word)
        // Nine digits at a time, the lowest first.
        var digits: [UInt8] = []
        while let highest = words.last {
            if highest == 0 {
                words.removeLast()
                continue
            }
            var remainder: UInt64 = 0
            for index in words.indices.reversed() {
                let dividend = remainder << 32 | UInt64(words[index])
                words[index] = UInt32(dividend / 1_000_000_000)
                remainder = dividend % 1_000_000_000
            }
            for _ in 0..<9 {
                digits.append(UInt8(ascii: "0") + UInt8(remainder % 10))
                remainder /= 10
            }
        }
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        append(digits: digits.reversed(), isNegative: isNegative && !digits.isEmpty, scale: scale, to: &text)
    }

    private static func append(digits: [UInt8], isNegative: Bool, scale: Int, to text: inout [UInt8]) {
        if isNegative { text.append(UInt8(ascii: "-")) }
        guard scale <= sizeLimit else {
            text.append(contentsOf: digits.isEmpty ? [UInt8(ascii: "0")] : digits)
            text.append(contentsOf: "E-\(scale)".utf8)
            return
        }
        let wholeCount = digits.count - scale
        if wholeCount <= 0 {
            text.append(UInt8(ascii: "0"))
        } else {
            text.append(contentsOf: digits[..<wholeCount])
        }
        guard scale > 0 else { return }
        text.append(UInt8(ascii: "."))
        for _ in 0..<max(0, -wholeCount) { text.append(UInt8(ascii: "0")) }
        text.append(contentsOf: digits[max(0, wholeCount)...])
    }
}
