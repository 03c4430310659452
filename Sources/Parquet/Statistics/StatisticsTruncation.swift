/// Shortening of minima and maxima that are too long for a footer: a lower bound stays at or below the value, an upper
/// bound at or above it, and text stays valid UTF-8.
enum StatisticsTruncation {
    /// The longest prefix of `value` of at most `byteLimit` bytes.
    static func lower(_ value: [UInt8], byteLimit: Int, isText: Bool) -> [UInt8] {
        guard value.count > byteLimit else { return value }
        return Array(value[..<cut(value, byteLimit, isText)])
    }

    /// The shortest string above all that begin with the first `byteLimit` bytes of `value`. Where there is none, since they
    /// are 0xFF or the last code point throughout, the first 2 × `byteLimit` bytes take their place, then 4 ×; nil if there is
    /// none of these either.
    static func upper(_ value: [UInt8], byteLimit: Int, isText: Bool) -> [UInt8]? {
        for limit in [byteLimit, 2 * byteLimit, longestFactor * byteLimit] {
            guard value.count > limit else { return value }
            let prefix = value[..<cut(value, limit, isText)]
            if let next = isText ? nextText(prefix) : nextBytes(prefix) { return next }
        }
        return nil
    }

    private static let longestFactor = 4

    /// The most bytes of an upper bound: the code point after the last one of a prefix can take a byte more.
    static func maximumUpperByteCount(byteLimit: Int) -> Int { longestFactor * byteLimit + 4 }

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
