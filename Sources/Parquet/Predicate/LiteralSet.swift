/// Different values of one kind.
enum LiteralSet: Sendable, Equatable {
    case int32(NumberSet<Int32>)
    case uint32(NumberSet<UInt32>)
    case int64(NumberSet<Int64>)
    case uint64(NumberSet<UInt64>)
    /// NaN is not among them.
    case float(NumberSet<Float>, hasNaN: Bool)
    /// NaN is not among them.
    case double(NumberSet<Double>, hasNaN: Bool)
    case bytes(StringSet)
    /// Unscaled values in the fewest bytes.
    case decimal(StringSet)
    /// Nanoseconds in rising order.
    case int96([Int128])

    /// The values of `literals`, which are of one kind; nil of none, and of truth values.
    init?(_ literals: [PhysicalLiteral]) {
        var int32: [Int32] = [], uint32: [UInt32] = [], int64: [Int64] = [], uint64: [UInt64] = []
        var float: [Float] = [], double: [Double] = [], hasNaN = false
        var bytes: [[UInt8]] = [], int96: [Int128] = []
        for literal in literals {
            switch literal {
            case .boolean: return nil
            case .int32(let value): int32.append(value)
            case .uint32(let value): uint32.append(value)
            case .int64(let value): int64.append(value)
            case .uint64(let value): uint64.append(value)
            case .float(let value): if value.isNaN { hasNaN = true } else { float.append(value) }
            case .double(let value): if value.isNaN { hasNaN = true } else { double.append(value) }
            case .bytes(let value), .decimal(let value): bytes.append(value)
            case .int96(let nanoseconds): int96.append(nanoseconds)
            }
        }
        switch literals.first {
        case nil, .boolean: return nil
        case .int32: self = .int32(NumberSet(int32, key: \.tableKey))
        case .uint32: self = .uint32(NumberSet(uint32, key: \.tableKey))
        case .int64: self = .int64(NumberSet(int64, key: \.tableKey))
        case .uint64: self = .uint64(NumberSet(uint64, key: \.tableKey))
        case .float: self = .float(NumberSet(float, key: \.tableKey), hasNaN: hasNaN)
        case .double: self = .double(NumberSet(double, key: \.tableKey), hasNaN: hasNaN)
        case .bytes: self = .bytes(StringSet(bytes))
        // Literals have the fewest bytes, so that equal ones are the same bytes.
        case .decimal: self = .decimal(StringSet(bytes))
        case .int96: self = .int96(LiteralSet.rising(int96, by: <))
        }
    }

    /// The different ones of `literals` in rising order.
    static func rising<Literal: Equatable>(
        _ literals: [Literal], by precedes: (Literal, Literal) -> Bool
    ) -> [Literal] {
        var rising: [Literal] = []
        for literal in literals.sorted(by: precedes) where literal != rising.last { rising.append(literal) }
        return rising
    }
}
