internal import Parquet

/// What stands for rows that are read one after the other: their number, the nulls of their columns, and, if they are hashed, the
/// order-free hash and the Merkle tree over them.
struct StoredRowTally: Sendable {
    private(set) var count = 0
    /// The order-free hash of the rows; nil if they are not hashed.
    private(set) var multiset: MultisetHash?
    private(set) var tree = MerkleTree()
    private var hasher: (schema: Schema, rows: RowHasher)?
    private var hashes: [Hash256] = []

    init(isHashed: Bool) {
        multiset = isHashed ? MultisetHash() : nil
    }

    /// What a receipt says of the rows.
    var rows: Receipt.Rows {
        Receipt.Rows(
            count: count, digest: multiset?.digest,
            trees: multiset == nil ? [] : [Receipt.Tree(rowCount: count, root: tree.root)])
    }

    /// Takes the rows of `batch` in.
    mutating func add(_ batch: RecordBatch) throws(ParquetError) {
        count += batch.rowCount
        guard multiset != nil else { return }
        var own = hasher ?? (batch.schema, RowHasher(schema: batch.schema))
        if own.schema != batch.schema { own = (batch.schema, RowHasher(schema: batch.schema)) }
        hasher = nil
        hashes.removeAll(keepingCapacity: true)
        try own.rows.append(hashesOf: batch, to: &hashes)
        hasher = own
        multiset?.insert(hashes)
        tree.append(hashes)
    }

    /// Takes the rows of `file` in, row group by row group.
    ///
    /// - Parameter body: is given each batch and its row group.
    /// - Returns: for each column, how many values are missing.
    mutating func add(
        _ file: ParquetFile, _ body: (RecordBatch, _ rowGroup: Int) throws(ParquetError) -> Void = { _, _ in }
    ) async throws(ParquetError) -> [Receipt.Nulls] {
        var nulls = [Int](repeating: 0, count: file.schema.columns.count)
        for ordinal in file.metadata.rowGroups.indices {
            var reader = try file.reader(rowGroups: ordinal..<ordinal + 1)
            var batch = RecordBatch(schema: reader.schema)
            while try await reader.next(into: &batch) {
                try add(batch)
                for (index, column) in batch.columns.enumerated() {
                    nulls[index] += column.presence.levelCount - column.values.count
                }
                try body(batch, ordinal)
            }
        }
        return zip(file.schema.columns, nulls).map { Receipt.Nulls(column: $0.path.names, count: $1) }
    }

    /// Takes the rows of the finished file `name` in, which is staged.
    ///
    /// - Returns: what a receipt says of the file.
    mutating func add(
        staged name: String, in partition: PartitionPath, of staging: any StagedOutput
    ) async throws(ParquetError) -> Receipt.Output {
        let source = try await staging.source(of: name, in: partition)
        let file = try await ParquetFile(source)
        let nulls = try await add(file)
        return Receipt.Output(
            name: name, byteCount: file.byteCount, rowCount: file.rowCount, sha256: try await Hash256(of: source),
            nulls: nulls)
    }
}
