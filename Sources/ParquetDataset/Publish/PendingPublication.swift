internal import Parquet
internal import ParquetJSON

/// A publication that is under way: its receipt, and the run that staged its files. It is kept as `_parkett/pending.json` from before
/// the first partition changes until the receipt stands in the chain, so that a run which is killed in between is finished by
/// the next one.
struct PendingPublication {
    static let path = "pending.json"
    /// The folder of the bytes that files of lines in quarantine are to have.
    static let folder = "pending"

    let receipt: SignedReceipt
    /// The name of what was staged.
    let staging: String

    var bytes: [UInt8] {
        get throws(ParquetError) {
            CanonicalJSON.object([
                "pending": .integer(1), "staging": .string(staging),
                "receipt": try CanonicalJSON(canonical: receipt.bytes, limit: SignedReceipt.maximumByteCount),
            ]).bytes
        }
    }

    /// The publication that is under way in `store`; nil if none is.
    ///
    /// - Throws: `ParquetError` with the record's place if it is broken.
    static func read(_ store: any DatasetStore) async throws(ParquetError) -> PendingPublication? {
        let limit = SignedReceipt.maximumByteCount + 1 << 16
        guard let bytes = try await store.record(path, limit: limit) else { return nil }
        do throws(ParquetError) {
            var reader = try RecordReading(
                CanonicalJSON(canonical: bytes, limit: limit), "the publication")
            guard try reader.integer("pending") == 1 else {
                throw reader.error("is of another version than 1", of: "pending")
            }
            let pending = PendingPublication(
                receipt: try SignedReceipt(reader.value("receipt").bytes), staging: try reader.string("staging"))
            try reader.finish()
            return pending
        } catch {
            throw error.at(.init(file: "\(store.name)/\(ContractStore.directoryName)/\(path)"))
        }
    }

    /// Finishes it, or gives it up if nothing of it is in its place and not all of it is staged.
    ///
    /// - Parameter head: the last receipt of the chain.
    /// - Returns: whether it is published and its receipt is to be appended.
    /// - Throws: `ParquetError` with code `input` if some of it is in its place and the rest is gone.
    func finish(_ store: any DatasetStore, after head: (number: Int, hash: Hash256)?) async throws(ParquetError) -> Bool
    {
        let body = receipt.receipt
        // The chain went on: nothing is left to do.
        guard body.number == (head?.number ?? 0) + 1, body.previous == head?.hash else { return false }
        var missing: [Receipt.Partition] = []
        for partition in body.partitions where try await !partition.isInPlace(in: store) { missing.append(partition) }
        if missing.isEmpty { return try await finishQuarantines(store) }
        guard let staged = try await store.resumeStaging(staging) else {
            return try givenUp(missing, store)
        }
        for partition in missing {
            guard try await partition.isStaged(in: staged, of: store) else { return try givenUp(missing, store) }
        }
        try await staged.publish(missing.map { StagedPartition(path: $0.path, files: $0.outputs.map(\.name)) })
        for partition in missing {
            guard try await partition.isInPlace(in: store) else {
                throw ParquetError(
                    .io, "a publication that was interrupted cannot be finished",
                    at: .init(file: partition.path.description))
            }
        }
        return try await finishQuarantines(store)
    }

    /// Puts the new bytes of files of lines in their places. They are kept before the publication is under way, and removed when it no
    /// longer is.
    private func finishQuarantines(_ store: any DatasetStore) async throws(ParquetError) -> Bool {
        guard receipt.receipt.action == .erase else { return true }
        for quarantine in receipt.receipt.quarantines where quarantine.lines > 0 {
            guard
                let bytes = try await store.record(quarantine.stagedPath, limit: PendingPublication.quarantineByteLimit)
            else { continue }
            guard Hash256(of: bytes) == quarantine.sha256 else {
                throw ParquetError(
                    .input, "the file is not the one that an interrupted run kept",
                    at: .init(file: "\(store.name)/\(ContractStore.directoryName)/\(quarantine.stagedPath)"))
            }
            try await store.replace(quarantine.file, bytes)
        }
        return true
    }

    private static let quarantineByteLimit = 1 << 30

    private func givenUp(_ missing: [Receipt.Partition], _ store: any DatasetStore) throws(ParquetError) -> Bool {
        guard missing.count < receipt.receipt.partitions.count else { return false }
        throw ParquetError(
            .input,
            "a run was interrupted when \(receipt.receipt.partitions.count - missing.count) of "
                + "\(receipt.receipt.partitions.count) partitions were in their places, and what it staged is gone: "
                + "\(missing[0].path) is not as it should be. Convert the same input to another directory, or delete this file "
                + "and convert with --overwrite",
            at: .init(file: "\(store.name)/\(ContractStore.directoryName)/\(PendingPublication.path)"))
    }
}

extension Receipt.Quarantine {
    /// Where the file's new bytes are kept until it is replaced.
    var stagedPath: String { "\(PendingPublication.folder)/\(sha256).jsonl" }
}

extension Receipt.Partition {
    /// Whether the partition's files are the recorded ones.
    func isInPlace(in store: any DatasetStore) async throws(ParquetError) -> Bool {
        let files = try await store.files(in: path)
        guard Set(files.map(\.name)) == Set(outputs.map(\.name)) else { return false }
        for file in files {
            guard let output = outputs.first(where: { $0.name == file.name }), output.byteCount == file.byteCount,
                try await Hash256(of: store.source(of: file, in: path)) == output.sha256
            else { return false }
        }
        return true
    }

    /// Whether the files are staged, but for those that are in their places already.
    fileprivate func isStaged(
        in staged: any StagedOutput, of store: any DatasetStore
    ) async throws(ParquetError) -> Bool {
        let files = try await store.files(in: path)
        for output in outputs {
            if let source = try? await staged.source(of: output.name, in: path) {
                guard let hash = try? await Hash256(of: source), hash == output.sha256 else { return false }
            } else {
                guard let file = files.first(where: { $0.name == output.name }), file.byteCount == output.byteCount,
                    try await Hash256(of: store.source(of: file, in: path)) == output.sha256
                else { return false }
            }
        }
        return true
    }
}
