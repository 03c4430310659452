internal import Parquet
internal import ParquetBytes

/// What a column chunk has beside its pages, read as it stands: what is wrong with it is a finding, not an error.
struct ChunkParts: Sendable {
    var columnIndex: ColumnIndex?
    var offsetIndex: OffsetIndex?
    var bloomFilter: BloomFilter?

    /// Reads the parts of the chunk, whose place the log has.
    ///
    /// - Throws: `ParquetError` with code `io`.
    nonisolated(nonsending) static func read(
        _ chunk: ColumnChunkMetadata, rowGroup: Int, column: Int, _ file: ParquetFile, _ log: inout FindingLog
    ) async throws(ParquetError) -> ChunkParts {
        var parts = ChunkParts()
        parts.columnIndex = try await record(
            .columnIndex, "column index", chunk.columnIndexOffset, chunk.columnIndexLength, file, &log)
        parts.offsetIndex = try await record(
            .offsetIndex, "offset index", chunk.offsetIndexOffset, chunk.offsetIndexLength, file, &log)
        if parts.columnIndex != nil, parts.offsetIndex == nil, chunk.offsetIndexOffset == nil {
            log.warn(.columnIndex, "there is a column index, but no offset index to go with it")
        }
        do throws(ParquetError) {
            parts.bloomFilter = try await file.bloomFilter(rowGroup: rowGroup, column: column)
            if parts.bloomFilter != nil { try await checkLength(chunk, file, &log) }
        } catch {
            guard error.code != .io else { throw error }
            log.note(error, .bloomFilter)
        }
        return parts
    }

    /// Compares the length of the bloom filter with its header.
    private nonisolated(nonsending) static func checkLength(
        _ chunk: ColumnChunkMetadata, _ file: ParquetFile, _ log: inout FindingLog
    ) async throws(ParquetError) {
        guard let offset = chunk.metadata?.bloomFilterOffset, let length = chunk.metadata?.bloomFilterLength else {
            return
        }
        var buffer = ByteBuffer()
        try await file.source.read(offset..<offset + min(Int(length), 256), into: &buffer)
        var reader = CompactReader(buffer.bytes, baseOffset: offset)
        let header = try BloomFilterHeader(from: &reader)
        let actual = reader.offset + Int(header.byteCount)
        if actual != Int(length) {
            log.error(.bloomFilter, "the bloom filter has \(actual) bytes with its header, its length is \(length)")
        }
    }

    private nonisolated(nonsending) static func record<Record: ThriftReadable>(
        _ rule: CheckRule, _ name: String, _ offset: Int?, _ length: Int32?, _ file: ParquetFile,
        _ log: inout FindingLog
    ) async throws(ParquetError) -> Record? {
        guard let offset, let length else {
            if offset != nil || length != nil {
                log.error(rule, "the \(name) has an offset or a length, but not both")
            }
            return nil
        }
        // Some writers leave an empty one where there is none.
        guard length != 0 else { return nil }
        let (end, overflow) = offset.addingReportingOverflow(Int(length))
        guard offset >= 4, length > 0, !overflow,
            end <= file.byteCount - Footer.byteCount - file.metadataByteCount
        else {
            log.error(rule, "the \(name) of \(length) bytes at byte \(offset) is not between the magic and the footer")
            return nil
        }
        guard Int(length) <= file.options.memoryLimit else {
            log.uncheck(rule, "the \(name) of \(length) bytes is beyond the memory limit")
            return nil
        }
        var buffer = ByteBuffer()
        try await file.source.read(offset..<end, into: &buffer)
        var reader = CompactReader(buffer.bytes, baseOffset: offset)
        do throws(ParquetError) {
            let record = try Record(from: &reader)
            if reader.offset != Int(length) {
                log.error(rule, "the \(name) takes \(reader.offset) bytes, its length is \(length)")
            }
            return record
        } catch {
            log.note(error, rule)
            return nil
        }
    }
}
