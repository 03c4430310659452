internal import Parquet

/// Files of lines in quarantine that no receipt names any more, or not yet: a run that was killed wrote them and did not publish, or
/// published and did not remove what was superseded.
///
/// Only files named `quarantine/…/00000007.jsonl` are looked at: the number is that of the receipt that they were written for.
struct StrayQuarantines {
    private let store: any DatasetStore
    private let chain: ReceiptChain
    private let ledger: SourceLedger

    init(_ store: any DatasetStore, _ chain: ReceiptChain, _ ledger: SourceLedger) {
        self.store = store
        self.chain = chain
        self.ledger = ledger
    }

    /// Removes them.
    func remove() async throws(ParquetError) {
        let entries = ledger.partitions.compactMap { ledger[$0] }
        let converted = Set(entries.map(\.converted))
        let isErased = entries.contains(where: \.isErased)
        // The lines of the receipt that tells what their partition was made of are no strays, unless lines were erased, too.
        let paths = try await store.recordPaths(below: Quarantine.folder).filter { path in
            guard let number = Quarantine.number(of: path) else { return false }
            let names = path.split(separator: "/").dropFirst().dropLast().map(String.init)
            let partition = PartitionPath(components: names == ["all"] ? [] : names)
            return isErased || ledger[partition]?.converted != number
        }
        guard !paths.isEmpty else { return }
        var records = QuarantineRecords()
        var live = converted
        try await chain.forEach { receipt in
            records.take(receipt.receipt)
            // Lines of which none was a row belong to no partition.
            if receipt.receipt.partitions.isEmpty { live.insert(receipt.receipt.number) }
        }
        let files = Set(records.files(of: live).map(\.file))
        for path in paths where !files.contains(path) { try await store.remove(path) }
    }
}
