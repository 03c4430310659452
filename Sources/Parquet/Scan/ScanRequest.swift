/// What is asked of a file: columns, and which rows of them. A class, since whatever reads the file has it.
final class ScanRequest: Sendable {
    /// The columns that are handed out.
    let projection: Projection
    /// These and the columns that the predicate asks.
    let all: Projection
    /// Nil: all rows are wanted.
    let predicate: BoundPredicate?
    /// For each column that is handed out its place in `all`.
    let places: [Int]
    /// For each column of `all` its place among those that are handed out, if it is one of them.
    let outputs: [Int?]
    /// For each column of `all` whether it is read before the predicate is answered.
    let isAskedFirst: [Bool]
    /// The steps that are taken to read less.
    let pruning: Set<PruningLevel>
    /// Whether nothing is read but what tells how much would be read.
    let isPlanOnly: Bool

    /// - Throws: `ParquetError` if the predicate does not go with the file's schema.
    init(
        _ file: ParquetFile, _ projection: Projection, _ predicate: Predicate?, isPlanOnly: Bool = false
    ) throws(ParquetError) {
        self.projection = projection
        let bound: BoundPredicate? = if let predicate { try BoundPredicate(predicate, file.schema) } else { nil }
        if case .always? = bound?.root { self.predicate = nil } else { self.predicate = bound }
        let asked = self.predicate?.columns ?? []
        let all = try projection.adding(asked, of: file.schema)
        self.all = all
        // Both selections rise.
        var places: [Int] = []
        var outputs = [Int?](repeating: nil, count: all.selection.count)
        for (place, column) in all.selection.enumerated()
        where places.count < projection.selection.count && projection.selection[places.count] == column {
            outputs[place] = places.count
            places.append(place)
        }
        self.places = places
        self.outputs = outputs
        pruning = file.options.pruning
        let isLate = pruning.contains(.laterColumns)
        isAskedFirst = all.selection.map { bound != nil && (!isLate || asked.contains($0)) }
        self.isPlanOnly = isPlanOnly
    }

    /// Whether no row can be wanted.
    var isNever: Bool {
        if case .never? = predicate?.root { true } else { false }
    }
}
