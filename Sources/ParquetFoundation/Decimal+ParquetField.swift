#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif
public import Parquet

/// Foundation's decimal number. It does not say how many digits a column needs, so the writer does:
/// `as: .decimal(precision: 18, scale: 2)`. `FixedDecimal` has them in its type.
extension Decimal: ParquetScalar {
    /// The DECIMAL that is requested.
    public static func field(_ request: FieldRequest) throws(ParquetError) -> SchemaField {
        guard let logicalType = request.logicalType else {
            throw ParquetError(
                .schema, "a Decimal needs to know its digits: as: .decimal(precision: …, scale: …)",
                at: .init(column: request.name))
        }
        guard case .decimal = logicalType else { throw request.refusal(logicalType) }
        return try DecimalStorage.field(request, logicalType)
    }

    /// The numbers, none of which may lose a digit.
    public static func storage(of values: [Decimal], in column: ColumnDescriptor) throws(FieldMisfit) -> ColumnValues {
        var decimals: [(unscaled: Int128, scale: Int)] = []
        decimals.reserveCapacity(values.count)
        for (index, value) in values.enumerated() {
            guard let unscaled = value.unscaled else {
                throw FieldMisfit("\(value) does not fit \(column.path)", at: index)
            }
            decimals.append((unscaled, -value.exponent))
        }
        return try DecimalStorage.values(decimals, in: column)
    }

    /// The numbers of a DECIMAL column.
    public static func values(
        in storage: ColumnValues, of column: ColumnDescriptor, as logicalType: LogicalType?
    ) throws(FieldMisfit) -> [Decimal] {
        let decimals = try DecimalStorage.decimals(in: storage, of: column, Decimal.self)
        var values: [Decimal] = []
        values.reserveCapacity(decimals.unscaled.count)
        for (index, unscaled) in decimals.unscaled.enumerated() {
            guard let value = Decimal(unscaled: unscaled, scale: decimals.scale) else {
                throw FieldMisfit("\(unscaled) of scale \(decimals.scale) is beyond Decimal", at: index)
            }
            values.append(value)
        }
        return values
    }

    /// The number × 10^-exponent; nil for what is no number, or beyond 127 bits.
    private var unscaled: Int128? {
        // The digits are the only way to all of them that every Foundation has.
        guard isFinite, let magnitude = Int128(String(describing: significand)) else { return nil }
        return isSignMinus ? -magnitude : magnitude
    }

    /// `unscaled` × 10^-scale.
    init?(unscaled: Int128, scale: Int) {
        guard scale <= 127 else { return nil }
        let magnitude = unscaled.magnitude
        let high = Decimal(UInt64(truncatingIfNeeded: magnitude >> 64))
        let significand = high * (Decimal(UInt64.max) + 1) + Decimal(UInt64(truncatingIfNeeded: magnitude))
        self.init(sign: unscaled < 0 ? .minus : .plus, exponent: -scale, significand: significand)
        guard isFinite else { return nil }
    }
}
