internal import ParquetBytes
internal import Synchronization

/// The row groups of a file that are encoded, with what follows the last one: bloom filters and page indexes.
///
/// These are kept as bytes; where they will lie in the file is known when there are no more row groups.
struct FinishedRowGroups: Sendable {
    /// The most bytes that an offset takes.
    private let offsetByteCount: Int
    private(set) var rowGroups: [RowGroupMetadata] = []
    private(set) var rowCount = 0
    private var bloomFilters = ByteBuffer()
    private var columnIndexes = ByteBuffer()
    private var offsetIndexes = ByteBuffer()
    /// The sizes of the parts that belong to each column chunk, in order.
    private var parts: [(bloomFilter: Int, columnIndex: Int, offsetIndex: Int)] = []
    private var metadataByteCount = 0
    /// The sizes of the three kinds, once they have been taken.
    private var partSizes: (bloomFilters: Int, columnIndexes: Int)?

    /// The most bytes that the places and sizes of indexes and filters take, which metadata still gets.
    private var placesBound = 0

    /// - Parameter fileByteLimit: the size that the file will not exceed.
    init(fileByteLimit: Int) {
        offsetByteCount = CompactWriter.byteCount(ofInteger: min(fileByteLimit, 1 << 48))
    }

    /// The most bytes that indexes, filters and metadata take in the file.
    var maximumTailByteCount: Int {
        bloomFilters.count + columnIndexes.count + offsetIndexes.count + metadataByteCount + placesBound
    }

    /// Notes a row group with its chunks' indexes.
    mutating func append(
        _ metadata: RowGroupMetadata, _ columns: [ColumnChunkWriter.Finished], writesPageIndex: Bool
    ) {
        var parts: [StoredRowGroup.Parts] = []
        for (chunk, column) in zip(metadata.columns, columns) {
            var own = StoredRowGroup.Parts(bloomFilter: column.bloomFilter ?? [])
            if writesPageIndex {
                own.columnIndex = column.index.columnIndex?.encoded() ?? []
                own.offsetIndex = column.index.offsetIndex(dataPageOffset: chunk.metadata?.dataPageOffset ?? 0)
            }
            parts.append(own)
        }
        append(metadata, parts)
    }

    /// Notes a row group with its chunks' indexes.
    mutating func append(_ metadata: RowGroupMetadata, _ parts: [StoredRowGroup.Parts]) {
        for part in parts {
            append(
                bloomFilter: part.bloomFilter, columnIndex: part.columnIndex,
                offsetIndex: part.offsetIndex?.encoded() ?? [])
        }
        rowGroups.append(metadata)
        rowCount += metadata.rowCount
        metadataByteCount += metadata.encoded().count
    }

    /// The row groups as they lie in the file, for copying; not after `takeIndexes`.
    func stored() throws(ParquetError) -> [StoredRowGroup] {
        var positions = (bloomFilter: 0, columnIndex: 0, offsetIndex: 0)
        func next(_ position: inout Int, _ count: Int) -> Range<Int> {
            defer { position += count }
            return position..<position + count
        }
        var stored: [StoredRowGroup] = []
        var part = 0
        for rowGroup in rowGroups {
            var chunks: [Range<Int>] = []
            var own: [StoredRowGroup.Parts] = []
            var start = rowGroup.fileOffset ?? 0
            for column in rowGroup.columns {
                let count = column.metadata?.totalCompressedSize ?? 0
                chunks.append(start..<start + count)
                start += count
                let offsetIndex = offsetIndexes.bytes.bytes(next(&positions.offsetIndex, parts[part].offsetIndex))
                var reader = CompactReader(offsetIndex, baseOffset: 0)
                own.append(
                    StoredRowGroup.Parts(
                        bloomFilter: ByteBuffer(
                            copying: bloomFilters.bytes.bytes(next(&positions.bloomFilter, parts[part].bloomFilter))
                        ).takeArray(),
                        columnIndex: ByteBuffer(
                            copying: columnIndexes.bytes.bytes(next(&positions.columnIndex, parts[part].columnIndex))
                        ).takeArray(),
                        offsetIndex: offsetIndex.byteCount > 0 ? try OffsetIndex(from: &reader) : nil))
                part += 1
            }
            stored.append(StoredRowGroup(metadata: rowGroup, chunks: chunks, parts: own))
        }
        return stored
    }

    /// Notes the indexes of the next column chunk; empty ones are not there.
    private mutating func append(bloomFilter: [UInt8], columnIndex: [UInt8], offsetIndex: [UInt8]) {
        bloomFilters.append(bloomFilter)
        columnIndexes.append(columnIndex)
        offsetIndexes.append(offsetIndex)
        parts.append((bloomFilter.count, columnIndex.count, offsetIndex.count))
        for byteCount in [bloomFilter.count, columnIndex.count, offsetIndex.count] where byteCount > 0 {
            placesBound += 2 + offsetByteCount + CompactWriter.byteCount(ofInteger: byteCount)
        }
    }

    /// Hands out bloom filters, column indexes and offset indexes, in the order they have in the file.
    mutating func takeIndexes() -> [ByteBuffer] {
        partSizes = (bloomFilters.count, columnIndexes.count)
        let all = [bloomFilters, columnIndexes, offsetIndexes]
        bloomFilters = ByteBuffer()
        columnIndexes = ByteBuffer()
        offsetIndexes = ByteBuffer()
        return all
    }

    /// The row groups' metadata, one after the other, for a file in which the indexes lie at `position`.
    func encodedRowGroups(at position: Int) -> ByteBuffer {
        let sizes = partSizes ?? (bloomFilters.count, columnIndexes.count)
        var bloomFilter = position
        var columnIndex = bloomFilter + sizes.bloomFilters
        var offsetIndex = columnIndex + sizes.columnIndexes
        var part = 0
        var encoded = ByteBuffer()
        for var rowGroup in rowGroups {
            for index in rowGroup.columns.indices {
                let size = parts[part]
                part += 1
                if size.bloomFilter > 0 {
                    rowGroup.columns[index].metadata?.bloomFilterOffset = bloomFilter
                    rowGroup.columns[index].metadata?.bloomFilterLength = Int32(clamping: size.bloomFilter)
                }
                if size.columnIndex > 0 {
                    rowGroup.columns[index].columnIndexOffset = columnIndex
                    rowGroup.columns[index].columnIndexLength = Int32(clamping: size.columnIndex)
                }
                if size.offsetIndex > 0 {
                    rowGroup.columns[index].offsetIndexOffset = offsetIndex
                    rowGroup.columns[index].offsetIndexLength = Int32(clamping: size.offsetIndex)
                }
                bloomFilter += size.bloomFilter
                columnIndex += size.columnIndex
                offsetIndex += size.offsetIndex
            }
            encoded.append(rowGroup.encoded())
        }
        return encoded
    }
}

/// The finished chunks of a row group, as columns hand them in from several threads.
final class FinishedColumns: Sendable {
    private let chunks: Mutex<[ColumnChunkWriter.Finished?]>

    init(count: Int) {
        chunks = Mutex([ColumnChunkWriter.Finished?](repeating: nil, count: count))
    }

    func set(_ chunk: ColumnChunkWriter.Finished, at index: Int) {
        chunks.withLock { $0[index] = chunk }
    }

    /// The chunks in the order of the columns.
    func take() -> [ColumnChunkWriter.Finished] {
        chunks.withLock { chunks in
            let all = chunks.compactMap { $0 }
            chunks = []
            return all
        }
    }
}
