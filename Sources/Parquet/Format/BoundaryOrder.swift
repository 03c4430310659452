/// Whether the bounds of a column index are sorted (parquet.thrift, `BoundaryOrder`).
public enum BoundaryOrder: RawRepresentable, Sendable, Hashable {
    /// In no order.
    case unordered
    /// Minima and maxima never fall.
    case ascending
    /// Minima and maxima never rise.
    case descending
    /// A number that this version has no name for.
    case unknown(Int32)

    /// The order with the specification's number `rawValue`.
    public init(rawValue: Int32) {
        switch rawValue {
        case 0: self = .unordered
        case 1: self = .ascending
        case 2: self = .descending
        default: self = .unknown(rawValue)
        }
    }

    /// The order's number in the specification.
    public var rawValue: Int32 {
        switch self {
        case .unordered: 0
        case .ascending: 1
        case .descending: 2
        case .unknown(let number): number
        }
    }

    /// The order's name in the specification.
    public var name: String {
        switch self {
        case .unordered: "UNORDERED"
        case .ascending: "ASCENDING"
        case .descending: "DESCENDING"
        case .unknown(let number): "boundary order \(number)"
        }
    }
}
