internal import Parquet
internal import ParquetBytes

/// Takes the rows that were found out of a partition: stages its files anew, and proves by the order-free hashes that nothing else
/// has changed.
struct PartitionErasure {
    /// What became of a partition.
    struct Outcome: Sendable {
        /// The partition as it is staged.
        var state: Receipt.Partition
        var removals: [Receipt.Removal] = []
        /// The hash of the rows that are left, and that of the removed ones; nil if rows are not hashed.
        var remaining: MultisetHash?
        var removed: MultisetHash?
        var rewrittenRowGroups = 0
        var copiedRowGroups = 0
    }

    private let store: any DatasetStore
    private let staging: any StagedOutput
    private let partition: PublishedPartition
    private let found: [String: RowSearch]

    init(
        _ store: any DatasetStore, _ staging: any StagedOutput, _ partition: PublishedPartition, _ found: [RowSearch]
    ) {
        self.store = store
        self.staging = staging
        self.partition = partition
        self.found = Dictionary(found.map { ($0.file, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Stages the partition without the rows.
    ///
    /// - Throws: `ParquetError` with code `input` if its files are not the recorded ones, `malformed` if what is staged is not what
    ///   should be left.
    func run() async throws(ParquetError) -> Outcome {
        try await partition.checkNames(in: store)
        let isHashed = partition.isHashed
        var before = StoredRowTally(isHashed: isHashed)
        var after = StoredRowTally(isHashed: isHashed)
        var removed = StoredRowTally(isHashed: isHashed)
        var outcome = Outcome(state: partition.state)
        outcome.state.outputs = []
        for output in partition.state.outputs {
            do throws(ParquetError) {
                let source = try await partition.source(output, in: store)
                if let rows = found[output.name], rows.foundCount > 0 {
                    guard try await Hash256(of: source) == output.sha256 else { throw partition.differs(output) }
                    let file = try await ParquetFile(source)
                    _ = try await add(file, rows, to: &before, &removed)
                    outcome.removals.append(
                        Receipt.Removal(partition: partition.path, file: output.name, rowCount: rows.foundCount))
                    guard rows.foundCount < file.rowCount else { continue }
                    try await rewrite(file, rows, as: output.name)
                    outcome.rewrittenRowGroups += rows.rowGroups.count
                    outcome.copiedRowGroups += file.metadata.rowGroups.count - rows.rowGroups.count
                    outcome.state.outputs.append(
                        try await after.add(staged: output.name, in: partition.path, of: staging))
                } else {
                    guard try await staging.copy(source, as: output.name, in: partition.path) == output.sha256 else {
                        throw partition.differs(output)
                    }
                    outcome.state.outputs.append(output)
                    guard isHashed else { continue }
                    // The copy has the same bytes: what is read of one is true of both.
                    let file = try await ParquetFile(source)
                    _ = try await after.add(file) { batch, _ throws(ParquetError) in try before.add(batch) }
                }
            } catch {
                throw error.at(.init(file: "\(partition.path)/\(output.name)"))
            }
        }
        try check(before, after, removed, outcome)
        var rows = after.rows
        rows.count = outcome.state.outputs.reduce(0) { $0 + $1.rowCount }
        outcome.state.rows = rows
        outcome.remaining = after.multiset
        outcome.removed = removed.multiset
        return outcome
    }

    /// Reads the rows of `file`, and those that are to be removed.
    private func add(
        _ file: ParquetFile, _ found: RowSearch, to before: inout StoredRowTally, _ removed: inout StoredRowTally
    ) async throws(ParquetError) {
        var place = (rowGroup: 0, row: 0)
        _ = try await before.add(file) { batch, rowGroup throws(ParquetError) in
            if place.rowGroup != rowGroup { place = (rowGroup, 0) }
            defer { place.row += batch.rowCount }
            guard let rows = found.rowGroups[rowGroup] else { return }
            var own = Bitmap()
            own.append(rows, place.row..<place.row + batch.rowCount)
            guard own.oneCount > 0 else { return }
            try removed.add(batch.filtered(by: own))
        }
    }

    /// Stages `file` without the rows that were found: row groups without any are copied byte for byte.
    private func rewrite(_ file: ParquetFile, _ found: RowSearch, as name: String) async throws(ParquetError) {
        let sink = try staging.makeSink(name, in: partition.path)
        var writer = try ParquetWriter(to: sink, schema: file.schema, options: WriterOptions(as: file))
        for ordinal in file.metadata.rowGroups.indices {
            guard let rows = found.rowGroups[ordinal] else {
                try await writer.append(rowGroupsOf: file, ordinal..<ordinal + 1)
                continue
            }
            guard rows.oneCount < rows.count else { continue }
            var reader = try file.reader(rowGroups: ordinal..<ordinal + 1)
            var batch = RecordBatch(schema: reader.schema)
            var row = 0
            while try await reader.next(into: &batch) {
                var kept = Bitmap()
                kept.append(rows, row..<row + batch.rowCount)
                kept.invert()
                row += batch.rowCount
                if kept.oneCount > 0 { try writer.append(batch.filtered(by: kept)) }
            }
            try writer.closeRowGroup()
        }
        try writer.finish()
    }

    /// The proof: what is left and what was removed is what was there.
    private func check(
        _ before: StoredRowTally, _ after: StoredRowTally, _ removed: StoredRowTally, _ outcome: Outcome
    ) throws(ParquetError) {
        let place = ParquetError.Place(file: partition.path.description)
        let left = outcome.state.outputs.reduce(0) { $0 + $1.rowCount }
        let gone = outcome.removals.reduce(0) { $0 + $1.rowCount }
        guard removed.count == gone, left + gone == partition.state.rows.count else {
            throw ParquetError(
                .malformed, "\(left) rows are left and \(gone) removed of \(partition.state.rows.count)", at: place)
        }
        guard let all = before.multiset, let remaining = after.multiset, let missing = removed.multiset else { return }
        guard all.digest == partition.state.rows.digest else {
            throw ParquetError(
                .malformed,
                "the rows do not have the hash that their receipt has, though the files are the recorded ones",
                at: place)
        }
        guard remaining == all - missing else {
            throw ParquetError(
                .malformed, "the rows that would be left are not those that should be: nothing is erased", at: place)
        }
    }
}
