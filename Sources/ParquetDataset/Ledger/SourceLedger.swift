public import Parquet
internal import ParquetJSON

/// Which sources a dataset has consumed, so that running again does nothing and a changed source rebuilds its partition.
///
/// The receipts say which: name, size, time and hash of each. The ledger says for each partition which receipts hold of it, so that
/// a run need not read all of them. It can be made of them at any time, and is kept as `_parkett/ledger.json`. It names the
/// receipt up to which it goes: one that is behind the chain or ahead of it is made anew.
public struct SourceLedger: Sendable, Equatable {
    /// The path of the record.
    public static let path = "ledger.json"
    private static let byteLimit = 1 << 30

    /// The receipts that hold of a partition.
    public struct Entry: Sendable, Hashable {
        /// The number of the last one that tells what the partition was made of.
        public let converted: Int
        /// The number of the last one.
        public fileprivate(set) var latest: Int
        /// Whether rows were erased from the partition that its sources have.
        public fileprivate(set) var isErased: Bool
    }

    /// The number and hash of the last receipt it was made of; nil of no receipts.
    public private(set) var head: (number: Int, hash: Hash256)?
    private var entries: [PartitionPath: Entry] = [:]
    /// The last receipts of partitions that were made of columns, by the digest of their sources' names.
    private var byColumns: [Hash256: Int] = [:]

    /// A ledger of no receipts.
    public init() {}

    /// Whether both say the same.
    public static func == (left: SourceLedger, right: SourceLedger) -> Bool {
        left.head?.number == right.head?.number && left.head?.hash == right.head?.hash
            && left.entries == right.entries && left.byColumns == right.byColumns
    }

    /// The receipts that hold of a partition; nil if it has none, or was removed.
    public subscript(partition: PartitionPath) -> Entry? { entries[partition] }

    /// The partitions that have receipts, in the order of their paths' bytes.
    public var partitions: [PartitionPath] {
        entries.keys.sorted { $0.description.utf8.lexicographicallyPrecedes($1.description.utf8) }
    }

    /// The number of the last receipt of partitions that were made, by columns, of exactly the sources with these names; nil if there is
    /// none. Some of the partitions may have been made anew since, of others.
    public func receipt(ofPartitionsByColumnsOf names: [String]) -> Int? {
        byColumns[SourceLedger.digest(of: names)]
    }

    /// Takes the next receipt in.
    public mutating func add(_ receipt: SignedReceipt) {
        let body = receipt.receipt
        head = (body.number, receipt.hash)
        for partition in body.partitions {
            switch body.action {
            case .convert:
                // A partition without files is kept: its sources have no rows, and need not be read again.
                let entry = Entry(
                    converted: body.number, latest: body.number, isErased: !body.earlierErasures.isEmpty)
                entries[partition.path] = body.sources.isEmpty ? nil : entry
            case .compact: entries[partition.path]?.latest = body.number
            case .erase:
                entries[partition.path]?.latest = body.number
                entries[partition.path]?.isErased = true
            }
        }
        if body.isByColumns { byColumns[SourceLedger.digest(of: body.sources.map(\.name))] = body.number }
    }

    /// Leaves out what holds of a partition.
    mutating func forget(_ partition: PartitionPath) { entries[partition] = nil }

    private static func digest(of names: [String]) -> Hash256 {
        var stream = SHA256Stream()
        for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            stream.update(Array(name.utf8))
            stream.update([0])
        }
        return stream.finish()
    }

    /// The ledger of a dataset: the one that is stored if it goes up to the chain's last receipt, else one made of the receipts.
    ///
    /// - Throws: `ParquetError` if the store or the chain cannot be read. A stored ledger that is broken is made anew.
    public static func current(
        _ store: any DatasetStore, _ chain: ReceiptChain
    ) async throws(ParquetError) -> SourceLedger {
        let head = try await chain.head()
        if let bytes = try await store.record(path, limit: byteLimit), let stored = try? SourceLedger(bytes),
            stored.head?.number == head?.number, stored.head?.hash == head?.hash
        {
            return stored
        }
        var ledger = SourceLedger()
        try await chain.forEach { ledger.add($0) }
        return ledger
    }

    /// Stores the ledger.
    public func write(to store: any DatasetStore) async throws(ParquetError) {
        try await store.replace(SourceLedger.path, bytes)
    }

    /// The ledger of which these are the bytes.
    ///
    /// - Throws: `ParquetError` with code `json`, `limit` or `malformed`.
    public init(_ bytes: [UInt8]) throws(ParquetError) {
        var reader = try RecordReading(CanonicalJSON(canonical: bytes, limit: SourceLedger.byteLimit), "the ledger")
        guard try reader.integer("ledger") == 1 else {
            throw reader.error("is of another version than 1", of: "ledger")
        }
        let number = try reader.integer("receipts")
        if let hash = try reader.optionalHash("head") {
            guard number > 0 else { throw reader.error("is that of no receipt", of: "head") }
            head = (number, hash)
        } else if number > 0 {
            throw reader.error("is missing", of: "head")
        }
        for value in try reader.array("partitions") {
            var partition = try RecordReading(value, "a partition")
            let path = PartitionPath(components: try partition.strings("path"))
            let converted = try partition.integer("converted")
            let latest = try partition.integer("latest")
            let isErased = try partition.boolean("erased")
            try partition.finish()
            guard (1...max(1, latest)).contains(converted), latest <= number else {
                throw ParquetError(.malformed, "the partition \(path) names receipts that are not there")
            }
            let entry = Entry(converted: converted, latest: latest, isErased: isErased)
            guard entries.updateValue(entry, forKey: path) == nil else {
                throw ParquetError(.malformed, "the partition \(path) is named twice")
            }
        }
        for value in try reader.array("by_columns") {
            var input = try RecordReading(value, "an input")
            let digest = try input.hash("sources")
            let receipt = try input.integer("receipt")
            try input.finish()
            guard (1...max(1, number)).contains(receipt), byColumns.updateValue(receipt, forKey: digest) == nil else {
                throw ParquetError(.malformed, "the input \(digest) is named twice, or of a receipt that is not there")
            }
        }
        try reader.finish()
    }

    /// The ledger as canonical JSON.
    public var bytes: [UInt8] {
        CanonicalJSON.object([
            "ledger": .integer(1), "receipts": .integer(head?.number ?? 0),
            "head": head.map { .string($0.hash.description) } ?? .null,
            "partitions": .array(
                entries.sorted { $0.key.components.lexicographicallyPrecedes($1.key.components) }.map { path, entry in
                    .object([
                        "path": .array(path.components.map { .string($0) }), "converted": .integer(entry.converted),
                        "latest": .integer(entry.latest), "erased": .boolean(entry.isErased),
                    ])
                }),
            "by_columns": .array(
                byColumns.sorted { $0.value < $1.value }.map { digest, receipt in
                    .object(["sources": .string(digest.description), "receipt": .integer(receipt)])
                }),
        ]).bytes
    }
}
