internal import Parquet
internal import ParquetBytes

/// The keys that lead to columns, as a tree compiled from a contract: what the scanner comes across is looked up here once.
///
/// Every column is told by its place in the schema with the levels of the format: the nodes are ready for nested columns,
/// though contracts make flat ones only.
struct JSONColumnTree: Sendable {
    /// A key on the way to a column, or the root.
    struct Node: Sendable {
        /// The keys below, in the order of the contract.
        var children: [(key: [UInt8], node: Int32)] = []
        /// The slot in which the values of this place are recorded, or -1 if they are not.
        var slot: Int32 = -1
        /// Whether a column is read from this place.
        var isColumn = false
        /// The slots of this place and of all below.
        var slotsBelow: [Int32] = []
    }

    /// A column that is read from a slot.
    struct Leaf: Sendable, Equatable {
        /// The column's index in the schema.
        var column: Int
        /// The column's path.
        var path: ColumnPath
        /// The slot of its values.
        var slot: Int32
        /// The definition level of a value that is there.
        var maxDefinitionLevel: Int
        /// The repetition level of a value that goes on with the innermost list.
        var maxRepetitionLevel: Int
    }

    /// A place on the way to columns and none itself: an object or null, or else values below it would be lost unseen.
    struct Passage: Sendable, Equatable {
        /// The keys from the root.
        var pointer: JSONPointer
        /// The slot of its values.
        var slot: Int32
    }

    /// The nodes, the root first.
    private(set) var nodes: [Node] = [Node()]
    /// The columns in the order of the schema.
    private(set) var leaves: [Leaf] = []
    /// The places on the way to columns, once `addPassages` was called.
    private(set) var passages: [Passage] = []
    /// How many places are recorded.
    private(set) var slotCount = 0

    /// A tree without columns.
    init() {}

    /// The tree of `contract`, whose columns are those of `schema`.
    init(_ contract: SchemaContract, schema: Schema) {
        for (pointer, column) in zip(contract.columns.map(\.from), schema.columns.indices) {
            add(schema.columns[column], index: column, from: pointer)
        }
        addPassages()
    }

    /// Has the places between the root and the columns recorded, too.
    mutating func addPassages() {
        var ways: [(keys: [String], nodes: [Int])] = [([], [0])]
        while let way = ways.popLast() {
            guard let node = way.nodes.last, !nodes[node].children.isEmpty else { continue }
            if node != 0, !nodes[node].isColumn {
                nodes[node].slot = Int32(slotCount)
                for above in way.nodes { nodes[above].slotsBelow.append(Int32(slotCount)) }
                passages.append(Passage(pointer: JSONPointer(keys: way.keys), slot: Int32(slotCount)))
                slotCount += 1
            }
            for child in nodes[node].children {
                ways.append((way.keys + [String(decoding: child.key, as: UTF8.self)], way.nodes + [Int(child.node)]))
            }
        }
    }

    /// Adds a column that is read from `pointer`. Columns read from the same place share a slot.
    mutating func add(_ column: ColumnDescriptor, index: Int, from pointer: JSONPointer) {
        var way = [0]
        for key in pointer.keys {
            let key = Array(key.utf8)
            let node = way[way.count - 1]
            if let known = nodes[node].children.first(where: { $0.key == key }) {
                way.append(Int(known.node))
            } else {
                nodes[node].children.append((key, Int32(nodes.count)))
                way.append(nodes.count)
                nodes.append(Node())
            }
        }
        let last = way[way.count - 1]
        nodes[last].isColumn = true
        if nodes[last].slot < 0 {
            nodes[last].slot = Int32(slotCount)
            for node in way { nodes[node].slotsBelow.append(Int32(slotCount)) }
            slotCount += 1
        }
        leaves.append(
            Leaf(
                column: index, path: column.path, slot: nodes[last].slot, maxDefinitionLevel: column.maxDefinitionLevel,
                maxRepetitionLevel: column.maxRepetitionLevel))
    }

    /// What is wanted of `key` in the object at `node`. A key that leads nowhere is unknown, unless the object as a whole
    /// is a column; unknown keys are counted or, if they fail, told one by one.
    func interest(
        inKey key: RawSpan, of node: Int32, unknownKeys: SchemaContract.UnknownKeys
    ) -> JSONInterest {
        let parent = nodes[Int(node)]
        for child in parent.children where RawSpan.areEqual(child.key.rawBytes, key) {
            return JSONInterest(node: child.node, slot: nodes[Int(child.node)].slot, wantsKey: false, isCounted: false)
        }
        let isUnknown = !parent.isColumn
        return JSONInterest(
            node: -1, slot: -1, wantsKey: isUnknown && unknownKeys == .fail,
            isCounted: isUnknown && unknownKeys == .drop)
    }
}
