/// A value that stands in text and has no column's type: of a line of JSON, of a partition's path.
package enum WhereOperand: Sendable, Hashable {
    /// `null`, or nothing.
    case null
    case boolean(Bool)
    /// A number as it is written.
    case number(String)
    case text(String)
    /// An object or an array.
    case other
}

/// A condition of a where-clause on one column: a comparison, `in`, `like`, `is null`, or a column of truth values.
package struct WhereCondition: Sendable {
    let node: WhereNode

    /// The parts of the column's name, as they are written.
    package var name: [String] { columnName?.parts ?? [] }

    var columnName: WhereName? {
        switch node {
        case .comparison(let name, _, _), .isIn(let name, _), .isNull(let name), .like(let name, _, _, _),
            .isTrue(let name):
            name
        case .constant, .and, .or, .not: nil
        }
    }

    /// The texts that a row which the condition is true of holds one of, if it asks for values by name (`=`, `in`); nil if it does not.
    package var literalTexts: [String]? {
        switch node {
        case .comparison(_, .equal, let literal): literal.text.map { [$0] } ?? []
        case .isIn(_, let literals): literals.compactMap(\.text)
        case .comparison, .isNull, .like, .isTrue, .constant, .and, .or, .not: nil
        }
    }

    /// The same where a text holds these byte by byte, if not escaped: none of them is a number or a time, which may be spelled
    /// otherwise. Nil if it does not have to hold any.
    package var exactTexts: [String]? {
        guard let texts = literalTexts, !texts.isEmpty else { return nil }
        let areExact = texts.allSatisfy {
            WrittenNumber($0) == nil && CalendarLiteral.nanoseconds($0) == nil
                && !["true", "false"].contains($0.lowercased())
        }
        return areExact ? texts : nil
    }

    /// What it comes to for `value`, which no column's type gives a meaning: numbers are compared as numbers and times as times where
    /// both sides are such, all else as text.
    package func outcome(of value: WhereOperand) -> WhereOutcomes {
        switch node {
        case .comparison(_, let comparison, let literal):
            guard value != .null, !literal.isNull else { return .isUnknown }
            return WhereOutcomes(comparison.accepts(literal.order(of: value)))
        case .isIn(_, let literals):
            guard value != .null else { return .isUnknown }
            if literals.contains(where: { !$0.isNull && $0.order(of: value) == .equal }) { return .isTrue }
            return literals.contains(where: \.isNull) ? .isUnknown : .isFalse
        case .isNull: return WhereOutcomes(value == .null)
        case .like(_, let pattern, let escape, _):
            switch value {
            case .null: return .isUnknown
            case .text(let text): return WhereOutcomes(WhereCondition.matches(text, pattern, escape))
            case .number(let text): return WhereOutcomes(WhereCondition.matches(text, pattern, escape))
            case .boolean, .other: return .isFalse
            }
        case .isTrue:
            switch value {
            case .null: return .isUnknown
            case .boolean(let flag): return WhereOutcomes(flag)
            case .text(let text): return WhereOutcomes(text.lowercased() == "true")
            case .number, .other: return .isFalse
            }
        case .constant, .and, .or, .not: return .any
        }
    }

    private static func matches(_ text: String, _ pattern: String, _ escape: Unicode.Scalar?) -> Bool {
        let values = ColumnValues.byteArray(ByteArrayValues([text]))
        switch try? LikePattern(pattern, escape: escape) {
        case .exact(let bytes): return bytes.elementsEqual(text.utf8)
        case .prefix(let bytes): return text.utf8.starts(with: bytes)
        case .parts(let parts): return BoundLeaf.Test.like(parts, isNegated: false).matches(values)[0]
        case nil: return false
        }
    }
}

/// How a value stands to a literal.
enum WhereOrder {
    case less, equal, greater
    /// They have no order, and are not the same.
    case apart
}

extension Predicate.Comparison {
    fileprivate func accepts(_ order: WhereOrder) -> Bool {
        switch self {
        case .equal: order == .equal
        case .notEqual: order != .equal
        case .less: order == .less
        case .lessOrEqual: order == .less || order == .equal
        case .greater: order == .greater
        case .greaterOrEqual: order == .greater || order == .equal
        }
    }
}

extension WhereLiteral {
    fileprivate var isNull: Bool {
        if case .null = content { true } else { false }
    }

    /// The literal as text would have it; nil for what is not written so.
    fileprivate var text: String? {
        switch content {
        case .null, .boolean: nil
        case .number(let text), .text(let text), .typed(_, let text): text
        case .bytes(let bytes): String(validating: bytes, as: UTF8.self)
        }
    }

    /// How `value` stands to the literal.
    fileprivate func order(of value: WhereOperand) -> WhereOrder {
        switch value {
        case .null, .other: return .apart
        case .boolean(let flag):
            if case .boolean(let own) = content { return flag == own ? .equal : flag ? .greater : .less }
            return text?.lowercased() == (flag ? "true" : "false") ? .equal : .apart
        case .number(let number), .text(let number):
            if case .boolean(let own) = content { return number.lowercased() == String(own) ? .equal : .apart }
            guard let text else { return .apart }
            if let left = WrittenNumber(number), let right = WrittenNumber(text) { return left.order(to: right) }
            if let left = CalendarLiteral.nanoseconds(number), let right = CalendarLiteral.nanoseconds(text) {
                return left == right ? .equal : left < right ? .less : .greater
            }
            if number.utf8.elementsEqual(text.utf8) { return .equal }
            return number.utf8.lexicographicallyPrecedes(text.utf8) ? .less : .greater
        }
    }
}

extension CalendarLiteral {
    /// The time that `text` is, in UTC where it says nothing else; nil if it is none.
    fileprivate static func nanoseconds(_ text: String) -> Int128? {
        guard let time = timestamp(text) else { return nil }
        switch time.unit {
        case .millis: return Int128(time.count) * 1_000_000
        case .micros: return Int128(time.count) * 1_000
        case .nanos: return Int128(time.count)
        }
    }
}
