internal import Parquet

/// The hashes of some rows, in their order, and the order-free hash of them.
struct RowHashes: Sendable {
    var leaves: [Hash256] = []
    var multiset = MultisetHash()

    /// The memory that they take, in bytes.
    var byteCount: Int { leaves.capacity * MemoryLayout<Hash256>.size }

    /// Forgets them and keeps the memory.
    mutating func removeAll() {
        guard !leaves.isEmpty else { return }
        leaves.removeAll(keepingCapacity: true)
        multiset = MultisetHash()
    }
}

/// Hashes rows as they are written. Each thread has one.
struct BlockHasher: Sendable {
    private let columns: FileColumns
    private var hasher: RowHasher

    init(_ columns: FileColumns) {
        self.columns = columns
        hasher = RowHasher(schema: columns.schema)
    }

    /// Adds the rows of `batch`, which is of the contract's schema.
    mutating func hash(_ batch: RecordBatch, into hashes: inout RowHashes) throws(ParquetError) {
        try hash(written: columns.written(of: batch), into: &hashes)
    }

    /// Adds the rows of `batch`, which has the columns that are written.
    mutating func hash(written batch: RecordBatch, into hashes: inout RowHashes) throws(ParquetError) {
        guard batch.rowCount > 0 else { return }
        let start = hashes.leaves.count
        try hasher.append(hashesOf: batch, to: &hashes.leaves)
        hashes.multiset.insert(start == 0 ? hashes.leaves : Array(hashes.leaves[start...]))
    }
}

/// What stands for the rows of a partition, as they come into its files.
struct RowTally: Sendable {
    private(set) var multiset = MultisetHash()
    private(set) var tree = MerkleTree()

    /// Adds the next rows.
    mutating func add(_ hashes: RowHashes) {
        guard !hashes.leaves.isEmpty else { return }
        multiset += hashes.multiset
        tree.append(hashes.leaves)
    }

    /// The tree of all rows; none if there are no rows.
    var trees: [Receipt.Tree] { tree.count > 0 ? [.init(rowCount: tree.count, root: tree.root)] : [] }
}
