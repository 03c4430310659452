internal import ParquetBytes
internal import ParquetCodecs

/// Puts pages together: header, checksum, compressed body (README.md of parquet-format, "Data Pages").
///
/// It owns what one worker needs for it and keeps from page to page: a compressor for each codec, and scratch space.
struct PageEncoder: ~Copyable {
    /// The most bytes of a page header as this writer makes it: eleven numbers of up to five bytes, their field headers,
    /// and the ends of the structures.
    static let maximumHeaderByteCount = 72

    private let writesChecksums: Bool
    private var compressors: [PageCodec: Compressor] = [:]
    private var compressed = ByteBuffer()
    /// Scratch space for the values and the levels of pages.
    private var body = ByteBuffer()
    private var levels = ByteBuffer()

    init(writesChecksums: Bool) {
        self.writesChecksums = writesChecksums
    }

    /// A compressor in a box, since collections do not hold noncopyable values.
    private final class Compressor {
        var compressor: PageCompressor

        init(_ codec: PageCodec) throws(CodecError) {
            compressor = try PageCompressor(codec)
        }
    }

    /// Appends a data page to `chunk`.
    ///
    /// - Parameters:
    ///   - body: the levels and values, as the page has them before compression.
    ///   - contents: what the header says of them.
    /// - Returns: the bytes of the page in the file, header included.
    mutating func appendDataPage(
        _ body: RawSpan, _ contents: DataPageContents, codec: PageCodec, to chunk: inout EncodedColumnChunk
    ) throws(ParquetError) -> Int {
        let levelByteCount = contents.levelByteCount.repetition + contents.levelByteCount.definition
        var isStored = codec == .uncompressed
        if !isStored {
            switch contents.version {
            case .v1: try compress(body, codec)
            case .v2:
                // Levels stay as they are; values do, too, where compression does not pay.
                let values = body.bytes(levelByteCount..<body.byteCount)
                try compress(values, codec, after: body.bytes(0..<levelByteCount))
                isStored = compressed.count >= body.byteCount
            }
        }
        if isStored { return try append(body, isCompressed: false, rawByteCount: body.byteCount, contents, to: &chunk) }
        let stored = takeCompressed()
        let byteCount = try append(
            stored.bytes, isCompressed: true, rawByteCount: body.byteCount, contents, to: &chunk)
        compressed = stored
        return byteCount
    }

    private mutating func takeCompressed() -> ByteBuffer {
        var taken = ByteBuffer()
        swap(&taken, &compressed)
        return taken
    }

    /// Appends a header and the page's body as it is stored.
    private func append(
        _ stored: RawSpan, isCompressed: Bool, rawByteCount: Int, _ contents: DataPageContents,
        to chunk: inout EncodedColumnChunk
    ) throws(ParquetError) -> Int {
        var header = PageHeader(
            type: contents.version == .v1 ? .dataPage : .dataPageV2, uncompressedByteCount: try size(rawByteCount),
            compressedByteCount: try size(stored.byteCount), checksum: checksum(of: stored))
        switch contents.version {
        case .v1:
            header.dataPage = DataPageHeader(
                valueCount: try size(contents.levelCount), encoding: contents.encoding, definitionLevelEncoding: .rle,
                repetitionLevelEncoding: .rle)
        case .v2:
            header.dataPageV2 = DataPageHeaderV2(
                valueCount: try size(contents.levelCount), nullCount: try size(contents.nullCount),
                rowCount: try size(contents.rowCount), encoding: contents.encoding,
                definitionLevelsByteCount: try size(contents.levelByteCount.definition),
                repetitionLevelsByteCount: try size(contents.levelByteCount.repetition), isCompressed: isCompressed)
        }
        var encodedHeader = CompactWriter()
        header.write(to: &encodedHeader)
        let headerByteCount = encodedHeader.byteCount
        chunk.uncompressedByteCount += headerByteCount + rawByteCount
        chunk.dataPages.append(encodedHeader.takeArray())
        chunk.dataPages.append(stored)
        chunk.dataPageCount += 1
        chunk.bodyByteCount.raw +=
            contents.plainByteCount + contents.levelByteCount.repetition + contents.levelByteCount.definition
        chunk.bodyByteCount.compressed += stored.byteCount
        return headerByteCount + stored.byteCount
    }

    private func checksum(of stored: RawSpan) -> UInt32? {
        writesChecksums ? CRC32.checksum(stored) : nil
    }

    /// Makes the dictionary page of `chunk`. `values` are the distinct values in PLAIN.
    mutating func setDictionaryPage(
        _ values: RawSpan, valueCount: Int, codec: PageCodec, of chunk: inout EncodedColumnChunk
    ) throws(ParquetError) {
        try compress(values, codec)
        var header = CompactWriter()
        PageHeader(
            type: .dictionaryPage, uncompressedByteCount: try size(values.byteCount),
            compressedByteCount: try size(compressed.count), checksum: checksum(of: compressed.bytes),
            dictionaryPage: DictionaryPageHeader(valueCount: try size(valueCount), encoding: .plain)
        ).write(to: &header)
        chunk.uncompressedByteCount += header.byteCount + values.byteCount
        chunk.dictionaryPage.removeAll()
        chunk.dictionaryPage.append(header.takeArray())
        chunk.dictionaryPage.append(compressed.bytes)
    }

    /// The size of `values` compressed, for comparing.
    mutating func compressedByteCount(of values: RawSpan, codec: PageCodec) throws(ParquetError) -> Int {
        try compress(values, codec)
        return compressed.count
    }

    /// Compresses `body` into the scratch space, behind `prefix`.
    private mutating func compress(
        _ body: RawSpan, _ codec: PageCodec, after prefix: RawSpan? = nil
    ) throws(ParquetError) {
        do throws(CodecError) {
            let own: Compressor
            if let known = compressors[codec] {
                own = known
            } else {
                own = try Compressor(codec)
                compressors[codec] = own
            }
            compressed.removeAll()
            if let prefix { compressed.append(prefix) }
            try own.compressor.compress(body, into: &compressed)
        } catch {
            throw ParquetError(.argument, error.message)
        }
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
    /// Lends the scratch space for values, empty.
    mutating func takeBody() -> ByteBuffer {
        var taken = ByteBuffer()
        swap(&taken, &body)
        taken.removeAll()
        return taken
    }

    /// Takes the scratch space for values back.
    mutating func giveBack(_ scratch: consuming ByteBuffer) {
        body = scratch
    }

    /// Lends the scratch space for levels, empty.
    mutating func takeLevels() -> ByteBuffer {
        var taken = ByteBuffer()
        swap(&taken, &levels)
        taken.removeAll()
        return taken
    }

    /// Takes the scratch space for levels back.
    mutating func giveBackLevels(_ scratch: consuming ByteBuffer) {
        levels = scratch
    }
}

/// What the header of a data page says of its body.
struct DataPageContents {
    var version: DataPageVersion
    var encoding: Encoding
    var rowCount: Int
    var levelCount: Int
    var nullCount: Int
    /// The bytes of the levels at the start of the body.
    var levelByteCount: (repetition: Int, definition: Int)
    /// What the values take in PLAIN, or their indices: the measure of how well they compress.
    var plainByteCount: Int
}
