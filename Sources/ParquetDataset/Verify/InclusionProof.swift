internal import ParquetBytes
public import Parquet
public import ParquetJSON

/// A proof that a row is in a partition, by a receipt: it can be checked with the receipt's file alone.
///
/// The leaf is SHA-256 of 0x00, `parkett row v1:` and the row's canonical bytes; the path leads to the root of one of the Merkle trees that the
/// receipt names (RFC 9162, section 2.1.3).
public struct InclusionProof: Sendable, Equatable {
    /// The number of the receipt.
    public let receipt: Int
    /// The hash of its body.
    public let receiptHash: Hash256
    /// The partition.
    public let partition: PartitionPath
    /// Which of the partition's trees it is, from 0.
    public let tree: Int
    /// The row's canonical bytes.
    public let row: [UInt8]
    /// The way to the root.
    public let path: MerkleProof

    /// The most bytes of a proof's file.
    public static let maximumByteCount = 1 << 29

    /// Checks it against a receipt.
    ///
    /// - Throws: `ParquetError` with code `malformed` that says what is wrong.
    public func check(_ signed: SignedReceipt) throws(ParquetError) {
        guard signed.hash == receiptHash, signed.receipt.number == receipt else {
            throw ParquetError(
                .malformed,
                "the proof is about receipt \(receipt) with the hash \(receiptHash), this is "
                    + "\(signed.receipt.number) with \(signed.hash)")
        }
        guard let state = signed.receipt.partitions.first(where: { $0.path == partition }),
            state.rows.trees.indices.contains(tree), state.rows.trees[tree].rowCount == path.count
        else {
            throw ParquetError(.malformed, "the receipt has no such tree of \(partition)")
        }
        let leaf = MerkleTree.leaf(RowHasher.leadIn.dropFirst() + row)
        guard path.proves(leaf, in: state.rows.trees[tree].root) else {
            throw ParquetError(.malformed, "the way from the row does not lead to the receipt's root")
        }
    }

    /// The proof as canonical JSON.
    public var bytes: [UInt8] {
        CanonicalJSON.object([
            "inclusion": .integer(1), "receipt": .integer(receipt), "receipt_sha256": .string(receiptHash.description),
            "partition": .array(partition.components.map { .string($0) }), "tree": .integer(tree),
            "rows": .integer(path.count), "index": .integer(path.index), "row": .string(Base64.text(row)),
            "path": .array(path.path.map { .string($0.description) }),
        ]).bytes
    }

    /// The proof that a file of these bytes is; a line feed may follow.
    ///
    /// - Throws: `ParquetError` with code `json`, `limit` or `malformed` if it is none.
    public init(_ bytes: [UInt8]) throws(ParquetError) {
        let bytes = bytes.last == 0x0A ? Array(bytes.dropLast()) : bytes
        var reader = try RecordReading(
            CanonicalJSON(canonical: bytes, limit: InclusionProof.maximumByteCount), "the proof")
        guard try reader.integer("inclusion") == 1 else {
            throw reader.error("is of another version than 1", of: "inclusion")
        }
        receipt = try reader.integer("receipt")
        receiptHash = try reader.hash("receipt_sha256")
        partition = PartitionPath(components: try reader.strings("partition"))
        tree = try reader.integer("tree")
        guard let row = Base64.bytes(try reader.string("row")) else {
            throw reader.error("should be bytes in Base64", of: "row")
        }
        self.row = row
        var hashes: [Hash256] = []
        for text in try reader.strings("path") {
            guard let hash = Hash256(text) else { throw reader.error("should be hashes", of: "path") }
            hashes.append(hash)
        }
        path = MerkleProof(index: try reader.integer("index"), count: try reader.integer("rows"), path: hashes)
        try reader.finish()
    }

    private init(
        _ signed: SignedReceipt, _ partition: PartitionPath, tree: Int, row: [UInt8], path: MerkleProof
    ) {
        receipt = signed.receipt.number
        receiptHash = signed.hash
        self.partition = partition
        self.tree = tree
        self.row = row
        self.path = path
    }

