public import Parquet
internal import ParquetJSON

/// Which sources a dataset has consumed, so that running again does nothing and a changed source rebuilds its partition.
///
/// It says nothing that the receipts do not say and can be made of them at any time; it is kept as `_parkett/ledger.json` so that a
/// run need not read them all. It names the receipt up to which it goes: one that is behind the chain or ahead of it is made anew.
public struct SourceLedger: Sendable, Equatable {
    /// The path of the record.
    public static let path = "ledger.json"
    private static let byteLimit = 1 << 30

    /// A source that was consumed.
    public struct Entry: Sendable, Hashable {
        /// The partition that has its rows.
        public let partition: PartitionPath
        /// Its size in bytes.
        public let byteCount: Int
        /// When it was last changed: nanoseconds since 1970-01-01T00:00:00Z.
        public let modifiedNanoseconds: Int64
        /// The hash of its bytes.
        public let sha256: Hash256
    }

    /// How a source stands to what was consumed.
    public enum State: Sendable, Hashable {
        /// There was none of this name in the partition.
        case new
        /// Its size and time are as they were; its bytes are taken to be, too.
        case consumed
        /// Its size is as it was and its time is another: only its bytes tell, whose hash should be this.
        case touched(sha256: Hash256)
        /// Its size is another.
        case changed
    }

    /// The number and hash of the last receipt it was made of; nil of no receipts.
    public private(set) var head: (number: Int, hash: Hash256)?
    private var partitions: [PartitionPath: [String: Entry]] = [:]

    /// A ledger of no receipts.
    public init() {}

    /// Whether both say the same.
    public static func == (left: SourceLedger, right: SourceLedger) -> Bool {
        left.head?.number == right.head?.number && left.head?.hash == right.head?.hash
            && left.partitions == right.partitions
    }

    /// Takes the next receipt in: its sources are those of its partition now.
    public mutating func add(_ receipt: SignedReceipt) {
        head = (receipt.receipt.number, receipt.hash)
        let partition = receipt.receipt.partition
        var entries: [String: Entry] = [:]
        for source in receipt.receipt.sources {
            entries[source.name] = Entry(
                partition: partition, byteCount: source.byteCount, modifiedNanoseconds: source.modifiedNanoseconds,
                sha256: source.sha256)
        }
        partitions[partition] = entries.isEmpty ? nil : entries
    }

    /// How a source of a partition stands to what was consumed.
    public func state(
        of source: String, in partition: PartitionPath, byteCount: Int, modifiedNanoseconds: Int64
    ) -> State {
        guard let entry = partitions[partition]?[source] else { return .new }
        guard entry.byteCount == byteCount else { return .changed }
        return entry.modifiedNanoseconds == modifiedNanoseconds ? .consumed : .touched(sha256: entry.sha256)
    }

    /// The sources that a partition was made of, by name; none if it has no receipt.
    public func sources(of partition: PartitionPath) -> [String: Entry] { partitions[partition] ?? [:] }

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
            var entries: [String: Entry] = [:]
            for value in try partition.array("sources") {
                var source = try RecordReading(value, "a source")
                let name = try source.string("name")
                let entry = Entry(
                    partition: path, byteCount: try source.integer("bytes"),
                    modifiedNanoseconds: try source.digits("modified"), sha256: try source.hash("sha256"))
                try source.finish()
                guard entries.updateValue(entry, forKey: name) == nil else {
                    throw ParquetError(.malformed, "the source \(name) is named twice")
                }
            }
            try partition.finish()
            guard !entries.isEmpty, partitions.updateValue(entries, forKey: path) == nil else {
                throw ParquetError(.malformed, "the partition \(path) is named twice, or has no sources")
            }
        }
        try reader.finish()
    }

    /// The ledger as canonical JSON.
    public var bytes: [UInt8] {
        let partitions = partitions.sorted { $0.key.components.lexicographicallyPrecedes($1.key.components) }
        return CanonicalJSON.object([
            "ledger": .integer(1), "receipts": .integer(head?.number ?? 0),
            "head": head.map { .string($0.hash.description) } ?? .null,
            "partitions": .array(
                partitions.map { partition, entries in
                    .object([
                        "path": .array(partition.components.map { .string($0) }),
                        "sources": .array(
                            entries.sorted { $0.key < $1.key }.map { name, entry in
                                .object([
                                    "name": .string(name), "bytes": .integer(entry.byteCount),
                                    "modified": .string(String(entry.modifiedNanoseconds)),
                                    "sha256": .string(entry.sha256.description),
                                ])
                            }),
                    ])
                }),
        ]).bytes
    }
}
