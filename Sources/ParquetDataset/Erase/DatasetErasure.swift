public import Parquet
internal import ParquetJSON

/// Erases the rows that a where-clause is true of from a dataset, with the lines in quarantine that hold them.
///
/// Only row groups that have such rows are written anew; all others are copied byte for byte, and files keep their names. Partitions
/// change as all publishing does: each in one step, and what a killed run left is finished by the next one. A receipt says how many rows
/// were removed of which file, and has their order-free hash: with that of the rows that are left it adds up to what it was before.
public struct DatasetErasure: Sendable {
    private let clause: WhereClause

    /// What is to be erased.
    public init(_ clause: WhereClause) {
        self.clause = clause
    }

    /// What is found.
    private struct Found {
        var report = ErasureReport()
        var partitions: [(partition: PublishedPartition, rows: [RowSearch])] = []
        var quarantines: [QuarantineErasure.Search] = []
    }

    /// Counts what would be erased from the dataset in `store`, and changes nothing.
    ///
    /// - Throws: `ParquetError` with code `argument` if the clause fits no file, otherwise as reading does.
    public func count(
        in store: any DatasetStore, progress: @Sendable (PartitionPath) -> Void = { _ in }
    ) async throws(ParquetError) -> ErasureReport {
        let chain = ReceiptChain(store)
        var report = try await search(store, SourceLedger.current(store, chain), chain, progress).report
        report.isDryRun = true
        return report
    }

    /// Erases it.
    ///
    /// - Throws: `ParquetError` with code `argument` if the clause fits no file, `input` if what is there is not what receipts tell,
    ///   `malformed` if the proof fails, and as publishing does. Whatever the error, each partition is as it was or as it should be.
    public func run(
        in session: DatasetSession, certificate: ErasureCertificate,
        progress: @Sendable (PartitionPath) -> Void = { _ in }
    ) async throws(ParquetError) -> ErasureReport {
        let store = session.store
        var found = try await search(store, session.ledger, session.receipts, progress)
        let affected = found.partitions.filter { $0.rows.contains { $0.foundCount > 0 } }
        // One receipt for each partition: its rows, with the removed ones, are then what its sources hold.
        var publications: [Publication] = []
        for (partition, rows) in affected {
            let outcome = try await PartitionErasure(store, session.staging, partition, rows).run()
            var publication = try await publication(partition.contract, store, certificate)
            publication.add(outcome)
            publications.append(publication)
            found.report.rewrittenRowGroups += outcome.rewrittenRowGroups
            found.report.copiedRowGroups += outcome.copiedRowGroups
        }
        let lines = found.quarantines.filter { $0.foundCount > 0 }
        let recorded = lines.filter { $0.converted != nil }
        if publications.isEmpty, let number = recorded.first?.converted,
            let contract = try await session.receipts.receipt(number)?.receipt.contract
        {
            publications.append(try await publication(contract, store, certificate))
        }
        if !publications.isEmpty { publications[0].add(recorded) }
        for publication in publications {
            let receipt = try await session.publish(publication)
            found.report.receipts.append(.init(number: receipt.receipt.number, hash: receipt.hash))
        }
        // No receipt tells of these.
        for search in lines where search.converted == nil {
            guard let rest = search.rest else { continue }
            if rest.isEmpty { try await store.remove(search.file) } else { try await store.replace(search.file, rest) }
        }
        return found.report
    }

    private func publication(
        _ contract: Receipt.Contract, _ store: any DatasetStore, _ certificate: ErasureCertificate
    ) async throws(ParquetError) -> Publication {
        var publication = Publication(
            action: .erase, contract: (contract.revision, try await store.contract(contract)), partitions: [])
        publication.erased = Receipt.Erasure(request: certificate.request, removals: [], multiset: nil)
        return publication
    }

