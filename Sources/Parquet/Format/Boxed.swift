/// A value that may be absent and lies elsewhere in memory if not, so that what contains it stays small.
///
/// A list of a million empty structs takes three million bytes in a file; read into structs of a kilobyte it would take a
/// gigabyte.
indirect enum Boxed<Value> {
    case absent
    case present(Value)

    init(_ value: consuming Value?) {
        switch consume value {
        case .some(let value): self = .present(value)
        case .none: self = .absent
        }
    }

    /// The value, if there is one.
    var value: Value? {
        switch self {
        case .absent: nil
        case .present(let value): value
        }
    }
}

extension Boxed: Sendable where Value: Sendable {}
extension Boxed: Equatable where Value: Equatable {}
