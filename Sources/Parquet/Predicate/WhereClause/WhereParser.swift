/// Makes the tree of a where-clause:
///
///     clause     = all { "or" all }
///     all        = part { "and" part }
///     part       = { "not" } ( "(" clause ")" | condition )
///     condition  = column [ "is" … | [ "not" ] ( "in" … | "between" … | "like" … ) | comparison value ]
///                | value comparison column | "true" | "false"
struct WhereParser {
    private let text: String
    private let tokens: [WhereToken]
    private var index = 0

    private static let reserved: Set<String> = [
        "and", "or", "not", "in", "is", "null", "like", "between", "escape", "true", "false",
    ]

    init(_ text: String) throws(ParquetError) {
        self.text = text
        tokens = try WhereToken.all(of: text)
    }

    private var token: WhereToken { tokens[index] }

    /// The whole text.
    mutating func clause() throws(ParquetError) -> WhereNode {
        let node = try alternatives(depth: 0)
        guard token.kind == .end else { throw expected("\"and\", \"or\" or the end") }
        return node
    }

    private mutating func alternatives(depth: Int) throws(ParquetError) -> WhereNode {
        var parts = [try conjunction(depth: depth)]
        while takes("or") { parts.append(try conjunction(depth: depth)) }
        return parts.count == 1 ? parts[0] : .or(parts)
    }

    private mutating func conjunction(depth: Int) throws(ParquetError) -> WhereNode {
        var parts = [try part(depth: depth)]
        while takes("and") { parts.append(try part(depth: depth)) }
        return parts.count == 1 ? parts[0] : .and(parts)
    }

    private mutating func part(depth: Int) throws(ParquetError) -> WhereNode {
        var isNegated = false
        while takes("not") { isNegated.toggle() }
        let place = token.place
        let node: WhereNode
        if takes(sign: "(") {
            guard depth < WhereClause.maximumDepth else {
                throw .whereClause(
                    "parentheses are nested more than \(WhereClause.maximumDepth) deep", text, at: place)
            }
            node = try alternatives(depth: depth + 1)
            guard takes(sign: ")") else { throw expected("\"and\", \"or\" or a closing parenthesis") }
        } else {
            node = try condition()
        }
        return isNegated ? .not(node) : node
    }

    private mutating func condition() throws(ParquetError) -> WhereNode {
        guard let name = try name() else {
            if let value = try literal() {
                if let comparison = comparison() {
                    guard let name = try name() else { throw expected("a column") }
                    return .comparison(name, comparison.mirrored, value)
                }
                if case .boolean(let constant) = value.content { return .constant(constant) }
                throw expected("a comparison such as =")
            }
            throw expected("a column or \"(\"")
        }
        if let comparison = comparison() { return .comparison(name, comparison, try value()) }
        if takes("is") {
            let isNegated = takes("not")
            guard takes("null") else { throw expected(isNegated ? "\"null\"" : "\"null\" or \"not null\"") }
            return isNegated ? .not(.isNull(name)) : .isNull(name)
        }
        let isNegated = takes("not")
        let node: WhereNode
        if takes("in") {
            node = .isIn(name, try list())
        } else if takes("between") {
            let low = try value()
            guard takes("and") else { throw expected("\"and\"") }
            node = .and([.comparison(name, .greaterOrEqual, low), .comparison(name, .lessOrEqual, try value())])
        } else if takes("like") {
            node = try like(name)
        } else if isNegated {
            throw expected("\"in\", \"between\" or \"like\"")
        } else {
            switch token.kind {
            case .end, .sign(")"): return .isTrue(name)
            case .word(let word) where ["and", "or"].contains(word.lowercased()): return .isTrue(name)
            case .word, .quotedName, .text, .number, .bytes, .sign:
                throw expected("a comparison such as =, or \"in\", \"between\", \"like\", \"is null\"")
            }
        }
        return isNegated ? .not(node) : node
    }

