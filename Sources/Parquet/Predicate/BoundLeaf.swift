/// A question to one column, in terms of its stored values. It is true or not; what is unknown is not true, and what was
/// negated was turned into another question.
struct BoundLeaf: Sendable {
    /// The column's place in the schema's `columns`.
    let column: Int
    /// The leaf's place among those of its predicate.
    let ordinal: Int
    let test: Test

    /// What is asked. Only `isNull` is true of a null.
    enum Test: Sendable, Equatable {
        case isNull
        case isNotNull
        /// How the value stands to the literal: `value < literal` for `.less`.
        case comparison(Predicate.Comparison, PhysicalLiteral)
        /// Whether the value is one of the set; with `isNegated`, none of them.
        case isIn(LiteralSet, isNegated: Bool)
        /// Whether the value begins with the bytes; with `isNegated`, does not.
        case hasPrefix([UInt8], isNegated: Bool)
        /// Whether the value is as the pattern says; with `isNegated`, is not.
        case like([LikePattern.Part], isNegated: Bool)
    }
}
