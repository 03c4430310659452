internal import ParquetBytes

/// Answers a predicate for one batch after the other.
struct BatchFilter: Sendable {
    private let root: BoundPredicate.Node
    private let schema: Schema
    /// For each column of the schema its place in the batches.
    private let places: [Int: Int]
    /// For each leaf what it says of the distinct values that it saw last. Batches of a row group share them.
    private var dictionaries: [Dictionary?]

    private struct Dictionary: Sendable {
        let values: ColumnValues
        /// One where the leaf is true of the value.
        let matches: [UInt8]
    }

    /// - Parameters:
    ///   - predicate: what is asked of columns of `schema`.
    ///   - selection: the columns of the batches, as their places in the schema's `columns`.
    init(_ predicate: BoundPredicate, _ schema: Schema, selection: [Int]) {
        root = predicate.root
        self.schema = schema
        places = Swift.Dictionary(uniqueKeysWithValues: zip(selection, selection.indices))
        dictionaries = [Dictionary?](repeating: nil, count: predicate.leafCount)
    }

    /// The rows of `batch` that the predicate is true of: a bit each.
    mutating func selection(of batch: RecordBatch) -> Bitmap {
        selection(of: batch.columns, rowCount: batch.rowCount)
    }

    /// The rows of a batch of `columns` that the predicate is true of: a bit each.
    mutating func selection(of columns: [ColumnVector], rowCount: Int) -> Bitmap {
        selection(of: columns, rowCount, root)
    }

    private mutating func selection(
        of columns: [ColumnVector], _ rowCount: Int, _ node: BoundPredicate.Node
    ) -> Bitmap {
        switch node {
        case .always: return Bitmap(repeating: true, count: rowCount)
        case .never: return Bitmap(repeating: false, count: rowCount)
        case .leaf(let leaf):
            guard let place = places[leaf.column] else {
                preconditionFailure("column \(schema.columns[leaf.column].path) is not in the batch")
            }
            return selection(of: columns[place], leaf)
        case .and(let nodes):
            var result = selection(of: columns, rowCount, nodes[0])
            for node in nodes.dropFirst() {
                if result.oneCount == 0 { break }
                result.formIntersection(selection(of: columns, rowCount, node))
            }
            return result
        case .or(let nodes):
            var result = selection(of: columns, rowCount, nodes[0])
            for node in nodes.dropFirst() {
                if result.oneCount == result.count { break }
                result.formUnion(selection(of: columns, rowCount, node))
            }
            return result
        }
    }

    private mutating func selection(of vector: ColumnVector, _ leaf: BoundLeaf) -> Bitmap {
        let present = vector.presence.present(maxDefinitionLevel: schema.columns[leaf.column].maxDefinitionLevel)
        switch leaf.test {
        case .isNull:
            guard var present else { return Bitmap(repeating: false, count: vector.rowCount) }
            present.invert()
            return present
        case .isNotNull: return present ?? Bitmap(repeating: true, count: vector.rowCount)
        case .comparison, .isIn, .hasPrefix, .like:
            let matches = matches(vector.values, leaf)
            guard let present, present.count != matches.count else { return matches }
            return matches.spread(over: present)
        }
    }

    private mutating func matches(_ values: ColumnValues, _ leaf: BoundLeaf) -> Bitmap {
        guard case .dictionary(let indices, let distinct) = values else { return leaf.test.matches(values) }
        let table: [UInt8]
        // Of one and the same array this takes no time.
        if let known = dictionaries[leaf.ordinal], known.values == distinct {
            table = known.matches
        } else {
            let matches = leaf.test.matches(distinct)
            table = (0..<matches.count).map { matches[$0] ? 1 : 0 }
            dictionaries[leaf.ordinal] = Dictionary(values: distinct, matches: table)
        }
        return bits(of: indices.span) { table[Int($0)] != 0 }
    }
}

extension Presence {
    /// The rows that have a value; nil if all have. Without repetition.
    fileprivate func present(maxDefinitionLevel: Int) -> Bitmap? {
        switch self {
        case .all: return nil
        case .validity(let bitmap): return bitmap
        case .levels(let definition, _): return bits(of: definition.span) { Int($0) == maxDefinitionLevel }
        }
    }
}
