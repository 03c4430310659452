internal import Parquet

/// Where the bytes of a dataset's files come from, counted or not.
enum DatasetSources: Sendable {
    /// The files themselves.
    case files
    /// The same, and what is read of them is added up.
    case counted(ByteTally)

    /// Opens the file at `path`.
    nonisolated(nonsending) func open(_ path: String, _ options: ReaderOptions) async throws(ParquetError)
        -> ParquetFile
    {
        let file = try FileSource(path)
        switch self {
        case .files: return try await ParquetFile(file, options: options)
        case .counted(let tally):
            return try await ParquetFile(TalliedSource(base: file, tally: tally), options: options)
        }
    }
}
