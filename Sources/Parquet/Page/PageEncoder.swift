internal import ParquetBytes
internal import ParquetCodecs

/// Puts pages together: header, checksum, compressed body (README.md of parquet-format, "Data Pages").
enum PageEncoder {
    /// The most bytes of a page header as this writer makes it: eight numbers of up to five bytes, their field headers,
    /// and the ends of the structures.
    static let maximumHeaderByteCount = 64

    /// Appends a V1 data page to `chunk`.
    ///
    /// - Parameter body: the levels and values, as the page has them before compression.
    static func appendDataPage(
        _ body: RawSpan, valueCount: Int, encoding: Encoding, compressor: inout PageCompressor,
        to chunk: inout EncodedColumnChunk
    ) throws(ParquetError) {
        let compressed = try append(body, compressor: &compressor, to: &chunk.dataPages, uncompressed: &chunk.uncompressedByteCount) {
            sizes, checksum in
            PageHeader(
                type: .dataPage, uncompressedByteCount: sizes.raw, compressedByteCount: sizes.compressed,
                checksum: checksum,
                dataPage: DataPageHeader(
                    valueCount: Int32(clamping: valueCount), encoding: encoding, definitionLevelEncoding: .rle,
                    repetitionLevelEncoding: .rle))
        }
        chunk.dataPageCount += 1
        chunk.bodyByteCount.raw += body.byteCount
        chunk.bodyByteCount.compressed += compressed
    }

    /// Makes the dictionary page of `chunk`. `values` are the distinct values in PLAIN.
    static func setDictionaryPage(
        _ values: RawSpan, valueCount: Int, compressor: inout PageCompressor, of chunk: inout EncodedColumnChunk
    ) throws(ParquetError) {
        chunk.dictionaryPage.removeAll()
        _ = try append(values, compressor: &compressor, to: &chunk.dictionaryPage, uncompressed: &chunk.uncompressedByteCount) {
            sizes, checksum in
            PageHeader(
                type: .dictionaryPage, uncompressedByteCount: sizes.raw, compressedByteCount: sizes.compressed,
                checksum: checksum,
                dictionaryPage: DictionaryPageHeader(valueCount: Int32(clamping: valueCount), encoding: .plain))
        }
    }

    /// Compresses `body` behind `target` and puts the header in front of it.
    ///
    /// The header names the compressed size, so it comes into being after the body. The body is compressed to where it
    /// would lie behind the longest header, and moved up once the header is known.
    private static func append(
        _ body: RawSpan, compressor: inout PageCompressor, to target: inout ByteBuffer, uncompressed: inout Int,
        header: ((raw: Int32, compressed: Int32), UInt32) -> PageHeader
    ) throws(ParquetError) {
        let start = target.count
        target.reserve(maximumHeaderByteCount)
        target.setCount(start + maximumHeaderByteCount)
        let bodyStart = target.count
        do throws(CodecError) {
            try compressor.compress(body, into: &target)
        } catch {
            throw ParquetError(.argument, error.message)
        }
    }
}
