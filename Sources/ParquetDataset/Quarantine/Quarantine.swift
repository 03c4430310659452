internal import Foundation
internal import Parquet
internal import SystemPackage

/// The quarantined lines of a conversion: a file for each partition of the input that has such and each receipt,
/// `quarantine/year=2025/…/00000007.jsonl`, or apart if the partition is not published.
struct Quarantine {
    /// The folder of the records.
    static let folder = "quarantine"

    private let limit: QuarantineLimit
    /// Where files lie for the time being.
    private let scratch: FilePath
    private let store: any DatasetStore
    /// The folder of those that are not published.
    private let failed: String
    private var begun = 0
    /// The partition that is read, and those before it that are not published.
    private var files: [QuarantineFile] = []
    private var first: (file: String, line: QuarantinedLine)?

    /// - Parameters:
    ///   - scratch: a directory for files of the run.
    ///   - store: where they are kept.
    init(_ limit: QuarantineLimit, scratch: FilePath, store: any DatasetStore) {
        self.limit = limit
        self.scratch = scratch
        self.store = store
        failed = "failed/\(Quarantine.runName(Date()))"
    }

    /// The receipt that a file of quarantine was written for, by its path; nil if it is of no receipt.
    static func number(of path: String) -> Int? {
        guard let name = path.split(separator: "/").last, name.hasSuffix(".jsonl"), name.utf8.count >= 14 else {
            return nil
        }
        let digits = name.dropLast(6)
        return digits.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(digits) : nil
    }

    /// A name that no other run has: its time in UTC, and a number.
    private static func runName(_ date: Date) -> String {
        let time = date.formatted(.iso8601.dateTimeSeparator(.standard).timeSeparator(.omitted))
        return "\(time)-\(String(UInt32.random(in: .min ... .max), radix: 16))"
    }

    /// A partition is read from its start.
    mutating func begin(_ partition: PartitionPath) {
        begun += 1
        files.append(QuarantineFile(partition, in: scratch.appending("quarantine-\(begun)")))
    }

    /// Adds the lines of a block.
    mutating func append(
        _ records: [RejectedRecord], of chunk: InputChunk, linesBefore: Int
    ) throws(ParquetError) {
        guard !files.isEmpty else { return }
        for record in records {
            let line = record.quarantined(source: chunk.relativePath, linesBefore: linesBefore)
            if first == nil { first = (chunk.path.string, line) }
            try files[files.count - 1].append(line)
        }
    }

    /// Checks that there are not too many.
    ///
    /// - Parameter rows: how many lines are rows.
    /// - Throws: `ParquetError` with code `quarantine`, with the place of the first.
    func check(rows: Int) throws(ParquetError) {
        let count = files.reduce(0) { $0 + $1.lineCount }
        guard let first, !limit.allows(count, of: rows + count) else { return }
        throw ParquetError(
            .quarantine,
            "\(first.line.reason); \(count) of \(rows + count) lines are no rows, at most \(limit) may be. They are kept below "
                + "\(store.name)/\(ContractStore.directoryName)/\(failed). Repair them or change the schema, or raise --max-quarantined",
            at: .init(
                file: first.file, column: first.line.column, line: first.line.line,
                byteOffset: first.line.place ?? first.line.byteOffset))
    }

    /// Keeps the lines, before their rows are published with the receipt `number`.
    ///
    /// - Returns: the files, for the receipt.
    func keep(for number: Int) throws(ParquetError) -> [Receipt.Quarantine] {
        let digits = String(number)
        let name = String(repeating: "0", count: max(0, 8 - digits.count)) + digits
        var kept: [Receipt.Quarantine] = []
        for file in files where file.lineCount > 0 {
            kept.append(try file.copy(to: "\(Quarantine.folder)/\(file.name)/\(name).jsonl", of: store))
        }
        return kept
    }

    /// Keeps the lines of what is not published.
    mutating func fail() throws(ParquetError) {
        defer { removeAll() }
        for file in files where file.lineCount > 0 {
            _ = try file.copy(to: "\(failed)/\(file.name).jsonl", of: store)
        }
    }

    /// Forgets the lines.
    mutating func removeAll() {
        for index in files.indices { files[index].abort() }
        files.removeAll()
        first = nil
    }
}
