/// How the edge between two points on the globe runs (parquet.thrift, `EdgeInterpolationAlgorithm`; Geospatial.md).
public enum EdgeInterpolationAlgorithm: RawRepresentable, Sendable, Hashable {
    /// Along a great circle of a sphere.
    case spherical
    /// Vincenty's formulae on the ellipsoid.
    case vincenty
    /// Thomas's formulae on the ellipsoid.
    case thomas
    /// Andoyer's formulae on the ellipsoid.
    case andoyer
    /// Karney's formulae on the ellipsoid.
    case karney
    /// A number that this version has no name for.
    case unknown(Int32)

    /// The algorithm with the specification's number `rawValue`.
    public init(rawValue: Int32) {
        switch rawValue {
        case 0: self = .spherical
        case 1: self = .vincenty
        case 2: self = .thomas
        case 3: self = .andoyer
        case 4: self = .karney
        default: self = .unknown(rawValue)
        }
    }

    /// The algorithm's number in the specification.
    public var rawValue: Int32 {
        switch self {
        case .spherical: 0
        case .vincenty: 1
        case .thomas: 2
        case .andoyer: 3
        case .karney: 4
        case .unknown(let number): number
        }
    }

    /// The algorithm's name in the specification.
    public var name: String {
        switch self {
        case .spherical: "SPHERICAL"
        case .vincenty: "VINCENTY"
        case .thomas: "THOMAS"
        case .andoyer: "ANDOYER"
        case .karney: "KARNEY"
        case .unknown(let number): "algorithm \(number)"
        }
    }
}
