internal import Parquet

/// The names of types as Hive and Athena spell them, nested ones too: `struct<os:string,tags:array<string>>`.
///
/// Fields are read from the keys of their names, and everything about them is the default; the contract's JSON can say more.
struct HiveTypeParser {
    private var rest: Substring
    private let text: String

    /// How deeply types may be nested.
    static let maximumDepth = 32

    private init(_ text: String) {
        self.text = text
        rest = text[...]
    }

    /// The type that `text` names.
    ///
    /// - Throws: `ParquetError` with code `schema` that says what is wrong.
    static func type(_ text: String) throws(ParquetError) -> ContractType {
        var parser = HiveTypeParser(text)
        let type = try parser.type(depth: 0)
        guard parser.rest.isEmpty else { throw parser.error("\"\(parser.rest)\" is left over") }
        return type
    }

    private mutating func type(depth: Int) throws(ParquetError) -> ContractType {
        guard depth < HiveTypeParser.maximumDepth else {
            throw error("types are nested more than \(HiveTypeParser.maximumDepth) deep")
        }
        skipSpace()
        let word = take { $0 != "<" && $0 != "(" && $0 != "," && $0 != ">" && $0 != ")" && $0 != ":" && $0 != " " }
        skipSpace()
        switch word {
        case "array":
            try expect("<")
            let element = try type(depth: depth + 1)
            try expect(">")
            return .array(SchemaContract.Column(element: element))
        case "map":
            try expect("<")
            guard case .string = try type(depth: depth + 1) else { throw error("the keys of a map are strings") }
            try expect(",")
            let value = try type(depth: depth + 1)
            try expect(">")
            return .map(SchemaContract.Column(value: value))
        case "struct":
            try expect("<")
            var fields: [SchemaContract.Column] = []
            repeat {
                skipSpace()
                let name = take { $0 != ":" }
                try expect(":")
                guard !name.isEmpty else { throw error("a field has no name") }
                fields.append(SchemaContract.Column(String(name), try type(depth: depth + 1)))
            } while takeCharacter(",")
            try expect(">")
            return .structure(fields)
        default:
            if takeCharacter("(") {
                let arguments = take { $0 != ")" }.split(separator: ",", omittingEmptySubsequences: false)
                try expect(")")
                if let type = ContractType(word: word, arguments: arguments) { return type }
            } else if let type = ContractType(word: word) {
                return type
            }
            throw error("there is no type \"\(word)\" so written")
        }
    }

    private mutating func take(while isPart: (Character) -> Bool) -> Substring {
        let taken = rest.prefix(while: isPart)
        rest = rest[taken.endIndex...]
        return taken
    }

    private mutating func takeCharacter(_ character: Character) -> Bool {
        skipSpace()
        guard rest.first == character else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func expect(_ character: Character) throws(ParquetError) {
        guard takeCharacter(character) else {
            throw error("a \(character) is missing" + (rest.isEmpty ? " at the end" : " before \"\(rest)\""))
        }
    }

    private mutating func skipSpace() {
        while rest.first == " " { rest.removeFirst() }
    }

    private func error(_ message: String) -> ParquetError {
        ParquetError(.schema, "\"\(text)\" names no type: \(message)")
    }
}
