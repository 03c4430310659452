internal import ParquetBytes
public import Parquet

/// Checks a dataset against its receipts: the chain and its signatures are whole, the files of partitions are the bytes that were
/// recorded, and nothing was added or taken away.
public struct DatasetVerification: Sendable {
    /// Something that is not as the receipts say.
    public enum Finding: Sendable, Hashable, CustomStringConvertible {
        /// The chain is broken at this receipt; those after it were not read, and nothing else was checked.
        case chain(file: String, reason: String)
        /// The chain's last receipt is another than the one that was expected.
        case head(expected: Hash256, found: Hash256?)
        /// A file that a receipt names is not there.
        case missing(partition: PartitionPath, file: String)
        /// A file is there that no receipt names.
        case added(partition: PartitionPath, file: String)
        /// A file has other bytes than were recorded; `reason` says how.
        case changed(partition: PartitionPath, file: String, reason: String)
        /// A file cannot be read.
        case unreadable(partition: PartitionPath, file: String, reason: String)
        /// A file of lines in quarantine, below `_parkett`, is not as recorded.
        case quarantine(file: String, reason: String)

        /// The finding in a sentence that names the file.
        public var description: String {
            switch self {
            case .chain(let file, let reason): "\(file): \(reason)"
            case .head(let expected, let found):
                "the last receipt is \(found?.description ?? "not there"), not \(expected): receipts were taken away or added"
            case .missing(let partition, let file): "\(partition)/\(file): the file was taken away"
            case .added(let partition, let file): "\(partition)/\(file): no receipt names the file; it was added"
            case .changed(let partition, let file, let reason), .unreadable(let partition, let file, let reason):
                "\(partition)/\(file): \(reason)"
            case .quarantine(let file, let reason): "_parkett/\(file): \(reason)"
            }
        }
    }

    /// What was checked, and what is wrong.
    public struct Report: Sendable, Equatable {
        /// The receipts that were read.
        public var receipts = 0
        /// Those of them that are signed.
        public var signedReceipts = 0
        /// The hash of the last one.
        public var head: Hash256?
        /// The partitions that have files by their last receipts.
        public var partitions = 0
        /// The files whose bytes were read.
        public var files = 0
        /// Their bytes.
        public var byteCount = 0
        /// The rows that their receipts tell of.
        public var rows = 0
        /// What is not as the receipts say, in the order of partitions and files.
        public var findings: [Finding] = []
        /// What is no fault, but should be known.
        public var remarks: [String] = []

        /// Whether everything is as the receipts say.
        public var isWhole: Bool { findings.isEmpty }
    }

    private let store: any DatasetStore
    private let chain: ReceiptChain
    private let expectedHead: Hash256?

    /// A check of the dataset in `store`.
    ///
    /// - Parameters:
    ///   - trusted: the keys of which each receipt must be signed with one; if there are none, receipts need not be signed.
    ///   - expectedHead: the hash of the last receipt, as it was noted elsewhere; without it, nothing tells that the last receipts
    ///     and their files were both taken away.
    public init(_ store: any DatasetStore, trusted: [VerificationKey] = [], expectedHead: Hash256? = nil) {
        self.store = store
        chain = ReceiptChain(store, trusted: trusted)
        self.expectedHead = expectedHead
    }

    /// What of a receipt is needed once the chain is checked.
    private struct Published {
        let outputs: [Receipt.Output]
        let rows: Int
        /// The number of the receipt that tells what it was made of.
        let converted: Int
    }

