internal import Parquet

/// What is true of the values of a page, or of all pages of a column chunk together.
struct ValueFacts: Sendable {
    /// Values, nulls included.
    var valueCount = 0
    /// Places without a value, be it that the value is null or something above it.
    var nullCount = 0
    /// Rows that begin here.
    var rowCount = 0
    var nanCount = 0
    /// The bytes of byte strings, without their lengths.
    var byteArrayByteCount = 0
    /// How often each level occurs.
    var repetitionHistogram: [Int]
    var definitionHistogram: [Int]
    /// The least and greatest value in the order of the column; nil if there is none.
    var extremes: ValueExtremes?
    /// The same in the order of deprecated bounds.
    var deprecatedExtremes: ValueExtremes?

    init(_ column: ColumnDescriptor) {
        repetitionHistogram = [Int](repeating: 0, count: column.maxRepetitionLevel + 1)
        definitionHistogram = [Int](repeating: 0, count: column.maxDefinitionLevel + 1)
    }

    /// Whether `count` is how many values are null. Some writers count only those that are null themselves, not those
    /// that are missing because a list or group above them is empty or null; the format can be read either way.
    func isNullCount(_ count: Int, _ column: ColumnDescriptor) -> Bool {
        if count == nullCount { return true }
        guard column.maxDefinitionLevel > 1 else { return false }
        return count == (column.repetition == .optional ? definitionHistogram[column.maxDefinitionLevel - 1] : 0)
    }

    /// Adds what is true of one more page.
    mutating func add(_ page: ValueFacts, _ orders: BoundOrders) {
        valueCount += page.valueCount
        nullCount += page.nullCount
        rowCount += page.rowCount
        nanCount += page.nanCount
        byteArrayByteCount += page.byteArrayByteCount
        for level in repetitionHistogram.indices { repetitionHistogram[level] += page.repetitionHistogram[level] }
        for level in definitionHistogram.indices { definitionHistogram[level] += page.definitionHistogram[level] }
        extremes = ValueFacts.union(extremes, page.extremes, orders.column)
        deprecatedExtremes = ValueFacts.union(deprecatedExtremes, page.deprecatedExtremes, orders.deprecated)
    }

    private static func union(
        _ left: ValueExtremes?, _ right: ValueExtremes?, _ order: ValueOrder?
    ) -> ValueExtremes? {
        guard let left, let right, let order else { return left ?? right }
        return left.union(right, order)
    }

    /// Takes the levels of a page of `valueCount` values into account.
    mutating func add(definition: [UInt16], repetition: [UInt16], valueCount: Int) {
        self.valueCount += valueCount
        ValueFacts.count(definition, valueCount, &definitionHistogram)
        ValueFacts.count(repetition, valueCount, &repetitionHistogram)
        rowCount = repetitionHistogram[0]
        nullCount = self.valueCount - (definitionHistogram.last ?? 0)
    }

    private static func count(_ levels: [UInt16], _ valueCount: Int, _ histogram: inout [Int]) {
        guard histogram.count > 1 else {
            histogram[0] += valueCount
            return
        }
        for level in levels { histogram[Int(level)] += 1 }
    }
}

/// The orders in which a column's bounds are looked at.
struct BoundOrders: Sendable {
    /// That of `min_value` and `max_value`, or if the footer tells none that of the type; nil if the type has none.
    let column: ValueOrder?
    /// Whether the footer tells the column's order, so that readers rely on `min_value` and `max_value`.
    let isDeclared: Bool
    /// That of `min` and `max`; nil for types that have none.
    let deprecated: ValueOrder?

    init(_ column: ColumnDescriptor, _ order: ColumnOrder?) {
        let declared = ValueOrder(column, order)
        isDeclared = declared != nil
        self.column = declared ?? ValueOrder(column, .typeDefined)
        deprecated = ValueOrder(deprecated: column)
    }

    /// Which of the two are the same, so that extremes are looked for once.
    var areEqual: Bool { column == deprecated }
}

/// Facts about values that are there, nulls left out.
extension ValueFacts {
    /// Takes extremes of `values`, which are no indices, into account. They may be values that occur, each once.
    mutating func addExtremes(of values: ColumnValues, _ orders: BoundOrders) {
        if let order = orders.column { extremes = ValueExtremes(values, order) }
        if orders.areEqual {
            deprecatedExtremes = extremes
        } else if let order = orders.deprecated {
            deprecatedExtremes = ValueExtremes(values, order)
        }
    }

    /// Counts NaNs and bytes of `values`, which may be indices.
    mutating func addCounts(of values: ColumnValues, isHalf: Bool) {
        switch values {
        case .boolean, .int32, .int64: break
        case .float(let values):
            for value in values where value.isNaN { nanCount += 1 }
        case .double(let values):
            for value in values where value.isNaN { nanCount += 1 }
        case .byteArray(let values): byteArrayByteCount += values.bytes.count
        case .fixedLengthByteArray(let values):
            guard isHalf else { break }
            for index in 0..<values.count where values.half(index) & 0x7FFF > 0x7C00 { nanCount += 1 }
        case .dictionary(let indices, let dictionary):
            switch dictionary {
            case .boolean, .int32, .int64, .dictionary: break
            case .float(let values): countNaNs(indices, values.map(\.isNaN))
            case .double(let values): countNaNs(indices, values.map(\.isNaN))
            case .fixedLengthByteArray(let values):
                guard isHalf else { break }
                countNaNs(indices, (0..<values.count).map { values.half($0) & 0x7FFF > 0x7C00 })
            case .byteArray(let values):
                let offsets = values.offsets.span
                for index in indices {
                    byteArrayByteCount += Int(offsets[Int(index) + 1]) - Int(offsets[Int(index)])
                }
            }
        }
    }

    private mutating func countNaNs(_ indices: [UInt32], _ areNaN: [Bool]) {
        guard areNaN.contains(true) else { return }
        for index in indices where areNaN[Int(index)] { nanCount += 1 }
    }
}
