/// A word, value or sign of a where-clause.
struct WhereToken: Sendable {
    enum Kind: Sendable, Equatable {
        /// A word without quotes: a name or a keyword.
        case word(String)
        /// A name in double quotes.
        case quotedName(String)
        /// Text in single quotes.
        case text(String)
        /// Digits, a point, an exponent.
        case number(String)
        /// `x'00ff'`
        case bytes([UInt8])
        /// `=`, `<>`, `(` and the like.
        case sign(String)
        case end
    }

    let kind: Kind
    /// Where it starts, in bytes.
    let place: Int

    /// The token as it is told of in messages.
    var name: String {
        switch kind {
        case .word(let word): word
        case .quotedName(let name): "\"\(name.prefix(40))\""
        case .text(let text): "'\(text.prefix(40))'"
        case .number(let number): String(number.prefix(40))
        case .bytes: "bytes"
        case .sign(let sign): "\"\(sign)\""
        case .end: "the end"
        }
    }

    /// The tokens of `text`, the last of which is the end.
    static func all(of text: String) throws(ParquetError) -> [WhereToken] {
        var reader = WhereTokenReader(text)
        var tokens: [WhereToken] = []
        while true {
            let token = try reader.next()
            tokens.append(token)
            if token.kind == .end { return tokens }
        }
    }
}

/// Takes a where-clause apart.
private struct WhereTokenReader {
    private let text: String
    private let bytes: [UInt8]
    private var place = 0

    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
    }

    private var byte: UInt8? { place < bytes.count ? bytes[place] : nil }

    private func byte(at place: Int) -> UInt8? { place < bytes.count ? bytes[place] : nil }

    mutating func next() throws(ParquetError) -> WhereToken {
        while let byte, byte == 0x20 || (0x09...0x0D).contains(byte) { place += 1 }
        let start = place
        return WhereToken(kind: try kind(), place: start)
    }

    private mutating func kind() throws(ParquetError) -> WhereToken.Kind {
        guard let first = byte else { return .end }
        if first == UInt8(ascii: "x") || first == UInt8(ascii: "X"), byte(at: place + 1) == UInt8(ascii: "'") {
            return .bytes(try hexadecimal())
        }
        if first == UInt8(ascii: "'") { return .text(try quoted(first, "text")) }
        if first == UInt8(ascii: "\"") {
            let start = place
            let name = try quoted(first, "name")
            guard !name.isEmpty else { throw .whereClause("a name should be between the quotes", text, at: start) }
            return .quotedName(name)
        }
        if WhereTokenReader.isDigit(first)
            || first == UInt8(ascii: ".") && byte(at: place + 1).map(WhereTokenReader.isDigit) == true
        {
            return .number(try number())
        }
        if WhereTokenReader.isLetter(first) {
            let start = place
            while let byte, WhereTokenReader.isLetter(byte) || WhereTokenReader.isDigit(byte) { place += 1 }
            return .word(String(decoding: bytes[start..<place], as: UTF8.self))
        }
        for sign in ["<>", "<=", ">=", "!=", "==", "<", ">", "=", "(", ")", ",", ".", "-", "+"]
        where bytes[place...].starts(with: sign.utf8) {
            place += sign.utf8.count
            return .sign(sign)
        }
        let rest = String(decoding: bytes[place..<min(bytes.count, place + 4)], as: UTF8.self)
        throw .whereClause("\"\(rest.prefix(1))\" has no meaning here", text, at: place)
    }

    /// What is between quotes; two of them stand for one.
    private mutating func quoted(_ quote: UInt8, _ what: String) throws(ParquetError) -> String {
        let start = place
        var content: [UInt8] = []
        place += 1
        while let byte {
            place += 1
            if byte != quote {
                content.append(byte)
            } else if self.byte == quote {
                content.append(quote)
                place += 1
            } else {
                return String(decoding: content, as: UTF8.self)
            }
        }
        throw .whereClause("the \(what) that begins here has no end; a quote is missing", text, at: start)
    }

    private mutating func hexadecimal() throws(ParquetError) -> [UInt8] {
        let start = place
        place += 1
        let digits = Array(try quoted(UInt8(ascii: "'"), "byte string").utf8)
        var result: [UInt8] = []
        guard digits.count % 2 == 0 else {
            throw .whereClause("bytes need two hexadecimal digits each, here are \(digits.count)", text, at: start)
        }
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = Character(UnicodeScalar(digits[index])).hexDigitValue,
                let low = Character(UnicodeScalar(digits[index + 1])).hexDigitValue
            else {
                throw .whereClause("bytes are written in hexadecimal digits", text, at: start + 2 + index)
            }
            result.append(UInt8(high << 4 | low))
        }
        return result
    }

    private mutating func number() throws(ParquetError) -> String {
        let start = place
        while let byte, WhereTokenReader.isDigit(byte) { place += 1 }
        if byte == UInt8(ascii: ".") {
            place += 1
            while let byte, WhereTokenReader.isDigit(byte) { place += 1 }
        }
        if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
            place += 1
            if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") { place += 1 }
            guard byte.map(WhereTokenReader.isDigit) == true else {
                throw .whereClause("the exponent's digits should be here", text, at: place)
            }
            while let byte, WhereTokenReader.isDigit(byte) { place += 1 }
        }
        if let byte, WhereTokenReader.isLetter(byte) || byte == UInt8(ascii: ".") {
            throw .whereClause(
                "the number should end here; names that begin with a digit need double quotes", text, at: place)
        }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// Letters, the underscore and everything that is not ASCII.
    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "_") || byte >= 0x80
    }
}
