internal import Parquet
internal import ParquetBytes

/// The sink of the first phase: records where the values of a block of lines are, slot by slot, and copies nothing.
struct PlaceRecorder: JSONSink, Sendable {
    /// The lines of a block: few enough that the text of a block and its places stay in the processor's cache.
    static let rowCapacity = 1_024

    let tree: JSONColumnTree
    let unknownKeyPolicy: SchemaContract.UnknownKeys
    /// `table[row]` is where the row's line starts, `table[(slot + 1) * rowCapacity + row]` the place of its value.
    private var table: [UInt64]
    /// The rows recorded since the last `reset`.
    private(set) var rowCount = 0

    init(tree: JSONColumnTree, unknownKeyPolicy: SchemaContract.UnknownKeys) {
        self.tree = tree
        self.unknownKeyPolicy = unknownKeyPolicy
        table = [UInt64](repeating: 0, count: (tree.slotCount + 1) * PlaceRecorder.rowCapacity)
    }

    /// Starts a block.
    mutating func reset() {
        rowCount = 0
    }

    /// The places of the values in `slot` in the first `rowCount` rows.
    @_lifetime(borrow self)
    func places(inSlot slot: Int32, rowCount: Int) -> Span<UInt64> {
        let start = (Int(slot) + 1) * PlaceRecorder.rowCapacity
        return table.span.extracting(start..<start + rowCount)
    }

    /// The place of the value in `slot` in `row`.
    func place(inSlot slot: Int32, row: Int) -> JSONPlace {
        JSONPlace(bits: table[(Int(slot) + 1) * PlaceRecorder.rowCapacity + row])
    }

    /// Where the line of `row` starts.
    func lineStart(ofRow row: Int) -> Int { Int(truncatingIfNeeded: table[row]) }

    var slotCount: Int { tree.slotCount }

    var isFull: Bool { rowCount == PlaceRecorder.rowCapacity }

    mutating func interest(inKey key: RawSpan, of node: Int32) -> JSONInterest {
        tree.interest(inKey: key, of: node, unknownKeys: unknownKeyPolicy)
    }

    mutating func interest(inElementsOf node: Int32) -> JSONInterest { .none }

    mutating func key(node: Int32, in text: RawSpan, at byteOffset: Int) throws(ParquetError) {
        throw PlaceRecorder.unknownKey(in: text, at: byteOffset)
    }

    func slots(below node: Int32) -> [Int32] { tree.nodes[Int(node)].slotsBelow }

    @inline(__always)
    mutating func line(_ places: Span<UInt64>, startingAt byteOffset: Int) {
        var index = rowCount
        rowCount &+= 1
        var target = table.mutableSpan
        target[index] = UInt64(truncatingIfNeeded: byteOffset)
        for slot in places.indices {
            index &+= PlaceRecorder.rowCapacity
            target[index] = places[slot]
        }
    }

    private static func unknownKey(in text: RawSpan, at byteOffset: Int) -> ParquetError {
        ParquetError(
            .contract,
            "the key \(MisfitText.excerpt(text, from: byteOffset)) is in no column's \"from\", and unknown keys fail",
            at: .init(byteOffset: byteOffset))
    }
}
