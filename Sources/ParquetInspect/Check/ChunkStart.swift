internal import Parquet
internal import ParquetBytes

/// Where the pages of a column chunk begin, if it is not where its metadata say.
///
/// Writers put chunks one behind the other. Where a chunk is said to begin elsewhere than the part before it ends, and no page
/// can be there, or one of indices without a dictionary, but a page is where that part ends, that is the chunk's first.
enum ChunkStart {
    /// The longest header that is looked for; it is that of a chunk's first page.
    private static let headerLimit = 4096

    /// - Returns: the place of the chunk's first page; nil if it is as told, or nothing better is known.
    /// - Throws: `ParquetError` with code `io`.
    nonisolated(nonsending) static func find(
        _ metadata: ColumnMetadata, _ layout: FileLayout, _ file: ParquetFile
    ) async throws(ParquetError) -> Int? {
        let told = metadata.startOffset
        guard metadata.totalCompressedSize > 0 else { return nil }
        let other = layout.previousEnd(before: told)
        guard other != told else { return nil }
        if let header = try await header(at: told, file) {
            guard header.type != .dictionaryPage, header.hasIndices else { return nil }
            guard let before = try await self.header(at: other, file) else { return nil }
            return before.type == .dictionaryPage ? other : nil
        }
        return try await header(at: other, file) == nil ? nil : other
    }

    /// The header of a page at byte `offset`; nil if none can be there.
    private nonisolated(nonsending) static func header(
        at offset: Int, _ file: ParquetFile
    ) async throws(ParquetError) -> PageHeader? {
        let end = file.byteCount - Footer.byteCount - file.metadataByteCount
        guard offset >= Footer.magic.count, offset < end else { return nil }
        var buffer = ByteBuffer()
        try await file.source.read(offset..<min(offset + headerLimit, end), into: &buffer)
        var reader = CompactReader(buffer.bytes, baseOffset: offset)
        do throws(ParquetError) {
            let header = try PageHeader(from: &reader)
            let isKnown = header.dataPage != nil || header.dataPageV2 != nil || header.dictionaryPage != nil
            return isKnown && Int(header.compressedByteCount) <= end - offset - reader.offset ? header : nil
        } catch {
            return nil
        }
    }
}
