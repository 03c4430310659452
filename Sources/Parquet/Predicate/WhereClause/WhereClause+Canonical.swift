extension WhereClause {
    /// The clause with one spelling: what is written another way and says the same word for word has the same text. Names, values and
    /// the order of conditions are as they were written.
    ///
    ///     USERID='X'   AND(a!=1)   →   "USERID" = 'X' and "a" <> 1
    package var canonicalText: String { node.canonicalText(isInner: false) }
}

extension WhereNode {
    fileprivate func canonicalText(isInner: Bool) -> String {
        let text: String
        switch self {
        case .comparison(let name, let comparison, let literal):
            return "\(name.canonicalText) \(comparison.sign) \(literal.canonicalText)"
        case .isIn(let name, let literals):
            return "\(name.canonicalText) in (\(literals.map(\.canonicalText).joined(separator: ", ")))"
        case .isNull(let name): return "\(name.canonicalText) is null"
        case .like(let name, let pattern, let escape, _):
            let end = escape.map { " escape \(quoted(String($0)))" } ?? ""
            return "\(name.canonicalText) like \(quoted(pattern))\(end)"
        case .isTrue(let name): return name.canonicalText
        case .constant(let flag): return String(flag)
        case .not(let inner): return "not (\(inner.canonicalText(isInner: false)))"
        case .and(let parts): text = parts.map { $0.canonicalText(isInner: true) }.joined(separator: " and ")
        case .or(let parts): text = parts.map { $0.canonicalText(isInner: true) }.joined(separator: " or ")
        }
        return isInner ? "(\(text))" : text
    }
}

extension WhereName {
    fileprivate var canonicalText: String {
        parts.map { "\"\(doubled($0, "\""))\"" }.joined(separator: ".")
    }
}

extension WhereLiteral {
    fileprivate var canonicalText: String {
        switch content {
        case .null: "null"
        case .boolean(let flag): String(flag)
        case .number(let text): text
        case .text(let text): quoted(text)
        case .bytes(let bytes):
            "x'\(bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())'"
        case .typed(let kind, let text): "\(kind.rawValue) \(quoted(text))"
        }
    }
}

extension Predicate.Comparison {
    fileprivate var sign: String {
        switch self {
        case .equal: "="
        case .notEqual: "<>"
        case .less: "<"
        case .lessOrEqual: "<="
        case .greater: ">"
        case .greaterOrEqual: ">="
        }
    }
}

/// `text` as a value in quotes.
private func quoted(_ text: String) -> String { "'\(doubled(text, "'"))'" }

/// `text` with each `quote` written twice.
private func doubled(_ text: String, _ quote: Unicode.Scalar) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        result.append(scalar)
        if scalar == quote { result.append(scalar) }
    }
    return String(result)
}
