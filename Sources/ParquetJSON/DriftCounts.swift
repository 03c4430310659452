internal import Parquet
internal import ParquetBytes

/// What a value is that does not fit its column.
public enum DriftKind: String, Sendable, Hashable, CaseIterable {
    /// A string.
    case string
    /// A number without fraction and exponent that fits 64 bits.
    case integer
    /// Any other number.
    case number
    /// `true` or `false`.
    case boolean
    /// An object.
    case object
    /// An array.
    case array

    /// The kind of the value at `place`, which is there.
    init(_ text: RawSpan, _ place: JSONPlace) {
        switch place.kind {
        case .null, .string: self = .string
        case .integer: self = IntegerText.int64(text, place) == nil ? .number : .integer
        case .fraction: self = .number
        case .yes, .no: self = .boolean
        case .object: self = .object
        case .array: self = .array
        }
    }
}

/// How many values of a column did not fit it, and what they were.
public struct DriftCounts: Sendable, Equatable {
    /// The number of values of each kind of which there were any.
    public private(set) var kinds: [DriftKind: Int] = [:]

    /// None.
    public init() {}

    /// Counts of some kinds.
    public init(_ kinds: [DriftKind: Int]) {
        self.kinds = kinds.filter { $0.value > 0 }
    }

    /// The number of values.
    public var total: Int { kinds.values.reduce(0, +) }

    /// Counts a value.
    mutating func count(_ kind: DriftKind) { kinds[kind, default: 0] += 1 }

    /// Adds the counts of `right`.
    public static func += (left: inout DriftCounts, right: DriftCounts) {
        for (kind, count) in right.kinds { left.kinds[kind, default: 0] += count }
    }
}
