/// The root of a Merkle tree over leaves that come one after the other (RFC 9162, section 2.1), in memory of a hash for each bit
/// of their number.
///
/// A leaf's hash is SHA-256 of 0x00 and its data, which `RowHasher` gives for rows; an inner node's that of 0x01 and its
/// children. Complete subtrees are kept, as the binary digits of the number of leaves say:
///
///     7 leaves    4 + 2 + 1        [abcd] [ef] [g]
public struct MerkleTree: Sendable, Equatable {
    /// The number of leaves.
    public private(set) var count = 0
    /// The hashes of complete subtrees, the largest first.
    private var subtrees: [Hash256] = []

    /// A tree without leaves.
    public init() {}

    /// Appends leaves by their hashes.
    public mutating func append(_ leaves: [Hash256]) {
        for leaf in leaves { append(leaf) }
    }

    /// Appends a leaf by its hash.
    public mutating func append(_ leaf: Hash256) {
        var node = leaf
        var rest = count
        while rest & 1 == 1, let left = subtrees.popLast() {
            node = MerkleTree.node(left, node)
            rest >>= 1
        }
        subtrees.append(node)
        count += 1
    }

    /// The root; of no leaves, the hash of nothing.
    public var root: Hash256 {
        guard var node = subtrees.last else { return Hash256(of: []) }
        for left in subtrees.dropLast().reversed() { node = MerkleTree.node(left, node) }
        return node
    }

    /// The hash of a leaf with this data.
    static func leaf(_ data: [UInt8]) -> Hash256 {
        var stream = SHA256Stream()
        stream.update([0x00])
        stream.update(data)
        return stream.finish()
    }

    /// The hash of the node above `left` and `right`.
    static func node(_ left: Hash256, _ right: Hash256) -> Hash256 {
        var stream = SHA256Stream()
        stream.update(nodePrefix)
        stream.update(left)
        stream.update(right)
        return stream.finish()
    }

    private static let nodePrefix: [UInt8] = [0x01]
}
