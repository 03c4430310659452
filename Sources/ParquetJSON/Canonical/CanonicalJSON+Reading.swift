public import Parquet
internal import ParquetBytes

extension CanonicalJSON {
    /// How deeply arrays and objects may be nested.
    public static let maximumDepth = 64

    /// The document that `bytes` are, if they are its canonical spelling.
    ///
    /// - Parameter limit: the most bytes that are looked at.
    /// - Throws: `ParquetError` with code `json` and the byte, if they are not JSON or spelled otherwise; `limit` if there are more.
    public init(canonical bytes: [UInt8], limit: Int = 64 << 20) throws(ParquetError) {
        guard bytes.count <= limit else {
            throw ParquetError(.limit, "the document has \(bytes.count) bytes, at most \(limit) are read")
        }
        let text = bytes.rawBytes
        var offset = 0
        self = try CanonicalJSON.value(text, &offset, depth: 0)
        guard offset == text.byteCount else {
            throw .json("something stands behind the document", at: offset)
        }
    }

    private static func value(_ text: RawSpan, _ offset: inout Int, depth: Int) throws(ParquetError) -> CanonicalJSON {
        guard depth <= maximumDepth else { throw .json("values are nested more than \(maximumDepth) deep", at: offset) }
        guard offset < text.byteCount else { throw .json("the text ends where a value should be", at: offset) }
        switch text.loadUInt8(at: offset) {
        case UInt8(ascii: "{"): return .object(try members(text, &offset, depth: depth))
        case UInt8(ascii: "["): return .array(try elements(text, &offset, depth: depth))
        case UInt8(ascii: "\""): return .string(try string(text, &offset))
        case UInt8(ascii: "n"):
            try take("null", text, &offset)
            return .null
        case UInt8(ascii: "t"):
            try take("true", text, &offset)
            return .boolean(true)
        case UInt8(ascii: "f"):
            try take("false", text, &offset)
            return .boolean(false)
        default: return .number(try number(text, &offset))
        }
    }

    private static func members(
        _ text: RawSpan, _ offset: inout Int, depth: Int
    ) throws(ParquetError) -> CanonicalMembers {
        var members: [(key: String, value: CanonicalJSON)] = []
        var previous: String?
        offset += 1
        if takes(UInt8(ascii: "}"), text, &offset) { return CanonicalMembers([]) }
        while true {
            let place = offset
            guard offset < text.byteCount, text.loadUInt8(at: offset) == UInt8(ascii: "\"") else {
                throw .json("a key should be here", at: offset)
            }
            let key = try string(text, &offset)
            // Rising keys are different ones, too.
            if let previous, !precedes(previous, key) {
                throw .json("the key \"\(key)\" should stand before \"\(previous)\", and once", at: place)
            }
            previous = key
            guard takes(UInt8(ascii: ":"), text, &offset) else { throw .json("a colon should be here", at: offset) }
            members.append((key, try value(text, &offset, depth: depth + 1)))
            if takes(UInt8(ascii: "}"), text, &offset) { return CanonicalMembers(rising: members) }
            guard takes(UInt8(ascii: ","), text, &offset) else {
                throw .json("a comma or the end of the object should be here", at: offset)
            }
        }
    }

    private static func elements(
        _ text: RawSpan, _ offset: inout Int, depth: Int
    ) throws(ParquetError) -> [CanonicalJSON] {
        var elements: [CanonicalJSON] = []
        offset += 1
        if takes(UInt8(ascii: "]"), text, &offset) { return [] }
        while true {
            elements.append(try value(text, &offset, depth: depth + 1))
            if takes(UInt8(ascii: "]"), text, &offset) { return elements }
            guard takes(UInt8(ascii: ","), text, &offset) else {
                throw .json("a comma or the end of the array should be here", at: offset)
            }
        }
    }

    private static func string(_ text: RawSpan, _ offset: inout Int) throws(ParquetError) -> String {
        let start = offset
        let (end, hasEscapes) = try JSONString.end(in: text, from: start + 1)
        let content = try JSONString.unescaped(text, from: start + 1, to: end)
        let string = String(decoding: content, as: UTF8.self)
        offset = end + 1
        if hasEscapes {
            var canonical: [UInt8] = []
            append(string, to: &canonical)
            try compare(canonical, text, start..<offset, "a string")
        }
        return string
    }

    private static func number(_ text: RawSpan, _ offset: inout Int) throws(ParquetError) -> Double {
        let start = offset
        let end = try JSONNumber.end(in: text, from: start).end
        // No double needs more characters.
        guard end - start <= 32 else { throw .json("a number has more characters than it needs", at: start) }
        let spelled = String(decoding: JSONValue.copy(text, start..<end), as: UTF8.self)
        guard let number = Double(spelled), number.isFinite else {
            throw .json("the number \(spelled) is beyond those of JSON", at: start)
        }
        offset = end
        try compare(Array(ECMAScriptNumber.text(number).utf8), text, start..<end, "a number")
        return number
    }

    /// Checks that what is spelled at `range` is what the canonical spelling is.
    private static func compare(
        _ canonical: [UInt8], _ text: RawSpan, _ range: Range<Int>, _ kind: String
    ) throws(ParquetError) {
        guard canonical.count == range.count,
            text.isEqual(at: range.lowerBound, to: canonical.rawBytes, at: 0, count: canonical.count)
        else {
            throw .json(
                "\(kind) is not spelled as \(String(decoding: canonical.prefix(80), as: UTF8.self))",
                at: range.lowerBound)
        }
    }

    private static func take(_ word: String, _ text: RawSpan, _ offset: inout Int) throws(ParquetError) {
        for byte in word.utf8 {
            guard takes(byte, text, &offset) else { throw .json("\(word) should be here", at: offset) }
        }
    }

    private static func takes(_ byte: UInt8, _ text: RawSpan, _ offset: inout Int) -> Bool {
        guard offset < text.byteCount, text.loadUInt8(at: offset) == byte else { return false }
        offset += 1
        return true
    }
}
