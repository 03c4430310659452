/// A predicate that has met a schema: columns are places, values are of the kind that pages have, and what is always or
/// never true is settled.
///
/// There is no `not` in it. It went down to the leaves on the way: where a null makes a question unknown, its opposite is
/// unknown, too, and so not true. Rows are kept where the whole is true, so that false and unknown need not be told apart:
/// `and` and `or` of what is true is all that is left to do.
struct BoundPredicate: Sendable {
    /// What is asked of a row.
    enum Node: Sendable {
        /// True of every row.
        case always
        /// True of no row.
        case never
        case leaf(BoundLeaf)
        /// All are true: at least two, and none of them an `and`, `always` or `never`.
        case and([Node])
        /// One is true: at least two, and none of them an `or`, `always` or `never`.
        case or([Node])
    }

    let root: Node
    /// Above all leaves' ordinals.
    let leafCount: Int
    /// The columns that are asked, as their places in the schema's `columns`, rising.
    let columns: [Int]

    /// `predicate`, asked of columns of `schema`.
    ///
    /// - Throws: `ParquetError` that names the column, with code `argument` if there is no such column, a pattern ends with
    ///   its escape character or predicates are nested more than 500 deep; `schema` if the column repeats or its values
    ///   cannot be compared so; `unsupported` for decimals of more than 10,000 digits behind the point.
    init(_ predicate: Predicate, _ schema: Schema) throws(ParquetError) {
        var binder = PredicateBinder(schema)
        root = try binder.bind(predicate)
        leafCount = binder.leafCount
        columns = Set(root.columns).sorted()
    }
}

extension BoundPredicate.Node {
    /// The columns that are asked, as often as they are.
    fileprivate var columns: [Int] {
        switch self {
        case .always, .never: []
        case .leaf(let leaf): [leaf.column]
        case .and(let nodes), .or(let nodes): nodes.flatMap(\.columns)
        }
    }
}

extension Predicate {
    /// Whether it is true of no rows with `schema`, whatever their values.
    ///
    /// - Throws: `ParquetError` if it does not go with the schema; see `ParquetFile.reader(columns:rowGroups:where:)`.
    package func isNever(for schema: Schema) throws(ParquetError) -> Bool {
        if case .never = try BoundPredicate(self, schema).root { true } else { false }
    }
}
