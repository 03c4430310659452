internal import Parquet
internal import ParquetBytes

/// Where the values of some rows are, slot by slot, so that the places of one column lie side by side.
///
/// Beside its slots a row may have a mark: where a line starts, or the place of the key of a map's pair.
struct PlaceTable: Sendable {
    /// How many slots a row has.
    let slotCount: Int
    /// The rows so far.
    private(set) var rowCount = 0
    /// How many rows there is room for.
    private(set) var capacity: Int
    /// `table[row]` is the row's mark, if there are marks, and `table[(markCount + slot) * capacity + row]` the place of its value.
    private var table: [UInt64]
    /// 1 if rows have marks, else 0.
    private let markCount: Int

    /// How many more rows there is room for than a power of two: the places of a row are written together, and would all lie in
    /// the same set of the processor's cache.
    static let stagger = 8

    /// The slot of the marks.
    static let markSlot: Int32 = -1

    init(slotCount: Int, hasMarks: Bool, capacity: Int) {
        self.slotCount = slotCount
        self.capacity = capacity
        markCount = hasMarks ? 1 : 0
        table = [UInt64](repeating: 0, count: (slotCount + markCount) * capacity)
    }

    /// The bytes of a row's places.
    var rowByteCount: Int { 8 * (slotCount + markCount) }

    /// Forgets the rows.
    mutating func removeAll() {
        rowCount = 0
    }

    /// The places of the values in `slot` in the first `rowCount` rows.
    @_lifetime(borrow self)
    func places(inSlot slot: Int32, rowCount: Int) -> Span<UInt64> {
        let start = (Int(slot) + markCount) * capacity
        return table.span.extracting(start..<start + rowCount)
    }

    /// The places of the values in `slot`.
    @_lifetime(borrow self)
    func places(inSlot slot: Int32) -> Span<UInt64> { places(inSlot: slot, rowCount: rowCount) }

    /// The place of the value in `slot` in `row`.
    func place(inSlot slot: Int32, row: Int) -> JSONPlace {
        JSONPlace(bits: table[(Int(slot) + markCount) * capacity + row])
    }

    /// The mark of `row`.
    func mark(ofRow row: Int) -> UInt64 { table[row] }

    /// Appends a row with a mark, for which there must be room.
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

    /// Appends a row without values, and makes room for it. Without marks, `mark` is not kept.
    ///
    /// - Returns: the row.
    mutating func appendRow(mark: UInt64) -> Int {
        let row = rowCount
        if row == capacity { grow(to: max(64 + PlaceTable.stagger, capacity * 2)) }
        rowCount = row + 1
        for index in 0..<slotCount + markCount { table[index * capacity + row] = 0 }
        if markCount > 0 { table[row] = mark }
        return row
    }

    /// Appends the elements of the arrays at `arrays` from `first` on, as rows of one slot without marks, and writes for each array
    /// the row of its first element to `starts`.
    ///
    /// - Parameter maximumLength: how long an array may be, in bytes.
    /// - Returns: the first array for which there may be no room, that is too long, or of which not all elements are scalar values;
    ///   the count of all if there is none.
    mutating func appendScalars(
        _ text: RawSpan, _ padded: PaddedBytes, ofArraysAt arrays: Span<UInt64>, from first: Int, maximumLength: Int,
        starts: inout [Int32]
    ) throws(ParquetError) -> Int {
        assert(slotCount == 1 && markCount == 0)
        var count = rowCount
        var target = table.mutableSpan
        var starts = starts.mutableSpan
        var index = first
        while index < arrays.count {
            starts[index] = Int32(truncatingIfNeeded: count)
            let place = JSONPlace(bits: arrays[index])
            if place.kind == .array {
                guard place.length <= maximumLength, count &+ place.length / 2 <= target.count else { break }
                let end = try ScalarElements.take(
                    text, padded, ofArrayAt: place.start, into: &target, from: count, marksNull: false
                ).count
                guard end >= 0 else { break }
                count = end
            }
            index &+= 1
        }
        rowCount = count
        return index
    }

    /// Appends the elements of the array at `start`, which has `length` bytes, as rows without marks, if they are alike.
    ///
    /// - Returns: whether they are; if not, the rows are as they were.
    mutating func append(
        _ elements: ObjectElements, _ text: RawSpan, ofArrayAt start: Int, length: Int
    ) throws(ParquetError) -> Bool {
        assert(markCount == 0)
        makeRoom(ObjectElements.mostElements(ofByteCount: length))
        let (capacity, slotCount, first) = (capacity, slotCount, rowCount)
        var target = table.mutableSpan
        let end = try elements.take(
            text, ofArrayAt: start, into: &target, capacity: capacity, slotCount: slotCount, from: first)
        guard end >= 0 else { return false }
        rowCount = end
        return true
    }

    /// Puts the place of a value into `slot` of `row`.
    mutating func set(_ place: JSONPlace, inSlot slot: Int32, row: Int) {
        table[(Int(slot) + markCount) * capacity + row] = place.bits
    }

    /// Makes room for `count` more rows, and for as many as there were then.
    mutating func makeRoom(_ count: Int) {
        if rowCount + count > capacity { grow(to: max(64 + PlaceTable.stagger, capacity * 2, rowCount + count)) }
    }

    /// Makes room for `count` more rows, and no more.
    mutating func reserve(_ count: Int) {
        if rowCount + count > capacity { grow(to: rowCount + count) }
    }

    private mutating func grow(to grown: Int) {
        var larger = [UInt64](repeating: 0, count: (slotCount + markCount) * grown)
        for index in 0..<slotCount + markCount {
            for row in 0..<rowCount { larger[index * grown + row] = table[index * capacity + row] }
        }
        table = larger
        capacity = grown
    }
}
