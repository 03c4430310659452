/// A decimal number of any length as it is written, which is compared with others exactly.
///
///     -0.0250e3     negative, digits 25, the first of them in front of 10^1
struct WrittenNumber {
    private let isNegative: Bool
    /// The digits without zeros at the ends; none of zero.
    private let digits: [UInt8]
    /// The number is 0.digits times ten to this power.
    private let exponent: Int

    /// The number that `text` is: an optional sign, digits, an optional point among them, an optional exponent. Nil if it is none.
    init?(_ text: String) {
        var bytes = Array(text.utf8)[...]
        var isNegative = false
        if let sign = bytes.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            bytes.removeFirst()
        }
        var digits: [UInt8] = []
        var wholeCount: Int?
        while let byte = bytes.first, byte | 0x20 != UInt8(ascii: "e") {
            bytes.removeFirst()
            if byte == UInt8(ascii: "."), wholeCount == nil {
                wholeCount = digits.count
            } else if (0x30...0x39).contains(byte) {
                digits.append(byte)
            } else {
                return nil
            }
        }
        guard !digits.isEmpty else { return nil }
        var exponent = wholeCount ?? digits.count
        if !bytes.isEmpty {
            guard let power = Int(String(decoding: bytes.dropFirst(), as: UTF8.self)),
                power.magnitude <= WrittenNumber.greatestPower
            else { return nil }
            exponent += power
        }
        let zeros = digits.prefix { $0 == 0x30 }.count
        digits.removeFirst(zeros)
        exponent -= zeros
        while digits.last == 0x30 { digits.removeLast() }
        self.isNegative = isNegative && !digits.isEmpty
        self.digits = digits
        self.exponent = digits.isEmpty ? 0 : exponent
    }

    /// Larger powers are no numbers that anyone means.
    private static let greatestPower = 1 << 32

    /// How it stands to `other`.
    func order(to other: WrittenNumber) -> WhereOrder {
        let own = sign, its = other.sign
        if own != its { return own < its ? .less : .greater }
        if exponent == other.exponent, digits == other.digits { return .equal }
        let isSmaller =
            exponent == other.exponent
            ? digits.lexicographicallyPrecedes(other.digits) : exponent < other.exponent
        return isSmaller == (own > 0) ? .less : .greater
    }

    private var sign: Int { digits.isEmpty ? 0 : isNegative ? -1 : 1 }
}
