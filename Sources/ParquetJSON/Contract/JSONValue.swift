package import Parquet
internal import ParquetBytes

/// A JSON document as a tree, for configuration: small, strict, and every value knows its place.
package struct JSONValue {
    package indirect enum Content {
        case null
        case boolean(Bool)
        /// The number as it is written.
        case number(String)
        case string(String)
        case array([JSONValue])
        /// The members in the order they are written, no key twice.
        case object([(key: String, place: Int, value: JSONValue)])
    }

    package var content: Content
    /// The byte of the document at which the value starts.
    package var byteOffset: Int

    /// What the value is, for a message.
    package var kindName: String {
        switch content {
        case .null: "null"
        case .boolean: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// How deeply objects and arrays may be nested: enough for contracts of the deepest types, spelled out.
    static let maximumDepth = 128

    /// The one value that `bytes` holds.
    ///
    /// - Throws: `ParquetError` with code `json`, with the byte, if it is not JSON or a key occurs twice in an object.
    package static func parse(_ bytes: [UInt8]) throws(ParquetError) -> JSONValue {
        let text = bytes.rawBytes
        var offset = skipSpace(text, LineChunker.byteOrderMarkLength(in: text))
        let value = try value(text, &offset, depth: 0)
        offset = skipSpace(text, offset)
        guard offset == text.byteCount else { throw .json("text behind the end of the document", at: offset) }
        return value
    }

    private static func value(_ text: RawSpan, _ offset: inout Int, depth: Int) throws(ParquetError) -> JSONValue {
        guard depth < maximumDepth else { throw .json("values are nested more than \(maximumDepth) deep", at: offset) }
        guard offset < text.byteCount else { throw .json("the text ends where a value should be", at: offset) }
        let start = offset
        let content: Content
        switch text.loadUInt8(at: offset) {
        case 0x7B: content = try object(text, &offset, depth: depth)
        case 0x5B: content = try array(text, &offset, depth: depth)
        case 0x22: content = .string(try string(text, &offset))
        case UInt8(ascii: "n"): content = try literal("null", .null, text, &offset)
        case UInt8(ascii: "t"): content = try literal("true", .boolean(true), text, &offset)
        case UInt8(ascii: "f"): content = try literal("false", .boolean(false), text, &offset)
        default:
            let end = try JSONNumber.end(in: text, from: offset).end
            content = .number(String(decoding: copy(text, offset..<end), as: UTF8.self))
            offset = end
        }
        return JSONValue(content: content, byteOffset: start)
    }

    private static func object(_ text: RawSpan, _ offset: inout Int, depth: Int) throws(ParquetError) -> Content {
        var members: [(key: String, place: Int, value: JSONValue)] = []
        offset = skipSpace(text, offset + 1)
        if try take(0x7D, text, &offset) { return .object([]) }
        while true {
            let place = offset
            guard offset < text.byteCount, text.loadUInt8(at: offset) == 0x22 else {
                throw .json("a key should be here", at: offset)
            }
            let key = try string(text, &offset)
            guard !members.contains(where: { $0.key == key }) else {
                throw .json("the key \"\(key)\" occurs twice", at: place)
            }
            offset = skipSpace(text, offset)
            guard try take(0x3A, text, &offset) else { throw .json("a colon should be here", at: offset) }
            members.append((key, place, try value(text, &offset, depth: depth + 1)))
            offset = skipSpace(text, offset)
            if try take(0x7D, text, &offset) { return .object(members) }
            guard try take(0x2C, text, &offset) else {
                throw .json("a comma or the end of the object should be here", at: offset)
            }
        }
    }

    private static func array(_ text: RawSpan, _ offset: inout Int, depth: Int) throws(ParquetError) -> Content {
        var elements: [JSONValue] = []
        offset = skipSpace(text, offset + 1)
        if try take(0x5D, text, &offset) { return .array([]) }
        while true {
            elements.append(try value(text, &offset, depth: depth + 1))
            offset = skipSpace(text, offset)
            if try take(0x5D, text, &offset) { return .array(elements) }
            guard try take(0x2C, text, &offset) else {
                throw .json("a comma or the end of the array should be here", at: offset)
            }
        }
    }

    private static func string(_ text: RawSpan, _ offset: inout Int) throws(ParquetError) -> String {
        let end = try JSONString.end(in: text, from: offset + 1).end
        let bytes = try JSONString.unescaped(text, from: offset + 1, to: end)
        offset = end + 1
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func literal(
        _ word: String, _ content: Content, _ text: RawSpan, _ offset: inout Int
    ) throws(ParquetError) -> Content {
        for byte in word.utf8 {
            guard offset < text.byteCount, text.loadUInt8(at: offset) == byte else {
                throw .json("\(word) should be here", at: offset)
            }
            offset += 1
        }
        return content
    }

    /// Takes `byte` and the white space behind it, if it is here.
    private static func take(_ byte: UInt8, _ text: RawSpan, _ offset: inout Int) throws(ParquetError) -> Bool {
        guard offset < text.byteCount else { throw .json("the text ends too early", at: offset) }
        guard text.loadUInt8(at: offset) == byte else { return false }
        offset = skipSpace(text, offset + 1)
        return true
    }

    private static func skipSpace(_ text: RawSpan, _ start: Int) -> Int {
        var offset = start
        while offset < text.byteCount {
            let byte = text.loadUInt8(at: offset)
            guard byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A else { break }
            offset += 1
        }
        return offset
    }

    /// The bytes `range` of `text`.
    static func copy(_ text: RawSpan, _ range: Range<Int>) -> [UInt8] {
        range.map { text.loadUInt8(at: $0) }
    }

    /// `text` as a JSON string with its quotes.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
