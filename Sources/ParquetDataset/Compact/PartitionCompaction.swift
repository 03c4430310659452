internal import Parquet

/// Merges the files of a partition: its rows and their order stay the same, which is proved by hashing them again.
struct PartitionCompaction {
    private let store: any DatasetStore
    private let staging: any StagedOutput
    private let partition: PublishedPartition
    private let options: CompactionOptions

    init(
        _ store: any DatasetStore, _ staging: any StagedOutput, _ partition: PublishedPartition,
        _ options: CompactionOptions
    ) {
        self.store = store
        self.staging = staging
        self.partition = partition
        self.options = options
    }

    /// Stages the partition with fewer files.
    ///
    /// - Returns: its state, and what became of it; the old state if nothing is to be done, and then nothing is staged.
    /// - Throws: `ParquetError` with code `input` if its files are not the recorded ones, `malformed` if the rows are not the same.
    func run() async throws(ParquetError) -> (
        state: Receipt.Partition, multiset: MultisetHash?, outcome: CompactionOutcome
    ) {
        var state = partition.state
        let byteCount = state.outputs.reduce(0) { $0 + $1.byteCount }
        var outcome = CompactionOutcome(
            partition: partition.path, filesBefore: state.outputs.count, filesNow: state.outputs.count,
            bytesBefore: byteCount, bytesNow: byteCount, isHashed: partition.isHashed)
        guard state.outputs.count > 1 else { return (state, nil, outcome) }
        try await partition.checkNames(in: store)
        var files: [(name: String, file: ParquetFile)] = []
        var sources: [any ByteSource] = []
        for output in state.outputs {
            let source = try await partition.source(output, in: store)
            sources.append(source)
            files.append((output.name, try await ParquetFile(source)))
        }
        let plan = CompactionPlan(files, byteLimit: options.fileByteLimit)
        outcome.remarks = plan.remarks
        guard plan.isAny else { return (state, nil, outcome) }
        var before = StoredRowTally(isHashed: partition.isHashed)
        var after = StoredRowTally(isHashed: partition.isHashed)
        state.outputs = []
        for part in plan.parts {
            for place in part.files {
                let output = partition.state.outputs[place]
                guard try await Hash256(of: sources[place]) == output.sha256 else { throw partition.differs(output) }
                _ = try await before.add(files[place].file)
            }
            let name = StagedFiles.name(state.outputs.count)
            if part.files.count == 1 {
                _ = try await staging.copy(sources[part.files.lowerBound], as: name, in: partition.path)
                outcome.copiedRowGroups += files[part.files.lowerBound].file.metadata.rowGroups.count
            } else {
                try await merge(files[part.files].map(\.file), part.schema, as: name, &outcome)
            }
            state.outputs.append(try await after.add(staged: name, in: partition.path, of: staging))
        }
        outcome.filesNow = state.outputs.count
        outcome.bytesNow = state.outputs.reduce(0) { $0 + $1.byteCount }
        try check(before, after)
        return (state, after.multiset, outcome)
    }

    /// Writes the rows of `files` into one.
    private func merge(
        _ files: [ParquetFile], _ schema: Schema, as name: String, _ outcome: inout CompactionOutcome
    ) async throws(ParquetError) {
        guard let last = files.last(where: { $0.schema.hasSameFields(as: schema) }) else { return }
        var writing = try WriterOptions(as: last)
        let defaults = WriterOptions()
        writing.rowGroupByteLimit = defaults.rowGroupByteLimit
        writing.rowGroupRowLimit = defaults.rowGroupRowLimit
        // Sorted row groups that become one are not sorted any more.
        writing.sortingColumns = []
        // Rows with INT96 are copied, never written.
        let canEncode = !schema.columns.contains { $0.physicalType == .int96 }
        let sink = try staging.makeSink(name, in: partition.path)
        var writer = try ParquetWriter(to: sink, schema: schema, options: writing, isMadeOfCopies: !canEncode)
        for file in files {
            let isSame = file.schema.hasSameFields(as: schema)
            for (ordinal, rowGroup) in file.metadata.rowGroups.enumerated() {
                // So small that no file makes their sum too large.
                let byteCount = rowGroup.columns.reduce(0) { sum, column in
                    sum + min(max(0, column.metadata?.totalCompressedSize ?? 0), 1 << 40)
                }
                if isSame, !canEncode || byteCount >= options.minimumRowGroupByteCount {
                    try await writer.append(rowGroupsOf: file, ordinal..<ordinal + 1)
                    outcome.copiedRowGroups += 1
                    continue
                }
                var reader = try file.reader(rowGroups: ordinal..<ordinal + 1)
                var batch = RecordBatch(schema: reader.schema)
                while try await reader.next(into: &batch) { try writer.append(batch.extended(to: schema)) }
                outcome.mergedRowGroups += 1
            }
        }
        try writer.finish()
    }

    private func check(_ before: StoredRowTally, _ after: StoredRowTally) throws(ParquetError) {
        let place = ParquetError.Place(file: partition.path.description)
        guard before.count == partition.state.rows.count, after.count == before.count else {
            throw ParquetError(
                .malformed, "\(after.count) rows in the merged files, \(partition.state.rows.count) before", at: place)
        }
        guard before.multiset?.digest == partition.state.rows.digest else {
            throw ParquetError(
                .malformed,
                "the rows do not have the hash that their receipt has, though the files are the recorded ones",
                at: place)
        }
        guard after.multiset == before.multiset, after.tree == before.tree else {
            throw ParquetError(
                .malformed, "the rows of the merged files are not the same, or in another order: nothing is changed",
                at: place)
        }
    }
}
