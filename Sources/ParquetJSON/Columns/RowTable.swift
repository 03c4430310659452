internal import Parquet
internal import ParquetBytes

/// The definition levels of nulls in rows: each has its own, or all have the same.
struct RowLevels {
    /// Those of rows that have their own; else none.
    let each: [UInt16]
    private let common: UInt16

    init(_ levels: [UInt16]) {
        each = levels
        common = 0
    }

    init(same: UInt16) {
        each = []
        common = same
    }

    /// What all have, unless each has its own.
    var same: UInt16? { each.isEmpty ? common : nil }

    @inline(__always)
    subscript(row: Int) -> UInt16 { each.isEmpty ? common : each[row] }
}

/// The rows that some columns are read from: the lines of a block, or the elements of all arrays, or pairs of all maps, that a
/// column has in the block.
///
/// Levels are those of the format. Of a nested table they are in a skeleton, which has an entry for each row and one for each
/// array that is empty or missing: what is not there has its levels, too. A column takes the skeleton's levels, and adds one to
/// the definition level where its value is there.
struct RowTable: Sendable {
    /// Where the arrays or maps are whose parts are the rows.
    struct List: Sendable {
        /// The table of the arrays.
        var parent: Int
        /// The node and the slot of the arrays in that table's tree.
        var node: Int32
        var slot: Int32
        /// The innermost struct they are in, among the parent's structs, or -1.
        var structure: Int
        /// Whether they are objects instead, with keys that the columns do not name.
        var isMap: Bool
        /// The array's or map's column, among the identities.
        var column: Int
    }

    /// An object that has fields of its own in the schema.
    struct Structure: Sendable {
        var node: Int32
        var slot: Int32
        /// The struct around it, or -1.
        var parent: Int
        /// The struct's column, among the identities.
        var column: Int
        /// The definition level of a field that is null in a struct that is there.
        var level: UInt16
    }

    /// A place on the way to columns and none itself: an object or null, or else values below it would be lost unseen.
    struct Passage: Sendable {
        var node: Int32
        var slot: Int32
        /// The passage, among the identities.
        var column: Int
    }

    /// Where the rows are parts of arrays or maps; nil if they are lines.
    let list: List?
    /// The keys that lead from a row to its columns.
    var tree: JSONColumnTree
    /// The structs, those around others first.
    var structures: [Structure] = []
    /// The places on the way.
    var passages: [Passage] = []
    /// The definition level of a column that is null in a row, if it is in no struct.
    let level: UInt16
    /// The repetition level of a row that goes on with an array.
    let repetitionLevel: UInt16

    /// The places of the rows' values.
    var rows: PlaceTable
    /// What elements of arrays are alike in, if they can be.
    private(set) var elements: ObjectElements?
    /// How many more arrays of the block may have others before these are not expected any more.
    var patience = 0
    /// How many arrays of a block may have elements that are not alike, at most.
    static let greatestPatience = 16
    /// For each struct, the definition level of a null field in each row.
    private(set) var structureLevels: [[UInt16]] = []
    /// The skeleton; empty if the rows are lines.
    var definition: [UInt16] = []
    var repetition: [UInt16] = []
    /// For each row of the parent the first row of its array, and the end of all: row `r` is the part `r - starts[p]` of the
    /// array of row `p`.
    var starts: [Int32] = []

    /// How many rows a table keeps the memory of.
    static let keptCapacity = 1 << 16

    init(list: List?, level: UInt16, repetitionLevel: UInt16) {
        self.list = list
        self.level = level
        self.repetitionLevel = repetitionLevel
        tree = JSONColumnTree(ofElements: list != nil)
        rows = PlaceTable(slotCount: 0, hasMarks: false, capacity: 0)
    }

    /// Makes the table of places, once the tree is complete.
    mutating func makeRows() {
        structureLevels = structures.map { _ in [] }
        guard let list else { return }
        rows = PlaceTable(slotCount: tree.slotCount, hasMarks: list.isMap, capacity: 0)
        elements = list.isMap ? nil : ObjectElements(tree)
    }

    /// Gives back what unusually long arrays needed.
    mutating func shrink() {
        // Doubling goes from 72 to 9/8 of it.
        guard list != nil, rows.capacity > RowTable.keptCapacity / 8 * 9 else { return }
        makeRows()
        definition = []
        repetition = []
        starts = []
    }

    /// Forgets the rows.
    mutating func removeAll() {
        rows.removeAll()
        patience = RowTable.greatestPatience
        definition.removeAll(keepingCapacity: true)
        repetition.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
    }

    /// The definition level of a null in `row` of a column that is in `structure`, or in none if that is -1.
    @inline(__always)
    func level(in structure: Int, row: Int) -> UInt16 {
        structure < 0 ? level : structureLevels[structure][row]
    }

    /// The definition levels of nulls of a column that is in `structure`, or in none if that is -1.
    func levels(in structure: Int) -> RowLevels {
        structure < 0 ? RowLevels(same: level) : RowLevels(structureLevels[structure])
    }

    /// The definition level of a null of a column in a struct that is there.
    func fullLevel(in structure: Int) -> UInt16 { structure < 0 ? level : structures[structure].level }

    /// Finds the levels of the structs in the first `rowCount` rows.
    mutating func findStructureLevels(rowCount: Int) {
        for index in structures.indices {
            var levels = structureLevels[index]
            structureLevels[index] = []
            findLevels(of: structures[index], rowCount: rowCount, &levels)
            structureLevels[index] = levels
        }
    }

    private func findLevels(of structure: Structure, rowCount: Int, _ levels: inout [UInt16]) {
        levels.removeAll(keepingCapacity: true)
        levels.reserveCapacity(rowCount)
        let places = rows.places(inSlot: structure.slot, rowCount: rowCount)
        for row in places.indices {
            let isThere = JSONPlace(bits: places[row]).kind == .object
            levels.append(level(in: structure.parent, row: row) &+ (isThere ? 1 : 0))
        }
    }

    /// The row of the parent whose array or map has `row`.
    func parentRow(of row: Int) -> Int {
        var low = 0
        var high = starts.count - 1
        // starts[low] <= row < starts[high]
        while high - low > 1 {
            let middle = (low + high) / 2
            if Int(starts[middle]) <= row { low = middle } else { high = middle }
        }
        return low
    }
}
