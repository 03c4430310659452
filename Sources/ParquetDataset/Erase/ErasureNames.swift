internal import Parquet

/// Which names of a where-clause are known, in all files together: a column that came late is not in the first ones.
struct ErasureNames {
    private let clause: WhereClause
    private var fits = false
    private var isAny = false
    private var problem: WhereFilter.Problem?
    private var known: Set<String> = []

    init(_ clause: WhereClause) {
        self.clause = clause
    }

    /// Takes in what a file has.
    mutating func take(_ problems: [WhereFilter.Problem], schema: Schema, partition: PartitionPath) {
        isAny = true
        if problems.isEmpty { fits = true }
        problem = problems.first(where: \.isOfText) ?? problem ?? problems.first
        for column in schema.columns { known.insert(column.path.description.lowercased()) }
        for value in partition.values { known.insert(value.key.lowercased()) }
    }

    /// The names that are neither columns nor values of partitions.
    var unknown: [String] {
        clause.columnNames.filter { !known.contains($0.lowercased()) }
    }

    /// Checks that the clause fits some file.
    ///
    /// - Parameter hasLines: whether there is JSON text that was searched, which has other keys and values of any kind.
    /// - Throws: `ParquetError` with code `argument` and what is wrong with it.
    func check(hasLines: Bool) throws(ParquetError) {
        guard isAny, !fits, let problem, problem.isOfText || !hasLines else { return }
        throw problem.error
    }
}
