internal import Parquet

/// Compares statistics with what is true of the values.
struct StatisticsCheck: Sendable {
    let column: ColumnDescriptor
    let orders: BoundOrders

    /// Checks the statistics of a page or chunk, whose place the log has; `owner` says of which of them.
    func check(_ record: StatisticsRecord, _ facts: ValueFacts, of owner: String, _ log: inout FindingLog) {
        if let count = record.nullCount, !facts.isNullCount(count, column) {
            log.error(.nullCount, "the \(owner)'s null_count is \(count), there are \(facts.nullCount)")
        }
        if let count = record.nanCount { checkNaNCount(count, facts, of: owner, &log) }
        checkBound(record.minValue, record.isMinValueExact, facts, isMin: true, of: owner, &log)
        checkBound(record.maxValue, record.isMaxValueExact, facts, isMin: false, of: owner, &log)
        checkDeprecatedBound(record.deprecatedMin, facts, isMin: true, of: owner, &log)
        checkDeprecatedBound(record.deprecatedMax, facts, isMin: false, of: owner, &log)
    }

    func checkNaNCount(_ count: Int, _ facts: ValueFacts, of owner: String, _ log: inout FindingLog) {
        if count != facts.nanCount {
            log.error(.nanCount, "the \(owner)'s nan_count is \(count), there are \(facts.nanCount)")
        }
    }

    /// Checks that no value lies outside what is seen so far, also where not all could be decoded.
    func checkBounds(_ record: StatisticsRecord, _ facts: ValueFacts, of owner: String, _ log: inout FindingLog) {
        checkBound(record.minValue, nil, facts, isMin: true, of: owner, &log)
        checkBound(record.maxValue, nil, facts, isMin: false, of: owner, &log)
    }

    /// Checks one bound in the order of the column.
    func checkBound(
        _ bound: [UInt8]?, _ isExact: Bool?, _ facts: ValueFacts, isMin: Bool, of owner: String,
        _ log: inout FindingLog
    ) {
        guard let bound, orders.isDeclared, let order = orders.column else { return }
        let name = isMin ? "minimum" : "maximum"
        func text(_ bytes: [UInt8]) -> String { StatisticsText.short(of: bytes, column) }
        guard order.contains(bound) else {
            guard isNaN(bound) else {
                return log.error(.bounds, "the \(owner)'s \(name) \(text(bound)) is no value of the column")
            }
            // Files from before that was settled have them; readers pass over them.
            return log.warn(.bounds, "the \(owner)'s \(name) is NaN")
        }
        guard let extremes = facts.extremes else {
            return log.warn(.bounds, "the \(owner) has the \(name) \(text(bound)), but no value to bound")
        }
        if isNaN(bound), !extremes.areNaN {
            return log.error(.bounds, "the \(owner)'s \(name) is NaN, but there are values that are not")
        }
        let actual = isMin ? extremes.min : extremes.max
        let comparison = order.compare(bound, actual)
        if comparison == (isMin ? .greater : .less) {
            let relation = isMin ? "the smallest value is" : "the largest value is"
            log.error(.bounds, "the \(owner)'s \(name) is \(text(bound)), \(relation) \(text(actual))")
        } else if isExact == true, comparison != .equal {
            log.error(
                .exactBounds, "the \(owner)'s \(name) \(text(bound)) is said to be exact, it is \(text(actual))")
        }
        if case .floatingPoint = order.kind, comparison == .equal, bound != actual, isMin == isNegative(actual) {
            log.warn(.bounds, "the \(owner)'s \(name) is \(text(bound)), though \(text(actual)) occurs")
        }
    }

    /// Checks a deprecated bound. Writers differed in whether they compared as if all were signed; one that holds in either
    /// order is let pass.
    private func checkDeprecatedBound(
        _ bound: [UInt8]?, _ facts: ValueFacts, isMin: Bool, of owner: String, _ log: inout FindingLog
    ) {
        guard let bound, let order = orders.deprecated, let actual = facts.deprecatedExtremes else { return }
        func isBroken(_ order: ValueOrder, _ actual: ValueExtremes) -> Bool {
            order.compare(bound, isMin ? actual.min : actual.max) == (isMin ? .greater : .less)
        }
        guard isBroken(order, actual) else { return }
        if let column = orders.column, column != order, let extremes = facts.extremes, !isBroken(column, extremes) {
            return
        }
        let name = isMin ? "deprecated minimum" : "deprecated maximum"
        let value = StatisticsText.short(of: isMin ? actual.min : actual.max, column)
        log.error(
            .bounds,
            "the \(owner)'s \(name) is \(StatisticsText.short(of: bound, column)), "
                + "\(isMin ? "the smallest value is" : "the largest value is") \(value)")
    }

    /// Whether a bound of a floating-point column is one of its NaNs.
    func isNaN(_ bound: [UInt8]) -> Bool {
        guard let order = ValueOrder(column, .typeDefined), case .floatingPoint(let byteCount) = order.kind else {
            return false
        }
        return bound.count == byteCount && !order.contains(bound)
    }

    private func isNegative(_ bound: [UInt8]) -> Bool { bound.last ?? 0 >= 0x80 }
}

extension StatisticsCheck {
    /// Checks the size statistics of a chunk.
    func check(_ record: SizeStatistics, _ facts: ValueFacts, of owner: String, _ log: inout FindingLog) {
        if let count = record.unencodedByteArrayByteCount {
            checkByteArrayByteCount(count, facts, of: owner, &log)
        }
        checkHistogram(record.repetitionLevelHistogram, facts.repetitionHistogram, "repetition", of: owner, &log)
        checkHistogram(record.definitionLevelHistogram, facts.definitionHistogram, "definition", of: owner, &log)
    }

    func checkByteArrayByteCount(_ count: Int, _ facts: ValueFacts, of owner: String, _ log: inout FindingLog) {
        guard column.physicalType == .byteArray else {
            // Some writers leave a 0 in columns of other types.
            if count != 0 {
                log.error(.sizeStatistics, "the \(owner) has \(count) bytes of byte arrays, but holds none")
            }
            return
        }
        if count != facts.byteArrayByteCount {
            log.error(
                .sizeStatistics,
                "the \(owner)'s unencoded byte array bytes are \(count), there are \(facts.byteArrayByteCount)")
        }
    }

    func checkHistogram(
        _ histogram: [Int]?, _ actual: [Int], _ kind: String, of owner: String, _ log: inout FindingLog
    ) {
        // Writers leave it empty where levels go without saying.
        guard let histogram, !histogram.isEmpty, histogram != actual else { return }
        guard histogram.count == actual.count else {
            return log.error(
                .sizeStatistics,
                "the \(owner)'s histogram of \(kind) levels has \(histogram.count) places for \(actual.count) levels")
        }
        if let level = actual.indices.first(where: { histogram[$0] != actual[$0] }) {
            log.error(
                .sizeStatistics,
                "the \(owner)'s histogram says \(histogram[level]) of \(kind) level \(level), there are \(actual[level])"
            )
        }
    }
}

extension StatisticsText {
    /// The text of a bound, cut if it is long.
    static func short(of bytes: [UInt8], _ column: ColumnDescriptor) -> String {
        let text = text(of: bytes, column)
        return text.count <= 60 ? text : text.prefix(59) + "…"
    }
}
