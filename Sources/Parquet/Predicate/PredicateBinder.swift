/// Makes bound predicates of predicates.
struct PredicateBinder {
    /// How many leaves there are so far.
    private(set) var leafCount = 0

    private let schema: Schema
    private var places: [ColumnPath: Int] = [:]

    /// Deeper nesting is refused, so that the stack holds.
    private static let depthLimit = 500

    init(_ schema: Schema) {
        self.schema = schema
    }

    /// `predicate`; its opposite if `isNegated`.
    mutating func bind(
        _ predicate: Predicate, isNegated: Bool = false, depth: Int = 0
    ) throws(ParquetError) -> BoundPredicate.Node {
        guard depth < PredicateBinder.depthLimit else {
            throw ParquetError(.argument, "predicates are nested more than \(PredicateBinder.depthLimit) deep")
        }
        let path: ColumnPath
        switch predicate {
        case .not(let inner): return try bind(inner, isNegated: !isNegated, depth: depth + 1)
        case .and(let parts): return try join(parts, areAll: !isNegated, isNegated: isNegated, depth: depth)
        case .or(let parts): return try join(parts, areAll: isNegated, isNegated: isNegated, depth: depth)
        case .comparison(let named, _, _), .isIn(let named, _), .isNull(let named), .hasPrefix(let named, _),
            .like(let named, _, _):
            path = named
        }
        do throws(ParquetError) {
            let place = try place(of: path)
            switch try LeafBinding(predicate, schema.columns[place], isNegated: isNegated) {
            case .always: return .always
            case .never: return .never
            case .test(let test):
                leafCount += 1
                return .leaf(BoundLeaf(column: place, ordinal: leafCount - 1, test: test))
            }
        } catch {
            throw error.at(.init(column: path.description))
        }
    }

    /// All of `parts` if `areAll`, else one of them.
    private mutating func join(
        _ parts: [Predicate], areAll: Bool, isNegated: Bool, depth: Int
    ) throws(ParquetError) -> BoundPredicate.Node {
        var nodes: [BoundPredicate.Node] = []
        var isSettled = false
        // Where one part settles all, the others are bound too: they may be wrong.
        for part in parts {
            let node = try bind(part, isNegated: isNegated, depth: depth + 1)
            switch (node, areAll) {
            case (.always, true), (.never, false): break
            case (.always, false), (.never, true): isSettled = true
            case (.and(let inner), true), (.or(let inner), false): nodes += inner
            case (.leaf, _), (.and, false), (.or, true): nodes.append(node)
            }
        }
        if isSettled { return areAll ? .never : .always }
        if nodes.isEmpty { return areAll ? .always : .never }
        if nodes.count == 1 { return nodes[0] }
        return areAll ? .and(nodes) : .or(nodes)
    }

    /// The place of the column at `path`.
    private mutating func place(of path: ColumnPath) throws(ParquetError) -> Int {
        if let place = places[path] { return place }
        guard let place = schema.columnIndex(of: path) else {
            if schema.columns.contains(where: { $0.path.names.starts(with: path.names) }) {
                throw ParquetError(.argument, "this is a group, predicates ask columns")
            }
            let known = schema.columns.prefix(20).map(\.path.description).joined(separator: ", ")
            throw ParquetError(.argument, "there is no such column; there are: \(known)")
        }
        guard schema.columns[place].maxRepetitionLevel == 0 else {
            throw ParquetError(.schema, "the column repeats: a row has any number of values to compare")
        }
        places[path] = place
        return place
    }
}
