internal import Parquet

/// Receipts by their numbers, the last of them kept: those of many partitions are asked for again and again.
final class CachedReceipts {
    private let chain: ReceiptChain
    private var receipts: [Int: SignedReceipt] = [:]
    /// Where partitions stand in the receipts that were asked for them.
    private var places: [Int: [PartitionPath: Int]] = [:]

    private static let count = 16

    init(_ chain: ReceiptChain) { self.chain = chain }

    /// The receipt of a number.
    ///
    /// - Throws: as `ReceiptChain.receipt`, and `ParquetError` with code `malformed` if it is not there.
    func receipt(_ number: Int) async throws(ParquetError) -> SignedReceipt {
        if let known = receipts[number] { return known }
        guard let found = try await chain.receipt(number) else {
            throw ParquetError(.malformed, "the receipt is missing", at: .init(file: ReceiptChain.path(number)))
        }
        if receipts.count >= CachedReceipts.count {
            receipts.removeAll()
            places.removeAll()
        }
        receipts[number] = found
        return found
    }

    /// What a receipt tells of a partition; nil if nothing.
    func partition(_ path: PartitionPath, in number: Int) async throws(ParquetError) -> Receipt.Partition? {
        let partitions = try await receipt(number).receipt.partitions
        if places[number] == nil {
            let pairs = partitions.enumerated().map { ($1.path, $0) }
            places[number] = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
        }
        return places[number]?[path].map { partitions[$0] }
    }
}
