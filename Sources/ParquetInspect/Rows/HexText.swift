/// Bytes as two lower-case hexadecimal digits each.
enum HexText {
    /// Appends the digits of `byte`.
    static func append(_ byte: UInt8, to text: inout [UInt8]) {
        text.append(digit(byte >> 4))
        text.append(digit(byte & 0x0F))
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}

/// UUIDs in the form of RFC 9562: `8-4-4-4-12` hexadecimal digits.
enum UUIDText {
    /// Appends the text of the sixteen `bytes`.
    static func append(_ bytes: ArraySlice<UInt8>, to text: inout [UInt8]) {
        for (index, byte) in bytes.enumerated() {
            if index == 4 || index == 6 || index == 8 || index == 10 { text.append(UInt8(ascii: "-")) }
            HexText.append(byte, to: &text)
        }
    }
}
