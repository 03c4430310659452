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

    /// Changes a column index; the new one stands at the end of the body.
    mutating func columnIndex(_ rowGroup: Int, _ column: Int, _ change: (inout ColumnIndex) -> Void) throws {
        let offset = metadata.rowGroups[rowGroup].columns[column].columnIndexOffset ?? 0
        var reader = CompactReader(body.rawBytes.extracting(offset..<body.count))
        var index = try ColumnIndex(from: &reader)
        change(&index)
        let bytes = index.encoded()
        metadata.rowGroups[rowGroup].columns[column].columnIndexOffset = body.count
        metadata.rowGroups[rowGroup].columns[column].columnIndexLength = Int32(bytes.count)
        body += bytes
    }

    /// Changes an offset index; the new one stands at the end of the body.
    mutating func offsetIndex(_ rowGroup: Int, _ column: Int, _ change: (inout OffsetIndex) -> Void) throws {
        let offset = metadata.rowGroups[rowGroup].columns[column].offsetIndexOffset ?? 0
        var reader = CompactReader(body.rawBytes.extracting(offset..<body.count))
        var index = try OffsetIndex(from: &reader)
        change(&index)
        let bytes = index.encoded()
        metadata.rowGroups[rowGroup].columns[column].offsetIndexOffset = body.count
        metadata.rowGroups[rowGroup].columns[column].offsetIndexLength = Int32(bytes.count)
        body += bytes
    }

    /// Changes the header of a chunk's page `ordinal` to another of the same length.
    mutating func pageHeader(
        _ rowGroup: Int, _ column: Int, _ ordinal: Int, _ change: (inout PageHeader) -> Void
    ) throws {
        guard let chunk = metadata.rowGroups[rowGroup].columns[column].metadata else { return }
        var offset = min(chunk.dataPageOffset, chunk.dictionaryPageOffset ?? .max)
        for page in 0...ordinal {
            var reader = CompactReader(body.rawBytes.extracting(offset..<body.count))
            var header = try PageHeader(from: &reader)
            let length = reader.offset
            if page == ordinal {
                change(&header)
                let encoded = header.encoded()
                guard encoded.count == length else {
                    throw ParquetError(.argument, "the new header has \(encoded.count) bytes, the old one \(length)")
                }
                body.replaceSubrange(offset..<offset + length, with: encoded)
            }
            offset += length + Int(header.compressedByteCount)
        }
    }
}
