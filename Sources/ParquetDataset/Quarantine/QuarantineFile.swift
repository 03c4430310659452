internal import Parquet
internal import ParquetBytes
internal import SystemPackage

/// The quarantined lines of one partition of the input, on their way to a file of JSON lines (`QuarantinedLine`). There is no file
/// before there is a line.
struct QuarantineFile: Sendable {
    /// Where the file lies while its partition is converted.
    private let staged: FilePath
    private let partition: PartitionPath
    private var file: PlatformScratchFile?
    /// How many lines it has.
    private(set) var lineCount = 0
    private var byteCount = 0

    /// The lines of `partition`, in the file `staged` for the time being.
    init(_ partition: PartitionPath, in staged: FilePath) {
        self.partition = partition
        self.staged = staged
    }

    /// What the lines of a partition without directories are called.
    static let rootName = "all"

    /// What its lines are called: `year=2025/month=01/day=25`, or `all` if the partition has no directories.
    var name: String { partition.isRoot ? QuarantineFile.rootName : partition.components.joined(separator: "/") }

    /// Adds a line.
    mutating func append(_ line: QuarantinedLine) throws(ParquetError) {
        if file == nil { file = try PlatformScratchFile(creating: staged) }
        let bytes = line.json + [0x0A]
        try file?.write(bytes.rawBytes)
        lineCount += 1
        byteCount += bytes.count
    }

    /// Copies the lines into the record `path` of `store`, where they are durable.
    func copy(to path: String, of store: any DatasetStore) throws(ParquetError) -> Receipt.Quarantine {
        let source = try PlatformScratchFile(reading: staged)
        defer { source.close() }
        let sink = try store.makeSink(path)
        var hash = SHA256Stream()
        do throws(ParquetError) {
            var buffer = ByteBuffer()
            var offset = 0
            while offset < byteCount {
                let count = min(QuarantineFile.pieceByteCount, byteCount - offset)
                try source.read(at: offset, count: count, into: &buffer)
                hash.update(buffer.bytes)
                try sink.write(buffer.bytes)
                offset += count
            }
            try sink.finish()
        } catch {
            sink.abort()
            throw error
        }
        return Receipt.Quarantine(file: path, lines: lineCount, sha256: hash.finish())
    }

    private static let pieceByteCount = 1 << 20

    /// Forgets the lines.
    mutating func abort() {
        file?.close()
        if file != nil { try? PlatformFile.removeTree(staged) }
        file = nil
        lineCount = 0
        byteCount = 0
    }
}
