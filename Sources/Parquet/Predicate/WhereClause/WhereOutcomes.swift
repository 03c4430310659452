/// What a condition may come to, as far as is known: true, false or unknown, as in SQL.
///
/// Where all is known it is one of them. A clause of which some conditions are known and others not may come to several: one that
/// cannot come to true keeps no row, whatever the others say.
package struct WhereOutcomes: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    package static let isTrue = WhereOutcomes(rawValue: 1)
    package static let isFalse = WhereOutcomes(rawValue: 2)
    package static let isUnknown = WhereOutcomes(rawValue: 4)
    /// Nothing is known.
    package static let any: WhereOutcomes = [.isTrue, .isFalse, .isUnknown]

    package init(_ flag: Bool) {
        self = flag ? .isTrue : .isFalse
    }

    /// The opposite; that of unknown is unknown.
    var negated: WhereOutcomes {
        var result = intersection(.isUnknown)
        if contains(.isTrue) { result.insert(.isFalse) }
        if contains(.isFalse) { result.insert(.isTrue) }
        return result
    }

    /// What both may come to together.
    func and(_ other: WhereOutcomes) -> WhereOutcomes {
        var result = union(other).intersection(.isFalse)
        if contains(.isTrue), other.contains(.isTrue) { result.insert(.isTrue) }
        let open: WhereOutcomes = [.isTrue, .isUnknown]
        if contains(.isUnknown), !other.isDisjoint(with: open) { result.insert(.isUnknown) }
        if other.contains(.isUnknown), !isDisjoint(with: open) { result.insert(.isUnknown) }
        return result
    }
}

extension WhereClause {
    /// What the clause may come to where its conditions come to what `outcomes` says of each.
    package func outcomes(
        _ outcomes: (WhereCondition) throws(ParquetError) -> WhereOutcomes
    ) throws(ParquetError) -> WhereOutcomes {
        try node.outcomes(outcomes)
    }

    /// The conditions in the order of the text.
    package var conditions: [WhereCondition] {
        var found: [WhereCondition] = []
        _ = try? node.outcomes { condition throws(ParquetError) in
            found.append(condition)
            return .any
        }
        return found
    }
}

extension WhereNode {
    /// What it may come to. Nested no deeper than the parser allows.
    fileprivate func outcomes(
        _ outcomes: (WhereCondition) throws(ParquetError) -> WhereOutcomes
    ) throws(ParquetError) -> WhereOutcomes {
        switch self {
        case .comparison, .isIn, .isNull, .like, .isTrue: return try outcomes(WhereCondition(node: self))
        case .constant(let flag): return WhereOutcomes(flag)
        case .not(let inner): return try inner.outcomes(outcomes).negated
        case .and(let parts):
            var result = WhereOutcomes.isTrue
            for part in parts { result = try result.and(part.outcomes(outcomes)) }
            return result
        case .or(let parts):
            var result = WhereOutcomes.isTrue
            for part in parts { result = try result.and(part.outcomes(outcomes).negated) }
            return result.negated
        }
    }
}
