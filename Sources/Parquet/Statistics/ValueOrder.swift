/// Compares values of a column as its statistics have them: in PLAIN encoding, BYTE_ARRAY without its length
/// (parquet.thrift, `ColumnOrder`).
public struct ValueOrder: Sendable, Hashable {
    /// How two values stand to each other.
    public enum Comparison: Int, Sendable, Comparable {
        /// The left one comes first.
        case less = -1
        /// Neither comes first.
        case equal = 0
        /// The right one comes first.
        case greater = 1

        /// Whether `left` comes before `right`: less, equal, greater.
        public static func < (left: Comparison, right: Comparison) -> Bool { left.rawValue < right.rawValue }
    }

    package enum Kind: Sendable, Hashable {
        /// BOOLEAN, a byte each.
        case boolean
        /// Little-endian integers.
        case integer(byteCount: Int, isSigned: Bool)
        /// IEEE 754 numbers of 2, 4 or 8 bytes by their value: zeros are equal, NaNs have no place.
        case floatingPoint(byteCount: Int)
        /// IEEE 754 numbers of 2, 4 or 8 bytes by totalOrder: -NaN, -∞, …, -0, +0, …, ∞, NaN.
        case totalOrder(byteCount: Int)
        /// Bytes from the first, unsigned; a prefix comes before what it begins.
        case bytes
        /// Bytes from the first, signed, as writers compared before there were column orders.
        case signedBytes
        /// Two's complement, big-endian, of any lengths.
        case bigEndianDecimal
        /// INT96: four bytes of days, signed, after eight of nanoseconds, signed.
        case int96Timestamp
    }

    package let kind: Kind

    init(kind: Kind) { self.kind = kind }

    /// The order of a column's bounds, or nil if they have none that a reader may rely on.
    ///
    /// - Parameters:
    ///   - column: the column.
    ///   - order: what the footer says of it; nil, as in files before 2017, leaves the order open.
    public init?(_ column: ColumnDescriptor, _ order: ColumnOrder?) {
        switch order {
        case nil, .unknown: return nil
        case .int96Timestamp:
            guard column.physicalType == .int96 else { return nil }
            kind = .int96Timestamp
        case .ieee754TotalOrder:
            guard case .floatingPoint(let byteCount) = Kind(column) else { return nil }
            kind = .totalOrder(byteCount: byteCount)
        case .typeDefined:
            guard let kind = Kind(column) else { return nil }
            self.kind = kind
        }
    }

    /// The order of deprecated bounds, in which all numbers and bytes are signed; nil for INT96, which had none.
    package init?(deprecated column: ColumnDescriptor) {
        switch column.physicalType {
        case .boolean: kind = .boolean
        case .int32: kind = .integer(byteCount: 4, isSigned: true)
        case .int64: kind = .integer(byteCount: 8, isSigned: true)
        case .float: kind = .floatingPoint(byteCount: 4)
        case .double: kind = .floatingPoint(byteCount: 8)
        case .byteArray, .fixedLengthByteArray: kind = .signedBytes
        case .int96: return nil
        }
    }

    /// How `left` stands to `right`, or nil if one of them is no value of the column or has no place in the order (a NaN
    /// in TYPE_ORDER).
    public func compare(_ left: [UInt8], _ right: [UInt8]) -> Comparison? {
        switch kind {
        case .boolean:
            guard left.count == 1, right.count == 1, left[0] <= 1, right[0] <= 1 else { return nil }
            return compare(left[0], right[0])
        case .integer(let byteCount, let isSigned):
            guard left.count == byteCount, right.count == byteCount else { return nil }
            if isSigned { return compare(signed(left), signed(right)) }
            return compare(unsigned(left), unsigned(right))
        case .floatingPoint(let byteCount):
            guard let left = number(left, byteCount), let right = number(right, byteCount) else { return nil }
            return compare(left, right)
        case .totalOrder(let byteCount):
            guard left.count == byteCount, right.count == byteCount else { return nil }
            return compare(totalOrderKey(left), totalOrderKey(right))
        case .bytes:
            return compareBytes(left, right)
        case .signedBytes:
            return compareBytes(left.map { $0 ^ 0x80 }, right.map { $0 ^ 0x80 })
        case .bigEndianDecimal:
            return compareDecimals(left, right)
        case .int96Timestamp:
            guard left.count == 12, right.count == 12 else { return nil }
            let days = compare(signed(left[8...]), signed(right[8...]))
            return days == .equal ? compare(signed(left[..<8]), signed(right[..<8])) : days
        }
    }

