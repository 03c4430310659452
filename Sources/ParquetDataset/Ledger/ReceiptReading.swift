internal import Parquet
internal import ParquetJSON

/// What the receipts of a dataset say about partitions, read once each.
final class ReceiptReading {
    private let store: any DatasetStore
    private let ledger: SourceLedger
    private let receipts: CachedReceipts
    private let contract: SchemaContract
    private let contractHash: Hash256
    private let options: [String: String]
    private var sameContracts: [Hash256: Bool] = [:]

    /// - Parameters:
    ///   - ledger: up to the last receipt of the dataset in `store`.
    ///   - contract: the one that is converted by.
    ///   - options: those that are converted with, as receipts tell them.
    init(_ store: any DatasetStore, _ ledger: SourceLedger, _ contract: SchemaContract, _ options: [String: String]) {
        self.store = store
        self.ledger = ledger
        receipts = CachedReceipts(ReceiptChain(store))
        self.contract = contract
        self.options = options
        contractHash = Hash256(of: contract.recordedBytes)
    }

    /// What holds of a partition.
    struct Published: Sendable {
        /// The receipt that tells what it was made of.
        let converted: Receipt
        /// What the last receipt tells of it.
        let latest: Receipt.Partition
        /// The order-free hash of its rows by the last receipt; nil if that tells of others, too.
        let multiset: MultisetHash?
        let isErased: Bool
    }

    /// What is to be done with a partition that is published.
    enum Change: Sendable {
        case none
        case convert(PartitionWork)
        /// It must be asked for.
        case held
        case forbidden(ParquetError)
    }

    /// What the receipts say of a partition; nil if nothing.
    func partition(_ path: PartitionPath) async throws(ParquetError) -> Published? {
        guard let entry = ledger[path] else { return nil }
        let last = try await receipts.receipt(entry.latest).receipt
        guard let latest = try await receipts.partition(path, in: entry.latest) else { return nil }
        return Published(
            converted: try await receipts.receipt(entry.converted).receipt, latest: latest,
            multiset: last.partitions.count == 1 ? last.multiset : nil, isErased: entry.isErased)
    }

    /// What is to be done with a partition.
    func change(
        of partition: InputPartition, _ published: Published, _ files: [StoredFile], _ options: ConversionOptions
    ) async throws(ParquetError) -> Change {
        let consumed = published.converted.sources
        let changes = try await changes(from: consumed, to: partition.chunks)
        let isWhole = ReceiptReading.isWhole(published.latest, files)
        let isSame = try await isMadeLikewise(published.converted)
        if changes.isEmpty, isWhole, isSame { return .none }
        let isAddition =
            isWhole && isSame && published.converted.contract.sha256 == contractHash && changes.changed.isEmpty
            && changes.removed.isEmpty
            && (options.hashesRows ? published.multiset != nil : published.latest.rows.digest == nil)
        var erasures: [Receipt.EarlierErasure]? = []
        if published.isErased {
            erasures = isAddition ? try await self.erasures(of: partition.path, published) : nil
            guard options.late == .add, erasures != nil else {
                let advice = erasures == nil ? "" : "--late add to add the new sources to what is left, or "
                return .forbidden(
                    ParquetError(
                        .exists,
                        "rows were erased from the partition, and making it anew of its sources would bring them back; "
                            + "pass \(advice)--overwrite if it should",
                        at: .init(file: partition.path.description)))
            }
        }
        // What comes through standard input has no name to be known by.
        if partition.chunks.contains(where: { $0.sourceName == "-" }) || consumed.contains(where: { $0.name == "-" }) {
            return .held
        }
        if options.late == .add, isAddition, let erasures {
            let added = Set(changes.added)
            return .convert(
                PartitionWork(
                    partition, adding: partition.chunks.filter { added.contains($0.sourceName) },
                    to: .init(
                        partition: published.latest, files: files, sources: consumed,
                        quarantines: published.converted.quarantines, erasures: erasures,
                        multiset: published.multiset)))
        }
        let loss = PartitionWork.Loss(rowCount: published.latest.rows.count, sources: changes.removed)
        return .convert(PartitionWork(partition, loss: files.isEmpty ? nil : loss))
    }

