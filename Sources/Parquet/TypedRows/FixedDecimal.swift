/// A decimal number of at most `precision` digits, `scale` of them behind the point: a column DECIMAL(precision, scale).
///
///     FixedDecimal<9, 2>(unscaled: 1999)      19.99, stored in INT32
///
/// It is stored in INT32 up to 9 digits, in INT64 up to 18, else in as few bytes as hold it (LogicalTypes.md, "DECIMAL"). Read
/// are decimals of any column, as long as no digit is lost.
public struct FixedDecimal<let precision: Int, let scale: Int>: Sendable, Hashable, Comparable {
    /// The number × 10^scale.
    public var unscaled: Int128

    /// The number `unscaled` × 10^-scale. That it has at most `precision` digits is checked where it is written.
    public init(unscaled: Int128) {
        self.unscaled = unscaled
    }

    /// Whether `left` is the smaller number.
    public static func < (left: FixedDecimal, right: FixedDecimal) -> Bool { left.unscaled < right.unscaled }
}

extension FixedDecimal: CustomStringConvertible {
    /// The number in decimal digits, as many behind the point as its scale says: `-0.05`.
    public var description: String {
        guard scale > 0 else { return String(unscaled) }
        let digits = String(unscaled.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        return (unscaled < 0 ? "-" : "") + padded.dropLast(scale) + "." + padded.suffix(scale)
    }
}

extension FixedDecimal: ParquetScalar {
    /// DECIMAL(precision, scale).
    public static func field(_ request: FieldRequest) throws(ParquetError) -> SchemaField {
        try DecimalStorage.field(request, .decimal(precision: precision, scale: scale))
    }

    /// The unscaled numbers.
    public static func storage(
        of values: [FixedDecimal], in column: ColumnDescriptor
    ) throws(FieldMisfit) -> ColumnValues {
        try DecimalStorage.values(values.map { ($0.unscaled, scale) }, in: column)
    }

    /// The numbers of a DECIMAL column.
    public static func values(
        in storage: ColumnValues, of column: ColumnDescriptor, as logicalType: LogicalType?
    ) throws(FieldMisfit) -> [FixedDecimal] {
        let decimals = try DecimalStorage.decimals(in: storage, of: column, Self.self)
        let range = DecimalRange(precision: precision, scale: scale)
        var values: [FixedDecimal] = []
        values.reserveCapacity(decimals.unscaled.count)
        for (index, unscaled) in decimals.unscaled.enumerated() {
            guard let rescaled = range.rescaled(unscaled, from: decimals.scale) else {
                throw FieldMisfit(
                    "\(unscaled) of scale \(decimals.scale) loses digits in DECIMAL(\(precision), \(scale))", at: index)
            }
            values.append(FixedDecimal(unscaled: rescaled))
        }
        return values
    }
}

/// Decimals as columns store them, for the Swift types that stand for decimals.
package enum DecimalStorage {
    /// The field of `decimal`, which is `.decimal`; in what the digits need.
    package static func field(_ request: FieldRequest, _ decimal: LogicalType) throws(ParquetError) -> SchemaField {
        guard case .decimal(let precision, let scale) = decimal, (1...38).contains(precision),
            (0...precision).contains(scale)
        else {
            throw ParquetError(.schema, "\(decimal) is no type of up to 38 digits", at: .init(column: request.name))
        }
        if precision <= 18 { return try request.column(precision <= 9 ? .int32 : .int64, decimal) }
        var length = 9
        while LogicalType.maxDecimalPrecision(.fixedLengthByteArray, typeLength: length) < precision { length += 1 }
        return try request.column(.fixedLengthByteArray, typeLength: length, decimal)
    }

    /// The storage of decimals in `column`.
    package static func values(
        _ decimals: [(unscaled: Int128, scale: Int)], in column: ColumnDescriptor
    ) throws(FieldMisfit) -> ColumnValues {
        try LeafStorage(column).values(decimals.map { .decimal(unscaled: $0.unscaled, scale: $0.scale) })
    }

    /// The decimals of a column, and the column's scale.
    package static func decimals(
        in storage: ColumnValues, of column: ColumnDescriptor, _ type: Any.Type
    ) throws(FieldMisfit) -> (unscaled: [Int128], scale: Int) {
        guard case .decimal(_, let scale) = column.logicalType else { throw FieldMisfit.type(column, type) }
        switch storage {
        case .int32(let values): return (values.map { Int128($0) }, scale)
        case .int64(let values): return (values.map { Int128($0) }, scale)
        default:
            let strings = try ByteString.values(in: storage, of: column, as: nil)
            var unscaled: [Int128] = []
            unscaled.reserveCapacity(strings.count)
            for (index, string) in strings.enumerated() {
                guard let number = Int128(bigEndianBytes: string.bytes) else {
                    throw FieldMisfit("a decimal of \(string.bytes.count) bytes is beyond \(type)", at: index)
                }
                unscaled.append(number)
            }
            return (unscaled, scale)
        }
    }
}
