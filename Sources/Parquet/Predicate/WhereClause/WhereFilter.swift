package import ParquetBytes

/// A where-clause that is asked of batches of one schema, of values that are the same for all their rows, and of values that stand
/// beside the columns, such as those in a column of JSON.
///
/// Where a value stands beside a column, the row is wanted if the clause is true with either.
package struct WhereFilter: Sendable {
    /// A condition as it is asked of these rows.
    private struct Leaf: Sendable {
        let condition: WhereCondition
        /// What it comes to for every row; nil if a column decides.
        var constant: WhereOutcomes?
        /// Whether that is by a value of the partition, beside which nothing stands.
        var isOfPartition = false
        /// What it and its opposite are true of.
        var filters: (isTrue: BatchFilter, isFalse: BatchFilter)?
    }

    package let clause: WhereClause
    private var leaves: [Leaf] = []
    /// The columns that are read, in dot notation, in the order of the schema.
    package private(set) var columns: [String] = []
    /// Where the column of values that stand beside is among them.
    package private(set) var placeBeside: Int?
    /// What is wrong with the conditions that cannot be asked of any column: there is none, or its values are of another kind.
    package private(set) var problems: [Problem] = []

    /// Why a condition cannot be asked of a column.
    package struct Problem: Sendable {
        package let error: ParquetError
        /// Whether there is a column of that name, of text: what is asked for may be written as text there.
        package let isOfText: Bool
    }

    /// - Parameters:
    ///   - schema: of the file.
    ///   - constants: values that all rows have, by name: those of the partition. A column of the same name comes first.
    ///   - beside: the column of values that stand beside the others, which is read with them if there are such.
    /// - Throws: `ParquetError` with code `argument` if a name means several columns.
    package init(
        _ clause: WhereClause, schema: Schema, constants: [(key: String, value: String?)], beside: ColumnPath? = nil
    ) throws(ParquetError) {
        self.clause = clause
        let binder = WhereBinder(text: clause.text, schema: schema)
        var asked: Set<Int> = []
        var predicates: [Predicate?] = []
        for condition in clause.conditions {
            var leaf = Leaf(condition: condition)
            var predicate: Predicate?
            let column: ColumnDescriptor? =
                if let name = condition.columnName { try binder.found(name) } else { nil }
            let isMissing = column == nil
            if isMissing, condition.name.count == 1,
                let constant = constants.first(where: { $0.key.lowercased() == condition.name[0].lowercased() })
            {
                leaf.constant = condition.outcome(of: constant.value.map { .text($0) } ?? .null)
                leaf.isOfPartition = true
            } else {
                do throws(ParquetError) {
                    predicate = try binder.predicate(condition.node)
                    if let place = column.flatMap({ schema.columnIndex(of: $0.path) }) { asked.insert(place) }
                } catch {
                    problems.append(Problem(error: error, isOfText: column?.physicalType == .byteArray))
                    // Of a column of another kind that has a value, nothing is true.
                    if isMissing { leaf.constant = condition.outcome(of: .null) } else { leaf.constant = .isUnknown }
                }
            }
            leaves.append(leaf)
            predicates.append(predicate)
        }
        let besidePlace = beside.flatMap { schema.columnIndex(of: $0) }
        if let besidePlace { asked.insert(besidePlace) }
        let places = asked.sorted()
        placeBeside = besidePlace.flatMap { places.firstIndex(of: $0) }
        columns = places.map { schema.columns[$0].path.description }
        for (index, predicate) in predicates.enumerated() {
            guard let predicate else { continue }
            leaves[index].filters = (
                BatchFilter(try BoundPredicate(predicate, schema), schema, selection: places),
                BatchFilter(try BoundPredicate(.not(predicate), schema), schema, selection: places)
            )
        }
    }

    /// Whether any row can be wanted, by what is the same for all of them.
    package var canBeTrue: Bool {
        var index = 0
        let outcomes = try? clause.outcomes { _ throws(ParquetError) in
            defer { index += 1 }
            guard let constant = leaves[index].constant else { return .any }
            return placeBeside != nil && !leaves[index].isOfPartition ? .any : constant
        }
        return outcomes?.contains(.isTrue) ?? true
    }

    /// The rows that the clause is true of.
    ///
    /// - Parameters:
    ///   - batch: has the columns `columns`.
    ///   - rowCount: of the batch.
    ///   - beside: for rows that have values beside their columns, what those make of each condition; nil where they say nothing.
    package mutating func selection(
        of batch: RecordBatch, rowCount: Int, beside: [Int: [WhereOutcomes?]] = [:]
    ) throws(ParquetError) -> Bitmap {
        var truths: [(isTrue: Bitmap, isFalse: Bitmap)] = []
        for index in leaves.indices {
            if leaves[index].filters != nil {
                let isTrue = leaves[index].filters?.isTrue.selection(of: batch) ?? Bitmap()
                let isFalse = leaves[index].filters?.isFalse.selection(of: batch) ?? Bitmap()
                truths.append((isTrue, isFalse))
            } else {
                let constant = leaves[index].constant ?? .isUnknown
                truths.append(
                    (
                        Bitmap(repeating: constant == .isTrue, count: rowCount),
                        Bitmap(repeating: constant == .isFalse, count: rowCount)
                    ))
            }
        }
        var place = 0
        var selection = clause.node.truth(rowCount) {
            defer { place += 1 }
            return truths[place]
        }.isTrue
        for (row, outcomes) in beside where !selection[row] {
            var index = 0
            let outcome = try clause.outcomes { _ throws(ParquetError) in
                defer { index += 1 }
                if !leaves[index].isOfPartition, let beside = outcomes[index] { return beside }
                if truths[index].isTrue[row] { return .isTrue }
                return truths[index].isFalse[row] ? .isFalse : .isUnknown
            }
            if outcome.contains(.isTrue) { selection[row] = true }
        }
        return selection
    }
}

extension WhereNode {
    /// The rows that it is true and false of. `next` gives those of the next condition in the order of the text.
    fileprivate func truth(
        _ rowCount: Int, _ next: () -> (isTrue: Bitmap, isFalse: Bitmap)
    ) -> (isTrue: Bitmap, isFalse: Bitmap) {
        switch self {
        case .comparison, .isIn, .isNull, .like, .isTrue: return next()
        case .constant(let flag):
            return (Bitmap(repeating: flag, count: rowCount), Bitmap(repeating: !flag, count: rowCount))
        case .not(let inner):
            let (isTrue, isFalse) = inner.truth(rowCount, next)
            return (isFalse, isTrue)
        case .and(let parts):
            return WhereNode.conjunction(rowCount, parts.count) { parts[$0].truth(rowCount, next) }
        case .or(let parts):
            // Not all of them are false.
            let (isFalse, isTrue) = WhereNode.conjunction(rowCount, parts.count) { index in
                let (isTrue, isFalse) = parts[index].truth(rowCount, next)
                return (isFalse, isTrue)
            }
            return (isTrue, isFalse)
        }
    }

    /// The rows that all of `count` parts are true of, and those that one is false of. Each is asked for once, in their order.
    private static func conjunction(
        _ rowCount: Int, _ count: Int, _ truth: (Int) -> (isTrue: Bitmap, isFalse: Bitmap)
    ) -> (isTrue: Bitmap, isFalse: Bitmap) {
        var isTrue = Bitmap(repeating: true, count: rowCount)
        var isFalse = Bitmap(repeating: false, count: rowCount)
        for index in 0..<count {
            let part = truth(index)
            isTrue.formIntersection(part.isTrue)
            isFalse.formUnion(part.isFalse)
        }
        return (isTrue, isFalse)
    }
}
