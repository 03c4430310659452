public import Foundation

/// Apache's test data, which are not part of this package: the folder that the environment variable PARQUET_TESTING names,
/// or `../shared/parquet-testing` beside the package.
public enum ParquetTesting {
    /// The folder; nil if it is not there.
    public static let folder: URL? = {
        let named = ProcessInfo.processInfo.environment["PARQUET_TESTING"].map { URL(filePath: $0) }
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let candidate = named ?? package.deletingLastPathComponent().appending(path: "shared/parquet-testing")
        return FileManager.default.fileExists(atPath: candidate.appending(path: "data").path) ? candidate : nil
    }()

    /// What tests say that are skipped.
    public static let absence = "Apache's test data are not there; PARQUET_TESTING can name their folder"

    /// The Parquet files in `subfolder` and below, as paths from the folder, in order.
    public static func names(in subfolder: String) -> [String] {
        guard let folder,
            let paths = FileManager.default.enumerator(atPath: folder.appending(path: subfolder).path)
        else { return [] }
        let names = paths.compactMap { $0 as? String }.map { "\(subfolder)/\($0)" }
        return names.filter { $0.hasSuffix(".parquet") || $0.hasSuffix(".parquet.encrypted") }.sorted()
    }

    /// The path of the file `name`.
    public static func path(_ name: String) -> String { folder?.appending(path: name).path ?? name }
}
