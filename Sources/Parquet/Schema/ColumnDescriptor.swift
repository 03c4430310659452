/// A leaf of a schema with everything that its position in the tree decides.
public struct ColumnDescriptor: Sendable, Hashable {
    /// The names from the root to the leaf.
    public let path: ColumnPath
    /// How values are stored.
    public let physicalType: PhysicalType
    /// The length in bytes of FIXED_LEN_BYTE_ARRAY values.
    public let typeLength: Int?
    /// What values mean.
    public let logicalType: LogicalType?
    /// The repetition of the leaf itself.
    public let repetition: Repetition
    /// The leaf's field id.
    public let fieldID: Int32?
    /// The definition level of a value that is there: how many fields of the path are not required.
    public let maxDefinitionLevel: Int
    /// How many fields of the path are repeated.
    public let maxRepetitionLevel: Int

    /// Whether the column is a direct child of the root and not repeated.
    public var isFlat: Bool { path.names.count == 1 && maxRepetitionLevel == 0 }
}
