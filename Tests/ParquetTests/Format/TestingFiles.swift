import Foundation

/// The files of Apache's parquet-testing, if they are on this machine: beside the package in `../shared`, or where the
/// environment variable PARQUET_TESTING says.
enum TestingFiles {
    static let folder: URL? = {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let named = ProcessInfo.processInfo.environment["PARQUET_TESTING"].map { URL(filePath: $0) }
        let folders = [named, package.appending(path: "../shared/parquet-testing").standardized].compactMap { $0 }
        return folders.first { FileManager.default.fileExists(atPath: $0.appending(path: "data").path) }
    }()

    static var arePresent: Bool { folder != nil }

    /// The paths of the files in `folders` whose names end with `.parquet`.
    static func parquetFiles(_ folders: String...) -> [String] {
        guard let folder else { return [] }
        return folders.flatMap { name in
            let files = try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: name).path)
            return (files ?? []).sorted().filter { $0.hasSuffix(".parquet") }.map { "\(name)/\($0)" }
        }
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        guard let folder else { throw CocoaError(.fileNoSuchFile) }
        return [UInt8](try Data(contentsOf: folder.appending(path: path)))
    }
}
