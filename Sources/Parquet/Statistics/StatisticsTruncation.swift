/// Shortening of minima and maxima that are too long for a footer: a lower bound stays at or below the value, an upper
/// bound at or above it, and text stays valid UTF-8.
enum StatisticsTruncation {
    /// The longest prefix of `value` of at most `byteLimit` bytes.
    static func lower(_ value: [UInt8], byteLimit: Int, isText: Bool) -> [UInt8] {
        guard value.count > byteLimit else { return value }
        return Array(value[..<cut(value, byteLimit, isText)])
    }

    /// The shortest string above all that begin with the first `byteLimit` bytes of `value`; nil if there is none.
    static func upper(_ value: [UInt8], byteLimit: Int, isText: Bool) -> [UInt8]? {
        guard value.count > byteLimit else { return value }
        let prefix = value[..<cut(value, byteLimit, isText)]
        return isText ? nextText(prefix) : nextBytes(prefix)
    }

    /// Where to cut: at `byteLimit`, or before the character that would be cut in two.
    private static func cut(_ value: [UInt8], _ byteLimit: Int, _ isText: Bool) -> Int {
        var end = byteLimit
        while isText, end > 0, value[end] & 0xC0 == 0x80 { end -= 1 }
        return end
    }

    private static func nextBytes(_ prefix: ArraySlice<UInt8>) -> [UInt8]? {
        var bytes = Array(prefix)
        while let last = bytes.popLast() {
            if last < 0xFF { return bytes + [last + 1] }
        }
        return nil
    }

    private static func nextText(_ prefix: ArraySlice<UInt8>) -> [UInt8]? {
        guard let text = String(validating: prefix, as: UTF8.self) else { return nextBytes(prefix) }
        var scalars = Array(text.unicodeScalars)
        while let last = scalars.popLast() {
            // The code points of surrogates are no characters.
            let next = last.value == 0xD7FF ? 0xE000 : last.value + 1
            if let scalar = Unicode.Scalar(next) {
                var result = String.UnicodeScalarView(scalars)
                result.append(scalar)
                return Array(String(result).utf8)
            }
        }
        return nil
    }
}