    /// The erasures of rows that the sources of a partition have; nil if lines of its quarantine were erased, too, with which the
    /// counts of its sources do not add up any more.
    private func erasures(
        of path: PartitionPath, _ published: Published
    ) async throws(ParquetError) -> [Receipt.EarlierErasure]? {
        var erasures = published.converted.earlierErasures
        let quarantines = Set(published.converted.quarantines.map(\.file))
        let last = ledger.head?.number ?? 0
        var number = published.converted.number + 1
        while number <= last {
            let receipt = try await receipts.receipt(number).receipt
            number += 1
            guard let erased = receipt.erased else { continue }
            if receipt.quarantines.contains(where: { quarantines.contains($0.file) }) { return nil }
            let rowCount = erased.removals.reduce(0) { $1.partition == path ? $0 + $1.rowCount : $0 }
            if rowCount > 0 { erasures.append(.init(receipt: receipt.number, rowCount: rowCount)) }
        }
        return erasures
    }

    /// Whether partitions that were made by columns of exactly these sources are as they should be.
    func isUpToDate(partitionsByColumnsOf input: [InputPartition]) async throws(ParquetError) -> Bool {
        let chunks = input.flatMap(\.chunks)
        guard let number = ledger.receipt(ofPartitionsByColumnsOf: chunks.map(\.sourceName)) else { return false }
        let made = try await receipts.receipt(number).receipt
        guard try await isMadeLikewise(made), try await changes(from: made.sources, to: chunks).isEmpty else {
            return false
        }
        for partition in made.partitions {
            guard let entry = ledger[partition.path], entry.converted == number else { return false }
            let latest =
                entry.latest == number ? partition : try await self.partition(partition.path)?.latest ?? partition
            guard ReceiptReading.isWhole(latest, try await store.files(in: partition.path)) else {
                return false
            }
        }
        return true
    }

    /// How `chunks` stand to sources that were consumed. Those that were touched are read.
    private func changes(
        from consumed: [Receipt.Source], to chunks: [InputChunk]
    ) async throws(ParquetError) -> SourceChanges {
        var changes = SourceChanges(
            from: consumed,
            to: chunks.map {
                .init(
                    name: $0.sourceName, byteCount: $0.byteCount, modifiedNanoseconds: $0.modifiedNanoseconds ?? 0)
            })
        // Of standard input there is no time to go by.
        for chunk in chunks where chunk.sourceName == "-" && !chunk.isStandardInput {
            guard let old = consumed.first(where: { $0.name == "-" }) else { continue }
            changes.touch("-", old.sha256)
        }
        for chunk in chunks {
            guard let hash = changes.touched[chunk.sourceName] else { continue }
            changes.settle(chunk.sourceName, isChanged: try chunk.hash() != hash)
        }
        return changes
    }

    private static func isWhole(_ partition: Receipt.Partition, _ files: [StoredFile]) -> Bool {
        Dictionary(uniqueKeysWithValues: partition.outputs.map { ($0.name, $0.byteCount) })
            == Dictionary(files.map { ($0.name, $0.byteCount) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether a conversion would be done as the one that the receipt tells of.
    private func isMadeLikewise(_ receipt: Receipt) async throws(ParquetError) -> Bool {
        guard receipt.options == options else { return false }
        let hash = receipt.contract.sha256
        if hash == contractHash { return true }
        if let known = sameContracts[hash] { return known }
        let isSame = try await isWidened(hash)
        sameContracts[hash] = isSame
        return isSame
    }

    /// Whether the contract is the one of that hash, with columns that values of other partitions made wider.
    private func isWidened(_ hash: Hash256) async throws(ParquetError) -> Bool {
        let path = "\(DatasetSession.contractFolder)/\(hash).json"
        guard let bytes = try await store.record(path, limit: 64 << 20),
            let old = try? SchemaContract(json: bytes), let revised = try? old.keepingWidenings(of: contract).contract
        else { return false }
        return ContractDifference(from: revised, to: contract).isEmpty
            && revised.columns.map(\.name) == contract.columns.map(\.name)
    }
}

extension SchemaContract {
    /// The bytes that stand for it in receipts.
    var recordedBytes: [UInt8] { Array(json.utf8) }
}
