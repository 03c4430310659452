public import ParquetBytes

/// A field of a batch with what lies under it, as a tree of columns: nulls and list ends instead of levels.
///
/// A node has a slot for each row, and under a list or map for each element of all its lists. A node under a null group
/// has a null slot; a null list has no elements.
public struct NestedColumn: Sendable, Equatable {
    /// The field's name.
    public let name: String
    /// The number of slots.
    public let slotCount: Int
    /// A one for each slot that is not null; nil if none is null.
    public let validity: Bitmap?

    /// What stands in the slots.
    public indirect enum Content: Sendable, Equatable {
        /// Values of the column at this place of the schema's `columns`: one for each slot that is not null, in order.
        case leaf(column: Int, values: ColumnValues)
        /// Fields, each with as many slots as the group.
        case group([NestedColumn])
        /// Slot `i` is the elements `offsets[i] ..< offsets[i + 1]`; `offsets` has one number more than there are slots.
        case list(offsets: [Int32], element: NestedColumn)
        /// Slot `i` is the pairs `offsets[i] ..< offsets[i + 1]`.
        case map(offsets: [Int32], key: NestedColumn, value: NestedColumn)
        /// The parts of VARIANT values: `metadata`, and `value`, `typed_value` or both.
        case variant([NestedColumn])
    }

    /// What stands in the slots.
    public let content: Content
}
