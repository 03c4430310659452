/// How Hive, Spark and Athena write values in names of directories: what a file system or the `key=value` form could take for
/// something else stands as `%` and two hexadecimal digits of its byte, and null has a name of its own.
public enum HiveEncoding {
    /// The name that stands for null.
    public static let null = "__HIVE_DEFAULT_PARTITION__"

    /// The characters that Hive escapes, besides those below the space.
    private static let escaped = Set("\"#%'*/:=?\\{[]^\u{7F}".utf8)

    /// `text` with its escapes resolved. A `%` that no two hexadecimal digits follow stands for itself, as it does to Hive;
    /// and a text whose bytes come to no UTF-8 is left as it is.
    public static func decoded(_ text: some StringProtocol) -> String {
        let spelled = Array(text.utf8)
        var bytes: [UInt8] = []
        var place = 0
        while place < spelled.count {
            if spelled[place] == UInt8(ascii: "%"), place + 2 < spelled.count,
                let high = digit(spelled[place + 1]), let low = digit(spelled[place + 2])
            {
                bytes.append(high << 4 | low)
                place += 3
            } else {
                bytes.append(spelled[place])
                place += 1
            }
        }
        return String(validating: bytes, as: UTF8.self) ?? String(text)
    }

    /// `text` as a part of a directory's name.
    public static func encoded(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            guard byte < 0x20 || escaped.contains(byte) else {
                bytes.append(byte)
                continue
            }
            let digits = Array("0123456789ABCDEF".utf8)
            bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}
