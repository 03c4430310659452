internal import Foundation
public import Parquet
internal import ParquetCodecs

/// A run that changes a dataset. It has the dataset's lock, has finished or undone what a run before it left, and publishes partitions
/// with their receipts:
///
///     stage files → pending.json → partitions in their places → receipt → pending.json removed
///
/// Killed at any moment, it leaves each partition as it was or as it should be, and the next session brings the chain of receipts up to
/// it.
public actor DatasetSession {
    /// The dataset.
    public nonisolated let store: any DatasetStore
    /// Where files are staged.
    public nonisolated let staging: any StagedOutput
    /// What the receipts say of all partitions.
    public private(set) var ledger: SourceLedger
    /// What was found to be done when the session began, for people.
    public nonisolated let remarks: [String]

    private let chain: ReceiptChain
    private let key: SigningKey?
    private let clock: @Sendable () -> Int
    private let lock: DatasetLock
    private var renewal: Task<Void, Never>?
    /// The receipt of a publication that failed on the way, if it is not known what became of it.
    private var unsettled: SignedReceipt?

    private init(
        _ store: any DatasetStore, staging: any StagedOutput, ledger: SourceLedger, remarks: [String],
        chain: ReceiptChain, key: SigningKey?, clock: @escaping @Sendable () -> Int, lock: DatasetLock
    ) {
        self.store = store
        self.staging = staging
        self.ledger = ledger
        self.remarks = remarks
        self.chain = chain
        self.key = key
        self.clock = clock
        self.lock = lock
    }

    /// Begins to change the dataset in `store`.
    ///
    /// - Parameters:
    ///   - key: what receipts are signed with; nil for none.
    ///   - clock: the time, as seconds since 1970-01-01T00:00:00Z.
    /// - Throws: `ParquetError` with code `locked` if another run has the dataset, `malformed` if its receipts are broken, `input` if an
    ///   interrupted run cannot be finished.
    public static func begin(
        _ store: any DatasetStore, key: SigningKey? = nil,
        clock: @escaping @Sendable () -> Int = DatasetLock.systemClock
    ) async throws(ParquetError) -> DatasetSession {
        let lock = try await DatasetLock.acquire(store, clock: clock)
        do throws(ParquetError) {
            let chain = ReceiptChain(store)
            let remarks = try await recover(store, chain)
            let ledger = try await SourceLedger.current(store, chain)
            try await StrayQuarantines(store, chain, ledger).remove()
            let session = DatasetSession(
                store, staging: try await store.beginStaging(), ledger: ledger, remarks: remarks, chain: chain,
                key: key,
                clock: clock, lock: lock)
            await session.keepRenewing()
            return session
        } catch {
            try? await lock.release()
            throw error
        }
    }

    /// Finishes or gives up what a run before left.
    private static func recover(_ store: any DatasetStore, _ chain: ReceiptChain) async throws(ParquetError) -> [String]
    {
        var remarks: [String] = []
        var isGivenUp = false
        if let pending = try await PendingPublication.read(store) {
            let names = pending.receipt.receipt.partitions.prefix(3).map(\.path.description).joined(separator: ", ")
            if try await pending.finish(store, after: chain.head()) {
                let superseded = try await supersededQuarantines(
                    pending.receipt.receipt, SourceLedger.current(store, chain), chain)
                try await chain.append(pending.receipt)
                for file in superseded { try await store.remove(file) }
                remarks.append("a run before was interrupted while it published \(names); that is finished now")
            } else if pending.receipt.receipt.number > (try await chain.head()?.number ?? 0) {
                isGivenUp = true
                remarks.append("a run before was interrupted before \(names) changed; its files are removed")
            } else if pending.receipt.receipt.action != .convert {
                // Its receipt is there; files without lines may be, too.
                for file in pending.receipt.receipt.quarantines where file.lines == 0 {
                    try await store.remove(file.file)
                }
            }
        }
        let leftovers = try await store.leftovers()
        try await store.removeLeftovers(restoring: isGivenUp)
        try await store.remove(PendingPublication.path)
        for name in try await store.records(in: PendingPublication.folder) {
            try await store.remove("\(PendingPublication.folder)/\(name)")
        }
        if remarks.isEmpty, let first = leftovers.first {
            let more = leftovers.count > 1 ? " and \(leftovers.count - 1) more" : ""
            remarks.append("what a run before left is removed: \(first)\(more)")
        }
        return remarks
    }

    /// Renews the lock from time to time.
    private func keepRenewing() {
        let lock = lock
        renewal = Task {
            while !Task.isCancelled {
                do {
                    try await Task.sleep(for: .seconds(DatasetLock.leaseSeconds / 4))
                } catch {
                    return
                }
                // Whether it is lost is asked before each publication.
                try? await lock.renew()
            }
        }
    }

    /// The number that the next receipt gets.
    public var nextNumber: Int { (ledger.head?.number ?? 0) + 1 }

    /// The dataset's receipts.
    public nonisolated var receipts: ReceiptChain { ReceiptChain(store) }

    /// Whether it is known what became of all publications. If it is not, the next session finds out, and what is staged is needed for
    /// that.
    public var isSettled: Bool { unsettled == nil }

    /// Puts partitions in their places and appends their receipt. When it returns, both are durable.
    ///
    /// - Throws: `ParquetError` with code `locked` if another run took the dataset over, `malformed` if the receipt's numbers do not add
    ///   up. Whatever the error, each partition is as it was or as it should be.
    @discardableResult
    public func publish(_ publication: Publication) async throws(ParquetError) -> SignedReceipt {
        guard unsettled == nil else {
            throw ParquetError(
                .io, "a publication before this one failed on the way; the next run finishes it",
                at: .init(file: store.name))
        }
        let time = Date(timeIntervalSince1970: Double(clock())).formatted(.iso8601)
        let receipt = try SignedReceipt(
            publication.receipt(after: ledger.head, tool: DatasetSession.tool), time: time, key: key)
        try await lock.renew()
        let path = ReceiptChain.path(receipt.receipt.number)
        guard try await store.record(path, limit: SignedReceipt.maximumByteCount) == nil else {
            throw ParquetError(
                .exists, "the receipt is there already: another run published meanwhile; run it again",
                at: .init(file: "\(store.name)/\(ContractStore.directoryName)/\(path)"))
        }
        let contract = "\(DatasetSession.contractFolder)/\(receipt.receipt.contract.sha256).json"
        _ = try await store.create(contract, publication.contract.bytes)
        let superseded = try await DatasetSession.supersededQuarantines(receipt.receipt, ledger, chain)
        do throws(ParquetError) {
            for quarantine in receipt.receipt.quarantines {
                guard let bytes = publication.quarantineBytes[quarantine.file] else { continue }
                try await store.replace(quarantine.stagedPath, bytes)
            }
            try await store.replace(
                PendingPublication.path, PendingPublication(receipt: receipt, staging: staging.name).bytes)
        } catch {
            // Nothing is done yet.
            try? await store.remove(PendingPublication.path)
            throw error
        }
        unsettled = receipt
        do throws(ParquetError) {
            try await staging.publish(
                publication.partitions.map { StagedPartition(path: $0.path, files: $0.outputs.map(\.name)) })
            for quarantine in receipt.receipt.quarantines {
                guard let bytes = publication.quarantineBytes[quarantine.file] else { continue }
                try await store.replace(quarantine.file, bytes)
            }
            try await chain.append(receipt)
        } catch {
            // Some of it may have been done all the same.
            guard (try? await settle(receipt)) == true else { throw error }
        }
        unsettled = nil
        ledger.add(receipt)
        do throws(ParquetError) {
            try await store.remove(PendingPublication.path)
            for file in superseded { try await store.remove(file) }
            for quarantine in receipt.receipt.quarantines where publication.quarantineBytes[quarantine.file] != nil {
                try await store.remove(quarantine.stagedPath)
            }
        } catch  where receipt.receipt.action != .erase {
            // It is published; the next session removes them.
        }
        return receipt
    }

    /// Finishes a publication that failed on the way, or gives it up if nothing of it is in its place.
    ///
    /// - Returns: whether it is published, with its receipt.
    private func settle(_ receipt: SignedReceipt) async throws(ParquetError) -> Bool {
        let number = receipt.receipt.number
        var isPublished = false
        if let found = try await chain.receipt(number) {
            guard found.hash == receipt.hash else {
                throw ParquetError(.exists, "another run published meanwhile", at: .init(file: store.name))
            }
            isPublished = true
        } else {
            let pending = PendingPublication(receipt: receipt, staging: staging.name)
            isPublished = try await pending.finish(store, after: ledger.head)
            if isPublished { try await chain.append(receipt) }
        }
        guard !isPublished else { return true }
        try await store.remove(PendingPublication.path)
        unsettled = nil
        return false
    }

    /// The files of lines of partitions that are made anew, if no others are of the same receipt.
    private static func supersededQuarantines(
        _ receipt: Receipt, _ ledger: SourceLedger, _ chain: ReceiptChain
    ) async throws(ParquetError) -> [String] {
        guard receipt.action == .convert else {
            return receipt.quarantines.filter { $0.lines == 0 }.map(\.file)
        }
        var next = ledger
        let old = Set(receipt.partitions.compactMap { ledger[$0.path]?.converted })
        for partition in receipt.partitions { next.forget(partition.path) }
        let live = Set(next.partitions.compactMap { next[$0]?.converted })
        var files: Set<String> = []
        for number in old where !live.contains(number) {
            guard let before = try await chain.receipt(number) else { continue }
            files.formUnion(before.receipt.quarantines.map(\.file))
        }
        return files.subtracting(receipt.quarantines.map(\.file)).sorted()
    }

    /// Ends the session: what is staged and not published is removed, and others may have the dataset.
    ///
    /// - Parameter removingReplaced: whether files that were replaced, and that a store keeps for readers which have begun, are removed.
    public func end(removingReplaced: Bool = false) async {
        renewal?.cancel()
        if isSettled { await staging.discard() }
        if isSettled, removingReplaced { try? await store.removeLeftovers(restoring: false) }
        guard ledger.head != nil || !isSettled else {
            try? await lock.remove()
            return
        }
        // It is made of the receipts if it cannot be written.
        try? await ledger.write(to: store)
        try? await lock.release()
    }

    /// The folder of the contracts that receipts name by their hashes.
    public static let contractFolder = "contracts"

    /// This program.
    static let tool = Receipt.Tool(
        name: "parkett", version: ParquetVersion.current, libraries: CodecLibraries.versions)
}