    /// Reads the chain and all files.
    ///
    /// - Parameter progress: is told of each file before it is read.
    /// - Throws: `ParquetError` if the store cannot be listed. What is wrong with the dataset is a finding.
    public func run(
        progress: @Sendable (_ partition: PartitionPath, _ file: String) -> Void = { _, _ in }
    ) async throws(ParquetError) -> Report {
        var report = Report()
        var published: [PartitionPath: Published] = [:]
        var quarantines = QuarantineRecords()
        do throws(ParquetError) {
            try await chain.forEach { receipt in
                report.receipts += 1
                if receipt.signature != nil { report.signedReceipts += 1 }
                report.head = receipt.hash
                for partition in receipt.receipt.partitions {
                    let converted =
                        receipt.receipt.action == .convert
                        ? receipt.receipt.number : published[partition.path]?.converted ?? 0
                    published[partition.path] = Published(
                        outputs: partition.outputs, rows: partition.rows.count, converted: converted)
                }
                quarantines.take(receipt.receipt)
            }
        } catch  where error.code != .io {
            report.findings.append(.chain(file: error.place.file ?? store.name, reason: error.message))
            return report
        }
        // A run that was killed while it published, or that publishes now: the next one appends its receipt.
        if let pending = try await PendingPublication.read(store)?.receipt.receipt,
            pending.number == report.receipts + 1, pending.previous == report.head
        {
            var changed = 0
            for partition in pending.partitions where try await partition.isInPlace(in: store) {
                changed += 1
                published[partition.path] = Published(
                    outputs: partition.outputs, rows: partition.rows.count,
                    converted: pending.action == .convert ? pending.number : published[partition.path]?.converted ?? 0)
            }
            if changed > 0 { quarantines.take(pending) }
            report.remarks.append(
                "a run is publishing, or was killed while it did: \(changed) of \(pending.partitions.count) partitions are in their "
                    + "places, and the next run completes it")
        }
        if let expectedHead, expectedHead != report.head {
            report.findings.append(.head(expected: expectedHead, found: report.head))
        }
        let paths = Set(published.keys).union(try await store.partitions())
        for partition in paths.sorted(by: { $0.description.utf8.lexicographicallyPrecedes($1.description.utf8) }) {
            let expected = published[partition]
            if expected?.outputs.isEmpty == false { report.partitions += 1 }
            // Each receipt's sums are checked, not that of all.
            report.rows.addUpToMax(expected?.rows ?? 0)
            try await check(partition, expected?.outputs ?? [], &report, progress)
        }
        for quarantine in quarantines.files(of: Set(published.values.map(\.converted))) {
            try await check(quarantine, &report)
        }
        return report
    }

    private func check(
        _ partition: PartitionPath, _ outputs: [Receipt.Output], _ report: inout Report,
        _ progress: @Sendable (PartitionPath, String) -> Void
    ) async throws(ParquetError) {
        let files = try await store.files(in: partition)
        for output in outputs {
            guard let file = files.first(where: { $0.name == output.name }) else {
                report.findings.append(.missing(partition: partition, file: output.name))
                continue
            }
            progress(partition, output.name)
            report.files += 1
            report.byteCount += file.byteCount
            guard file.byteCount == output.byteCount else {
                report.findings.append(
                    .changed(
                        partition: partition, file: output.name,
                        reason: "has \(file.byteCount) bytes, \(output.byteCount) were recorded"))
                continue
            }
            do throws(ParquetError) {
                let hash = try await Hash256(of: store.source(of: file, in: partition))
                guard hash != output.sha256 else { continue }
                report.findings.append(
                    .changed(
                        partition: partition, file: output.name,
                        reason: "its bytes are not those that were recorded: SHA-256 \(hash), recorded \(output.sha256)"
                    ))
            } catch {
                report.findings.append(.unreadable(partition: partition, file: output.name, reason: error.message))
            }
        }
        let known = Set(outputs.map(\.name))
        for file in files where !known.contains(file.name) {
            report.findings.append(.added(partition: partition, file: file.name))
        }
    }

    private func check(_ quarantine: Receipt.Quarantine, _ report: inout Report) async throws(ParquetError) {
        let reason: String?
        if let bytes = try await store.record(quarantine.file, limit: DatasetVerification.quarantineByteLimit) {
            reason = Hash256(of: bytes) == quarantine.sha256 ? nil : "its bytes are not those that were recorded"
        } else {
            reason = "the file was taken away"
        }
        if let reason {
            report.findings.append(.quarantine(file: quarantine.file, reason: reason))
        }
    }

    private static let quarantineByteLimit = 1 << 30
}

extension Hash256 {
    /// The hash of all bytes of `source`, which are read in pieces.
    ///
    /// - Throws: `ParquetError` with code `io`.
    public init(of source: any ByteSource) async throws(ParquetError) {
        let count = try await source.byteCount()
        var stream = SHA256Stream()
        var buffer = ByteBuffer()
        var offset = 0
        while offset < count {
            let end = min(count, offset + Hash256.pieceByteCount)
            try await source.read(offset..<end, into: &buffer)
            stream.update(buffer.bytes)
            offset = end
        }
        self = stream.finish()
    }

    private static let pieceByteCount = 1 << 20
}
