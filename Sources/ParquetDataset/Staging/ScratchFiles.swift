internal import Foundation
internal import Parquet
internal import SystemPackage

/// A directory for files that are gone with the run: beside what is staged where that is a directory, else one of the system's.
struct ScratchFiles {
    let directory: FilePath
    private let isTemporary: Bool

    init(_ staging: any StagedOutput) throws(ParquetError) {
        if let directory = staging.scratchDirectory {
            self.directory = directory
            isTemporary = false
            return
        }
        directory = FilePath(FileManager.default.temporaryDirectory.path)
            .appending("parkett-\(String(UInt64.random(in: .min ... .max), radix: 16))")
        isTemporary = true
        try PlatformFile.makeDirectories(directory)
    }

    /// Removes what was made for the run.
    func remove() {
        if isTemporary { try? PlatformFile.removeTree(directory) }
    }
}
