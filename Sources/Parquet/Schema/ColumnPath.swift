/// The names of the fields from the root of a schema down to a column.
public struct ColumnPath: Sendable, Hashable, CustomStringConvertible {
    /// The names, the outermost first.
    public let names: [String]

    /// The path of `names`.
    public init(_ names: [String]) {
        self.names = names
    }

    /// The names joined by dots. Names may contain dots themselves: for people, not for comparing.
    public var description: String { names.joined(separator: ".") }
}
