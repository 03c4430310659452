internal import Parquet
internal import ParquetBytes

/// What was found in a block of lines besides the values of columns: what goes into `_extra`, what is counted, and why the block
/// does not fit.
struct BlockFindings: Sendable {
    /// What goes into `_extra`.
    var items: [ExtraItem] = []
    /// The first that does not fit of each column that has such, and must fit.
    private(set) var failures: [(table: Int, row: Int, error: ParquetError, isFatal: Bool)] = []
    /// What was counted since the text began.
    var totals: Totals

    /// What is counted.
    struct Totals: Sendable {
        /// For each identity, the values that did not fit.
        var drift: [DriftCounts]
        /// What those of columns that may be widened ask.
        var needs: [WideningNeed]
        /// The unknown keys that were kept.
        var keptKeys = 0
        /// The unknown keys that were dropped where the scanner does not count them.
        var droppedKeys = 0
    }

    init(identityCount: Int) {
        totals = Totals(
            drift: Array(repeating: DriftCounts(), count: identityCount),
            needs: Array(repeating: WideningNeed(), count: identityCount))
    }

    /// Starts a text.
    mutating func beginText() {
        totals.keptKeys = 0
        totals.droppedKeys = 0
        for index in totals.drift.indices where totals.drift[index].total > 0 {
            totals.drift[index] = DriftCounts()
            totals.needs[index] = WideningNeed()
        }
    }

    /// Starts a block.
    mutating func beginBlock() {
        items.removeAll(keepingCapacity: true)
        failures.removeAll(keepingCapacity: true)
    }

    /// Something in `row` of `table` does not fit, and must. What comes behind another failure of the table is of no interest.
    ///
    /// - Parameter isFatal: whether nothing goes on, not even without the line.
    mutating func fail(table: Int, row: Int, isFatal: Bool, _ error: ParquetError) {
        let start = error.place.byteOffset ?? 0
        for known in failures where known.table == table && known.row <= row {
            if known.row < row || known.error.place.byteOffset ?? 0 <= start { return }
        }
        failures.append((table, row, error, isFatal))
    }

    /// The value at `place` in `row` of `table` does not fit the column `identity`, which is read from `node`.
    mutating func misfit(
        _ place: JSONPlace, _ text: RawSpan, table: Int, row: Int, node: Int32, _ identity: Int,
        _ identities: [ColumnIdentity]
    ) {
        let column = identities[identity]
        guard column.policy.keepsRow else {
            return fail(table: table, row: row, isFatal: column.policy == .fail, column.misfit(text, place))
        }
        totals.drift[identity].count(DriftKind(text, place))
        if column.policy == .widen { totals.needs[identity].take(text, place, of: column.widened) }
        items.append(ExtraItem(table: table, row: row, node: node, place: place))
    }

    /// All of the `count` columns whose places have another kind than `kind` or null do not fit.
    mutating func misfits(
        _ places: Span<UInt64>, otherThan kind: JSONKind, _ text: RawSpan, table: Int, node: Int32, _ identity: Int,
        _ identities: [ColumnIdentity]
    ) {
        // Hardly ever is there one: a loop without branches, that the compiler makes run over several places at once.
        var others: UInt64 = 0
        for row in places.indices {
            let bits = places[row]
            others |= bits == 0 ? 0 : (bits >> 60 & 7) ^ UInt64(kind.rawValue)
        }
        guard others != 0 else { return }
        for row in places.indices where places[row] != 0 {
            let place = JSONPlace(bits: places[row])
            if place.kind == kind { continue }
            misfit(place, text, table: table, row: row, node: node, identity, identities)
            if !identities[identity].policy.keepsRow { return }
        }
    }

    /// A key that no column is read from, its opening quote at `key`, is in the object at `node`; its value ends before `end`.
    mutating func unknownKey(table: Int, row: Int, node: Int32, key: Int, value: Range<Int>) {
        totals.keptKeys += 1
        items.append(ExtraItem(table: table, row: row, node: node, key: key, value: value))
    }
}

extension ColumnIdentity {
    /// Why the value at `place` does not fit.
    func misfit(_ text: RawSpan, _ place: JSONPlace) -> ParquetError {
        let start = place.kind == .string ? place.start - 1 : place.start
        let value = isSecret ? "a \(DriftKind(text, place).rawValue)" : "the value \(MisfitText.excerpt(text, place))"
        guard !isPassage else {
            return ParquetError(
                .contract, "\(value) at \(name) does not fit: expected \(expectation)", at: .init(byteOffset: start))
        }
        return ParquetError(
            .contract, "\(value) does not fit: expected \(expectation)", at: .init(column: name, byteOffset: start))
    }

    /// That a value is missing, in the line or object that starts at `start`.
    func missing(at start: Int) -> ParquetError {
        ParquetError(
            .contract, "the value is missing or null, and the column is required",
            at: .init(column: name, byteOffset: start))
    }
}
