internal import Parquet
internal import ParquetBytes

/// The paths that were seen, with what was seen at each, as a tree from the root of a line down.
///
/// An object with ever new keys is a map in disguise: when it has more than `maximumKeyCount` of them, all its values are seen as
/// those of one path. So what comes of it does not depend on which keys were seen first.
struct InferenceTree: Sendable {
    /// A path.
    struct Node: Sendable {
        var key: [UInt8]
        var parent: Int32
        /// How many objects and arrays it is in; the root is in none.
        var level: Int
        /// The slot of the recorder, or -1.
        var slot: Int32 = -1
        var sighting = Sighting()
        /// The paths of the object's keys.
        var children: [Int32] = []
        /// The path of the array's elements, or -1.
        var elements: Int32 = -1
        /// The path of all the object's values, once it has too many keys, or -1.
        var values: Int32 = -1
        /// Whether it belongs to the tree no longer.
        var isGone = false

        @inline(__always)
        func isReached(by other: RawSpan) -> Bool { RawSpan.areEqual(key.rawBytes, other) }
    }

    private struct Key: Hashable {
        var parent: Int32
        var key: [UInt8]
    }

    /// The most paths.
    static let maximumCount = 8_192
    /// The most bytes of keys.
    static let maximumKeyBytes = 1 << 20
    /// The most keys of an object.
    static let maximumKeyCount = 1_024
    /// How many keys make an object a map, if most of them are rare.
    static let mapKeyCount = 200
    /// How deeply objects and arrays are looked into: as deep as columns may lie.
    static let maximumLevel = HiveTypeParser.maximumDepth

    private(set) var nodes: [Node] = [Node(key: [], parent: -1, level: 0)]
    private var index: [Key: Int32] = [:]
    private var liveCount = 1
    private var keyByteCount = 0
    /// How many times a key was met for whose path there was no room, and the first such key.
    private(set) var untracked = 0
    private(set) var firstUntracked: String?
    private var spare = PathBuffer()
    /// Objects that are to become maps when the block of lines is done.
    private(set) var crowded: [Int32] = []

    /// Sees values of the path `node`.
    mutating func see(_ node: Int32, _ text: RawSpan, _ padded: PaddedBytes, _ values: PathValues, _ lines: BlockLines)
    {
        nodes[Int(node)].sighting.see(text, padded, values, lines, &spare)
    }

    /// Works on what was seen at `node`.
    @inline(__always)
    mutating func note(_ node: Int32, _ body: (inout Sighting) -> Void) {
        body(&nodes[Int(node)].sighting)
    }

    mutating func setSlot(_ slot: Int32, of node: Int32) { nodes[Int(node)].slot = slot }

    /// Takes the slots away.
    mutating func removeSlots() {
        for node in nodes.indices where nodes[node].slot >= 0 { nodes[node].slot = -1 }
    }

    /// How many keys may be missing from one to the next in the order in which they came first.
    private static let missingKeyCount = 4

    /// The path of `key` in the object at `node`; -1 if it is not followed. In a map it is the path of all values.
    ///
    /// - Parameter guess: which of the object's keys comes next, if keys always come in the same order.
    mutating func child(_ key: RawSpan, of node: Int32, guess: inout Int) -> Int32 {
        if nodes[Int(node)].values >= 0 { return nodes[Int(node)].values }
        let last = min(guess + InferenceTree.missingKeyCount, nodes[Int(node)].children.count)
        while guess < last {
            let child = nodes[Int(node)].children[guess]
            guess += 1
            if nodes[Int(child)].isReached(by: key) { return child }
        }
        return search(key, of: node, guess: &guess)
    }

    private mutating func search(_ key: RawSpan, of node: Int32, guess: inout Int) -> Int32 {
        let bytes = JSONValue.copy(key, 0..<key.byteCount)
        let known = Key(parent: node, key: bytes)
        if let child = index[known] {
            let place = nodes[Int(node)].children.prefix(64).firstIndex(of: child)
            guess = place.map { $0 + 1 } ?? 0
            return child
        }
        let count = nodes[Int(node)].children.count
        guard nodes[Int(node)].level < InferenceTree.maximumLevel else { return -1 }
        let isFull =
            liveCount >= InferenceTree.maximumCount || nodes.count >= 2 * InferenceTree.maximumCount
            || keyByteCount + bytes.count > InferenceTree.maximumKeyBytes
        if node != 0, count >= InferenceTree.maximumKeyCount || (isFull && count > InferenceTree.mapKeyCount) {
            if !crowded.contains(node) { crowded.append(node) }
            return -1
        }
        guard !isFull else {
            untracked += 1
            if firstUntracked == nil { firstUntracked = String(decoding: bytes, as: UTF8.self) }
            return -1
        }
        let child = append(Node(key: bytes, parent: node, level: nodes[Int(node)].level + 1))
        nodes[Int(node)].children.append(child)
        index[known] = child
        keyByteCount += bytes.count
        return child
    }

