internal import Parquet

/// What is left of a predicate where the values of some columns are known: those of a partition, and those that a file has not,
/// which are null.
enum PartitionPredicate {
    /// It is true, false, or unknown (nil), for all rows.
    case settled(Bool?)
    /// It is what this is, which does not ask the known columns.
    case rest(Predicate)

    /// What a question to one column comes to.
    enum Answer {
        /// The column is not known.
        case open
        /// True, false, or unknown (nil).
        case settled(Bool?)
    }

    /// - Parameters:
    ///   - known: the known columns and their values, a batch of one row.
    ///   - isAbsent: which other columns are null in all rows.
    init(
        _ predicate: Predicate, known: RecordBatch, isAbsent: (ColumnPath) -> Bool
    ) throws(ParquetError) {
        try self.init(predicate, isAbsent: isAbsent) { question, path throws(ParquetError) in
            guard known.schema.columnIndex(of: path) != nil else { return .open }
            return .settled(try PartitionPredicate.answer(question, known))
        }
    }

    /// - Parameters:
    ///   - isAbsent: which columns that are not known are null in all rows.
    ///   - answer: what a question to the column at a path comes to.
    init(
        _ predicate: Predicate, isAbsent: (ColumnPath) -> Bool,
        answer: (Predicate, ColumnPath) throws(ParquetError) -> Answer
    ) throws(ParquetError) {
        switch predicate {
        case .comparison(let path, _, _), .isIn(let path, _), .isNull(let path), .hasPrefix(let path, _),
            .like(let path, _, _):
            switch try answer(predicate, path) {
            case .settled(let answer): self = .settled(answer)
            case .open:
                self = isAbsent(path) ? .settled(PartitionPredicate.answerOfNull(predicate)) : .rest(predicate)
            }
        case .not(let inner):
            switch try PartitionPredicate(inner, isAbsent: isAbsent, answer: answer) {
            case .settled(let answer): self = .settled(answer.map { !$0 })
            case .rest(let rest): self = .rest(.not(rest))
            }
        case .and(let parts):
            self = try PartitionPredicate.join(parts, isAbsent, answer, deciding: false) { .and($0) }
        case .or(let parts):
            self = try PartitionPredicate.join(parts, isAbsent, answer, deciding: true) { .or($0) }
        }
    }

    /// What a question to one column comes to where all its values are null.
    private static func answerOfNull(_ predicate: Predicate) -> Bool? {
        switch predicate {
        case .isNull: true
        case .isIn(_, let values) where values.isEmpty: false
        case .comparison, .isIn, .hasPrefix, .like, .not, .and, .or: nil
        }
    }

    /// `parts` joined by and, of which one that is false decides, or by or, of which one that is true does.
    private static func join(
        _ parts: [Predicate], _ isAbsent: (ColumnPath) -> Bool,
        _ answer: (Predicate, ColumnPath) throws(ParquetError) -> Answer, deciding: Bool,
        _ joined: ([Predicate]) -> Predicate
    ) throws(ParquetError) -> PartitionPredicate {
        var rest: [Predicate] = []
        var isUnknown = false
        for part in parts {
            switch try PartitionPredicate(part, isAbsent: isAbsent, answer: answer) {
            case .settled(deciding): return .settled(deciding)
            case .settled(nil): isUnknown = true
            case .settled: break
            case .rest(let predicate): rest.append(predicate)
            }
        }
        guard let first = rest.first else { return .settled(isUnknown ? nil : !deciding) }
        // Unknown stays unknown, or becomes what decides: that needs a column to be asked of.
        if isUnknown { rest.append(.comparison(first.firstPath, .equal, .null)) }
        return .rest(rest.count == 1 ? first : joined(rest))
    }

    /// What a question to the columns of `row` comes to.
    static func answer(_ predicate: Predicate, _ row: RecordBatch) throws(ParquetError) -> Bool? {
        if try row.filtered(where: predicate).rowCount == 1 { return true }
        return try row.filtered(where: .not(predicate)).rowCount == 1 ? false : nil
    }
}

extension Predicate {
    /// The first column that it asks; of none that of the empty name.
    fileprivate var firstPath: ColumnPath {
        switch self {
        case .comparison(let path, _, _), .isIn(let path, _), .isNull(let path), .hasPrefix(let path, _),
            .like(let path, _, _):
            path
        case .not(let inner): inner.firstPath
        case .and(let parts), .or(let parts): parts.first?.firstPath ?? []
        }
    }
}
