internal import Parquet
internal import ParquetBytes

/// The sink of inference: every path that comes up gets a slot, and where its values are is recorded for a block of lines, slot by
/// slot. Arrays, and objects that are maps, are recorded as a whole.
struct InferenceRecorder: JSONSink, Sendable {
    /// The most lines of a block.
    private static let maximumRowCount = 256
    /// How many places there are to be about in a block: the text of a block and its places stay in the processor's cache.
    private static let placeCount = 1 << 15

    var tree: InferenceTree
    /// For each slot, its path.
    private(set) var slotNodes: [Int32] = []
    /// `table[row]` is where the row's line starts, `table[(slot + 1) * stride + row]` the place of its value.
    private(set) var table: [UInt64]
    /// The most rows of the block.
    private var rowCapacity = 64
    /// From slot to slot.
    private(set) var stride = 64 + PlaceTable.stagger
    /// The values of one path, and those within arrays: memory that is used again.
    var buffer = PathBuffer()
    var elements = ElementLog()
    var scalars = ScalarRun()
    /// The rows recorded since the last `reset`.
    private(set) var rowCount = 0

    /// Whether there are so many slots that most are empty in a line: then the table is zeros, and only what is there is written.
    private var isSparse = false
    private static let denseSlotCount = 128

    /// A recorder that has seen what `tree` says, and no keys of lines yet.
    init(tree: InferenceTree = InferenceTree()) {
        self.tree = tree
        self.tree.removeSlots()
        table = [UInt64](repeating: 0, count: stride)
    }

    static var marksNull: Bool { true }

    var slotCount: Int { slotNodes.count }

    var isFull: Bool { rowCount == rowCapacity }

    /// Starts a block: of fewer lines where there are many slots.
    mutating func reset() {
        rowCount = 0
        var capacity = InferenceRecorder.maximumRowCount
        while capacity > 16, capacity * (slotCount + 1) > InferenceRecorder.placeCount { capacity /= 2 }
        rowCapacity = capacity
        stride = capacity + PlaceTable.stagger
        let count = stride * (slotCount + 1)
        if table.count < count || table.count > 2 * count { table = [UInt64](repeating: 0, count: count) }
        isSparse = slotCount > InferenceRecorder.denseSlotCount
        if isSparse { for place in table.indices { table[place] = 0 } }
    }

    /// Exchanges the table with `other`: to read it while the tree changes.
    mutating func exchangeTable(_ other: inout [UInt64]) { swap(&table, &other) }

    mutating func interest(inKey key: RawSpan, of node: Int32) -> JSONInterest {
        // What is in maps is seen in the object as a whole.
        guard node == 0 || tree.nodes[Int(node)].slot >= 0, tree.nodes[Int(node)].values < 0 else { return .none }
        var guess = 0
        let child = tree.child(key, of: node, guess: &guess)
        guard child >= 0 else { return .none }
        var slot = tree.nodes[Int(child)].slot
        if slot < 0 {
            slot = Int32(slotCount)
            tree.setSlot(slot, of: child)
            slotNodes.append(child)
            let count = (slotCount + 1) * stride
            if table.count < count { table.resize(to: max(count, min(2 * table.count, count + 1 << 20))) }
            for row in 0..<stride { table[count - stride + row] = 0 }
        }
        return JSONInterest(node: child, slot: slot, wantsKey: false, isCounted: false)
    }

    mutating func interest(inElementsOf node: Int32) -> JSONInterest { .none }

    mutating func key(node: Int32, in text: RawSpan, at byteOffset: Int) {}

    func slots(below node: Int32) -> [Int32] {
        var slots: [Int32] = []
        var left = [node]
        while let next = left.popLast() {
            let node = tree.nodes[Int(next)]
            if node.slot >= 0 { slots.append(node.slot) }
            left += node.children
        }
        return slots
    }

    @inline(__always)
    mutating func line(_ places: Span<UInt64>, startingAt byteOffset: Int) {
        var index = rowCount
        rowCount &+= 1
        let stride = stride
        let isSparse = isSparse
        var target = table.mutableSpan
        target[index] = UInt64(truncatingIfNeeded: byteOffset)
        if isSparse {
            for slot in 0..<places.count where places[slot] != 0 {
                target[index &+ (slot &+ 1) &* stride] = places[slot]
            }
            return
        }
        for slot in 0..<places.count {
            index &+= stride
            target[index] = places[slot]
        }
    }
}
