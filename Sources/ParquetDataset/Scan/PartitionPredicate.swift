internal import Parquet

/// What is left of a predicate where the values of some columns are known: those of a partition, and those that a file has not,
/// which are null.
enum PartitionPredicate {
    /// It is true, false, or unknown (nil), for all rows.
    case settled(Bool?)
    /// It is what this is, which does not ask the known columns.
    case rest(Predicate)

    /// - Parameters:
    ///   - known: the known columns and their values, a batch of one row.
    ///   - isAbsent: which other columns are null in all rows.
    init(
        _ predicate: Predicate, known: RecordBatch, isAbsent: (ColumnPath) -> Bool
    ) throws(ParquetError) {
        switch predicate {
        case .comparison(let path, _, _), .isIn(let path, _), .hasPrefix(let path, _), .like(let path, _, _):
            if known.schema.columnIndex(of: path) != nil {
                self = .settled(try PartitionPredicate.answer(predicate, known))
            } else if isAbsent(path) {
                if case .isIn(_, let values) = predicate, values.isEmpty {
                    self = .settled(false)
                } else {
                    self = .settled(nil)
                }
            } else {
                self = .rest(predicate)
            }
        case .isNull(let path):
            if known.schema.columnIndex(of: path) != nil {
                self = .settled(try PartitionPredicate.answer(predicate, known))
            } else {
                self = isAbsent(path) ? .settled(true) : .rest(predicate)
            }
        case .not(let inner):
            switch try PartitionPredicate(inner, known: known, isAbsent: isAbsent) {
            case .settled(let answer): self = .settled(answer.map { !$0 })
            case .rest(let rest): self = .rest(.not(rest))
            }
        case .and(let parts):
            self = try PartitionPredicate.join(parts, known, isAbsent, deciding: false) { .and($0) }
        case .or(let parts):
            self = try PartitionPredicate.join(parts, known, isAbsent, deciding: true) { .or($0) }
        }
    }

    /// `parts` joined by and, of which one that is false decides, or by or, of which one that is true does.
    private static func join(
        _ parts: [Predicate], _ known: RecordBatch, _ isAbsent: (ColumnPath) -> Bool, deciding: Bool,
        _ joined: ([Predicate]) -> Predicate
    ) throws(ParquetError) -> PartitionPredicate {
        var rest: [Predicate] = []
        var isUnknown = false
        for part in parts {
            switch try PartitionPredicate(part, known: known, isAbsent: isAbsent) {
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

    private static func answer(_ predicate: Predicate, _ row: RecordBatch) throws(ParquetError) -> Bool? {
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
