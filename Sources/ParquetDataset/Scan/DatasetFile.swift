public import Parquet
public import SystemPackage

/// A Parquet file of a dataset, with what its directories say of its rows.
public struct DatasetFile: Sendable, Hashable {
    /// Where it is.
    public let path: String
    /// Its size.
    public let byteCount: Int
    /// The directories of the form `key=value` that it lies in.
    public let partition: PartitionPath

    /// The deepest nesting of directories that is followed.
    private static let maxDepth = 64

    /// The files of a dataset in bytewise order of their paths: of a directory those in it and below it whose names end with `.parquet`;
    /// those that a pattern such as `table/year=2025/*/*.parquet` names; or one file.
    ///
    /// Names that start with `_` or `.` are passed over with all they contain. Directories named in `path` itself are levels, too.
    ///
    /// - Throws: `ParquetError` with code `input` if there is nothing at `path`, or `io`.
    public static func all(at path: FilePath) throws(ParquetError) -> [DatasetFile] {
        let files: [DatasetFile]
        switch try InputPath(path) {
        case .standardInput:
            throw ParquetError(.input, "Parquet files are read from their end; standard input has none to begin with")
        case .pattern(let pattern):
            let root = FilePath(pattern.root)
            guard case .directory(let identity) = try PlatformFile.kind(of: root) else {
                throw ParquetError(
                    .input, "is no directory that the pattern could look in", at: .init(file: root.string))
            }
            var walk = Walk(pattern: pattern, levels: [])
            try walk.enter(root, [], [identity])
            files = walk.files
        case .path(let path):
            switch try PlatformFile.kind(of: path) {
            case .directory(let identity):
                var walk = Walk(pattern: nil, levels: path.components.map(\.string))
                try walk.enter(path, [], [identity])
                files = walk.files
            case .regular(let byteCount, _):
                files = [
                    DatasetFile(
                        path: path.string, byteCount: byteCount,
                        partition: PartitionPath(directories: path.removingLastComponent().components.map(\.string)))
                ]
            case .other, .brokenLink:
                throw ParquetError(.input, "there is neither a directory nor a file", at: .init(file: path.string))
            }
        }
        guard !files.isEmpty else {
            throw ParquetError(.input, "there are no Parquet files", at: .init(file: path.string))
        }
        return files
    }

    /// The walk over directories.
    private struct Walk {
        let pattern: PathPattern?
        /// The directories above.
        let levels: [String]
        var files: [DatasetFile] = []

        mutating func enter(
            _ directory: FilePath, _ directories: [String], _ ancestors: [FileIdentity]
        ) throws(ParquetError) {
            guard directories.count < DatasetFile.maxDepth else {
                throw ParquetError(
                    .input, "directories are nested more than \(DatasetFile.maxDepth) deep",
                    at: .init(file: directory.string))
            }
            for name in try PlatformFile.names(in: directory) where !name.hasPrefix("_") && !name.hasPrefix(".") {
                let path = pattern?.root == "." && directories.isEmpty ? FilePath(name) : directory.appending(name)
                let inner = directories + [name]
                switch try PlatformFile.kind(of: path) {
                case .directory(let identity):
                    if let pattern, !pattern.mayLie(in: inner) { continue }
                    guard !ancestors.contains(identity) else {
                        throw ParquetError(
                            .input, "the symbolic link leads back to a directory it lies in; remove it",
                            at: .init(file: path.string))
                    }
                    try enter(path, inner, ancestors + [identity])
                case .regular(let byteCount, _):
                    guard pattern.map({ $0.matches(inner) }) ?? name.hasSuffix(".parquet") else { continue }
                    files.append(
                        DatasetFile(
                            path: path.string, byteCount: byteCount,
                            partition: PartitionPath(directories: levels + directories)))
                case .other: continue
                case .brokenLink:
                    throw ParquetError(.input, "the symbolic link leads nowhere", at: .init(file: path.string))
                }
            }
        }
    }
}