    private func search(
        _ store: any DatasetStore, _ ledger: SourceLedger, _ chain: ReceiptChain,
        _ progress: @Sendable (PartitionPath) -> Void
    ) async throws(ParquetError) -> Found {
        let published = try await PublishedPartition.all(ledger, chain)
        try await store.checkPartitionsAreKnown(published)
        var quarantines = QuarantineRecords()
        var sources: [Int: [String]] = [:]
        try await chain.forEach { receipt in
            quarantines.take(receipt.receipt)
            if receipt.receipt.action == .convert {
                sources[receipt.receipt.number] = receipt.receipt.sources.map(\.name)
            }
        }
        var contracts: [Int: SchemaContract] = [:]
        var found = Found()
        var searches = ErasureNames(clause)
        for partition in published {
            progress(partition.path)
            // A contract of another version says nothing of keys.
            let contract = try? SchemaContract(json: try await store.contract(partition.contract))
            contracts[partition.converted] = contract
            let rows = try await search(partition, store, contract, &searches)
            found.report.searched.add(rows)
            for rows in rows where rows.foundCount > 0 {
                found.report.removals.append(
                    Receipt.Removal(partition: partition.path, file: rows.file, rowCount: rows.foundCount))
                found.report.rowsByExtra += rows.foundInExtraCount
            }
            guard rows.contains(where: { $0.foundCount > 0 }) else { continue }
            if !partition.isHashed { found.report.unhashedPartitions.append(partition.path) }
            found.report.sources += sources[partition.converted] ?? []
            found.partitions.append((partition, rows))
        }
        let live = Set(ledger.partitions.compactMap { ledger[$0]?.converted })
        found.quarantines = try await QuarantineErasure(store, clause).run(quarantines.known(of: live), contracts)
        try searches.check(hasLines: found.report.searched.filesWithExtra > 0 || !found.quarantines.isEmpty)
        found.report.searched.unknownNames = searches.unknown
        for search in found.quarantines {
            found.report.searched.quarantineFiles += 1
            found.report.searched.quarantineLines += search.lineCount
            guard search.foundCount > 0 else { continue }
            found.report.quarantine.append(
                .init(file: search.file, records: search.recordCount, texts: search.textCount))
            found.report.sources += search.converted.flatMap { sources[$0] } ?? []
        }
        found.report.sources = Array(Set(found.report.sources)).sorted()
        return found
    }

    private func search(
        _ partition: PublishedPartition, _ store: any DatasetStore, _ contract: SchemaContract?,
        _ names: inout ErasureNames
    ) async throws(ParquetError) -> [RowSearch] {
        let lines = try LineSearch(clause, contract: contract)
        var searches: [RowSearch] = []
        for output in partition.state.outputs {
            do throws(ParquetError) {
                let source = try await partition.source(output, in: store)
                let file = try await ParquetFile(source)
                let rows = try await RowSearch(clause, lines, file, name: output.name, partition: partition.path)
                names.take(rows.problems, schema: file.schema, partition: partition.path)
                searches.append(rows)
            } catch {
                throw error.at(.init(file: "\(store.name)/\(partition.path)/\(output.name)"))
            }
        }
        return searches
    }
}

extension Publication {
    /// Makes it that of a partition that rows were removed from.
    fileprivate mutating func add(_ outcome: PartitionErasure.Outcome) {
        partitions.append(outcome.state)
        erased?.removals += outcome.removals
        guard let remaining = outcome.remaining, let removed = outcome.removed else { return }
        multiset = remaining
        erased?.multiset = removed
    }

    /// Adds files that lines were removed from.
    fileprivate mutating func add(_ searches: [QuarantineErasure.Search]) {
        for search in searches {
            guard let rest = search.rest else { continue }
            quarantines.append(
                Receipt.Quarantine(
                    file: search.file, lines: search.lineCount - search.foundCount, sha256: Hash256(of: rest)))
            if !rest.isEmpty { quarantineBytes[search.file] = rest }
        }
    }
}

extension ErasureReport.Searched {
    fileprivate mutating func add(_ rows: [RowSearch]) {
        if rows.allSatisfy(\.isPruned) { prunedPartitions += 1 } else { partitions += 1 }
        for search in rows where !search.isPruned {
            files += 1
            self.rows += search.rowCount
            if search.hasExtra { filesWithExtra += 1 }
            for column in search.columns where !columns.contains(column) { columns.append(column) }
        }
    }
}