    /// The path of the elements of the array at `node`; -1 if they are not followed.
    mutating func elements(of node: Int32) -> Int32 {
        if nodes[Int(node)].elements < 0, nodes[Int(node)].level < InferenceTree.maximumLevel {
            nodes[Int(node)].elements = append(Node(key: [], parent: node, level: nodes[Int(node)].level + 1))
        }
        return nodes[Int(node)].elements
    }

    private mutating func append(_ node: Node) -> Int32 {
        nodes.append(node)
        liveCount += 1
        return Int32(nodes.count - 1)
    }

    // MARK: Maps

    /// Makes the crowded objects maps.
    mutating func settle() {
        for node in crowded where !nodes[Int(node)].isGone { makeMap(node) }
        crowded.removeAll()
    }

    private mutating func makeMap(_ node: Int32) {
        guard nodes[Int(node)].values < 0, nodes[Int(node)].level < InferenceTree.maximumLevel else { return }
        let values = append(Node(key: [], parent: node, level: nodes[Int(node)].level + 1))
        let children = nodes[Int(node)].children
        nodes[Int(node)].values = values
        nodes[Int(node)].children = []
        for child in children { merge(child, into: values) }
        // What is below is seen in the object as a whole from now on.
        var left = [values]
        while let next = left.popLast() {
            nodes[Int(next)].slot = -1
            left += nodes[Int(next)].children
        }
    }

    /// Makes the object at `node` a map.
    ///
    /// - Returns: the path of its values.
    mutating func merged(_ node: Int32) -> Int32 {
        makeMap(node)
        return nodes[Int(node)].values
    }

    // MARK: Merging

    /// Adds what `other` has seen.
    mutating func merge(_ other: InferenceTree) {
        let offset = Int32(nodes.count)
        for var node in other.nodes {
            node.slot = -1
            if node.parent >= 0 { node.parent += offset }
            node.children = node.children.map { $0 + offset }
            if node.elements >= 0 { node.elements += offset }
            if node.values >= 0 { node.values += offset }
            nodes.append(node)
        }
        for node in nodes.indices.dropFirst(Int(offset)) where !nodes[node].isGone {
            for child in nodes[node].children {
                index[Key(parent: Int32(node), key: nodes[Int(child)].key)] = child
            }
        }
        liveCount += other.liveCount
        keyByteCount += other.keyByteCount
        untracked += other.untracked
        firstUntracked = firstUntracked ?? other.firstUntracked
        merge(offset, into: 0)
        settle()
    }

    /// Moves what was seen at `from` and below to `target`.
    private mutating func merge(_ from: Int32, into target: Int32) {
        var moved = Node(key: [], parent: -1, level: 0)
        swap(&moved, &nodes[Int(from)])
        nodes[Int(from)].isGone = true
        liveCount -= 1
        note(target) { $0.merge(moved.sighting) }
        if moved.elements >= 0 {
            let known = nodes[Int(target)].elements
            if known >= 0 {
                merge(moved.elements, into: known)
            } else {
                nodes[Int(target)].elements = moved.elements
                nodes[Int(moved.elements)].parent = target
            }
        }
        if moved.values >= 0 || nodes[Int(target)].values >= 0 { makeMap(target) }
        if moved.values >= 0 { merge(moved.values, into: nodes[Int(target)].values) }
        for child in moved.children {
            let key = Key(parent: from, key: nodes[Int(child)].key)
            index[key] = nil
            let values = nodes[Int(target)].values
            if values >= 0 {
                merge(child, into: values)
            } else if let known = index[Key(parent: target, key: key.key)] {
                merge(child, into: known)
            } else {
                nodes[Int(child)].parent = target
                nodes[Int(target)].children.append(child)
                index[Key(parent: target, key: key.key)] = child
            }
        }
        if target != 0, nodes[Int(target)].values < 0,
            nodes[Int(target)].children.count > InferenceTree.maximumKeyCount
        {
            makeMap(target)
        }
    }
}
