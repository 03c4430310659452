internal import ParquetBytes

/// A value that goes into `_extra`: one that does not fit its column, or that of an unknown key.
struct ExtraItem: Sendable {
    /// The row that the value is in, and its table.
    var table: Int32
    var row: Int32
    /// The node that a misfit is read from, or the object that an unknown key is in.
    var node: Int32
    /// The place of an unknown key's opening quote, or -1.
    var key: Int32
    /// Where the value is, strings with their quotes.
    var start: Int32
    var end: Int32

    /// The value at `place`, which is read from `node`.
    init(table: Int, row: Int, node: Int32, place: JSONPlace) {
        let quotes = place.kind == .string ? 1 : 0
        self.init(
            table: table, row: row, node: node, key: -1, value: place.start &- quotes..<place.end &+ quotes)
    }

    /// A value at a place of the text, which is below 2 GiB.
    init(table: Int, row: Int, node: Int32, key: Int, value: Range<Int>) {
        self.table = Int32(truncatingIfNeeded: table)
        self.row = Int32(truncatingIfNeeded: row)
        self.node = node
        self.key = Int32(truncatingIfNeeded: key)
        start = Int32(truncatingIfNeeded: value.lowerBound)
        end = Int32(truncatingIfNeeded: value.upperBound)
    }

    /// In the order of the text, what holds others before them.
    static func precedes(_ left: ExtraItem, _ right: ExtraItem) -> Bool {
        left.start != right.start ? left.start < right.start : left.end > right.end
    }
}