    /// Looks for the row that a line is, and proves that it is there.
    ///
    /// - Parameters:
    ///   - line: a line of a source.
    ///   - partition: where to look; nil for everywhere.
    /// - Returns: nil if no partition has it.
    /// - Throws: `ParquetError` with code `json` or `contract` if the line is no row, and others if files cannot be read.
    public static func make(
        of line: [UInt8], in store: any DatasetStore, partition: PartitionPath? = nil, hashKey: HashKey? = nil
    ) async throws(ParquetError) -> InclusionProof? {
        let chain = ReceiptChain(store)
        let ledger = try await SourceLedger.current(store, chain)
        let receipts = CachedReceipts(chain)
        // What the line is by the contract and the options of each receipt.
        var leaves: [Int: (row: [UInt8], leaf: Hash256)?] = [:]
        var refusal: ParquetError?
        for path in ledger.partitions where partition == nil || path == partition {
            guard let entry = ledger[path] else { continue }
            guard let state = try await receipts.partition(path, in: entry.latest), !state.rows.trees.isEmpty else {
                continue
            }
            if leaves[entry.converted] == nil {
                let converted = try await receipts.receipt(entry.converted).receipt
                let conversion = try await RecordedConversion(converted, in: store, hashKey: hashKey)
                do throws(ParquetError) {
                    leaves[entry.converted] = try conversion.row(of: line)
                } catch {
                    // By the contract of another partition it may be one.
                    refusal = refusal ?? error
                    leaves[entry.converted] = .some(nil)
                }
            }
            guard case .some(.some(let (row, leaf))) = leaves[entry.converted],
                let (tree, proof) = try await find(leaf, in: state, store)
            else { continue }
            return InclusionProof(try await receipts.receipt(entry.latest), path, tree: tree, row: row, path: proof)
        }
        if let refusal { throw refusal }
        return nil
    }

    /// The tree and the way of the first row with this hash.
    private static func find(
        _ leaf: Hash256, in partition: Receipt.Partition, _ store: any DatasetStore
    ) async throws(ParquetError) -> (tree: Int, proof: MerkleProof)? {
        var rows = StoredRows(store)
        var place: Int?
        var count = 0
        try await rows.forEach(of: partition) { hashes, _, _ throws(ParquetError) in
            if place == nil, let index = hashes.firstIndex(of: leaf) { place = count + index }
            count += hashes.count
        }
        guard let place else { return nil }
        var start = 0
        for (index, tree) in partition.rows.trees.enumerated() {
            defer { start += tree.rowCount }
            guard place < start + tree.rowCount else { continue }
            guard count >= start + tree.rowCount else { break }
            let leaves = start..<start + tree.rowCount
            var builder = MerkleProofBuilder(index: place - start, count: tree.rowCount)
            var next = 0
            try await rows.forEach(of: partition) { hashes, _, _ throws(ParquetError) in
                for hash in hashes {
                    if leaves.contains(next) { builder.append(hash) }
                    next += 1
                }
            }
            return (index, builder.finish())
        }
        throw ParquetError(
            .malformed, "the partition has other rows than its receipt says",
            at: .init(file: partition.path.description))
    }
}

extension RecordedConversion {
    /// The canonical bytes and the hash of the row that a line is.
    ///
    /// - Throws: `ParquetError` with code `json` or `contract` if it is none.
    fileprivate func row(of line: [UInt8]) throws(ParquetError) -> (row: [UInt8], leaf: Hash256) {
        var reader = reader
        var batch = RecordBatch(schema: reader.schema)
        let counts = try reader.read(line.rawBytes, into: &batch)
        guard counts.rows == 1 else {
            throw ParquetError(.json, "the text is \(counts.rows) rows, it should be one line of a source")
        }
        let written = columns.written(of: batch)
        var hasher = RowHasher(schema: columns.schema)
        var hashes: [Hash256] = []
        try hasher.append(hashesOf: written, to: &hashes)
        let rows = try hasher.canonicalBytes(of: written)
        return (rows[0], hashes[0])
    }
}
