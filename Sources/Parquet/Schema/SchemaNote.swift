/// Something in a file's schema that is not taken at its word: an annotation that this version does not know or that does
/// not go with its field. Values are then read as their physical type, groups as plain groups.
public struct SchemaNote: Sendable, Hashable, CustomStringConvertible {
    /// The field's names from the root.
    public let path: ColumnPath
    /// What was passed over, and why.
    public let message: String

    /// The field, then the message, in one line.
    public var description: String { "field \(path): \(message)" }
}

extension FileMetadata {
    /// What reading the schema passes over, in the order of the fields; at most 100 notes. Empty also if the schema is no
    /// tree.
    public var schemaNotes: [SchemaNote] {
        var tree = SchemaTree(schema)
        do throws(ParquetError) { _ = try tree.root() } catch { return [] }
        return tree.notes
    }
}
