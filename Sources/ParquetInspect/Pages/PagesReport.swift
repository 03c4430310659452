public import Parquet
internal import ParquetBytes
internal import ParquetCodecs

/// The pages of a file's column chunks with their indexes and bloom filters, a chunk at a time.
public struct PagesReport: Sendable {
    private let file: ParquetFile
    private let columns: [Int]
    private var chunks: [(rowGroup: Int, column: Int)]
    private var next = 0

    /// A report on some column chunks of `file`.
    ///
    /// - Parameters:
    ///   - columns: the columns, by path in dot notation or by the name of a field whose columns are all meant; nil for all.
    ///   - rowGroups: the ordinals of the row groups; nil for all.
    /// - Throws: `ParquetError` with code `argument` if there is no such column or row group, or `malformed` if a row group has
    ///   not as many chunks as the schema has columns.
    public init(_ file: ParquetFile, columns: [String]? = nil, rowGroups: [Int]? = nil) throws(ParquetError) {
        self.file = file
        self.columns = try Projection(columns, of: file.schema).selection
        chunks = []
        let known = file.metadata.rowGroups
        for rowGroup in rowGroups ?? Array(known.indices) {
            guard known.indices.contains(rowGroup) else {
                throw ParquetError(.argument, "there are \(known.count) row groups, \(rowGroup) is none of them")
            }
            guard known[rowGroup].columns.count == file.schema.columns.count else {
                throw ParquetError(
                    .malformed,
                    "\(known[rowGroup].columns.count) column chunks, the schema has \(file.schema.columns.count) columns",
                    at: .init(rowGroup: rowGroup))
            }
            for column in self.columns { chunks.append((rowGroup, column)) }
        }
    }

    /// The next column chunk; nil after the last.
    ///
    /// What is wrong with the chunk is in it; whether it is right `FileCheck` says.
    ///
    /// - Throws: `ParquetError` with code `io`.
    public mutating func nextChunk() async throws(ParquetError) -> ChunkPages? {
        guard next < chunks.count else { return nil }
        let (rowGroup, column) = chunks[next]
        next += 1
        var chunk = ChunkPages(file, rowGroup: rowGroup, column: column)
        try await chunk.read(file)
        return chunk
    }
}
