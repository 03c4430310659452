internal import Parquet
internal import ParquetBytes

// A JSON string (RFC 8259, section 7): any UTF-8 but quote, backslash and the control characters below 0x20, which are
// written as escapes:
//
//     \" \\ \/ \b \f \n \r \t      one character
//     \u00e9                       a code unit of UTF-16 in four hexadecimal digits
//     \ud83d\ude00                 a surrogate pair, one character beyond the first plane
//
// Almost all strings hold neither escapes nor bytes above 0x7F, so sixteen bytes at a time are looked at for the first byte
// that is special: quote, backslash, and everything below 0x20 and above 0x7F.
enum JSONString {
    /// Where the first special byte at or behind `start` is; the end of `text` if there is none.
    @inline(__always)
    static func specialByte(in text: RawSpan, from start: Int) -> Int {
        var offset = start
        while offset &+ 16 <= text.byteCount {
            let stops = StringStops.stops(text.loadBytes16(at: offset))
            if stops != 0 { return offset &+ stops.trailingZeroBitCount }
            offset &+= 16
        }
        return lastSpecialByte(in: text, from: offset)
    }

    /// The same near the end of the text, byte by byte.
    @inline(never)
    private static func lastSpecialByte(in text: RawSpan, from start: Int) -> Int {
        var offset = start
        while offset < text.byteCount {
            let byte = text.loadUInt8(at: offset)
            if byte == 0x22 || byte == 0x5C || byte < 0x20 || byte > 0x7F { return offset }
            offset &+= 1
        }
        return offset
    }

    /// The place of the closing quote of a string whose text starts at `start`, and whether it holds escapes.
    ///
    /// - Throws: `ParquetError` with code `json` if it is no string of RFC 8259 or no UTF-8.
    @inline(__always)
    static func end(in text: RawSpan, from start: Int) throws(ParquetError) -> (end: Int, hasEscapes: Bool) {
        let special = specialByte(in: text, from: start)
        if special < text.byteCount, text.loadUInt8(at: special) == 0x22 { return (special, false) }
        return try endBehindSpecialByte(in: text, at: special)
    }

    /// Goes on from a special byte that is not the closing quote.
    @inline(never)
    static func endBehindSpecialByte(
        in text: RawSpan, at special: Int
    ) throws(ParquetError) -> (end: Int, hasEscapes: Bool) {
        var offset = special
        var hasEscapes = false
        while true {
            guard offset < text.byteCount else {
                throw .json("the text ends within a string", at: offset)
            }
            let byte = text.loadUInt8(at: offset)
            if byte == 0x22 { return (offset, hasEscapes) }
            if byte == 0x5C {
                hasEscapes = true
                offset = try escape(in: text, at: offset).end
            } else if byte < 0x20 {
                throw byte == 0x0A
                    ? .json("the line ends within a string", at: offset)
                    : .json(
                        "a string holds the control character \(hexadecimal(byte)), which must be escaped", at: offset)
            } else {
                while offset < text.byteCount, text.loadUInt8(at: offset) > 0x7F {
                    offset &+= try UTF8Sequence.length(in: text, at: offset)
                }
            }
            offset = specialByte(in: text, from: offset)
        }
    }

    /// The character that the escape at `offset`, a backslash, stands for, and the place behind it.
    static func escape(in text: RawSpan, at offset: Int) throws(ParquetError) -> (scalar: UInt32, end: Int) {
        guard offset &+ 1 < text.byteCount else {
            throw .json("the text ends within a string", at: text.byteCount)
        }
        let scalar: UInt32
        let byte = text.loadUInt8(at: offset &+ 1)
        switch byte {
        case 0x22, 0x5C, 0x2F: scalar = UInt32(byte)
        case UInt8(ascii: "b"): scalar = 0x08
        case UInt8(ascii: "f"): scalar = 0x0C
        case UInt8(ascii: "n"): scalar = 0x0A
        case UInt8(ascii: "r"): scalar = 0x0D
        case UInt8(ascii: "t"): scalar = 0x09
        case UInt8(ascii: "u"):
            let unit = try codeUnit(in: text, at: offset)
            guard unit & 0xF800 == 0xD800 else { return (unit, offset &+ 6) }
            guard unit < 0xDC00, offset &+ 12 <= text.byteCount, text.loadUInt16(at: offset &+ 6) == 0x755C else {
                throw .json("an escape is a lone surrogate, which is no character", at: offset)
            }
            let second = try codeUnit(in: text, at: offset &+ 6)
            guard second & 0xFC00 == 0xDC00 else {
                throw .json("an escape is a lone surrogate, which is no character", at: offset)
            }
            return (0x10000 + ((unit & 0x3FF) << 10 | second & 0x3FF), offset &+ 12)
        default:
            throw .json("a backslash is followed by \(quoted(byte)), which is no escape", at: offset)
        }
        return (scalar, offset &+ 2)
    }

    /// The four hexadecimal digits of the `\u` escape at `offset`.
    private static func codeUnit(in text: RawSpan, at offset: Int) throws(ParquetError) -> UInt32 {
        var unit: UInt32 = 0
        for place in offset &+ 2..<offset &+ 6 {
            guard place < text.byteCount, let digit = hexadecimalDigit(text.loadUInt8(at: place)) else {
                throw .json("\\u is not followed by four hexadecimal digits", at: offset)
            }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }

    /// Writes the string `text[start ..< end]`, of which the escapes were validated, to `target` at `offset` with the
    /// escapes resolved, and gives the place behind it. Never longer than the source.
    static func unescape(
        _ text: RawSpan, from start: Int, to end: Int, into target: inout MutableRawSpan, at offset: Int
    ) throws(ParquetError) -> Int {
        var source = start
        var place = offset
        while source < end {
            let special = Swift.min(backslash(in: text, from: source, to: end), end)
            target.copy(from: text, at: source, count: special &- source, to: place)
            place &+= special &- source
            source = special
            if source < end {
                let (scalar, behind) = try escape(in: text, at: source)
                place = UTF8Sequence.write(scalar, to: &target, at: place)
                source = behind
            }
        }
        return place
    }

    /// The string `text[start ..< end]` with its escapes resolved.
    static func unescaped(_ text: RawSpan, from start: Int, to end: Int) throws(ParquetError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: end - start)
        var target = bytes.mutableRawBytes
        let count = try unescape(text, from: start, to: end, into: &target, at: 0)
        bytes.resize(to: count)
        return bytes
    }

    private static func backslash(in text: RawSpan, from start: Int, to end: Int) -> Int {
        var offset = start
        while offset < end, text.loadUInt8(at: offset) != 0x5C { offset &+= 1 }
        return offset
    }

    @inline(__always)
    static func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte &- 0x30
        case 0x41...0x46: byte &- 0x37
        case 0x61...0x66: byte &- 0x57
        default: nil
        }
    }

    /// A byte for a message: as the character it is, or in hexadecimal.
    static func quoted(_ byte: UInt8) -> String {
        byte > 0x20 && byte < 0x7F ? "\"\(Character(UnicodeScalar(byte)))\"" : hexadecimal(byte)
    }

    static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count == 1 ? "0x0\(digits)" : "0x\(digits)"
    }
}

extension ParquetError {
    /// A text that is not JSON, at a byte of the text.
    static func json(_ message: String, at byteOffset: Int) -> ParquetError {
        ParquetError(.json, message, at: Place(byteOffset: byteOffset))
    }
}
