internal import Parquet
internal import Synchronization

/// A file that is written and staged.
struct StagedFile: Sendable {
    let partition: PartitionPath
    let name: String
    let rowCount: Int
    let byteCount: Int
    /// The hash of the bytes that were given to it.
    let sha256: Hash256
}

/// The files of one partition while they are written.
final class StagedFiles: Sendable {
    private let partition: PartitionPath
    private let staging: any StagedOutput
    private let first: Int
    private let isOneOfMany: Bool
    private let help: (any WriterHelp)?
    private let hashes = Mutex<[String: Hash256]>([:])

    /// - Parameters:
    ///   - first: the number of the first file.
    ///   - isOneOfMany: whether the partition is published together with many others.
    ///   - help: a thread that hashes a file while another one writes it; nil where there is none.
    init(
        of partition: PartitionPath, in staging: any StagedOutput, from first: Int = 0, isOneOfMany: Bool = false,
        help: (any WriterHelp)? = nil
    ) {
        self.partition = partition
        self.staging = staging
        self.first = first
        self.isOneOfMany = isOneOfMany
        self.help = help
    }

    /// Begins the next file.
    func makeSink(_ ordinal: Int) throws(ParquetError) -> any ByteSink {
        let name = StagedFiles.name(first + ordinal)
        let sink: any ByteSink =
            isOneOfMany
            ? try staging.makeSinkOfMany(name, in: partition) : try staging.makeSink(name, in: partition)
        return HashingSink(sink, help: help) { hash in self.hashes.withLock { $0[name] = hash } }
    }

    /// The files, which a writer says are written.
    func files(_ written: [WrittenFile]) -> [StagedFile] {
        let hashes = hashes.withLock { $0 }
        return written.enumerated().compactMap { ordinal, file in
            let name = StagedFiles.name(first + ordinal)
            return hashes[name].map {
                StagedFile(
                    partition: partition, name: name, rowCount: file.rowCount, byteCount: file.byteCount, sha256: $0)
            }
        }
    }

    /// The name of a partition's file: `part-00000.parquet`.
    static func name(_ ordinal: Int) -> String {
        let digits = String(ordinal)
        return "part-\(String(repeating: "0", count: max(0, 5 - digits.count)))\(digits).parquet"
    }

    /// The number of a file of that name; nil if it is none of ours.
    static func ordinal(_ name: String) -> Int? {
        guard name.hasPrefix("part-"), name.hasSuffix(".parquet") else { return nil }
        return Int(name.dropFirst(5).dropLast(8)).flatMap { StagedFiles.name($0) == name ? $0 : nil }
    }
}
