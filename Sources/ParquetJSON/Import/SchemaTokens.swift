internal import Parquet

/// The words and signs of a schema text, one after another: a message type or a statement.
struct SchemaTokens {
    /// A word or sign, and the byte where it starts.
    struct Token: Equatable {
        var text: String
        var byteOffset: Int
        /// Whether it was in quotes or backticks, and so is no keyword.
        var isQuoted = false

        /// The word in lower case; nothing if it is quoted.
        var keyword: String { isQuoted ? "" : text.lowercased() }
    }

    private(set) var tokens: [Token] = []
    private var next = 0
    private let byteCount: Int

    /// Takes `text` apart. Comments as in SQL are passed over: `-- …` to the end of the line, `/* … */`.
    ///
    /// - Parameter signs: the bytes that stand for themselves.
    init(_ text: [UInt8], signs: String) throws(ParquetError) {
        byteCount = text.count
        let signs = Set(signs.utf8)
        var offset = 0
        while offset < text.count {
            let byte = text[offset]
            if byte <= 0x20 {
                offset += 1
            } else if byte == 0x2D, offset + 1 < text.count, text[offset + 1] == 0x2D {
                while offset < text.count, text[offset] != 0x0A { offset += 1 }
            } else if byte == 0x2F, offset + 1 < text.count, text[offset + 1] == 0x2A {
                var end = offset + 2
                while end + 1 < text.count, text[end] != 0x2A || text[end + 1] != 0x2F { end += 1 }
                guard end + 1 < text.count else { throw SchemaTokens.error("a comment has no end", offset) }
                offset = end + 2
            } else if byte == 0x27 || byte == 0x22 || byte == 0x60 {
                let start = offset
                var word: [UInt8] = []
                offset += 1
                while offset < text.count, text[offset] != byte || (offset + 1 < text.count && text[offset + 1] == byte)
                {
                    // A quote within is written twice, or behind a backslash in a string.
                    if text[offset] == byte || (text[offset] == 0x5C && byte != 0x60 && offset + 1 < text.count) {
                        offset += 1
                    }
                    word.append(text[offset])
                    offset += 1
                }
                guard offset < text.count else { throw SchemaTokens.error("a quote has no end", start) }
                offset += 1
                tokens.append(Token(text: String(decoding: word, as: UTF8.self), byteOffset: start, isQuoted: true))
            } else if signs.contains(byte) {
                tokens.append(Token(text: String(UnicodeScalar(byte)), byteOffset: offset))
                offset += 1
            } else {
                let start = offset
                while offset < text.count, text[offset] > 0x20, !signs.contains(text[offset]), text[offset] != 0x60 {
                    offset += 1
                }
                tokens.append(Token(text: String(decoding: text[start..<offset], as: UTF8.self), byteOffset: start))
            }
        }
    }

    var isAtEnd: Bool { next == tokens.count }

    /// The next word or sign, nil at the end.
    var peek: Token? { next < tokens.count ? tokens[next] : nil }

    /// Takes the next word or sign.
    mutating func take(_ what: String) throws(ParquetError) -> Token {
        guard next < tokens.count else { throw SchemaTokens.error("the text ends where \(what) should be", byteCount) }
        next += 1
        return tokens[next - 1]
    }

    /// Takes the word or sign `text`, in whatever case, if it is next.
    mutating func takeIf(_ text: String) -> Bool {
        guard let token = peek, token.keyword == text else { return false }
        next += 1
        return true
    }

    /// Takes the word or sign `text`.
    mutating func expect(_ text: String) throws(ParquetError) {
        let token = try take("\"\(text)\"")
        guard token.keyword == text else {
            throw SchemaTokens.error("\"\(token.text)\" is where \"\(text)\" should be", token.byteOffset)
        }
    }

    static func error(_ message: String, _ byteOffset: Int) -> ParquetError {
        ParquetError(.schema, message, at: .init(byteOffset: byteOffset))
    }
}
