/// What is known of the rows of a row group that a predicate, or a part of it, is true of.
struct RowKnowledge: Sendable, Equatable {
    /// Of no others it is true.
    var possible: RowRanges
    /// Of these it is true; they are among `possible`.
    var certain: RowRanges

    /// Nothing is known of the first `rowCount` rows.
    init(rowCount: Int) {
        possible = RowRanges(0..<rowCount)
        certain = RowRanges()
    }

    init(possible: RowRanges, certain: RowRanges) {
        self.possible = possible
        self.certain = certain
    }

    /// The rows that must be looked at.
    var unsure: RowRanges { possible.subtracting(certain) }

    /// Whether no row must be looked at.
    var isSettled: Bool { certain.count == possible.count }

    /// Takes up what else is known.
    mutating func learn(_ other: RowKnowledge) {
        possible = possible.intersection(other.possible)
        certain = certain.union(other.certain).intersection(possible)
    }

    /// Takes up `answer`, which is about all rows.
    mutating func learn(_ answer: PruningAnswer) {
        switch answer {
        case .none: self = RowKnowledge(possible: RowRanges(), certain: RowRanges())
        case .some: break
        case .all: certain = possible
        }
    }
}

extension BoundPredicate.Node {
    /// What is known of the rows that it is true of, where `leaves` are known, by their ordinals.
    func knowledge(_ leaves: [RowKnowledge], rowCount: Int) -> RowKnowledge {
        switch self {
        case .always: return RowKnowledge(possible: RowRanges(0..<rowCount), certain: RowRanges(0..<rowCount))
        case .never: return RowKnowledge(possible: RowRanges(), certain: RowRanges())
        case .leaf(let leaf): return leaves[leaf.ordinal]
        case .and(let nodes):
            var joined = nodes[0].knowledge(leaves, rowCount: rowCount)
            for node in nodes.dropFirst() {
                let next = node.knowledge(leaves, rowCount: rowCount)
                joined.possible = joined.possible.intersection(next.possible)
                joined.certain = joined.certain.intersection(next.certain)
            }
            return joined
        case .or(let nodes):
            var joined = nodes[0].knowledge(leaves, rowCount: rowCount)
            for node in nodes.dropFirst() {
                let next = node.knowledge(leaves, rowCount: rowCount)
                joined.possible = joined.possible.union(next.possible)
                joined.certain = joined.certain.union(next.certain)
            }
            return joined
        }
    }

    /// All questions to columns.
    var leaves: [BoundLeaf] {
        switch self {
        case .always, .never: []
        case .leaf(let leaf): [leaf]
        case .and(let nodes), .or(let nodes): nodes.flatMap(\.leaves)
        }
    }
}
