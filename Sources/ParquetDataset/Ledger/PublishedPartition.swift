public import Parquet

/// A partition with files, as the last receipt that tells of it does.
public struct PublishedPartition: Sendable, Hashable {
    /// What the receipt says of its files and rows.
    public let state: Receipt.Partition
    /// The contract that the receipt names.
    public let contract: Receipt.Contract
    /// The number of the receipt that tells what it was made of.
    public let converted: Int

    /// Its path.
    public var path: PartitionPath { state.path }

    /// Whether its rows are hashed.
    public var isHashed: Bool { state.rows.digest != nil }

    /// The partitions that have files by the receipts of `chain`, in the order of their paths' bytes.
    ///
    /// - Parameter ledger: of the chain.
    /// - Throws: `ParquetError` naming the receipt that cannot be read.
    public static func all(
        _ ledger: SourceLedger, _ chain: ReceiptChain
    ) async throws(ParquetError) -> [PublishedPartition] {
        var found: [PublishedPartition] = []
        // A receipt may tell of many; each is read once.
        let entries = ledger.partitions.compactMap { path in ledger[path].map { (path, $0) } }
            .sorted { $0.1.latest < $1.1.latest }
        var receipt: SignedReceipt?
        for (path, entry) in entries {
            if receipt?.receipt.number != entry.latest { receipt = try await chain.receipt(entry.latest) }
            guard let body = receipt?.receipt, let state = body.partitions.first(where: { $0.path == path }) else {
                throw ParquetError(
                    .malformed,
                    "receipt \(entry.latest) does not tell of the partition \(path), the ledger says it does")
            }
            guard !state.outputs.isEmpty else { continue }
            found.append(PublishedPartition(state: state, contract: body.contract, converted: entry.converted))
        }
        return found.sorted { $0.path.description.utf8.lexicographicallyPrecedes($1.path.description.utf8) }
    }

    /// Opens the file `output` of the partition.
    ///
    /// - Throws: `ParquetError` with code `input` if it is not there or has another size than was recorded.
    func source(_ output: Receipt.Output, in store: any DatasetStore) async throws(ParquetError) -> any ByteSource {
        let files = try await store.files(in: path)
        guard let file = files.first(where: { $0.name == output.name }), file.byteCount == output.byteCount else {
            throw differs(output)
        }
        return try await store.source(of: file, in: path)
    }

    /// Checks that the files are the recorded ones, of which the bytes were not read.
    ///
    /// - Throws: `ParquetError` with code `input`, naming the first that is not.
    func checkNames(in store: any DatasetStore) async throws(ParquetError) {
        let known = Set(state.outputs.map(\.name))
        for file in try await store.files(in: path) where !known.contains(file.name) {
            throw ParquetError(
                .input, "no receipt names the file; parkett verify tells what else is not as recorded",
                at: .init(file: "\(store.name)/\(path)/\(file.name)"))
        }
    }

    /// The error that a file is not as recorded.
    func differs(_ output: Receipt.Output) -> ParquetError {
        ParquetError(
            .input, "the file is not the one that was recorded; parkett verify tells what is not as it should be",
            at: .init(file: "\(path)/\(output.name)"))
    }
}

extension DatasetStore {
    /// The bytes of a contract that a receipt names, and what they say if they are one of this version.
    ///
    /// - Throws: `ParquetError` with code `input` if it is not kept, or is another one.
    func contract(_ contract: Receipt.Contract) async throws(ParquetError) -> [UInt8] {
        let path = "\(DatasetSession.contractFolder)/\(contract.sha256).json"
        guard let bytes = try await record(path, limit: 64 << 20), Hash256(of: bytes) == contract.sha256 else {
            throw ParquetError(
                .input, "the contract that receipts name was taken away or changed",
                at: .init(file: "\(name)/\(ContractStore.directoryName)/\(path)"))
        }
        return bytes
    }

    /// Checks that receipts tell of every partition.
    ///
    /// - Throws: `ParquetError` with code `input`, naming the first that none does.
    func checkPartitionsAreKnown(_ published: [PublishedPartition]) async throws(ParquetError) {
        let known = Set(published.map(\.path))
        guard let first = try await partitions().first(where: { !known.contains($0) }) else { return }
        throw ParquetError(
            .input, "no receipt tells of the partition's files, and without one nothing can be proved of them",
            at: .init(file: "\(name)/\(first)"))
    }
}
