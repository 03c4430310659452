internal import Parquet
internal import ParquetJSON
internal import SystemPackage

/// Publishes what a conversion has staged, with its receipts.
struct Publisher: Sendable {
    private let session: DatasetSession
    private let recorded: [String: String]
    private let check: StagedCheck

    /// - Parameter recorded: the options, as receipts tell them.
    init(_ session: DatasetSession, recorded: [String: String], check: StagedCheck) {
        self.session = session
        self.recorded = recorded
        self.check = check
    }

    var staging: any StagedOutput { session.staging }
    var store: any DatasetStore { session.store }

    /// Whether the partition has files.
    func isHeld(_ partition: PartitionPath) throws(ParquetError) -> Bool {
        try Blocking.run { [store] () async throws(ParquetError) in try await !store.files(in: partition).isEmpty }
    }

    /// Whether it is known what became of all publications.
    func isSettled() throws(ParquetError) -> Bool {
        try Blocking.run { [session] () async throws(ParquetError) in await session.isSettled }
    }

    /// Removes what is staged of a partition.
    func remove(_ partition: PartitionPath) throws(ParquetError) {
        try Blocking.run { [staging] () async throws(ParquetError) in try await staging.remove(partition) }
    }

    /// What to call a file of a partition that is published.
    func name(of file: String, in partition: PartitionPath) -> String {
        if let local = store as? LocalDatasetStore {
            return local.directory.appending(partition).appending(file).string
        }
        return partition.isRoot ? "\(store.name)/\(file)" : "\(store.name)/\(partition)/\(file)"
    }

    /// Publishes a partition.
    ///
    /// - Parameters:
    ///   - rows: what stands for the new rows; nil if they are not hashed.
    ///   - quarantine: the new lines that are no rows.
    func publish(
        _ due: PartitionWork, _ files: [StagedFile], sources: [Receipt.Source], rows: RowTally?,
        contract: SchemaContract, quarantine: Quarantine?
    ) throws(ParquetError) {
        var outputs = try self.outputs(of: files)
        var trees = rows?.trees ?? []
        var multiset = rows?.multiset
        var publication = Publication(
            action: .convert, contract: (contract.revision, contract.recordedBytes), partitions: [])
        publication.sources = sources
        if let base = due.base {
            try keep(base, of: due.path)
            outputs = base.partition.outputs + outputs
            trees = base.partition.rows.trees + trees
            if let old = base.multiset { multiset? += old }
            publication.sources = base.sources + sources
            publication.earlierErasures = base.erasures
            publication.quarantines = base.quarantines
        }
        publication.partitions = [
            .init(
                path: due.path, outputs: outputs,
                rows: .init(
                    count: outputs.reduce(0) { $0 + $1.rowCount }, digest: multiset?.digest, trees: trees))
        ]
        publication.multiset = multiset
        try publish(publication, quarantine)
    }

    /// Publishes partitions that are made of columns, with one receipt.
    func publish(
        _ staged: [ColumnPartitions.Staged], sources: [Receipt.Source], multiset: MultisetHash?,
        contract: SchemaContract, _ options: ConversionOptions, quarantine: Quarantine?
    ) throws(ParquetError) {
        try checkReplaceable(staged.map(\.path), options)
        let outputs = try self.outputs(of: staged.flatMap(\.files))
        var rest = outputs[...]
        var publication = Publication(
            action: .convert, contract: (contract.revision, contract.recordedBytes), partitions: [])
        for partition in staged {
            publication.partitions.append(
                .init(
                    path: partition.path, outputs: Array(rest.prefix(partition.files.count)),
                    rows: .init(count: partition.rowCount, digest: partition.digest, trees: partition.trees)))
            rest = rest.dropFirst(partition.files.count)
        }
        publication.isByColumns = true
        publication.sources = sources
        publication.multiset = multiset
        try publish(publication, quarantine)
    }

    private func publish(_ publication: Publication, _ quarantine: Quarantine?) throws(ParquetError) {
        var publication = publication
        publication.options = recorded
        let number = try Blocking.run { [session] () async throws(ParquetError) in await session.nextNumber }
        let kept = try quarantine?.keep(for: number) ?? []
        publication.quarantines += kept
        let publishing = publication
        do throws(ParquetError) {
            _ = try Blocking.run { [session] () async throws(ParquetError) in try await session.publish(publishing) }
        } catch {
            // Of a publication that may be finished yet, the lines are needed.
            try? Blocking.run { [session, store] () async throws(ParquetError) in
                guard await session.isSettled else { return }
                for file in kept { try await store.remove(file.file) }
            }
            throw error
        }
    }

    private func outputs(of files: [StagedFile]) throws(ParquetError) -> [Receipt.Output] {
        try Blocking.run { [check] () async throws(ParquetError) in try await check.outputs(of: files) }
    }

    /// Stages the files that stay.
    private func keep(_ base: PartitionWork.Base, of partition: PartitionPath) throws(ParquetError) {
        try Blocking.run { [store, staging] () async throws(ParquetError) in
            for file in base.files { try await staging.keep(file, in: partition, of: store) }
        }
    }

    /// Checks that partitions that are made of columns may be in their places.
    ///
    /// - Throws: `ParquetError` with code `exists` or `input`.
    private func checkReplaceable(
        _ partitions: [PartitionPath], _ options: ConversionOptions
    ) throws(ParquetError) {
        try Blocking.run { [session, store] () async throws(ParquetError) in
            let ledger = await session.ledger
            let receipts = session.receipts
            var held: [PartitionPath] = []
            var foreign: [PartitionPath] = []
            var last = 0
            var known: [PartitionPath: [String]] = [:]
            for partition in partitions {
                try await store.checkReplaceable(partition)
                let files = try await store.files(in: partition)
                guard !files.isEmpty else { continue }
                held.append(partition)
                guard let number = ledger[partition]?.latest else {
                    foreign.append(partition)
                    continue
                }
                if last != number {
                    last = number
                    known = [:]
                    for told in try await receipts.receipt(number)?.receipt.partitions ?? [] {
                        known[told.path] = told.outputs.map(\.name)
                    }
                }
                if !Set(files.map(\.name)).isSubset(of: known[partition] ?? []) { foreign.append(partition) }
            }
            try Foreign.check(
                selected: partitions, held: options.overwrite ? foreign : held, options, store.name, "partitions")
        }
    }
}
