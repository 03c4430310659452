internal import ParquetBytes
internal import ParquetCodecs

/// Reads the rows of a file batch by batch into memory that is reused.
///
///     var reader = try file.reader(columns: ["price"])
///     var batch = RecordBatch(schema: reader.schema)
///     while try await reader.next(into: &batch) { … }
public struct BatchReader: ~Copyable {
    /// The schema of the batches: that of the file without the columns that are not read.
    public let schema: Schema
    private let file: ParquetFile
    private let selection: [Int]
    private var rowGroups: Range<Int>
    private var current: RowGroupReader?
    private var decompressor = PageDecompressor()
    /// The buffers of the column chunks of the row group before.
    private var spareBuffers: [ByteBuffer] = []

    init(_ file: ParquetFile, _ projection: Projection, rowGroups: Range<Int>) {
        self.file = file
        self.rowGroups = rowGroups
        schema = projection.schema
        selection = projection.selection
    }

    /// Replaces the content of `batch` by the next rows: at most `ReaderOptions.batchRowLimit`, all of one row group.
    ///
    /// - Returns: false if there are no more rows; the batch is then empty.
    /// - Throws: `ParquetError` that names file, row group, column, page and byte. The reader is then of no more use.
    public nonisolated(nonsending) mutating func next(into batch: inout RecordBatch) async throws(ParquetError) -> Bool
    {
        if batch.schema != schema || batch.columns.count != schema.columns.count {
            batch = RecordBatch(schema: schema)
        }
        do throws(ParquetError) {
            while current?.remainingRowCount ?? 0 == 0 {
                guard try await openRowGroup() else {
                    batch = RecordBatch(schema: schema)
                    return false
                }
            }
            try current?.next(into: &batch, &decompressor)
            return true
        } catch {
            throw error.at(.init(file: file.source.name))
        }
    }

    /// Reads the chunks of the next row group.
    private nonisolated(nonsending) mutating func openRowGroup() async throws(ParquetError) -> Bool {
        if let buffers = current?.takeBuffers() { spareBuffers = buffers }
        current = nil
        guard let ordinal = rowGroups.popFirst() else { return false }
        var next = try RowGroupReader(
            file.metadata.rowGroups[ordinal], ordinal: ordinal, schema: file.schema, selection: selection,
            fileByteCount: file.byteCount, options: file.options)
        var buffers: [ByteBuffer] = []
        for range in next.ranges {
            var buffer = spareBuffers.popLast() ?? ByteBuffer()
            try await file.source.read(range, into: &buffer)
            buffers.append(buffer)
        }
        next.supply(buffers)
        current = next
        return true
    }
}
