internal import ParquetBytes
internal import ParquetCodecs

/// The pages of a column chunk, one after the other: header, checksum, decompression.
struct PageReader: Sendable {
    /// The chunk's bytes, as stored.
    private var chunk: ByteBuffer
    /// The chunk's place in the file.
    private let baseOffset: Int
    private let codec: CompressionCodec
    private let verifiesChecksums: Bool
    /// The next page's header in the chunk.
    private var offset = 0
    /// The current page's bytes, if they are in the chunk as they are; else they are in `uncompressed`.
    private var storedBody: Range<Int>?
    private var uncompressed = ByteBuffer()
    /// The current page's place among the chunk's pages, from 0.
    private(set) var ordinal = -1
    /// The byte of the file where the current page's header starts.
    private(set) var pageOffset: Int

    /// The pages in `chunk`, whose first byte is at `baseOffset` of the file.
    init(_ chunk: ByteBuffer, baseOffset: Int, codec: CompressionCodec, verifiesChecksums: Bool) {
        self.chunk = chunk
        self.baseOffset = baseOffset
        self.codec = codec
        self.verifiesChecksums = verifiesChecksums
        pageOffset = baseOffset
    }

    /// The current page's bytes, levels and values, not compressed.
    var body: RawSpan {
        @_lifetime(borrow self)
        get {
            if let storedBody { return chunk.bytes.extracting(storedBody) }
            return uncompressed.bytes
        }
    }

    /// How many bytes of memory the pages hold.
    var byteCount: Int { chunk.capacity + uncompressed.capacity }

    /// Gives the chunk's buffer up, for the next chunk to be read into.
    mutating func takeBuffer() -> ByteBuffer {
        var buffer = ByteBuffer()
        swap(&buffer, &chunk)
        offset = 0
        storedBody = 0..<0
        return buffer
    }

    /// Goes to the next page.
    ///
    /// - Returns: its header, or nil at the end of the chunk.
    /// - Throws: `ParquetError` with code `malformed`, `checksum`, `unsupported` (a codec), or `limit` if the page takes
    ///   more than `byteLimit` bytes.
    mutating func next(
        _ decompressor: inout PageDecompressor, byteLimit: Int
    ) throws(ParquetError) -> PageHeader? {
        guard offset < chunk.count else { return nil }
        ordinal += 1
        pageOffset = baseOffset + offset
        var reader = CompactReader(chunk.bytes.extracting(offset..<chunk.count), baseOffset: pageOffset)
        let header = try PageHeader(from: &reader)
        let start = offset + reader.offset
        guard header.compressedByteCount >= 0, header.uncompressedByteCount >= 0 else {
            throw ParquetError(
                .malformed,
                "a page of \(header.compressedByteCount) bytes, \(header.uncompressedByteCount) uncompressed")
        }
        let storedCount = Int(header.compressedByteCount)
        guard storedCount <= chunk.count - start else {
            throw ParquetError(
                .malformed, "a page of \(storedCount) bytes in the \(chunk.count - start) bytes left of the chunk")
        }
        let stored = start..<start + storedCount
        offset = stored.upperBound
        if verifiesChecksums, let checksum = header.checksum {
            let actual = CRC32.checksum(chunk.bytes.extracting(stored))
            guard actual == checksum else {
                throw ParquetError(.checksum, "the page's checksum is \(checksum), its bytes have \(actual)")
            }
        }
        try uncompress(header, stored, &decompressor, byteLimit)
        return header
    }

    private mutating func uncompress(
        _ header: PageHeader, _ stored: Range<Int>, _ decompressor: inout PageDecompressor, _ byteLimit: Int
    ) throws(ParquetError) {
        let pageCodec: PageCodec
        switch header.type {
        case .indexPage, .unknown:
            storedBody = stored
            return
        case .dataPage, .dictionaryPage, .dataPageV2:
            pageCodec = try codec.decompressing()
        }
        let uncompressedCount = Int(header.uncompressedByteCount)
        let isCompressed = header.type != .dataPageV2 || header.dataPageV2?.isCompressed ?? true
        if pageCodec == .uncompressed || !isCompressed {
            guard uncompressedCount == stored.count else {
                throw ParquetError(
                    .malformed, "\(stored.count) bytes that are not compressed where \(uncompressedCount) are announced"
                )
            }
            storedBody = stored
            return
        }
        guard uncompressedCount <= byteLimit else {
            throw ParquetError(.limit, "a page of \(uncompressedCount) bytes, \(byteLimit) are allowed")
        }
        // The levels of version 2 stand before the compressed values as they are.
        var levelCount = 0
        if header.type == .dataPageV2, let page = header.dataPageV2 {
            levelCount = try page.levelByteCount(within: min(stored.count, uncompressedCount))
        }
        storedBody = nil
        // A buffer that is too small is let go first, so that two of them are not held at once.
        if uncompressed.capacity < uncompressedCount { uncompressed = ByteBuffer() }
        uncompressed.removeAll()
        uncompressed.reserve(uncompressedCount)
        let levelEnd = stored.lowerBound + levelCount
        try PageReader.uncompress(
            chunk, stored.lowerBound..<levelEnd, levelEnd..<stored.upperBound, pageCodec,
            uncompressedCount - levelCount,
            &decompressor, into: &uncompressed)
    }

    /// Appends the bytes `plain` of `chunk`, then what the bytes `compressed` hold.
    private static func uncompress(
        _ chunk: ByteBuffer, _ plain: Range<Int>, _ compressed: Range<Int>, _ codec: PageCodec, _ count: Int,
        _ decompressor: inout PageDecompressor, into target: inout ByteBuffer
    ) throws(ParquetError) {
        target.append(chunk.bytes.extracting(plain))
        // Where there are only nulls, some writers leave nothing to decompress.
        if compressed.isEmpty, count == 0 { return }
        do throws(CodecError) {
            try decompressor.decompress(
                chunk.bytes.extracting(compressed), codec: codec, uncompressedSize: count, into: &target)
        } catch {
            throw ParquetError(.malformed, error.message)
        }
    }
}

extension DataPageHeaderV2 {
    /// The bytes of both kinds of levels.
    ///
    /// - Throws: `ParquetError` with code `malformed` if they are negative or exceed `byteCount`.
    func levelByteCount(within byteCount: Int) throws(ParquetError) -> Int {
        let sum = Int(definitionLevelsByteCount) + Int(repetitionLevelsByteCount)
        guard definitionLevelsByteCount >= 0, repetitionLevelsByteCount >= 0, sum <= byteCount else {
            throw ParquetError(
                .malformed,
                "levels of \(repetitionLevelsByteCount) and \(definitionLevelsByteCount) bytes in a page of \(byteCount)"
            )
        }
        return sum
    }
}

extension CompressionCodec {
    /// The codec that reads it.
    ///
    /// - Throws: `ParquetError` with code `unsupported` if there is none.
    func decompressing() throws(ParquetError) -> PageCodec {
        switch self {
        case .uncompressed: .uncompressed
        case .snappy: .snappy
        case .gzip: .gzip(level: 1)
        case .zstd: .zstd(level: 1)
        case .lz4Raw: .lz4Raw
        case .lz4: .lz4
        case .brotli: try available(.brotli(quality: 5))
        case .lzo, .unknown: throw ParquetError(.unsupported, "pages compressed with \(name) are not read")
        }
    }

    private func available(_ codec: PageCodec) throws(ParquetError) -> PageCodec {
        do throws(CodecError) {
            try codec.checkAvailability()
            return codec
        } catch {
            throw ParquetError(.unsupported, "the pages are compressed with \(name): \(error.message)")
        }
    }
}
