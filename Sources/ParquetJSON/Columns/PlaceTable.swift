internal import Parquet
internal import ParquetBytes

/// Where the values of some rows are, slot by slot, so that the places of one column lie side by side.
///
/// Beside its slots a row has a mark: where a line starts, or the place of the key of a map's pair.
struct PlaceTable: Sendable {
    /// How many slots a row has.
    let slotCount: Int
    /// The rows so far.
    private(set) var rowCount = 0
    /// How many rows there is room for.
    private(set) var capacity: Int
    /// `table[row]` is the row's mark, `table[(slot + 1) * capacity + row]` the place of its value.
    private var table: [UInt64]

    /// The slot of the marks.
    static let markSlot: Int32 = -1

    init(slotCount: Int, capacity: Int) {
        self.slotCount = slotCount
        self.capacity = capacity
        table = [UInt64](repeating: 0, count: (slotCount + 1) * capacity)
    }

    /// Forgets the rows.
    mutating func removeAll() {
        rowCount = 0
    }

    /// The places of the values in `slot` in the first `rowCount` rows.
    @_lifetime(borrow self)
    func places(inSlot slot: Int32, rowCount: Int) -> Span<UInt64> {
        let start = (Int(slot) + 1) * capacity
        return table.span.extracting(start..<start + rowCount)
    }

    /// The places of the values in `slot`.
    @_lifetime(borrow self)
    func places(inSlot slot: Int32) -> Span<UInt64> { places(inSlot: slot, rowCount: rowCount) }

    /// The place of the value in `slot` in `row`.
    func place(inSlot slot: Int32, row: Int) -> JSONPlace {
        JSONPlace(bits: table[(Int(slot) + 1) * capacity + row])
    }

    /// The mark of `row`.
    func mark(ofRow row: Int) -> UInt64 { table[row] }

    /// Appends a row, for which there must be room.
    @inline(__always)
    mutating func append(_ places: Span<UInt64>, mark: UInt64) {
        var index = rowCount
        rowCount &+= 1
        let capacity = capacity
        var target = table.mutableSpan
        target[index] = mark
        for slot in places.indices {
            index &+= capacity
            target[index] = places[slot]
        }
    }

    /// Appends a row without values, and makes room for it.
    ///
    /// - Returns: the row.
    mutating func appendRow(mark: UInt64) -> Int {
        let row = rowCount
        if row == capacity { grow() }
        rowCount = row + 1
        table[row] = mark
        for slot in 1..<slotCount + 1 { table[slot * capacity + row] = 0 }
        return row
    }

    /// Puts the place of a value into `slot` of `row`.
    mutating func set(_ place: JSONPlace, inSlot slot: Int32, row: Int) {
        table[(Int(slot) + 1) * capacity + row] = place.bits
    }

    private mutating func grow() {
        let grown = max(64, capacity * 2)
        var larger = [UInt64](repeating: 0, count: (slotCount + 1) * grown)
        for slot in 0..<slotCount + 1 {
            for row in 0..<rowCount { larger[slot * grown + row] = table[slot * capacity + row] }
        }
        table = larger
        capacity = grown
    }
}