    /// Whether `value` has a place in the order.
    public func contains(_ value: [UInt8]) -> Bool { compare(value, value) != nil }

    private func compare<Value: Comparable>(_ left: Value, _ right: Value) -> Comparison {
        left < right ? .less : left == right ? .equal : .greater
    }

    private func unsigned(_ bytes: some BidirectionalCollection<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private func signed(_ bytes: some BidirectionalCollection<UInt8>) -> Int64 {
        let unusedBitCount = UInt64(64 - 8 * bytes.count)
        return Int64(bitPattern: unsigned(bytes) << unusedBitCount) >> Int64(unusedBitCount)
    }

    /// A number that orders as the IEEE 754 number in `bytes` does; nil for NaNs and other lengths.
    private func number(_ bytes: [UInt8], _ byteCount: Int) -> Int64? {
        guard bytes.count == byteCount else { return nil }
        let (isNegative, magnitude) = parts(bytes)
        // All ones in the exponent and something behind it is a NaN.
        let infinity: Int64 =
            switch byteCount {
            case 2: 0x7C00
            case 4: 0x7F80_0000
            default: 0x7FF0_0000_0000_0000
            }
        guard magnitude <= infinity else { return nil }
        return isNegative ? -magnitude : magnitude
    }

    private func totalOrderKey(_ bytes: [UInt8]) -> Int64 {
        let (isNegative, magnitude) = parts(bytes)
        return isNegative ? ~magnitude : magnitude
    }

    /// The sign bit and all other bits: numbers of one sign order as these do.
    private func parts(_ bytes: [UInt8]) -> (isNegative: Bool, magnitude: Int64) {
        let pattern = unsigned(bytes)
        let signBit = 1 << UInt64(8 * bytes.count - 1) as UInt64
        return (pattern & signBit != 0, Int64(pattern & (signBit - 1)))
    }

    private func compareBytes(_ left: [UInt8], _ right: [UInt8]) -> Comparison {
        for (left, right) in zip(left, right) where left != right { return compare(left, right) }
        return compare(left.count, right.count)
    }

    private func compareDecimals(_ left: [UInt8], _ right: [UInt8]) -> Comparison {
        let leftFill: UInt8 = left.first ?? 0 >= 0x80 ? 0xFF : 0
        let rightFill: UInt8 = right.first ?? 0 >= 0x80 ? 0xFF : 0
        guard leftFill == rightFill else { return leftFill == 0xFF ? .less : .greater }
        // Both filled up to one length with their sign, the bytes order as the numbers do.
        let count = max(left.count, right.count)
        for place in 0..<count {
            let leftPlace = place - (count - left.count)
            let rightPlace = place - (count - right.count)
            let order = compare(
                leftPlace < 0 ? leftFill : left[leftPlace], rightPlace < 0 ? rightFill : right[rightPlace])
            if order != .equal { return order }
        }
        return .equal
    }
}

extension ValueOrder.Kind {
    /// TYPE_ORDER of a column, or nil where the specification leaves it undefined.
    init?(_ column: ColumnDescriptor) {
        switch column.logicalType {
        case .interval, .variant, .geometry, .geography, .file, .list, .map:
            return nil
        case .decimal where column.physicalType == .byteArray || column.physicalType == .fixedLengthByteArray:
            self = .bigEndianDecimal
            return
        case .float16:
            self = .floatingPoint(byteCount: 2)
            return
        case .string, .enumeration, .decimal, .date, .time, .timestamp, .integer, .unknown, .json, .bson, .uuid, nil:
            break
        }
        var isSigned = true
        if case .integer(_, isSigned: false) = column.logicalType { isSigned = false }
        switch column.physicalType {
        case .boolean: self = .boolean
        case .int32: self = .integer(byteCount: 4, isSigned: isSigned)
        case .int64: self = .integer(byteCount: 8, isSigned: isSigned)
        case .float: self = .floatingPoint(byteCount: 4)
        case .double: self = .floatingPoint(byteCount: 8)
        case .byteArray, .fixedLengthByteArray: self = .bytes
        case .int96: return nil
        }
    }
}
