internal import Parquet

/// A partition of the input that is to be converted, and what is in its place.
struct PartitionWork: Sendable {
    /// The partition with all its chunks.
    let whole: InputPartition
    /// The files that stay and get others beside them; nil if the partition is made anew.
    private(set) var base: Base?
    /// The chunks that are read.
    private(set) var chunks: [InputChunk]
    /// What would be lost if nothing but the chunks came in the place of what is there; nil if nothing can be.
    let loss: Loss?

    var path: PartitionPath { whole.path }
    var byteCount: Int { chunks.reduce(0) { $0 + $1.byteCount } }

    /// A partition as it is published.
    struct Base: Sendable {
        let partition: Receipt.Partition
        let files: [StoredFile]
        let sources: [Receipt.Source]
        let quarantines: [Receipt.Quarantine]
        /// The erasures whose rows the sources have and the partition has not.
        let erasures: [Receipt.EarlierErasure]
        let multiset: MultisetHash?

        /// The number of the next file.
        var nextOrdinal: Int {
            let last = partition.outputs.compactMap { StagedFiles.ordinal($0.name) }.max() ?? -1
            return last + 1
        }
    }

    /// Rows that may not be in the input any more.
    struct Loss: Sendable {
        /// How many rows the partition has.
        let rowCount: Int
        /// The sources of some of them, which are not there any more.
        let sources: [String]
    }

    /// The partition made of all its chunks.
    init(_ whole: InputPartition, loss: Loss? = nil) {
        self.whole = whole
        self.loss = loss
        chunks = whole.chunks
    }

    /// The partition with the rows of `chunks` added.
    init(_ whole: InputPartition, adding chunks: [InputChunk], to base: Base) {
        self.whole = whole
        self.base = base
        self.chunks = chunks
        loss = nil
    }

    /// Has all of it made anew: what is new does not fit beside what is there.
    mutating func startOver() {
        base = nil
        chunks = whole.chunks
    }

    /// Checks that as many rows are there as before, or more, where sources are gone.
    ///
    /// - Throws: `ParquetError` with code `exists`.
    func checkLoss(rows: Int) throws(ParquetError) {
        guard let loss, rows < loss.rowCount, let first = loss.sources.first else { return }
        let more = loss.sources.count > 1 ? " and \(loss.sources.count - 1) more" : ""
        throw ParquetError(
            .exists,
            "the partition has \(loss.rowCount) rows and would have \(rows), since sources that it was made of are not there any "
                + "more: \(first)\(more); bring them back, or pass --overwrite to give the rows up",
            at: .init(file: path.description))
    }
}
