import Foundation
import SystemPackage

/// A directory that is there as long as the value is.
final class TemporaryDirectory: Sendable {
    let path: FilePath

    init() throws {
        path = FilePath(FileManager.default.temporaryDirectory.path).appending("parquet-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path.string)
    }

    func bytes(of file: FilePath) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: file.string)))
    }

    /// The names in the directory, hidden ones included.
    func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path.string).sorted()
    }
}
