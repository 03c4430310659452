internal import Parquet

/// A row group that was put together of pages.
struct SalvagedRowGroup: Sendable {
    /// A column chunk.
    struct Chunk: Sendable {
        /// The places of its pages, the dictionary's first if there is one.
        let pages: Range<Int>
        let codec: CompressionCodec
        let valueCount: Int
    }

    let rowCount: Int
    let chunks: [Chunk]

    /// The places of its pages.
    var pages: Range<Int> { (chunks.first?.pages.lowerBound ?? 0)..<(chunks.last?.pages.upperBound ?? 0) }
}

extension SalvagedRowGroup.Chunk {
    /// Where the chunk lies in the file.
    func range(_ scan: PageScan) -> Range<Int> {
        scan.pages[pages.lowerBound].offset..<scan.pages[pages.upperBound - 1].end
    }

    /// The chunk's metadata in a file in which it begins at `offset`.
    func metadata(_ column: ColumnDescriptor, _ scan: PageScan, at offset: Int) -> ColumnChunkMetadata {
        var encodings: [Encoding] = []
        func note(_ encoding: Encoding?) {
            if let encoding, !encodings.contains(encoding) { encodings.append(encoding) }
        }
        var counts: [(type: PageType, encoding: Encoding, count: Int32)] = []
        var uncompressed = 0
        for page in scan.pages[pages] {
            uncompressed += page.headerByteCount + Int(page.header.uncompressedByteCount)
            note(page.header.dataPage?.definitionLevelEncoding)
            note(page.header.dataPage?.repetitionLevelEncoding)
            if page.header.type == .dataPageV2 { note(.rle) }
            guard
                let encoding = page.header.dataPage?.encoding ?? page.header.dataPageV2?.encoding
                    ?? page.header.dictionaryPage?.encoding
            else { continue }
            note(encoding)
            if let known = counts.firstIndex(where: { $0.type == page.header.type && $0.encoding == encoding }) {
                counts[known].count += 1
            } else {
                counts.append((page.header.type, encoding, 1))
            }
        }
        let first = scan.pages[pages.lowerBound]
        let stored = range(scan).count
        return ColumnChunkMetadata(
            fileOffset: 0,
            metadata: ColumnMetadata(
                type: column.physicalType, encodings: encodings, path: column.path.names, codec: codec,
                valueCount: valueCount, totalUncompressedSize: uncompressed, totalCompressedSize: stored,
                dataPageOffset: first.isDictionary ? offset + first.end - first.offset : offset,
                dictionaryPageOffset: first.isDictionary ? offset : nil,
                encodingStatistics: counts.map {
                    PageEncodingStatistics(pageType: $0.type, encoding: $0.encoding, count: $0.count)
                }))
    }
}
