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
    /// What has other threads encode pages; nil where this encoder is to do so itself.
    var jobs: PageJobs?
    private var compressors: [PageCodec: Compressor] = [:]
    /// Scratch space for compressed bodies. That of a data page begins behind room for the page's header.
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

    /// Appends a data page to `chunk`, or begins to encode it on another thread.
    ///
    /// - Parameters:
    ///   - buffer: holds, from `start` on, the levels and values, as the page has them before compression. It may become part
    ///     of the chunk, and an empty one is left.
    ///   - contents: what the header says of them.
    mutating func appendDataPage(
        _ buffer: inout ByteBuffer, from start: Int, _ contents: DataPageContents, codec: PageCodec,
        to chunk: inout EncodedColumnChunk
    ) throws(ParquetError) {
        try chunk.settleDone()
        if let jobs, jobs.mayBegin(buffer.count - start, codec) {
            var taken = jobs.takeSpare(of: buffer.count)
            swap(&taken, &buffer)
            let page = RawPage(
                buffer: taken, start: start, contents: contents, codec: codec,
                target: chunk.takeTarget(ofPage: taken.count - start))
            return chunk.append(jobs.begin(page))
        }
        let head = try encode(buffer.bytes.bytes(start..<buffer.count), contents, codec)
        if head.isCompressed {
            let capacity = compressed.capacity
            let start = compressed.put(head.header, before: PageEncoder.maximumHeaderByteCount)
            chunk.append(head, adopting: &compressed, from: start)
            // The page may have become part of the chunk with its memory.
            if compressed.capacity == 0 { compressed = chunk.takeBuffer(of: capacity) }
        } else {
            let start = buffer.put(head.header, before: start)
            chunk.append(head, adopting: &buffer, from: start)
        }
    }

    /// Encodes a page of a chunk that somebody else has at the moment.
    mutating func encode(_ page: inout RawPage) throws(ParquetError) -> EncodedPage {
        let head = try encode(page.buffer.bytes.bytes(page.start..<page.buffer.count), page.contents, page.codec)
        guard head.isCompressed else {
            var buffer = ByteBuffer()
            swap(&buffer, &page.buffer)
            let start = buffer.put(head.header, before: page.start)
            return EncodedPage(head: head, buffer: buffer, start: start)
        }
        var target = ByteBuffer()
        swap(&target, &page.target)
        target.removeAll()
        // With a little more room, so that a page that compresses a little worse fits the next time.
        target.reserve(head.byteCount + head.byteCount / 16)
        target.append(head.header)
        target.append(compressed.bytes.bytes(PageEncoder.maximumHeaderByteCount..<compressed.count))
        return EncodedPage(head: head, buffer: target, start: 0)
    }

    /// Makes the header of a page with this body, and compresses the body into the scratch space if it is to be stored so.
    private mutating func encode(
        _ body: RawSpan, _ contents: DataPageContents, _ codec: PageCodec
    ) throws(ParquetError) -> EncodedPage.Head {
        let levelByteCount = contents.levelByteCount.repetition + contents.levelByteCount.definition
        let isCompressed = try compressPage(body, contents, levelByteCount: levelByteCount, codec)
        let header: [UInt8]
        let storedByteCount: Int
        if isCompressed {
            let gap = PageEncoder.maximumHeaderByteCount
            storedByteCount = compressed.count - gap
            header = try self.header(
                of: compressed.bytes.bytes(gap..<compressed.count), isCompressed: true, rawByteCount: body.byteCount,
                contents)
        } else {
            storedByteCount = body.byteCount
            header = try self.header(of: body, isCompressed: false, rawByteCount: body.byteCount, contents)
        }
        return EncodedPage.Head(
            header: header, isCompressed: isCompressed, uncompressedByteCount: header.count + body.byteCount,
            bodyByteCount: (contents.plainByteCount + levelByteCount, storedByteCount))
    }

    /// Compresses the body of a page into the scratch space, behind room for its header.
    ///
    /// - Returns: whether the page is to be stored so; if not, its body stays as it is.
    private mutating func compressPage(
        _ body: RawSpan, _ contents: DataPageContents, levelByteCount: Int, _ codec: PageCodec
    ) throws(ParquetError) -> Bool {
        guard codec != .uncompressed else { return false }
        switch contents.version {
        case .v1:
            try compress(
                body, codec, from: PageEncoder.maximumHeaderByteCount, boundary: levelByteCount,
                matching: contents.matching)
            return true
        case .v2:
            // Levels stay as they are; values do, too, where compression does not pay.
            let values = body.bytes(levelByteCount..<body.byteCount)
            try compress(
                values, codec, from: PageEncoder.maximumHeaderByteCount, after: body.bytes(0..<levelByteCount),
                matching: contents.matching)
            return compressed.count - PageEncoder.maximumHeaderByteCount < body.byteCount
        }
    }

    /// The header of a page whose body is stored as `stored`.
    private func header(
        of stored: RawSpan, isCompressed: Bool, rawByteCount: Int, _ contents: DataPageContents
    ) throws(ParquetError) -> [UInt8] {
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
        return encodedHeader.takeArray()
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
    mutating func compressedByteCount(
        of values: RawSpan, codec: PageCodec, matching: ValueMatching = .none
    ) throws(ParquetError) -> Int {
        try compress(values, codec, matching: matching)
        return compressed.count
    }

    /// That of `matchings` by which the beginning of `values` takes the fewest bytes.
    mutating func smallestMatching(
        of values: RawSpan, among matchings: [ValueMatching], codec: PageCodec
    ) throws(ParquetError) -> ValueMatching {
        guard matchings.count > 1, codec != .uncompressed else { return .none }
        do throws(CodecError) {
            return try compressor(codec).compressor.smallestMatching(of: values, among: matchings)
        } catch {
            throw ParquetError(.argument, error.message)
        }
    }

    private mutating func compressor(_ codec: PageCodec) throws(CodecError) -> Compressor {
        if let known = compressors[codec] { return known }
        let own = try Compressor(codec)
        compressors[codec] = own
        return own
    }

    /// Compresses `body` into the scratch space, `start` bytes after its beginning, behind `prefix`.
    private mutating func compress(
        _ body: RawSpan, _ codec: PageCodec, from start: Int = 0, after prefix: RawSpan? = nil, boundary: Int = 0,
        matching: ValueMatching = .none
    ) throws(ParquetError) {
        do throws(CodecError) {
            let own = try compressor(codec)
            makeRoom(start + (prefix?.byteCount ?? 0) + codec.maximumCompressedSize(of: body.byteCount))
            compressed.setCount(start)
            if let prefix { compressed.append(prefix) }
            try own.compressor.compress(body, boundary: boundary, matching: matching, into: &compressed)
        } catch {
            throw ParquetError(.argument, error.message)
        }
    }

    /// Empties the scratch space, which gets room for `byteCount` bytes. What is there is not doubled, as it would be by growing:
    /// a page becomes part of its chunk only in memory that it fills most of.
    private mutating func makeRoom(_ byteCount: Int) {
        compressed.removeAll()
        guard compressed.capacity < byteCount else { return }
        compressed = ByteBuffer()
        compressed.reserve(byteCount + byteCount / 16)
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
struct DataPageContents: Sendable {
    var version: DataPageVersion
    var encoding: Encoding
    var rowCount: Int
    var levelCount: Int
    var nullCount: Int
    /// The bytes of the levels at the start of the body.
    var levelByteCount: (repetition: Int, definition: Int)
    /// What the values take in PLAIN, or their indices: the measure of how well they compress.
    var plainByteCount: Int
    /// How the codec looks for what the values repeat.
    var matching = ValueMatching.none
}
