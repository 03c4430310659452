internal import Parquet
internal import ParquetBytes

/// The sink of the first phase: records where the values of a block of lines are, slot by slot, and copies nothing.
struct PlaceRecorder: JSONSink, Sendable {
    /// The lines of a block: few enough that the text of a block and its places stay in the processor's cache.
    static let rowCapacity = 1_024

    let tree: JSONColumnTree
    let unknownKeyPolicy: SchemaContract.UnknownKeys
    /// `places[slot * rowCapacity + row]`.
    private var places: [UInt64]
    /// Where each row's line starts.
    private(set) var lineStarts: [UInt32]
    /// The rows recorded since the last `reset`.
    private(set) var rowCount = 0

    init(tree: JSONColumnTree, unknownKeyPolicy: SchemaContract.UnknownKeys) {
        self.tree = tree
        self.unknownKeyPolicy = unknownKeyPolicy
        places = [UInt64](repeating: 0, count: tree.slotCount * PlaceRecorder.rowCapacity)
        lineStarts = [UInt32](repeating: 0, count: PlaceRecorder.rowCapacity)
    }

    /// Starts a block.
    mutating func reset() {
        rowCount = 0
    }

    /// The places of the values in `slot` in the first `rowCount` rows.
    @_lifetime(borrow self)
    func places(inSlot slot: Int32, rowCount: Int) -> Span<UInt64> {
        let start = Int(slot) * PlaceRecorder.rowCapacity
        return places.span.extracting(start..<start + rowCount)
    }

    /// The place of the value in `slot` in `row`.
    func place(inSlot slot: Int32, row: Int) -> JSONPlace {
        JSONPlace(bits: places[Int(slot) * PlaceRecorder.rowCapacity + row])
    }

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
        lineStarts[rowCount] = UInt32(truncatingIfNeeded: byteOffset)
        var index = rowCount
        rowCount &+= 1
        var target = self.places.mutableSpan
        for slot in places.indices {
            target[index] = places[slot]
            index &+= PlaceRecorder.rowCapacity
        }
    }

    private static func unknownKey(in text: RawSpan, at byteOffset: Int) -> ParquetError {
        ParquetError(
            .contract,
            "the key \(MisfitText.excerpt(text, from: byteOffset)) is in no column's \"from\", and unknown keys fail",
            at: .init(byteOffset: byteOffset))
    }
}
