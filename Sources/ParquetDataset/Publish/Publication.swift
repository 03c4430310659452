internal import Parquet

/// Partitions whose files are staged, and what is to stand in their receipt.
public struct Publication: Sendable {
    /// What was done.
    public var action: Receipt.Action
    /// The contract that the rows were made by, as its file's bytes, and its revision.
    public var contract: (revision: Int, bytes: [UInt8])
    /// The options that the bytes of the outputs depend on, by name.
    public var options: [String: String] = [:]
    /// All sources whose rows the partitions have.
    public var sources: [Receipt.Source] = []
    /// The partitions. Those without outputs are removed.
    public var partitions: [Receipt.Partition]
    /// Whether they were made of columns of the rows.
    public var isByColumns = false
    /// The order-free hash of the rows of all partitions; nil if rows are not hashed.
    public var multiset: MultisetHash?
    /// The rows that were erased.
    public var erased: Receipt.Erasure?
    /// The erasures before, whose rows the sources have and the partition has not.
    public var earlierErasures: [Receipt.EarlierErasure] = []
    /// The files of lines that are no rows, which are there already but for those of `quarantineBytes`.
    public var quarantines: [Receipt.Quarantine] = []
    /// The new bytes of those of `quarantines` that change with the publication, by their paths.
    public var quarantineBytes: [String: [UInt8]] = [:]

    /// Partitions with nothing said of how they were made.
    public init(
        action: Receipt.Action, contract: (revision: Int, bytes: [UInt8]), partitions: [Receipt.Partition]
    ) {
        self.action = action
        self.contract = contract
        self.partitions = partitions
    }

    /// The receipt of it, which is the next one in a chain.
    func receipt(after head: (number: Int, hash: Hash256)?, tool: Receipt.Tool) -> Receipt {
        Receipt(
            number: (head?.number ?? 0) + 1, previous: head?.hash, action: action,
            contract: .init(revision: contract.revision, sha256: Hash256(of: contract.bytes)), tool: tool,
            options: options, sources: sources, partitions: partitions, isByColumns: isByColumns, multiset: multiset,
            erased: erased, earlierErasures: earlierErasures, quarantines: quarantines)
    }
}
