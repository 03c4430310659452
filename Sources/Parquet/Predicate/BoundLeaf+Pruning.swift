internal import ParquetBytes

extension BoundLeaf.Test {
    /// How many of some rows it is true of, as far as `bounds` tell.
    func answer(_ bounds: LeafBounds) -> PruningAnswer {
        switch (self, bounds.nulls) {
        case (.isNull, .none), (.isNotNull, .all): return .none
        case (.isNull, .all), (.isNotNull, .none): return .all
        case (.isNull, .some), (.isNotNull, .some): return .some
        case (.comparison, .all), (.isIn, .all), (.hasPrefix, .all), (.like, .all): return .none
        case (.comparison, .none), (.isIn, .none), (.hasPrefix, .none), (.like, .none):
            return answerOfValues(bounds)
        case (.comparison, .some), (.isIn, .some), (.hasPrefix, .some), (.like, .some):
            let answer = answerOfValues(bounds)
            return answer == .all ? .some : answer
        }
    }

    /// How many of the values within `bounds`, none of which is null, it is true of.
    private func answerOfValues(_ bounds: LeafBounds) -> PruningAnswer {
        switch self {
        case .isNull: return .none
        case .isNotNull: return .all
        case .comparison(let comparison, let literal):
            let low = bounds.lowest?.order(literal)
            let high = bounds.highest?.order(literal)
            switch comparison {
            case .less: return .bounded(isNone: low.map { $0 >= .equal }, isAll: high.map { $0 == .less })
            case .lessOrEqual: return .bounded(isNone: low.map { $0 == .greater }, isAll: high.map { $0 <= .equal })
            case .greater: return .bounded(isNone: high.map { $0 <= .equal }, isAll: low.map { $0 == .greater })
            case .greaterOrEqual: return .bounded(isNone: high.map { $0 == .less }, isAll: low.map { $0 >= .equal })
            case .equal: return .equality(low, high)
            case .notEqual: return PruningAnswer.equality(low, high).opposite
            }
        case .isIn(let set, let isNegated):
            let answer = set.answer(bounds)
            return isNegated ? answer.opposite : answer
        case .hasPrefix(let prefix, let isNegated):
            let answer = BoundLeaf.Test.answer(prefix: prefix, bounds)
            return isNegated ? answer.opposite : answer
        case .like(let parts, let isNegated):
            guard case .text(let prefix)? = parts.first else { return .some }
            let answer: PruningAnswer = BoundLeaf.Test.answer(prefix: prefix, bounds) == .none ? .none : .some
            return isNegated ? answer.opposite : answer
        }
    }

    /// How many of the byte strings within `bounds` begin with `prefix`: those from it on, up to what comes behind all that do.
    private static func answer(prefix: [UInt8], _ bounds: LeafBounds) -> PruningAnswer {
        var low: [UInt8]?
        var high: [UInt8]?
        if case .bytes(let bytes)? = bounds.lowest { low = bytes }
        if case .bytes(let bytes)? = bounds.highest { high = bytes }
        if let low, prefix.lexicographicallyPrecedes(low.prefix(prefix.count)) { return .none }
        if let high, high.lexicographicallyPrecedes(prefix) { return .none }
        return low?.starts(with: prefix) == true && high?.starts(with: prefix) == true ? .all : .some
    }

    /// Values of which one must be there if it is true of any; nil if there are no such.
    var soughtLiterals: [PhysicalLiteral]? {
        switch self {
        case .comparison(.equal, let literal): [literal]
        case .isIn(let set, isNegated: false): set.literals
        case .isNull, .isNotNull, .comparison, .isIn, .hasPrefix, .like: nil
        }
    }

    /// Whether nulls alone decide.
    var asksNullsOnly: Bool {
        switch self {
        case .isNull, .isNotNull: true
        case .comparison, .isIn, .hasPrefix, .like: false
        }
    }
}

extension PruningAnswer {
    fileprivate static func bounded(isNone: Bool?, isAll: Bool?) -> PruningAnswer {
        isNone == true ? .none : isAll == true ? .all : .some
    }

    /// Whether values equal a literal to which their lowest and highest stand so.
    fileprivate static func equality(_ low: ValueOrder.Comparison?, _ high: ValueOrder.Comparison?) -> PruningAnswer {
        if low == .greater || high == .less { return .none }
        return low == .equal && high == .equal ? .all : .some
    }
}

extension LiteralSet {
    /// The values, NaN among them.
    var literals: [PhysicalLiteral] {
        switch self {
        case .int32(let set): set.rising.map { .int32($0) }
        case .uint32(let set): set.rising.map { .uint32($0) }
        case .int64(let set): set.rising.map { .int64($0) }
        case .uint64(let set): set.rising.map { .uint64($0) }
        case .float(let set, let hasNaN): set.rising.map { .float($0) } + (hasNaN ? [.float(.nan)] : [])
        case .double(let set, let hasNaN): set.rising.map { .double($0) } + (hasNaN ? [.double(.nan)] : [])
        case .bytes(let set): set.rising.map { .bytes($0) }
        case .decimal(let set): set.rising.map { .decimal($0) }
        case .int96(let rising): rising.map { .int96(nanoseconds: $0) }
        }
    }

    /// How many of the values within `bounds` are in the set.
    fileprivate func answer(_ bounds: LeafBounds) -> PruningAnswer {
        switch self {
        case .int32(let set): LiteralSet.answer(set.rising, bounds) { .int32($0) }
        case .uint32(let set): LiteralSet.answer(set.rising, bounds) { .uint32($0) }
        case .int64(let set): LiteralSet.answer(set.rising, bounds) { .int64($0) }
        case .uint64(let set): LiteralSet.answer(set.rising, bounds) { .uint64($0) }
        // Where NaN may be among the values, no highest is known.
        case .float(let set, let hasNaN):
            hasNaN && bounds.highest == nil ? .some : LiteralSet.answer(set.rising, bounds) { .float($0) }
        case .double(let set, let hasNaN):
            hasNaN && bounds.highest == nil ? .some : LiteralSet.answer(set.rising, bounds) { .double($0) }
        case .bytes(let set): LiteralSet.answer(set.rising, bounds) { .bytes($0) }
        // These rise as bytes, not as numbers.
        case .decimal(let set):
            set.rising.contains { LiteralSet.answer([$0], bounds) { .decimal($0) } == .all }
                ? .all
                : set.rising.contains { LiteralSet.answer([$0], bounds) { .decimal($0) } != .none } ? .some : .none
        case .int96: .some
        }
    }

    /// How many of the values within `bounds` are one of `rising`.
    private static func answer<Literal>(
        _ rising: [Literal], _ bounds: LeafBounds, _ literal: (Literal) -> PhysicalLiteral
    ) -> PruningAnswer {
        var low = 0
        if let lowest = bounds.lowest {
            // The first that is not below the lowest.
            var high = rising.count
            while low < high {
                let middle = (low + high) / 2
                if literal(rising[middle]).order(lowest) == .less { low = middle + 1 } else { high = middle }
            }
        }
        guard low < rising.count else { return .none }
        guard let highest = bounds.highest else { return .some }
        switch literal(rising[low]).order(highest) {
        case .greater: return .none
        case .equal: return bounds.lowest?.order(highest) == .equal ? .all : .some
        case .less: return .some
        }
    }
}
