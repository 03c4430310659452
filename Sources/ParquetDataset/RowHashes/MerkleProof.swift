/// A proof that a leaf is in a tree (RFC 9162, section 2.1.3): the hashes beside its way up to the root.
public struct MerkleProof: Sendable, Equatable {
    /// The leaf's place, from 0.
    public let index: Int
    /// The number of leaves in the tree.
    public let count: Int
    /// The hashes of the subtrees beside the way, the deepest first.
    public let path: [Hash256]

    /// The proof that these make.
    public init(index: Int, count: Int, path: [Hash256]) {
        self.index = index
        self.count = count
        self.path = path
    }

    /// The root of a tree that has `leaf` at `index` (RFC 9162, section 2.1.3.2); nil if there is no such tree.
    public func root(of leaf: Hash256) -> Hash256? {
        guard index >= 0, index < count else { return nil }
        var place = index
        var last = count - 1
        var node = leaf
        for sibling in path {
            guard last > 0 else { return nil }
            if place & 1 == 1 || place == last {
                node = MerkleTree.node(sibling, node)
                // A node without a right neighbour moves up unchanged.
                while place & 1 == 0, place != 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                node = MerkleTree.node(node, sibling)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 ? node : nil
    }

    /// Whether it proves that `leaf` is in the tree with this root.
    public func proves(_ leaf: Hash256, in root: Hash256) -> Bool {
        self.root(of: leaf) == root
    }
}

/// Makes the proof for one leaf while all leaves come by, in memory of a few hashes for each bit of their number.
public struct MerkleProofBuilder: Sendable {
    private let index: Int
    private let count: Int
    /// The leaves below each node beside the way, the deepest first, and their trees.
    private var siblings: [(leaves: Range<Int>, tree: MerkleTree)] = []
    private var next = 0

    /// For the leaf at `index` of a tree with `count` leaves.
    ///
    /// - Precondition: there is such a leaf.
    public init(index: Int, count: Int) {
        precondition(index >= 0 && index < count, "there is no such leaf")
        self.index = index
        self.count = count
        var leaves = 0..<count
        while leaves.count > 1 {
            // The left subtree has the largest power of two of leaves that is below their number.
            let split = leaves.lowerBound + 1 << (Int.bitWidth - 1 - (leaves.count - 1).leadingZeroBitCount)
            let left = leaves.lowerBound..<split
            let right = split..<leaves.upperBound
            siblings.append((left.contains(index) ? right : left, MerkleTree()))
            leaves = left.contains(index) ? left : right
        }
        siblings.reverse()
    }

    /// Takes the hash of the next leaf.
    public mutating func append(_ leaf: Hash256) {
        precondition(next < count, "more leaves than the tree has")
        for place in siblings.indices where siblings[place].leaves.contains(next) { siblings[place].tree.append(leaf) }
        next += 1
    }

    /// The proof.
    ///
    /// - Precondition: all leaves have been taken.
    public func finish() -> MerkleProof {
        precondition(next == count, "leaves are missing")
        return MerkleProof(index: index, count: count, path: siblings.map(\.tree.root))
    }
}
