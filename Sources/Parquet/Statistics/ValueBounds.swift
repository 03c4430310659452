/// Bounds of a column chunk's values that a reader may rely on: no value lies outside, NaNs and nulls left out.
public struct ValueBounds: Sendable, Equatable {
    /// No value is below this one; nil if that is not known.
    public let min: [UInt8]?
    /// No value is above this one; nil if that is not known.
    public let max: [UInt8]?
    /// How values compare.
    public let order: ValueOrder

    /// Whether values equal to `value` may be there.
    public func mightContain(_ value: [UInt8]) -> Bool {
        if let min, order.compare(value, min) == .less { return false }
        if let max, order.compare(value, max) == .greater { return false }
        return true
    }
}

extension StatisticsRecord {
    /// The bounds of `column` that may be relied on, or nil if there are none.
    ///
    /// A bound that is no value of the column, or a NaN in TYPE_ORDER, is passed over; both are if they contradict each
    /// other. Where only the deprecated bounds are there, they count if the column's order is the signed one that they are
    /// in: numbers, dates and times, but neither unsigned integers nor bytes.
    public func bounds(_ column: ColumnDescriptor, _ columnOrder: ColumnOrder?) -> ValueBounds? {
        if minValue != nil || maxValue != nil {
            guard let order = ValueOrder(column, columnOrder) else { return nil }
            return ValueBounds(checking: minValue, maxValue, order)
        }
        guard deprecatedMin != nil || deprecatedMax != nil, let order = ValueOrder(column, .typeDefined),
            order.isSigned
        else { return nil }
        return ValueBounds(checking: deprecatedMin, deprecatedMax, order)
    }
}

extension ValueBounds {
    init?(checking min: [UInt8]?, _ max: [UInt8]?, _ order: ValueOrder) {
        let min = min.flatMap { order.contains($0) ? $0 : nil }
        let max = max.flatMap { order.contains($0) ? $0 : nil }
        if min == nil, max == nil { return nil }
        if let min, let max, order.compare(min, max) == .greater { return nil }
        self.min = min
        self.max = max
        self.order = order
    }
}

extension ValueOrder {
    /// Whether readers that knew signed comparison only put values in this order too.
    var isSigned: Bool {
        switch kind {
        case .boolean, .integer(_, isSigned: true), .floatingPoint: true
        case .integer(_, isSigned: false), .totalOrder, .bytes, .signedBytes, .bigEndianDecimal, .int96Timestamp: false
        }
    }
}

extension FileMetadata {
    /// The order of the bounds of the leaf `column` of the schema, or nil if the footer does not say.
    public func columnOrder(_ column: Int) -> ColumnOrder? {
        guard let columnOrders, columnOrders.indices.contains(column) else { return nil }
        return columnOrders[column]
    }
}
