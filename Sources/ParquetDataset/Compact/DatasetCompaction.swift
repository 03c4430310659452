public import Parquet

/// Merges the small files of a dataset's partitions, each with a receipt of its own. Rows and their order stay the same, and so do the
/// hashes that receipts have of them.
public struct DatasetCompaction: Sendable {
    private let options: CompactionOptions

    /// A compaction with these options.
    public init(_ options: CompactionOptions = CompactionOptions()) {
        self.options = options
    }

    /// Merges files in the dataset of `session`.
    ///
    /// - Parameters:
    ///   - partition: the one whose files are merged; nil is all.
    ///   - progress: is told what became of each partition, when it is published.
    /// - Throws: `ParquetError` with code `argument` for a limit that is not above 0, `input` if there is no such partition or what is
    ///   there is not what receipts tell, `malformed` if the proof fails, and as publishing does. Partitions before stay merged.
    @discardableResult
    public func run(
        in session: DatasetSession, partition: PartitionPath? = nil,
        progress: @Sendable (CompactionOutcome) -> Void = { _ in }
    ) async throws(ParquetError) -> [CompactionOutcome] {
        guard options.fileByteLimit > 0, options.minimumRowGroupByteCount >= 0 else {
            throw ParquetError(.argument, "a file of \(options.fileByteLimit) bytes cannot be")
        }
        let store = session.store
        let published = try await PublishedPartition.all(session.ledger, session.receipts)
        try await store.checkPartitionsAreKnown(published)
        let chosen = published.filter { partition == nil || $0.path == partition }
        if chosen.isEmpty, let partition {
            throw ParquetError(.input, "there is no partition \(partition)", at: .init(file: store.name))
        }
        var outcomes: [CompactionOutcome] = []
        for one in chosen {
            var (state, multiset, outcome) = try await PartitionCompaction(store, session.staging, one, options).run()
            if state != one.state {
                var publication = Publication(
                    action: .compact, contract: (one.contract.revision, try await store.contract(one.contract)),
                    partitions: [state])
                publication.multiset = multiset
                outcome.receipt = try await session.publish(publication).receipt.number
            }
            outcomes.append(outcome)
            progress(outcome)
        }
        return outcomes
    }
}
