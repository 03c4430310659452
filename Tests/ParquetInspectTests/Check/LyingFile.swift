import Foundation
import Parquet
import ParquetBytes
import ParquetInspect

/// A file that is taken apart, changed in one place, and put together again.
struct LyingFile {
    /// All before the footer.
    var body: [UInt8]
    var metadata: FileMetadata

    init(_ bytes: [UInt8]) async throws {
        let file = try await ParquetFile(MemorySource(bytes))
        metadata = file.metadata
        body = Array(bytes.dropLast(Footer.byteCount + file.metadataByteCount))
    }

    /// A file of Fixtures/read.
    init(fixture name: String) async throws {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        try await self.init([UInt8](Data(contentsOf: package.appending(path: "Fixtures/read/\(name).parquet"))))
    }

    var bytes: [UInt8] {
        let footer = metadata.encoded()
        return body + footer + Footer.trailer(metadataByteCount: UInt32(footer.count))
    }

    func report() async throws -> CheckReport { try await FileCheck.report(on: MemorySource(bytes)) }

    mutating func chunk(_ rowGroup: Int, _ column: Int, _ change: (inout ColumnMetadata) throws -> Void) rethrows {
        guard var chunk = metadata.rowGroups[rowGroup].columns[column].metadata else { return }
        try change(&chunk)
        metadata.rowGroups[rowGroup].columns[column].metadata = chunk
    }

    mutating func statistics(_ rowGroup: Int, _ column: Int, _ change: (inout StatisticsRecord) -> Void) {
        chunk(rowGroup, column) { chunk in
            var statistics = chunk.statistics ?? StatisticsRecord()
            change(&statistics)
            chunk.statistics = statistics
        }
    }

    func columnIndex(_ rowGroup: Int, _ column: Int) throws -> ColumnIndex {
        let offset = metadata.rowGroups[rowGroup].columns[column].columnIndexOffset ?? 0
        var reader = CompactReader(body.rawBytes.extracting(offset..<body.count))
        return try ColumnIndex(from: &reader)
    }

    func offsetIndex(_ rowGroup: Int, _ column: Int) throws -> OffsetIndex {
        let offset = metadata.rowGroups[rowGroup].columns[column].offsetIndexOffset ?? 0
        var reader = CompactReader(body.rawBytes.extracting(offset..<body.count))
        return try OffsetIndex(from: &reader)
    }

    /// Changes a column index; the new one stands at the end of the body.
    mutating func columnIndex(_ rowGroup: Int, _ column: Int, _ change: (inout ColumnIndex) -> Void) throws {
        var index = try columnIndex(rowGroup, column)
        change(&index)
        let bytes = index.encoded()
        metadata.rowGroups[rowGroup].columns[column].columnIndexOffset = body.count
        metadata.rowGroups[rowGroup].columns[column].columnIndexLength = Int32(bytes.count)
        body += bytes
    }

    /// Changes an offset index; the new one stands at the end of the body.
    mutating func offsetIndex(_ rowGroup: Int, _ column: Int, _ change: (inout OffsetIndex) -> Void) throws {
        var index = try offsetIndex(rowGroup, column)
        change(&index)
        let bytes = index.encoded()
        metadata.rowGroups[rowGroup].columns[column].offsetIndexOffset = body.count
        metadata.rowGroups[rowGroup].columns[column].offsetIndexLength = Int32(bytes.count)
        body += bytes
    }

    /// A page as it lies in the file.
    struct Page {
        let header: PageHeader
        let headerRange: Range<Int>
        let bodyRange: Range<Int>
    }

    /// The pages of a chunk, the dictionary page first.
    func pages(_ rowGroup: Int, _ column: Int) throws -> [Page] {
        guard let chunk = metadata.rowGroups[rowGroup].columns[column].metadata else { return [] }
        var offset = min(chunk.dataPageOffset, chunk.dictionaryPageOffset ?? .max)
        let end = offset + chunk.totalCompressedSize
        var pages: [Page] = []
        while offset < end {
            var reader = CompactReader(body.rawBytes.extracting(offset..<body.count))
            let header = try PageHeader(from: &reader)
            let start = offset + reader.offset
            pages.append(
                Page(
                    header: header, headerRange: offset..<start,
                    bodyRange: start..<start + Int(header.compressedByteCount)))
            offset = start + Int(header.compressedByteCount)
        }
        return pages
    }

    /// Changes the header of a chunk's page `ordinal`; what lies behind it moves if its length is another.
    mutating func pageHeader(
        _ rowGroup: Int, _ column: Int, _ ordinal: Int, _ change: (inout PageHeader) -> Void
    ) throws {
        let page = try pages(rowGroup, column)[ordinal]
        var header = page.header
        change(&header)
        let encoded = header.encoded()
        let growth = encoded.count - page.headerRange.count
        if growth != 0 { try move(behind: page.headerRange.lowerBound, in: (rowGroup, column), by: growth) }
        body.replaceSubrange(page.headerRange, with: encoded)
    }

    /// Has all metadata say that what lies behind byte `offset`, which is within the chunk, lies `count` bytes further on.
    private mutating func move(behind offset: Int, in chunk: (rowGroup: Int, column: Int), by count: Int) throws {
        func moved(_ place: Int?) -> Int? { place.map { $0 > offset ? $0 + count : $0 } }
        // The offset indexes are read where they are, then the new ones put where they will be.
        for rowGroup in metadata.rowGroups.indices {
            for column in metadata.rowGroups[rowGroup].columns.indices {
                try offsetIndex(rowGroup, column) { index in
                    for page in index.pageLocations.indices {
                        let location = index.pageLocations[page]
                        let end = location.offset + Int(location.compressedByteCount)
                        if location.offset <= offset, end > offset {
                            index.pageLocations[page].compressedByteCount += Int32(count)
                        }
                        index.pageLocations[page].offset = moved(location.offset) ?? 0
                    }
                }
            }
        }
        for rowGroup in metadata.rowGroups.indices {
            metadata.rowGroups[rowGroup].fileOffset = moved(metadata.rowGroups[rowGroup].fileOffset)
            for column in metadata.rowGroups[rowGroup].columns.indices {
                var there = metadata.rowGroups[rowGroup].columns[column]
                there.columnIndexOffset = moved(there.columnIndexOffset)
                there.offsetIndexOffset = moved(there.offsetIndexOffset)
                if var chunk = there.metadata {
                    chunk.bloomFilterOffset = moved(chunk.bloomFilterOffset)
                    chunk.dictionaryPageOffset = moved(chunk.dictionaryPageOffset)
                    chunk.dataPageOffset = moved(chunk.dataPageOffset) ?? 0
                    there.metadata = chunk
                }
                metadata.rowGroups[rowGroup].columns[column] = there
            }
        }
        metadata.rowGroups[chunk.rowGroup].totalByteSize += count
        metadata.rowGroups[chunk.rowGroup].totalCompressedSize? += count
        self.chunk(chunk.rowGroup, chunk.column) {
            $0.totalCompressedSize += count
            $0.totalUncompressedSize += count
        }
    }
}
