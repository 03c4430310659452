/// A slow, plain reading of RFC 8259 and RFC 3629, written to be obviously right: the oracle of parser tests.
public struct StrictJSON {
    private let bytes: [UInt8]
    private var place = 0

    private struct Invalid: Error {}

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The members of the object that `line` is, in order, the values as the bytes they are written with; nil if it is not
    /// one valid JSON object.
    public static func members(_ line: [UInt8]) -> [(key: [UInt8], value: [UInt8])]? {
        var parser = StrictJSON(line)
        do {
            parser.space()
            guard parser.peek == UInt8(ascii: "{") else { return nil }
            let members = try parser.object()
            parser.space()
            return parser.place == line.count ? members : nil
        } catch {
            return nil
        }
    }

    private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func space() {
        while let byte = peek, [0x20, 0x09, 0x0D].contains(byte) { place += 1 }
    }

    private mutating func take(_ expected: UInt8) throws {
        guard peek == expected else { throw Invalid() }
        place += 1
    }

    private mutating func value() throws {
        space()
        switch peek {
        case UInt8(ascii: "{"): _ = try object()
        case UInt8(ascii: "["): try array()
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: try number()
        }
    }

    private mutating func word(_ word: String) throws {
        for byte in word.utf8 { try take(byte) }
    }

    private mutating func object() throws -> [(key: [UInt8], value: [UInt8])] {
        var members: [(key: [UInt8], value: [UInt8])] = []
        try take(UInt8(ascii: "{"))
        space()
        if peek == UInt8(ascii: "}") {
            place += 1
            return members
        }
        while true {
            space()
            let key = try string()
            space()
            try take(UInt8(ascii: ":"))
            space()
            let start = place
            try value()
            members.append((key, Array(bytes[start..<place])))
            space()
            if peek == UInt8(ascii: "}") {
                place += 1
                return members
            }
            try take(UInt8(ascii: ","))
        }
    }

    private mutating func array() throws {
        try take(UInt8(ascii: "["))
        space()
        if peek == UInt8(ascii: "]") {
            place += 1
            return
        }
        while true {
            try value()
            space()
            if peek == UInt8(ascii: "]") {
                place += 1
                return
            }
            try take(UInt8(ascii: ","))
        }
    }

    private mutating func digits() throws {
        guard let first = peek, (0x30...0x39).contains(first) else { throw Invalid() }
        while let byte = peek, (0x30...0x39).contains(byte) { place += 1 }
    }

    private mutating func number() throws {
        if peek == UInt8(ascii: "-") { place += 1 }
        if peek == UInt8(ascii: "0") { place += 1 } else { try digits() }
        if peek == UInt8(ascii: ".") {
            place += 1
            try digits()
        }
        if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
            place += 1
            if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { place += 1 }
            try digits()
        }
    }

    /// The text of a string, unescaped, as UTF-8.
    private mutating func string() throws -> [UInt8] {
        try take(UInt8(ascii: "\""))
        var text: [UInt8] = []
        while true {
            guard let byte = peek else { throw Invalid() }
            place += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard String(validating: text, as: UTF8.self) != nil else { throw Invalid() }
                return text
            case UInt8(ascii: "\\"): try escape(&text)
            case 0..<0x20: throw Invalid()
            default: text.append(byte)
            }
        }
    }

    private mutating func escape(_ text: inout [UInt8]) throws {
        guard let byte = peek else { throw Invalid() }
        place += 1
        let plain: [UInt8: UInt8] = [
            0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09,
        ]
        if let character = plain[byte] {
            text.append(character)
            return
        }
        guard byte == UInt8(ascii: "u") else { throw Invalid() }
        var unit = try hex()
        if (0xD800..<0xDC00).contains(unit) {
            try take(UInt8(ascii: "\\"))
            try take(UInt8(ascii: "u"))
            let low = try hex()
            guard (0xDC00..<0xE000).contains(low) else { throw Invalid() }
            unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(unit) else { throw Invalid() }
        text += Array(String(Character(scalar)).utf8)
    }

    private mutating func hex() throws -> UInt32 {
        guard place + 4 <= bytes.count else { throw Invalid() }
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(bytes[place])).hexDigitValue, bytes[place] < 0x80 else {
                throw Invalid()
            }
            unit = unit << 4 | UInt32(digit)
            place += 1
        }
        return unit
    }
}
