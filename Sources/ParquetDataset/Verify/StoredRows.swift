internal import Parquet

/// The rows of a partition's files, as hashes, in the order of the files and the rows in them.
struct StoredRows {
    private let store: any DatasetStore
    private let options: ReaderOptions
    /// Files of one partition mostly have the same schema.
    private var hasher: (schema: Schema, hasher: RowHasher)?

    init(_ store: any DatasetStore, options: ReaderOptions = .init()) {
        self.store = store
        self.options = options
    }

    /// Has `body` look at the hashes of each batch's rows.
    ///
    /// - Parameter body: is given the file, and the number of rows before in it.
    /// - Throws: `ParquetError` with the file's place if one is missing or cannot be read, and what `body` throws.
    mutating func forEach(
        of partition: Receipt.Partition,
        _ body: (_ hashes: [Hash256], _ file: String, _ rowsBefore: Int) throws(ParquetError) -> Void
    ) async throws(ParquetError) {
        let files = try await store.files(in: partition.path)
        for output in partition.outputs {
            let place = "\(partition.path)/\(output.name)"
            guard let stored = files.first(where: { $0.name == output.name }) else {
                throw ParquetError(.input, "the file was taken away", at: .init(file: place))
            }
            var rows = 0
            do throws(ParquetError) {
                let file = try await ParquetFile(store.source(of: stored, in: partition.path), options: options)
                for try await batch in file.batches() {
                    let hashes = try hashes(of: batch)
                    try body(hashes, output.name, rows)
                    rows += hashes.count
                }
            } catch {
                throw error.place.file == nil ? error.at(.init(file: place)) : error
            }
        }
    }

    private mutating func hashes(of batch: RecordBatch) throws(ParquetError) -> [Hash256] {
        var current =
            hasher.take().flatMap { $0.schema == batch.schema ? $0.hasher : nil } ?? RowHasher(schema: batch.schema)
        defer { hasher = (batch.schema, current) }
        var hashes: [Hash256] = []
        try current.append(hashesOf: batch, to: &hashes)
        return hashes
    }

    /// What stands for the rows: their order-free hash, and Merkle trees over so many rows each.
    mutating func sum(
        of partition: Receipt.Partition
    ) async throws(ParquetError) -> (multiset: MultisetHash, trees: [Receipt.Tree], count: Int) {
        var multiset = MultisetHash()
        var trees = TreeSequence(partition.rows.trees.map(\.rowCount))
        var count = 0
        try await forEach(of: partition) { hashes, _, _ throws(ParquetError) in
            multiset.insert(hashes)
            trees.append(hashes)
            count += hashes.count
        }
        return (multiset, trees.finish(), count)
    }
}

/// Merkle trees over rows that come one after the other, of so many rows each; what is more makes a last one.
private struct TreeSequence {
    private let counts: [Int]
    private var finished: [Receipt.Tree] = []
    private var tree = MerkleTree()

    init(_ counts: [Int]) { self.counts = counts }

    mutating func append(_ hashes: [Hash256]) {
        for hash in hashes {
            closeIfFull()
            tree.append(hash)
        }
    }

    mutating func finish() -> [Receipt.Tree] {
        closeIfFull()
        if tree.count > 0 { finished.append(.init(rowCount: tree.count, root: tree.root)) }
        return finished
    }

    private mutating func closeIfFull() {
        while finished.count < counts.count, tree.count == counts[finished.count] {
            finished.append(.init(rowCount: tree.count, root: tree.root))
            tree = MerkleTree()
        }
    }
}
