internal import ParquetBytes
public import Parquet
internal import ParquetInspect
public import SystemPackage

/// Looks at the files of a dataset, whoever wrote them, with the eyes of an engine that is to query it: their sizes, their schemas
/// beside one another, types that it misreads, and what is missing that it could skip by. Only footers are read; whether files are
/// what they say is `FileCheck`'s work.
public struct DatasetDoctor: Sendable {
    /// What was found.
    public struct Report: Sendable {
        /// The engine.
        public var engine: QueryEngine
        /// The files that were looked at.
        public var fileCount = 0
        /// Their bytes.
        public var byteCount = 0
        /// Their row groups.
        public var rowGroupCount = 0
        /// Their rows; `Int.max` if files claim more.
        public var rowCount = 0
        /// What to do, the worst first.
        public var advice: [Advice] = []

        /// How much of it is of a severity.
        public func count(_ severity: Advice.Severity) -> Int { advice.count { $0.severity == severity } }
    }

    private let engine: QueryEngine

    /// With the eyes of `engine`.
    public init(for engine: QueryEngine) {
        self.engine = engine
    }

    /// Looks at the dataset at `path`: a file, a directory of partitions, or a pattern.
    ///
    /// - Throws: `ParquetError` with code `input` if there are no files, or `io`. A file that cannot be read is advice.
    public nonisolated(nonsending) func run(
        over path: FilePath, options: ReaderOptions = ReaderOptions()
    ) async throws(ParquetError) -> Report {
        let files = try DatasetFile.all(at: path)
        var report = Report(engine: engine)
        report.fileCount = files.count
        var log = AdviceLog()
        if engine.readsAllFiles, case .path(let directory) = try InputPath(path),
            case .directory = try PlatformFile.kind(of: directory)
        {
            try ForeignFiles.look(in: directory, for: engine, &log)
        }
        var schemas = SchemaComparison(engine)
        var sizes = SizeComparison(engine)
        for file in files {
            report.byteCount += file.byteCount
            let parquet: ParquetFile
            do throws(ParquetError) {
                parquet = try await ParquetFile(FileSource(file.path), options: options)
            } catch {
                log.add(
                    Trouble(
                        .error, "unreadable-file", "the file cannot be read: \(error.message)",
                        "take it away, or see what parkett salvage gets back of it"), in: file.path)
                continue
            }
            report.rowCount.addUpToMax(parquet.rowCount)
            report.rowGroupCount += parquet.metadata.rowGroups.count
            schemas.add(parquet.schema, of: file, &log)
            sizes.add(parquet, of: file, &log)
            FileDoctor(engine).look(at: parquet, called: file.path, &log)
        }
        schemas.finish(&log)
        sizes.finish(&log)
        report.advice = log.sorted
        return report
    }
}

/// Files in a dataset's directories that are no Parquet files by their names.
private enum ForeignFiles {
    private static let maxDepth = 64

    static func look(in directory: FilePath, for engine: QueryEngine, _ log: inout AdviceLog) throws(ParquetError) {
        try enter(directory, 0, engine, &log)
    }

    private static func enter(
        _ directory: FilePath, _ depth: Int, _ engine: QueryEngine, _ log: inout AdviceLog
    ) throws(ParquetError) {
        guard depth < maxDepth else { return }
        for name in try PlatformFile.names(in: directory) where !name.hasPrefix("_") && !name.hasPrefix(".") {
            let path = directory.appending(name)
            switch try PlatformFile.kind(of: path) {
            case .directory: try enter(path, depth + 1, engine, &log)
            case .regular(let byteCount, _) where byteCount == 0:
                log.add(
                    Trouble(
                        .error, "empty-file",
                        "a file without bytes: \(engine.name) fails on it, or takes it for a directory's mark",
                        "remove it"), in: path.string)
            case .regular where !name.hasSuffix(".parquet"):
                log.add(
                    Trouble(
                        .error, "foreign-file",
                        "a file that is no .parquet: \(engine.name) reads every file below a table's location whose name does "
                            + "not begin with _ or .",
                        "move it out of the dataset, or below a directory such as _other"), in: path.string)
            case .regular, .other, .brokenLink: continue
            }
        }
    }
}
