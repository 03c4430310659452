public import Parquet

/// What rows are sorted by: columns, the weightiest first. Rows that are equal in all of them keep the order of the input.
///
/// Values are in the order that the Parquet specification defines for their type (`ColumnOrder`): text and UUIDs byte by byte,
/// unsigned; `false` before `true`; zeros are equal, and NaN counts as greater than all other numbers. If the bounds of files are
/// written in IEEE 754 total order, floating-point columns are sorted by it, too. Nulls come last unless it is said otherwise,
/// whichever way the values go.
public struct SortOrder: Sendable, Hashable {
    /// A column of the order.
    public struct Key: Sendable, Hashable {
        /// The column: the names from the root down, joined by dots. It must not lie in an array or a map.
        public var column: String
        /// Whether values fall.
        public var isDescending: Bool
        /// Whether nulls come before values.
        public var areNullsFirst: Bool

        /// Values of `column`, rising and nulls last where nothing else is said.
        public init(_ column: String, isDescending: Bool = false, areNullsFirst: Bool = false) {
            self.column = column
            self.isDescending = isDescending
            self.areNullsFirst = areNullsFirst
        }
    }

    /// The columns, the weightiest first.
    public var keys: [Key]

    /// An order by `keys`.
    public init(_ keys: [Key]) {
        self.keys = keys
    }

    /// The order that `text` names: columns with commas between them, each with `asc` or `desc`, `nulls first` or `nulls last`
    /// behind it where that is not the default: `account_id, at desc nulls first`.
    ///
    /// - Throws: `ParquetError` with code `argument` if it is anything else, or a column is there twice.
    public init(_ text: String) throws(ParquetError) {
        keys = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            var words = item.split(separator: " ").map(String.init)
            guard !words.isEmpty else { throw SortOrder.unreadable(text) }
            var key = Key(words.removeFirst())
            if let direction = words.first?.lowercased(), direction == "asc" || direction == "desc" {
                key.isDescending = direction == "desc"
                words.removeFirst()
            }
            if !words.isEmpty {
                switch words.map({ $0.lowercased() }) {
                case ["nulls", "first"]: key.areNullsFirst = true
                case ["nulls", "last"]: key.areNullsFirst = false
                default: throw SortOrder.unreadable(text)
                }
            }
            guard !keys.contains(where: { $0.column == key.column }) else {
                throw ParquetError(.argument, "the rows are sorted by \(key.column) twice")
            }
            keys.append(key)
        }
    }

    private static func unreadable(_ text: String) -> ParquetError {
        ParquetError(
            .argument,
            "'\(text)' is no order of rows; name columns, each with asc or desc and nulls first or nulls last if need be: "
                + "account_id, at desc nulls first")
    }
}
