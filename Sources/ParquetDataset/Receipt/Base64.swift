/// Bytes as text (RFC 4648, section 4), with padding, and one text for the same bytes only.
enum Base64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")

    /// The text of `bytes`.
    static func text(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            var word: UInt32 = 0
            for place in 0..<3 { word = word << 8 | (place < count ? UInt32(bytes[start + place]) : 0) }
            for place in 0..<4 {
                let digit = digits[Int(word >> UInt32(18 - 6 * place) & 0x3F)]
                text.append(place <= count ? digit : padding)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes that `text` is the text of; nil if there are none.
    static func bytes(_ text: String) -> [UInt8]? {
        let text = Array(text.utf8)
        guard text.count % 4 == 0 else { return nil }
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: text.count, by: 4) {
            let isLast = start + 4 == text.count
            let paddingCount = isLast ? text[start..<start + 4].reversed().prefix { $0 == padding }.count : 0
            guard paddingCount <= 2 else { return nil }
            var word: UInt32 = 0
            for place in 0..<4 {
                guard place < 4 - paddingCount else {
                    word <<= 6
                    continue
                }
                guard let value = value(of: text[start + place]) else { return nil }
                word = word << 6 | value
            }
            // Bits that are behind the bytes must be zero, or another text would mean the same.
            guard word & (1 << UInt32(8 * paddingCount) - 1) == 0 else { return nil }
            for place in 0..<3 - paddingCount {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(16 - 8 * place)))
            }
        }
        return bytes
    }

    private static func value(of digit: UInt8) -> UInt32? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
