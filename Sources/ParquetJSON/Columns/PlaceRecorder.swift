internal import Parquet
internal import ParquetBytes

/// The sink of the first phase: records where the values of a block of lines are, slot by slot, and copies nothing.
struct PlaceRecorder: JSONSink, Sendable {
    /// The lines of a block: few enough that the text of a block and its places stay in the processor's cache.
    static let rowCapacity = 1_024

    /// A key that no column is read from, and that is kept.
    struct UnknownKey: Sendable {
        /// The row of its line.
        var row: Int32
        /// The node of the object it is in.
        var node: Int32
        /// The place of its opening quote.
        var start: Int32
    }

    let tree: JSONColumnTree
    let unknownKeyPolicy: SchemaContract.UnknownKeys
    /// The most rows of the block; at most `rowCapacity`.
    var rowLimit = PlaceRecorder.rowCapacity
    /// The rows since the last `reset`; the mark of a row is where its line starts.
    var rows: PlaceTable
    /// The unknown keys since the last `reset`, if they are kept; those of a line that broke off have a row that is not there.
    private(set) var unknownKeys: [UnknownKey] = []
    /// The rows, in order, of lines in which a key occurred again in an object, if unknown keys are kept.
    private(set) var rowsWithDuplicates: [Int32] = []

    init(tree: JSONColumnTree, unknownKeyPolicy: SchemaContract.UnknownKeys) {
        self.tree = tree
        self.unknownKeyPolicy = unknownKeyPolicy
        rows = PlaceTable(
            slotCount: tree.slotCount, hasMarks: true, capacity: PlaceRecorder.rowCapacity + PlaceTable.stagger)
    }

    /// How many of the rows are lines that start before `byteOffset`.
    func rowCount(before byteOffset: Int) -> Int {
        var count = 0
        while count < rows.rowCount, Int(truncatingIfNeeded: rows.mark(ofRow: count)) < byteOffset { count += 1 }
        return count
    }

    /// Starts a block.
    mutating func reset() {
        rows.removeAll()
        unknownKeys.removeAll(keepingCapacity: true)
        rowsWithDuplicates.removeAll(keepingCapacity: true)
    }

    var slotCount: Int { tree.slotCount }

    var isFull: Bool { rows.rowCount >= rowLimit }

    mutating func interest(inKey key: RawSpan, of node: Int32) -> JSONInterest {
        tree.interest(inKey: key, of: node, unknownKeys: unknownKeyPolicy)
    }

    mutating func interest(inElementsOf node: Int32) -> JSONInterest { .none }

    mutating func key(node: Int32, in text: RawSpan, at byteOffset: Int) throws(ParquetError) {
        guard unknownKeyPolicy == .extra else { throw MisfitText.unknownKey(text, at: byteOffset) }
        unknownKeys.append(
            UnknownKey(
                row: Int32(truncatingIfNeeded: rows.rowCount), node: tree.objectOfUnknownKey(node),
                start: Int32(truncatingIfNeeded: byteOffset)))
    }

    mutating func duplicateKey() {
        guard unknownKeyPolicy == .extra else { return }
        let row = Int32(truncatingIfNeeded: rows.rowCount)
        if rowsWithDuplicates.last != row { rowsWithDuplicates.append(row) }
    }

    func slots(below node: Int32) -> [Int32] { tree.slots(below: node) }

    @inline(__always)
    mutating func line(_ places: Span<UInt64>, startingAt byteOffset: Int) {
        rows.append(places, mark: UInt64(truncatingIfNeeded: byteOffset))
    }
}
