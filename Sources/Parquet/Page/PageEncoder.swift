internal import ParquetBytes
internal import ParquetCodecs

/// Puts pages together: header, checksum, compressed body (README.md of parquet-format, "Data Pages").
///
/// It owns what one worker needs for it and keeps from page to page: a compressor for each codec, and scratch space.
struct PageEncoder: ~Copyable {
    /// The most bytes of a page header as this writer makes it: seven numbers of up to five bytes, their field headers,
    /// and the ends of the structures.
    static let maximumHeaderByteCount = 64

    private var compressors: [PageCodec: Compressor] = [:]
    private var compressed = ByteBuffer()
    /// Scratch space for the bodies of pages.
    var body = ByteBuffer()

    /// A compressor in a box, since collections do not hold noncopyable values.
    private final class Compressor {
        var compressor: PageCompressor

        init(_ codec: PageCodec) throws(CodecError) {
            compressor = try PageCompressor(codec)
        }
    }

    /// Appends a V1 data page to `chunk`.
    ///
    /// - Parameter body: the levels and values, as the page has them before compression.
    mutating func appendDataPage(
        _ body: RawSpan, valueCount: Int, encoding: Encoding, codec: PageCodec, to chunk: inout EncodedColumnChunk
    ) throws(ParquetError) {
        let checksum = try compress(body, codec)
        var header = CompactWriter()
        PageHeader(
            type: .dataPage, uncompressedByteCount: try size(body.byteCount),
            compressedByteCount: try size(compressed.count), checksum: checksum,
            dataPage: DataPageHeader(
                valueCount: try size(valueCount), encoding: encoding, definitionLevelEncoding: .rle,
                repetitionLevelEncoding: .rle)
        ).write(to: &header)
        chunk.uncompressedByteCount += header.byteCount + body.byteCount
        chunk.dataPages.append(header.takeArray())
        chunk.dataPages.append(compressed.bytes)
        chunk.dataPageCount += 1
        chunk.bodyByteCount.raw += body.byteCount
        chunk.bodyByteCount.compressed += compressed.count
    }

    /// Makes the dictionary page of `chunk`. `values` are the distinct values in PLAIN.
    mutating func setDictionaryPage(
        _ values: RawSpan, valueCount: Int, codec: PageCodec, of chunk: inout EncodedColumnChunk
    ) throws(ParquetError) {
        let checksum = try compress(values, codec)
        var header = CompactWriter()
        PageHeader(
            type: .dictionaryPage, uncompressedByteCount: try size(values.byteCount),
            compressedByteCount: try size(compressed.count), checksum: checksum,
            dictionaryPage: DictionaryPageHeader(valueCount: try size(valueCount), encoding: .plain)
        ).write(to: &header)
        chunk.uncompressedByteCount += header.byteCount + values.byteCount
        chunk.dictionaryPage.removeAll()
        chunk.dictionaryPage.append(header.takeArray())
        chunk.dictionaryPage.append(compressed.bytes)
    }

    /// The size of `values` compressed, for comparing.
    mutating func compressedByteCount(of values: RawSpan, codec: PageCodec) throws(ParquetError) -> Int {
        try compress(values, codec, needsChecksum: false)
        return compressed.count
    }

    /// Compresses `body` into the scratch space; the checksum is that of the compressed bytes.
    @discardableResult
    private mutating func compress(
        _ body: RawSpan, _ codec: PageCodec, needsChecksum: Bool = true
    ) throws(ParquetError) -> UInt32 {
        do throws(CodecError) {
            let own: Compressor
            if let known = compressors[codec] {
                own = known
            } else {
                own = try Compressor(codec)
                compressors[codec] = own
            }
            compressed.removeAll()
            try own.compressor.compress(body, into: &compressed)
        } catch {
            throw ParquetError(.argument, error.message)
        }
        return needsChecksum ? CRC32.checksum(compressed.bytes) : 0
    }

    /// `count` as the format stores sizes within a column chunk.
    private func size(_ count: Int) throws(ParquetError) -> Int32 {
        guard let size = Int32(exactly: count) else {
            throw ParquetError(.limit, "a page of \(count) bytes exceeds the format's 2 GiB")
        }
        return size
    }
}

extension PageEncoder {
    /// Lends the scratch space for a page's body, empty.
    mutating func takeBody() -> ByteBuffer {
        var taken = ByteBuffer()
        swap(&taken, &body)
        taken.removeAll()
        return taken
    }

    /// Takes the scratch space back.
    mutating func giveBack(_ scratch: consuming ByteBuffer) {
        body = scratch
    }
}
