internal import ParquetBytes
internal import ParquetCodecs

/// The pages of a column chunk, one after the other: header, checksum, decompression.
///
/// It is given the chunk's bytes a window at a time and says which ones it needs; it reads nothing itself.
package struct PageReader: Sendable {
    /// More bytes are not asked for when a header seems to be cut off: it is broken.
    private static let greatestHeaderByteCount = 16 << 20

    /// What going to the next page led to.
    package enum Step: Sendable {
        /// The page is there.
        case page(PageHeader)
        /// The page was passed over, as the caller wished when it saw the header.
        case passed(PageHeader)
        /// The chunk has no more pages.
        case end
        /// These bytes of the file must be supplied first.
        case needs(Range<Int>)
    }

    /// What is done with pages' checksums.
    package enum ChecksumUse: Sendable {
        case ignore
        /// A page whose checksum is wrong is refused.
        case verify
        /// `checksum` says what there is.
        case report
    }

    /// How a page's checksum stands to its bytes.
    package enum Checksum: Sendable, Equatable {
        /// It has none, or nobody looked.
        case none
        case right
        /// The checksum that the bytes have.
        case wrong(actual: UInt32)
    }

    /// Where the chunk is in the file.
    package let range: Range<Int>
    private let codec: CompressionCodec
    private let checksumUse: ChecksumUse
    /// How many bytes to ask for at a time.
    private let windowByteCount: Int
    /// Some of the chunk's bytes, as stored.
    private var window = SharedBytes(ByteBuffer())
    /// The window's place in the file.
    private var windowOffset: Int
    /// Other parts of the chunk that are there already, in the order of the file.
    private var laterWindows: [(offset: Int, bytes: SharedBytes)] = []
    /// The byte of the file where the next page's header starts.
    package private(set) var offset: Int
    /// Where the part of the chunk ends that pages are read of: the next page, where its place was known before.
    private var limit: Int
    private var isAtKnownPlace = false
    /// The current page's bytes in the window, if they are there as they are; else they are in `uncompressed`.
    private var storedBody: Range<Int>?
    private var uncompressed = ByteBuffer()
    /// The current page's place among the chunk's pages, from 0.
    package private(set) var ordinal = -1
    /// The byte of the file where the current page's header starts.
    package private(set) var pageOffset: Int
    /// The bytes of the current page's header.
    package private(set) var headerByteCount = 0
    /// The current page's header, also if its body could not be decompressed.
    package private(set) var header: PageHeader?
    /// The current page's checksum.
    package private(set) var checksum = Checksum.none

    /// The pages in the bytes `range` of the file.
    package init(
        _ range: Range<Int>, codec: CompressionCodec, checksums: ChecksumUse, windowByteCount: Int = .max
    ) {
        self.range = range
        self.codec = codec
        checksumUse = checksums
        self.windowByteCount = windowByteCount
        windowOffset = range.lowerBound
        offset = range.lowerBound
        pageOffset = range.lowerBound
        limit = range.upperBound
    }

    /// The current page's bytes, levels and values, not compressed.
    package var body: RawSpan {
        @_lifetime(borrow self)
        get {
            if let storedBody { return window.bytes.extracting(storedBody) }
            return uncompressed.bytes
        }
    }

    /// How many bytes of memory the reader holds beside the window.
    var byteCount: Int { uncompressed.capacity }

    /// How many bytes the window has.
    var windowCount: Int { window.count }

    /// Hands over the bytes of the file that start at `offset`; they replace the window.
    package mutating func supply(_ bytes: SharedBytes, at offset: Int) {
        window = bytes
        windowOffset = offset
        storedBody = 0..<0
    }

    /// Adds bytes of the file that start at `offset`, behind all that are there already.
    mutating func add(_ bytes: SharedBytes, at offset: Int) { laterWindows.append((offset, bytes)) }

    /// Makes the page that is in the bytes `part` of the file the next one, the chunk's page `ordinal`.
    mutating func seek(_ part: Range<Int>, ordinal: Int) {
        offset = part.lowerBound
        pageOffset = offset
        limit = part.upperBound
        isAtKnownPlace = true
        self.ordinal = ordinal
    }

    /// Reads no pages from byte `limit` of the file on.
    mutating func end(at limit: Int) { self.limit = limit }

    /// Turns to the bytes that have the next page, where they are there already.
    private mutating func turnToWindow() {
        guard offset < windowOffset || offset >= windowOffset + window.count else { return }
        let found = laterWindows.firstIndex { $0.offset <= offset && offset < $0.offset + $0.bytes.count }
        guard let found else { return }
        (windowOffset, window) = laterWindows[found]
        storedBody = 0..<0
        laterWindows.removeFirst(found + 1)
    }

    /// Gives the window up, so that its buffer can be read into again.
    package mutating func takeWindow() -> SharedBytes {
        var taken = SharedBytes(ByteBuffer())
        swap(&taken, &window)
        storedBody = 0..<0
        return taken
    }

    /// Goes to the next page, or passes it over if `passes` is true of its header.
    ///
    /// - Throws: `ParquetError` with code `malformed`, `checksum`, `unsupported` (a codec), or `limit` if the page takes
    ///   more than `byteLimit` bytes.
    package mutating func next(
        _ decompressor: inout PageDecompressor, byteLimit: Int, passes: (PageHeader) -> Bool = { _ in false }
    ) throws(ParquetError) -> Step {
        guard offset < limit else { return .end }
        turnToWindow()
        // A page that lacked bytes is the same one when it is tried again.
        if ordinal < 0 || pageOffset != offset { ordinal += 1 }
        pageOffset = offset
        header = nil
        let windowEnd = min(windowOffset + window.count, limit)
        let available = offset >= windowOffset ? max(0, windowEnd - offset) : 0
        let isWhole = offset + available == limit
        let first = offset - windowOffset
        var header: PageHeader?
        var failure: ParquetError?
        if available > 0 {
            var reader = CompactReader(window.bytes.extracting(first..<first + available), baseOffset: offset)
            do throws(ParquetError) {
                header = try PageHeader(from: &reader)
            } catch {
                failure = error
            }
            headerByteCount = reader.offset
        }
        guard let header else {
            // The window may end within the header.
            guard isWhole || available >= PageReader.greatestHeaderByteCount else {
                return .needs(try bytesNeeded(available * 2, byteLimit))
            }
            throw failure ?? ParquetError(.malformed, "the page has no header")
        }
        guard header.compressedByteCount >= 0, header.uncompressedByteCount >= 0 else {
            throw ParquetError(
                .malformed,
                "a page of \(header.compressedByteCount) bytes, \(header.uncompressedByteCount) uncompressed")
        }
        let storedCount = Int(header.compressedByteCount)
        let left = limit - offset - headerByteCount
        guard storedCount <= left else {
            throw ParquetError(
                .malformed,
                "a page of \(storedCount) bytes in the \(left) bytes \(isAtKnownPlace ? "that the offset index names" : "left of the chunk")"
            )
        }
        if passes(header) {
            self.header = header
            storedBody = 0..<0
            offset += headerByteCount + storedCount
            return .passed(header)
        }
        guard headerByteCount + storedCount <= available else {
            return .needs(try bytesNeeded(headerByteCount + storedCount, byteLimit))
        }
        self.header = header
        let start = first + headerByteCount
        let stored = start..<start + storedCount
        offset += headerByteCount + storedCount
        checksum = compare(header.checksum, stored)
        if checksumUse == .verify, case .wrong(let actual) = checksum {
            throw ParquetError(
                .checksum, "the page's checksum is \(header.checksum ?? 0), its bytes have \(actual)")
        }
        try uncompress(header, stored, &decompressor, byteLimit)
        return .page(header)
    }

    private func compare(_ checksum: UInt32?, _ stored: Range<Int>) -> Checksum {
        guard checksumUse != .ignore, let checksum else { return .none }
        let actual = CRC32.checksum(window.bytes.extracting(stored))
        return actual == checksum ? .right : .wrong(actual: actual)
    }

    /// The bytes of the next window: `count` bytes from the next page's header on, or more.
    private func bytesNeeded(_ count: Int, _ byteLimit: Int) throws(ParquetError) -> Range<Int> {
        guard count <= byteLimit else {
            throw ParquetError(.limit, "a page of \(count) bytes, \(byteLimit) are allowed")
        }
        let left = limit - offset
        if isAtKnownPlace, left <= byteLimit { return offset..<limit }
        return offset..<offset + min(left, max(count, min(windowByteCount, left), 4096))
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
            window, stored.lowerBound..<levelEnd, levelEnd..<stored.upperBound, pageCodec,
            uncompressedCount - levelCount,
            &decompressor, into: &uncompressed)
    }

    /// Appends the bytes `plain` of `window`, then what its bytes `compressed` hold.
    private static func uncompress(
        _ window: SharedBytes, _ plain: Range<Int>, _ compressed: Range<Int>, _ codec: PageCodec, _ count: Int,
        _ decompressor: inout PageDecompressor, into target: inout ByteBuffer
    ) throws(ParquetError) {
        target.append(window.bytes.extracting(plain))
        // Where there are only nulls, some writers leave nothing to decompress.
        if compressed.isEmpty, count == 0 { return }
        do throws(CodecError) {
            try decompressor.decompress(
                window.bytes.extracting(compressed), codec: codec, uncompressedSize: count, into: &target)
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
    package func decompressing() throws(ParquetError) -> PageCodec {
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
