internal import ParquetBytes
public import Parquet
internal import ParquetJSON
public import SystemPackage

/// The quarantined lines that a dataset keeps.
public struct QuarantineListing: Sendable {
    /// A file of lines.
    public struct Entry: Sendable, Hashable {
        /// The partition of the input, as a path, or `all` if it has no directories; with the run before it, if it was not published.
        public let partition: String
        /// The number of the receipt that tells of the file; nil if its partition was not published.
        public let receipt: Int?
        let path: FilePath
    }

    /// What is in a file.
    public struct Summary: Sendable, Equatable {
        /// Its partition.
        public let partition: String
        /// How many lines there are for each reason.
        public private(set) var reasons: [ParquetError.Code: Int] = [:]
        /// The first of them.
        public private(set) var first: QuarantinedLine?

        /// How many lines there are.
        public var lineCount: Int { reasons.values.reduce(0, +) }

        init(partition: String) { self.partition = partition }

        mutating func count(_ line: QuarantinedLine) {
            if first == nil { first = line }
            reasons[line.code, default: 0] += 1
        }

        /// The summary in a sentence.
        public var text: String {
            let counts = reasons.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key.rawValue) \($0.value)" }
            let example = first.map { "; the first: \($0.source), line \($0.line): \($0.reason)" } ?? ""
            return
                "\(partition): \(lineCount) \(lineCount == 1 ? "line" : "lines") (\(counts.joined(separator: ", ")))\(example)"
        }

        /// The summary as JSON, and a line feed.
        public var json: String {
            let reasons = reasons.map { (key: $0.key.rawValue, value: CanonicalJSON.integer($0.value)) }
            let summary = CanonicalJSON.object([
                "partition": .string(partition), "lines": .integer(lineCount),
                "reasons": .object(CanonicalMembers(reasons)),
            ])
            return String(decoding: summary.bytes, as: UTF8.self) + "\n"
        }
    }

    /// The files, in the order of their paths.
    public let entries: [Entry]

    /// What `dataset` keeps.
    ///
    /// - Parameter failed: whether to list the lines of partitions that were not published instead.
    /// - Throws: `ParquetError` with code `io` if a directory cannot be read.
    public init(dataset: FilePath, failed: Bool = false) throws(ParquetError) {
        let root = dataset.appending("_parkett").appending(failed ? "failed" : "quarantine")
        var entries: [Entry] = []
        try QuarantineListing.collect(root, [], failed, &entries)
        self.entries = entries
    }

    private static func collect(
        _ directory: FilePath, _ names: [String], _ failed: Bool, _ entries: inout [Entry]
    ) throws(ParquetError) {
        guard PlatformFile.exists(directory), names.count < InputTree.maxDepth else { return }
        for name in try PlatformFile.names(in: directory).sorted() where !name.hasPrefix(".") {
            let path = directory.appending(name)
            if case .directory = try PlatformFile.kind(of: path) {
                try collect(path, names + [name], failed, &entries)
            } else if name.hasSuffix(".jsonl") {
                let receipt = failed || names.isEmpty ? nil : Quarantine.number(of: name)
                let parts = receipt == nil ? names + [String(name.dropLast(6))] : names
                entries.append(Entry(partition: parts.joined(separator: "/"), receipt: receipt, path: path))
            }
        }
    }

    /// Has `body` look at the lines of `entry`, one after the other.
    ///
    /// - Throws: `ParquetError` with code `io` if the file cannot be read, `json` with its line if it is not as it was written, and what
    ///   `body` throws.
    public func lines(
        of entry: Entry, _ body: (QuarantinedLine) throws(ParquetError) -> Void
    ) throws(ParquetError) {
        guard case .regular(let byteCount, _) = try PlatformFile.kind(of: entry.path) else {
            throw ParquetError(.input, "is no file", at: .init(file: entry.path.string))
        }
        let chunk = InputChunk(
            path: entry.path, relativePath: entry.partition, format: .plain, byteCount: byteCount)
        let reader = try RecordReader(chunk, records: .lines)
        while true {
            let counts = try reader.next { lines throws(ParquetError) in
                var counts = LineCounts()
                var start = 0
                while start < lines.byteCount {
                    let end = LineChunker.lineEnd(in: lines, from: start)
                    counts.lines += 1
                    let quarantined: QuarantinedLine
                    do throws(ParquetError) {
                        quarantined = try QuarantinedLine(
                            json: ByteBuffer(copying: lines.bytes(start..<end)).takeArray())
                    } catch {
                        throw error.at(.init(line: counts.lines))
                    }
                    try body(quarantined)
                    start = end + 1
                }
                return counts
            }
            guard counts != nil else { return }
        }
    }

    /// Counts the lines of `entry`.
    ///
    /// - Throws: as `lines(of:_:)`.
    public func summary(of entry: Entry) throws(ParquetError) -> Summary {
        var summary = Summary(partition: entry.partition)
        try lines(of: entry) { line throws(ParquetError) in summary.count(line) }
        return summary
    }
}

extension ConversionPlan {
    /// The plan of the partitions of which lines are in quarantine.
    ///
    /// - Parameter isByColumns: whether the output's partitions are made of columns: all of the input is one then.
    public func ofLines(in quarantine: QuarantineListing, isByColumns: Bool) -> ConversionPlan {
        let names = Set(quarantine.entries.map(\.partition))
        let isKept = { (partition: InputPartition) in
            names.contains(partition.path.isRoot ? QuarantineFile.rootName : partition.path.description)
        }
        guard isByColumns else { return keeping(isKept) }
        return partitions.contains(where: isKept) ? self : keeping { _ in false }
    }
}
