internal import Parquet
internal import ParquetBytes

/// The keys that lead to columns, as a tree compiled from a contract: what the scanner comes across is looked up here once.
///
/// There is a tree for the lines, and one for the elements of each array and the values of each map. Every place on the way to
/// a column has a slot, in which its values are recorded; columns that are read from the same place share it.
struct JSONColumnTree: Sendable {
    /// A key on the way to a column, or the root.
    struct Node: Sendable {
        /// The node of the object that the key is in, or -1.
        var parent: Int32
        /// The key as a JSON string with its quotes.
        var quotedKey: [UInt8]
        /// The keys below, in the order of the contract.
        var children: [(key: [UInt8], node: Int32)] = []
        /// The slot in which the values of this place are recorded, or -1 if they are not.
        var slot: Int32
        /// Whether the values of this place, or of one above, go into a column as a whole, so that no key below is unknown.
        var isCovered = false
        /// Whether a column of this place, or of one below, is hashed, so that a value must not be seen.
        var isSecret = false
        /// The slots of this place and of all below.
        var slotsBelow: [Int32]
    }

    /// The nodes, the root first.
    private(set) var nodes: [Node]
    /// How many places are recorded.
    private(set) var slotCount: Int

    /// A tree with nothing but its root: the object of a line, which is not recorded, or else an element, in slot 0.
    init(ofElements isOfElements: Bool) {
        slotCount = isOfElements ? 1 : 0
        nodes = [
            Node(parent: -1, quotedKey: [], slot: isOfElements ? 0 : -1, slotsBelow: isOfElements ? [0] : [])
        ]
    }

    /// The node that `keys` lead to from `start`, new if need be, and those between.
    mutating func add(_ keys: [String], from start: Int32) -> (node: Int32, between: [Int32]) {
        var node = start
        var between: [Int32] = []
        for key in keys {
            if node != start { between.append(node) }
            let bytes = Array(key.utf8)
            if let known = nodes[Int(node)].children.first(where: { $0.key == bytes }) {
                node = known.node
            } else {
                let new = Int32(nodes.count)
                nodes[Int(node)].children.append((bytes, new))
                nodes.append(
                    Node(
                        parent: node, quotedKey: Array(JSONValue.quoted(key).utf8), slot: Int32(slotCount),
                        isCovered: nodes[Int(node)].isCovered, slotsBelow: []))
                node = new
                var above = new
                while above >= 0 {
                    nodes[Int(above)].slotsBelow.append(Int32(slotCount))
                    above = nodes[Int(above)].parent
                }
                slotCount += 1
            }
        }
        return (node, between)
    }

    /// Has the values of `node` go into a column as a whole.
    mutating func cover(_ node: Int32) {
        nodes[Int(node)].isCovered = true
        for child in nodes[Int(node)].children { cover(child.node) }
    }

    /// Has no value of `node`, nor of those above, be seen.
    mutating func hide(_ node: Int32) {
        var above = node
        while above >= 0 {
            nodes[Int(above)].isSecret = true
            above = nodes[Int(above)].parent
        }
    }

    /// The key below `node` that is `key`, or -1. It is looked for at `guess` first.
    func child(_ key: RawSpan, of node: Int32, guess: Int) -> (node: Int32, index: Int) {
        let children = nodes[Int(node)].children
        if guess < children.count {
            let child = children[guess]
            if RawSpan.areEqual(child.key.rawBytes, key) { return (child.node, guess) }
        }
        for (index, child) in children.enumerated() where RawSpan.areEqual(child.key.rawBytes, key) {
            return (child.node, index)
        }
        return (-1, guess)
    }

    /// What is wanted of `key` in the object at `node`. A key that leads nowhere is unknown, unless the object as a whole goes
    /// into a column; unknown keys are counted or told one by one. An unknown key is called by the node of its object, so that
    /// it can be told, beyond all nodes.
    func interest(
        inKey key: RawSpan, of node: Int32, unknownKeys: SchemaContract.UnknownKeys
    ) -> JSONInterest {
        guard Int(node) < nodes.count else { return .none }
        let child = child(key, of: node, guess: 0).node
        if child >= 0 {
            return JSONInterest(node: child, slot: nodes[Int(child)].slot, wantsKey: false, isCounted: false)
        }
        guard !nodes[Int(node)].isCovered else { return .none }
        switch unknownKeys {
        case .drop: return JSONInterest(node: -1, slot: -1, wantsKey: false, isCounted: true)
        case .fail, .quarantine, .extra:
            return JSONInterest(node: Int32(nodes.count) + node, slot: -1, wantsKey: true, isCounted: false)
        }
    }

    /// The object of an unknown key, of which `node` is what `interest` called it.
    func objectOfUnknownKey(_ node: Int32) -> Int32 { node - Int32(nodes.count) }

    /// The slots of `node` and of all below it.
    func slots(below node: Int32) -> [Int32] {
        Int(node) < nodes.count ? nodes[Int(node)].slotsBelow : []
    }
}
