internal import ParquetBytes
public import Parquet

/// Hashes the rows of batches: SHA-256 of `0x00`, the domain `parkett row v1:`, and the row's canonical bytes (CanonicalRows).
///
/// The byte 0x00 is what RFC 9162 (section 2.1.1) puts before a leaf of a Merkle tree: so the hash is that of the row as a
/// leaf whose data is the domain and the row, and the order-free hash is made of the same one. A hasher keeps its memory and is
/// used for one batch after the other; threads have one each.
public struct RowHasher: Sendable {
    /// What a row's hash begins with.
    static let leadIn: [UInt8] = [0x00] + Array("parkett row v1:".utf8)

    private let schema: Schema
    private var rows: CanonicalRows

    /// A hasher of rows that have `schema`.
    public init(schema: Schema) {
        self.schema = schema
        rows = CanonicalRows(schema, leadIn: RowHasher.leadIn)
    }

    /// Appends the hash of each row of `batch` to `hashes`.
    ///
    /// - Throws: `ParquetError` with code `schema` if the batch has another schema or does not pass `check()`, `limit` if a
    ///   dictionary's values would take 2 GiB or more.
    public mutating func append(hashesOf batch: RecordBatch, to hashes: inout [Hash256]) throws(ParquetError) {
        guard batch.schema == schema else {
            throw ParquetError(.schema, "the rows to be hashed have another schema than those before")
        }
        try batch.check()
        try rows.begin(batch)
        hashes.reserveCapacity(hashes.count + batch.rowCount)
        while rows.next() {
            let bytes = rows.bytes.rawBytes
            for row in rows.starts.indices {
                var stream = SHA256Stream()
                stream.update(bytes.bytes(rows.starts[row]..<rows.ends[row]))
                hashes.append(stream.finish())
            }
        }
    }

    /// The canonical bytes of the rows of `batch`, without what is put before them.
    mutating func canonicalBytes(of batch: RecordBatch) throws(ParquetError) -> [[UInt8]] {
        try batch.check()
        try rows.begin(batch)
        var all: [[UInt8]] = []
        while rows.next() {
            for row in rows.starts.indices {
                all.append(Array(rows.bytes[rows.starts[row] + RowHasher.leadIn.count..<rows.ends[row]]))
            }
        }
        return all
    }
}