    private mutating func like(_ name: WhereName) throws(ParquetError) -> WhereNode {
        guard case .text(let pattern) = token.kind else { throw expected("a pattern such as 'a%'") }
        let place = token.place
        index += 1
        guard takes("escape") else { return .like(name, pattern: pattern, escape: nil, place: place) }
        guard case .text(let escape) = token.kind, escape.unicodeScalars.count == 1 else {
            throw expected("one character in quotes")
        }
        index += 1
        return .like(name, pattern: pattern, escape: escape.unicodeScalars.first, place: place)
    }

    private mutating func list() throws(ParquetError) -> [WhereLiteral] {
        guard takes(sign: "(") else { throw expected("a list such as (1, 2)") }
        var values = [try value()]
        while takes(sign: ",") { values.append(try value()) }
        guard takes(sign: ")") else { throw expected("a comma or a closing parenthesis") }
        return values
    }

    private mutating func name() throws(ParquetError) -> WhereName? {
        let place = token.place
        guard let first = namePart(isFirst: true) else { return nil }
        var parts = [first]
        while takes(sign: ".") {
            guard let part = namePart(isFirst: false) else { throw expected("a name") }
            parts.append(part)
        }
        return WhereName(parts: parts, place: place)
    }

    private mutating func namePart(isFirst: Bool) -> String? {
        switch token.kind {
        case .quotedName(let name):
            index += 1
            return name
        case .word(let word):
            if isFirst {
                if WhereParser.reserved.contains(word.lowercased()) { return nil }
                // `date '…'` is a value; `date` alone may be a column.
                if WhereLiteral.Kind(rawValue: word.lowercased()) != nil, case .text = tokens[index + 1].kind {
                    return nil
                }
            }
            index += 1
            return word
        case .text, .number, .bytes, .sign, .end: return nil
        }
    }

    private mutating func comparison() -> Predicate.Comparison? {
        guard case .sign(let sign) = token.kind else { return nil }
        let comparison: Predicate.Comparison
        switch sign {
        case "=", "==": comparison = .equal
        case "<>", "!=": comparison = .notEqual
        case "<": comparison = .less
        case "<=": comparison = .lessOrEqual
        case ">": comparison = .greater
        case ">=": comparison = .greaterOrEqual
        default: return nil
        }
        index += 1
        return comparison
    }

    private mutating func value() throws(ParquetError) -> WhereLiteral {
        guard let literal = try literal() else { throw expected("a value") }
        return literal
    }

    private mutating func literal() throws(ParquetError) -> WhereLiteral? {
        let place = token.place
        switch token.kind {
        case .text(let text):
            index += 1
            return WhereLiteral(content: .text(text), place: place)
        case .bytes(let bytes):
            index += 1
            return WhereLiteral(content: .bytes(bytes), place: place)
        case .number(let number):
            index += 1
            return WhereLiteral(content: .number(number), place: place)
        case .sign(let sign) where sign == "-" || sign == "+":
            index += 1
            guard case .number(let number) = token.kind else { throw expected("a number") }
            index += 1
            return WhereLiteral(content: .number(sign == "-" ? "-" + number : number), place: place)
        case .word(let word):
            switch word.lowercased() {
            case "null":
                index += 1
                return WhereLiteral(content: .null, place: place)
            case "true", "false":
                index += 1
                return WhereLiteral(content: .boolean(word.lowercased() == "true"), place: place)
            case let lowercased:
                guard let kind = WhereLiteral.Kind(rawValue: lowercased), case .text(let text) = tokens[index + 1].kind
                else { return nil }
                index += 2
                return WhereLiteral(content: .typed(kind, text), place: place)
            }
        case .quotedName, .sign, .end: return nil
        }
    }

    private mutating func takes(_ keyword: String) -> Bool {
        guard case .word(let word) = token.kind, word.lowercased() == keyword else { return false }
        index += 1
        return true
    }

    private mutating func takes(sign: String) -> Bool {
        guard token.kind == .sign(sign) else { return false }
        index += 1
        return true
    }

    private func expected(_ what: String) -> ParquetError {
        .whereClause("\(what) should be here, not \(token.name)", text, at: token.place)
    }
}

extension Predicate.Comparison {
    /// The comparison with its sides exchanged.
    fileprivate var mirrored: Predicate.Comparison {
        switch self {
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        }
    }
}
