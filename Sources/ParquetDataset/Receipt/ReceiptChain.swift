public import Parquet

/// A dataset's receipts, one after the other: `_parkett/receipts/00000001.json` and on, each naming the hash of the one before.
///
/// Nothing in a chain tells that its last receipts were taken away: keep the hash of the last one (`head`) elsewhere, or have
/// files that no receipt names tell (`DatasetVerification`).
public struct ReceiptChain: Sendable {
    /// The folder of the records.
    public static let folder = "receipts"

    private let store: any DatasetStore
    private let trusted: Set<VerificationKey>

    /// The chain of the dataset in `store`.
    ///
    /// - Parameter trusted: the keys that receipts may be signed with; if there are none, a receipt need not be signed, and signed ones
    ///   are checked with the key they name. Otherwise each must be signed with one of them.
    public init(_ store: any DatasetStore, trusted: [VerificationKey] = []) {
        self.store = store
        self.trusted = Set(trusted)
    }

    /// The path of a receipt's record: `receipts/00000001.json`.
    public static func path(_ number: Int) -> String {
        let digits = String(number)
        return "\(folder)/\(String(repeating: "0", count: max(0, 8 - digits.count)))\(digits).json"
    }

    /// The numbers of the receipts that are there.
    ///
    /// - Throws: `ParquetError` with code `malformed`, naming the file, if one is missing in between or a file is no receipt.
    public func count() async throws(ParquetError) -> Int {
        let names = try await store.records(in: ReceiptChain.folder)
        for (index, name) in names.enumerated() {
            let path = ReceiptChain.path(index + 1)
            guard "\(ReceiptChain.folder)/\(name)" != path else { continue }
            let later = names.contains { "\(ReceiptChain.folder)/\($0)" > path && $0.hasSuffix(".json") }
            let message =
                later
                ? "the receipt is missing, and there are later ones: it was removed or renamed"
                : "the file \(name) beside the receipts is none"
            throw ParquetError(.malformed, message, at: place(path))
        }
        return names.count
    }

    /// Reads the receipts in order and checks each: its number, the hash of the one before, its fields and numbers, its signature.
    ///
    /// - Throws: `ParquetError` of the first that is wrong, naming its file, or what `body` throws.
    public func forEach(_ body: (SignedReceipt) throws(ParquetError) -> Void) async throws(ParquetError) {
        var previous: Hash256?
        for number in 1..<max(1, try await count()) + 1 {
            guard let receipt = try await receipt(number) else {
                // An empty chain.
                if number == 1 { return }
                throw ParquetError(.malformed, "the receipt is missing", at: place(ReceiptChain.path(number)))
            }
            guard receipt.receipt.previous == previous else {
                throw ParquetError(
                    .malformed,
                    "the receipt names \(receipt.receipt.previous?.description ?? "none") as the one before, which is "
                        + "\(previous?.description ?? "none"): one of both was changed",
                    at: place(ReceiptChain.path(number)))
            }
            previous = receipt.hash
            try body(receipt)
        }
    }

    /// All receipts in order, checked as by `forEach`.
    public func all() async throws(ParquetError) -> [SignedReceipt] {
        var receipts: [SignedReceipt] = []
        try await forEach { receipts.append($0) }
        return receipts
    }

    /// The last receipt's number and hash, without reading those before; nil if there is none.
    public func head() async throws(ParquetError) -> (number: Int, hash: Hash256)? {
        let number = try await count()
        guard number > 0, let last = try await receipt(number) else { return nil }
        return (number, last.hash)
    }

    /// Adds a receipt. Its number and the hash of the one before must be those that come next (`head`).
    ///
    /// - Throws: `ParquetError` with code `exists` if there is a receipt of that number: somebody else was faster.
    public func append(_ receipt: SignedReceipt) async throws(ParquetError) {
        let path = ReceiptChain.path(receipt.receipt.number)
        let bytes = receipt.bytes
        guard bytes.count <= SignedReceipt.maximumByteCount else {
            throw ParquetError(
                .limit, "the receipt has \(bytes.count) bytes, at most \(SignedReceipt.maximumByteCount) are read",
                at: place(path))
        }
        guard try await store.create(path, bytes) else {
            throw ParquetError(
                .exists, "the receipt is there already: another run published meanwhile; run it again", at: place(path))
        }
    }

    /// A receipt by its number, without those before it; nil if it is not there.
    ///
    /// - Throws: `ParquetError` naming its file if it is broken, or not signed as it must be.
    public func receipt(_ number: Int) async throws(ParquetError) -> SignedReceipt? {
        let path = ReceiptChain.path(number)
        guard let bytes = try await store.record(path, limit: SignedReceipt.maximumByteCount) else { return nil }
        do throws(ParquetError) {
            let receipt = try SignedReceipt(bytes)
            guard receipt.receipt.number == number else {
                throw ParquetError(.malformed, "the file holds receipt \(receipt.receipt.number)")
            }
            try receipt.check(trusted: trusted)
            return receipt
        } catch {
            throw error.at(place(path))
        }
    }

    private func place(_ path: String) -> ParquetError.Place {
        .init(file: "\(store.name)/\(ContractStore.directoryName)/\(path)")
    }
}
