/// Different values of one kind, in rising order.
enum LiteralSet: Sendable, Equatable {
    case int32([Int32])
    case uint32([UInt32])
    case int64([Int64])
    case uint64([UInt64])
    /// NaN, which is above the others, is not among them.
    case float([Float], hasNaN: Bool)
    /// NaN, which is above the others, is not among them.
    case double([Double], hasNaN: Bool)
    case bytes([[UInt8]])
    case decimal([[UInt8]])
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
        case .int32: self = .int32(LiteralSet.rising(int32))
        case .uint32: self = .uint32(LiteralSet.rising(uint32))
        case .int64: self = .int64(LiteralSet.rising(int64))
        case .uint64: self = .uint64(LiteralSet.rising(uint64))
        case .float: self = .float(LiteralSet.rising(float), hasNaN: hasNaN)
        case .double: self = .double(LiteralSet.rising(double), hasNaN: hasNaN)
        case .bytes: self = .bytes(LiteralSet.rising(bytes) { $0.lexicographicallyPrecedes($1) })
        // Literals have the fewest bytes, so that equal ones are the same bytes; any order finds them.
        case .decimal: self = .decimal(LiteralSet.rising(bytes) { $0.lexicographicallyPrecedes($1) })
        case .int96: self = .int96(LiteralSet.rising(int96))
        }
    }

    private static func rising<Literal: Comparable>(_ literals: [Literal]) -> [Literal] {
        rising(literals, by: <)
    }

    private static func rising<Literal: Equatable>(
        _ literals: [Literal], by precedes: (Literal, Literal) -> Bool
    ) -> [Literal] {
        var rising: [Literal] = []
        for literal in literals.sorted(by: precedes) where literal != rising.last { rising.append(literal) }
        return rising
    }
}
