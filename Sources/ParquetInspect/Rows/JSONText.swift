/// JSON strings (RFC 8259).
enum JSONText {
    static let null = Array("null".utf8)
    static let `true` = Array("true".utf8)
    static let `false` = Array("false".utf8)
    /// How the first pair of a map begins, and each other.
    static let firstPair = Array("[".utf8)
    static let nextPair = Array(",[".utf8)

    /// Appends `string` in quotes, escaping what must be escaped and nothing else.
    static func appendString(_ string: String, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        for byte in string.utf8 { append(byte, to: &text) }
        text.append(UInt8(ascii: "\""))
    }

    /// Appends the UTF-8 text `bytes` in quotes; U+FFFD stands for what is not UTF-8.
    ///
    /// - Returns: whether something was not.
    static func appendString(_ bytes: ArraySlice<UInt8>, to text: inout [UInt8]) -> Bool {
        // Without a way out in the middle, the compiler looks at many bytes at once.
        var isPlain = true
        var isASCII = true
        let span = bytes.span
        for index in span.indices {
            let byte = span[index]
            isPlain = isPlain && byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
            isASCII = isASCII && byte < 0x80
        }
        guard isASCII || String(validating: bytes, as: UTF8.self) != nil else {
            appendString(String(decoding: bytes, as: UTF8.self), to: &text)
            return true
        }
        text.append(UInt8(ascii: "\""))
        if isPlain {
            text.append(contentsOf: bytes)
        } else {
            for byte in bytes { append(byte, to: &text) }
        }
        text.append(UInt8(ascii: "\""))
        return false
    }

    private static func append(_ byte: UInt8, to text: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""): text.append(contentsOf: "\\\"".utf8)
        case UInt8(ascii: "\\"): text.append(contentsOf: "\\\\".utf8)
        case 0x08: text.append(contentsOf: "\\b".utf8)
        case 0x09: text.append(contentsOf: "\\t".utf8)
        case 0x0A: text.append(contentsOf: "\\n".utf8)
        case 0x0C: text.append(contentsOf: "\\f".utf8)
        case 0x0D: text.append(contentsOf: "\\r".utf8)
        case 0..<0x20:
            text.append(contentsOf: "\\u00".utf8)
            HexText.append(byte, to: &text)
        default: text.append(byte)
        }
    }
}
