internal import Foundation
internal import Parquet
internal import SystemPackage

/// The quarantined lines of a conversion: a file for each partition of the input that has such, kept with the partition, or apart
/// if it is not published.
struct Quarantine {
    private let limit: QuarantineLimit
    /// Where files lie for the time being.
    private let staged: FilePath
    /// Where those of published partitions come to.
    private let kept: FilePath
    /// Where those of others come to.
    private let failed: FilePath
    /// The partition that is read, and those before it that are not published.
    private var files: [QuarantineFile] = []
    private var first: (file: String, line: QuarantinedLine)?

    /// - Parameters:
    ///   - staging: of the conversion.
    ///   - isOne: whether all partitions of the input are published together. Their files get a directory of their own then, since
    ///     other runs may read partitions of the same names.
    init(_ limit: QuarantineLimit, _ staging: Staging, isOne: Bool) {
        self.limit = limit
        staged = staging.root.appending("quarantine")
        let run = Quarantine.runName(Date())
        let directory = staging.output.appending("_parkett")
        let kept = directory.appending("quarantine")
        self.kept = isOne ? kept.appending(run) : kept
        failed = directory.appending("failed").appending(run)
    }

    /// A name that no other run has: its time in UTC, and a number.
    private static func runName(_ date: Date) -> String {
        let time = date.formatted(.iso8601.dateTimeSeparator(.standard).timeSeparator(.omitted))
        return "\(time)-\(String(UInt32.random(in: .min ... .max), radix: 16))"
    }

    /// A partition is read from its start.
    mutating func begin(_ partition: PartitionPath) {
        files.append(QuarantineFile(partition, in: staged))
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
                + "\(failed.string). Repair them or change the schema, or raise --max-quarantined",
            at: .init(
                file: first.file, column: first.line.column, line: first.line.line,
                byteOffset: first.line.place ?? first.line.byteOffset))
    }

    /// Keeps the lines, before their rows are published. What is there of the same partition is replaced.
    mutating func keep() throws(ParquetError) {
        for index in files.indices where files[index].lineCount > 0 { try files[index].finish(in: kept) }
    }

    /// Forgets the lines, which are kept, when their rows are published; what is kept of the same partition and is no longer true
    /// is removed.
    mutating func published() throws(ParquetError) {
        for index in files.indices where files[index].lineCount == 0 { try files[index].remove(in: kept) }
        removeAll()
    }

    /// Keeps the lines of what is not published.
    mutating func fail() throws(ParquetError) {
        defer { removeAll() }
        for index in files.indices where files[index].lineCount > 0 { try files[index].finish(in: failed) }
    }

    /// Forgets the lines.
    mutating func removeAll() {
        for index in files.indices { files[index].abort() }
        files.removeAll()
        first = nil
    }
}
