internal import Parquet
internal import ParquetBytes
internal import SystemPackage

/// A file in the staging directory. It does not wait for the disk: who publishes it sees to that, for many files at once.
final class StagedFileSink: ByteSink {
    private let file: PlatformScratchFile

    init(_ path: FilePath) throws(ParquetError) {
        file = try PlatformScratchFile(creating: path)
    }

    func write(_ bytes: RawSpan) throws(ParquetError) {
        try file.write(bytes)
    }

    func finish() {
        file.close()
    }

    func abort() {
        file.close()
        try? PlatformFile.removeTree(file.path)
    }
}
