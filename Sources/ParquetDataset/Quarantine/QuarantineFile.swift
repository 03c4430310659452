internal import Parquet
internal import ParquetBytes
internal import SystemPackage

/// The quarantined lines of one partition of the input, on their way to a file of JSON lines (`QuarantinedLine`). There is no file
/// before there is a line.
struct QuarantineFile: Sendable {
    /// Where the file lies while its partition is converted.
    private let staged: FilePath
    private let name: FilePath
    private var sink: FileSink?
    /// How many lines it has.
    private(set) var lineCount = 0

    /// The name of the file of `partition`: `year=2025/month=01/day=25.jsonl`, or `all.jsonl` if it has no directories.
    static func name(of partition: PartitionPath) -> FilePath {
        guard let last = partition.components.last else { return FilePath("all.jsonl") }
        let above = partition.components.dropLast().reduce(FilePath("")) { $0.appending($1) }
        return above.appending(last + ".jsonl")
    }

    /// The lines of `partition`, in `directory` for the time being.
    init(_ partition: PartitionPath, in directory: FilePath) {
        name = QuarantineFile.name(of: partition)
        staged = directory.pushing(name)
    }

    /// Adds a line.
    mutating func append(_ line: QuarantinedLine) throws(ParquetError) {
        if sink == nil {
            try PlatformFile.makeDirectories(staged.removingLastComponent())
            sink = try FileSink(staged)
        }
        try sink?.write((line.json + [0x0A]).rawBytes)
        lineCount += 1
    }

    /// Ends the file, which has lines, and moves it below `directory`, where it takes the place of the one of that name.
    mutating func finish(in directory: FilePath) throws(ParquetError) {
        try sink?.finish()
        sink = nil
        let target = directory.pushing(name)
        // It may have been moved already, before something else failed.
        guard PlatformFile.exists(staged) else { return }
        try PlatformFile.makeDirectories(target.removingLastComponent())
        try PlatformFile.rename(staged, to: target)
        try PlatformFile.synchronize(directory: target.removingLastComponent())
    }

    /// Removes the file of that name below `directory`, if there is one.
    func remove(in directory: FilePath) throws(ParquetError) {
        try PlatformFile.removeTree(directory.pushing(name))
    }

    /// Forgets the lines.
    mutating func abort() {
        sink?.abort()
        sink = nil
        lineCount = 0
    }
}
