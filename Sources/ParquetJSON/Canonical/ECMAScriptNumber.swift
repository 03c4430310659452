/// Doubles as ECMAScript prints them (RFC 8785, section 3.2.2.3; ECMA-262, `Number::toString`): the fewest digits that read
/// back the same, as a whole or a decimal number from 10^-6 to 10^21, else with an exponent.
///
///     0.000001   1e-7   100000000000000000000   1e+21   0 (of −0 too)
enum ECMAScriptNumber {
    /// The text of `value`.
    ///
    /// - Precondition: `value` is finite; JSON has no other numbers.
    static func text(_ value: Double) -> String {
        precondition(value.isFinite, "JSON has no number that is \(value)")
        if value == 0 { return "0" }
        let (digits, point) = shortest(value.magnitude)
        let sign = value < 0 ? "-" : ""
        let count = digits.utf8.count
        switch point {
        case count...21 where count <= 21:
            return sign + digits + String(repeating: "0", count: point - count)
        case 1...21:
            return sign + digits.prefix(point) + "." + digits.dropFirst(point)
        case -5...0:
            return sign + "0." + String(repeating: "0", count: -point) + digits
        default:
            let exponent = point - 1
            let fraction = count > 1 ? "." + digits.dropFirst() : ""
            return sign + digits.prefix(1) + fraction + "e" + (exponent < 0 ? "-" : "+") + String(exponent.magnitude)
        }
    }

    /// The fewest digits of `value`, without zeros around them, and how many of them stand before the point: 0.05 is
    /// ("5", −1).
    private static func shortest(_ value: Double) -> (digits: String, point: Int) {
        // Swift prints the same digits, and chooses among equally few those that are closest; only the layout differs.
        var digits: [UInt8] = []
        var point: Int?
        var exponent = 0
        var exponentIsNegative = false
        var isInExponent = false
        for byte in value.description.utf8 {
            switch byte {
            case UInt8(ascii: "."): point = digits.count
            case UInt8(ascii: "e"): isInExponent = true
            case UInt8(ascii: "-"): exponentIsNegative = true
            case UInt8(ascii: "+"): break
            default:
                if isInExponent {
                    exponent = exponent * 10 + Int(byte - 0x30)
                } else {
                    digits.append(byte)
                }
            }
        }
        var place = (point ?? digits.count) + (exponentIsNegative ? -exponent : exponent)
        let leading = digits.prefix { $0 == 0x30 }.count
        digits.removeFirst(leading)
        place -= leading
        while digits.last == 0x30 { digits.removeLast() }
        return (String(decoding: digits, as: UTF8.self), place)
    }
}
