import Parquet
import ParquetBytes

/// The parts of a Parquet file that say what is where: the footer's metadata and the headers of pages.
struct FileParts {
    let bytes: [UInt8]
    let metadata: FileMetadata
    /// The footer's metadata.
    let footer: Range<Int>
    /// The headers of pages, by row group and column.
    private(set) var headers: [(rowGroup: Int, column: Int, range: Range<Int>)] = []

    init(_ bytes: [UInt8]) async throws {
        self.bytes = bytes
        let file = try await ParquetFile(MemorySource(bytes))
        metadata = file.metadata
        footer = bytes.count - 8 - file.metadataByteCount..<bytes.count - 8
        for (ordinal, rowGroup) in metadata.rowGroups.enumerated() {
            for (index, column) in rowGroup.columns.enumerated() {
                guard let chunk = column.metadata else { continue }
                let range = try chunk.range(fileByteCount: bytes.count, createdBy: nil)
                var offset = range.lowerBound
                while offset < range.upperBound {
                    guard let numbers = ThriftNumbers(Array(bytes[offset..<range.upperBound])) else { break }
                    headers.append((ordinal, index, offset..<offset + numbers.byteCount))
                    var reader = CompactReader(bytes.rawBytes.extracting(offset..<range.upperBound))
                    offset += numbers.byteCount + Int(try PageHeader(from: &reader).compressedByteCount)
                }
            }
        }
    }

    /// The file with other metadata in its footer.
    func replacingFooter(by footer: [UInt8]) -> [UInt8] {
        Array(bytes[..<self.footer.lowerBound]) + footer
            + Footer.trailer(metadataByteCount: UInt32(footer.count))
    }

    /// The file with another header in place of `headers[index]`: its chunk is written once more, behind the others.
    func replacingHeader(_ index: Int, by header: [UInt8]) throws -> [UInt8] {
        let place = headers[index]
        var metadata = metadata
        guard var chunk = metadata.rowGroups[place.rowGroup].columns[place.column].metadata else { return bytes }
        let range = try chunk.range(fileByteCount: bytes.count, createdBy: nil)
        let start = footer.lowerBound
        func moved(_ offset: Int) -> Int {
            start + offset - range.lowerBound + (offset > place.range.lowerBound ? header.count - place.range.count : 0)
        }
        chunk.dataPageOffset = moved(chunk.dataPageOffset)
        chunk.dictionaryPageOffset = chunk.dictionaryPageOffset.flatMap { $0 > 0 ? moved($0) : nil }
        chunk.totalCompressedSize += header.count - place.range.count
        metadata.rowGroups[place.rowGroup].columns[place.column].metadata = chunk
        let body =
            bytes[..<start] + bytes[range.lowerBound..<place.range.lowerBound] + header
            + bytes[place.range.upperBound..<range.upperBound]
        let footer = metadata.encoded()
        return Array(body) + footer + Footer.trailer(metadataByteCount: UInt32(footer.count))
    }
}
