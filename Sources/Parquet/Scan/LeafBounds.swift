/// What is known of a column's values in some rows, in the terms in which predicates compare them.
struct LeafBounds: Sendable {
    /// How many of the rows have no value.
    enum Nulls: Sendable {
        case none
        /// Some, or nobody knows.
        case some
        case all
    }

    var nulls: Nulls
    /// No value is below this one; nil if that is not known.
    var lowest: PhysicalLiteral?
    /// No value is above this one, which no NaN is: those come last; nil if that is not known.
    var highest: PhysicalLiteral?

    /// - Parameter nanCount: how many values are NaN, which bounds leave out; nil if that is not known.
    init(nulls: Nulls, _ bounds: ValueBounds?, _ column: ColumnDescriptor, nanCount: Int?) {
        self.nulls = nulls
        guard let bounds else { return }
        let low = bounds.min.map { PhysicalLiteral(bound: $0, of: column) }
        let high = bounds.max.map { PhysicalLiteral(bound: $0, of: column) }
        // A bound that cannot be read as a value, or is no number, says that the other one may mean something else, too.
        if let low, low?.isNaN ?? true { return }
        if let high, high?.isNaN ?? true { return }
        lowest = low ?? nil
        if !column.isFloatingPoint || nanCount == 0 { highest = high ?? nil }
    }

    /// What the statistics of `column`'s chunk say.
    init(_ metadata: ColumnMetadata, _ column: ColumnDescriptor, _ order: ColumnOrder?) {
        let statistics = metadata.statistics
        let nulls: Nulls =
            if column.maxDefinitionLevel == 0 {
                .none
            } else {
                switch statistics?.nullCount {
                case 0: .none
                case metadata.valueCount: .all
                default: .some
                }
            }
        self.init(nulls: nulls, statistics?.bounds(column, order), column, nanCount: statistics?.nanCount)
    }

    /// What `index` says of a page of `column`; the bounds are in `order`, if that is known.
    init(_ index: ColumnIndex, page: Int, _ column: ColumnDescriptor, _ order: ValueOrder?) {
        if index.nullPages[page] {
            self.init(nulls: .all, nil, column, nanCount: nil)
            return
        }
        let nulls: Nulls = column.maxDefinitionLevel == 0 || index.nullCounts?[page] == 0 ? .none : .some
        let bounds = order.flatMap { ValueBounds(checking: index.minValues[page], index.maxValues[page], $0) }
        self.init(nulls: nulls, bounds, column, nanCount: index.nanCounts?[page])
    }
}

extension ColumnDescriptor {
    /// Whether values may be NaN.
    fileprivate var isFloatingPoint: Bool {
        physicalType == .float || physicalType == .double || logicalType == .float16
    }
}
