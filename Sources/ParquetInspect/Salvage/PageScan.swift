internal import Parquet
internal import ParquetBytes
internal import ParquetCodecs

/// The pages of a file, found without its footer: page behind page from the first byte on, and where that ends, the next place at
/// which a page's header stands.
struct PageScan: Sendable {
    /// A page.
    struct Page: Sendable {
        let header: PageHeader
        /// The byte at which its header starts.
        let offset: Int
        let headerByteCount: Int
        /// Whether its bytes have another checksum than its header says.
        let isDamaged: Bool

        /// The byte behind it.
        var end: Int { offset + headerByteCount + Int(header.compressedByteCount) }
        var isDictionary: Bool { header.type == .dictionaryPage }
    }

    private(set) var pages: [Page] = []
    /// The bytes between pages that are none.
    private(set) var gaps: [Range<Int>] = []
    /// The page with which the file ends before it is over.
    private(set) var cutPageOffset: Int?

    private let source: any ByteSource
    private let byteCount: Int
    private let memoryLimit: Int
    private var window = ByteBuffer()
    private var windowOffset = 0

    /// The most bytes of a header.
    private static let headerByteLimit = 1 << 20
    private static let windowByteCount = 1 << 20
    /// The first bytes of a page's header: its first field is an i32, its type, and the second one, too (parquet.thrift, `PageHeader`).
    private static let starts: [UInt8] = [0x00, 0x04, 0x06]

    /// Finds the pages of `source`.
    ///
    /// - Throws: `ParquetError` with code `io`.
    init(_ source: any ByteSource, byteCount: Int, memoryLimit: Int) async throws(ParquetError) {
        self.source = source
        self.byteCount = byteCount
        self.memoryLimit = memoryLimit
        var place = try await startsWithMagic() ? Footer.magic.count : 0
        while place < byteCount {
            if let page = try await page(at: place) {
                pages.append(page)
                place = page.end
                continue
            }
            if cutPageOffset != nil { break }
            let next = try await nextPage(behind: place)
            gaps.append(place..<(next ?? byteCount))
            guard let next else { break }
            place = next
        }
        window = ByteBuffer()
    }

    private mutating func startsWithMagic() async throws(ParquetError) -> Bool {
        let count = min(byteCount, Footer.magic.count)
        try await source.read(0..<count, into: &window)
        windowOffset = 0
        return (0..<window.count).map { window.bytes.loadUInt8(at: $0) } == Footer.magic
    }

    /// Makes the window hold `range`, and more where it has to read.
    private mutating func load(_ range: Range<Int>) async throws(ParquetError) {
        if range.lowerBound >= windowOffset, range.upperBound <= windowOffset + window.count { return }
        let end = min(byteCount, max(range.upperBound, range.lowerBound + PageScan.windowByteCount))
        windowOffset = range.lowerBound
        try await source.read(range.lowerBound..<end, into: &window)
    }

    /// The page whose header starts at `place`; nil if there is none. Notes where the file ends within one.
    private mutating func page(at place: Int) async throws(ParquetError) -> Page? {
        try await load(place..<min(byteCount, place + 3))
        let first = place - windowOffset
        guard window.count - first >= 3, window.bytes.loadUInt8(at: first) == 0x15,
            PageScan.starts.contains(window.bytes.loadUInt8(at: first + 1)),
            window.bytes.loadUInt8(at: first + 2) == 0x15
        else { return nil }
        try await load(place..<min(byteCount, place + PageScan.headerByteLimit))
        var headerByteCount = 0
        let header: PageHeader
        do throws(ParquetError) {
            let start = place - windowOffset
            var reader = CompactReader(window.bytes.extracting(start..<window.count), baseOffset: place)
            header = try PageHeader(from: &reader)
            headerByteCount = reader.offset
        } catch {
            if byteCount - place < PageScan.headerByteLimit, isCutHeader(place) { cutPageOffset = place }
            return nil
        }
        guard header.isPlausible else { return nil }
        let body = place + headerByteCount..<place + headerByteCount + Int(header.compressedByteCount)
        guard body.upperBound <= byteCount else {
            // One that begins where the page before it ends.
            if pages.last?.end == place || pages.isEmpty { cutPageOffset = place }
            return nil
        }
        var isDamaged = false
        if let checksum = header.checksum {
            guard body.count <= memoryLimit else { return nil }
            try await load(body)
            let start = body.lowerBound - windowOffset
            isDamaged = CRC32.checksum(window.bytes.extracting(start..<start + body.count)) != checksum
        }
        return Page(header: header, offset: place, headerByteCount: headerByteCount, isDamaged: isDamaged)
    }

    /// Whether a header that cannot be read may be one that the end of the file cuts off.
    private func isCutHeader(_ place: Int) -> Bool { pages.last?.end == place && byteCount - place < 64 }

    /// The next place behind `place` at which a page stands that can be told from other bytes: one that has its checksum, or is
    /// followed by another page.
    private mutating func nextPage(behind place: Int) async throws(ParquetError) -> Int? {
        var place = place + 1
        while place + 3 <= byteCount {
            try await load(place..<min(byteCount, place + 3))
            guard let next = candidate(from: place) else {
                place = max(place + 1, windowOffset + window.count - 2)
                continue
            }
            place = next
            let before = cutPageOffset
            if let page = try await page(at: place), !page.isDamaged {
                if page.header.checksum != nil { return place }
                if page.end < byteCount, let follower = try await self.page(at: page.end), !follower.isDamaged {
                    return place
                }
            }
            cutPageOffset = before
            place += 1
        }
        return nil
    }

    /// The first place in the window from `place` on with the first bytes of a header.
    private func candidate(from place: Int) -> Int? {
        let bytes = window.bytes
        var index = place - windowOffset
        while index + 2 < bytes.byteCount {
            if bytes.loadUInt8(at: index) == 0x15, bytes.loadUInt8(at: index + 2) == 0x15,
                PageScan.starts.contains(bytes.loadUInt8(at: index + 1))
            {
                return windowOffset + index
            }
            index += 1
        }
        return nil
    }
}

extension PageHeader {
    /// Whether it has the part that its type asks for, and sizes that can be.
    fileprivate var isPlausible: Bool {
        guard compressedByteCount >= 0, uncompressedByteCount >= 0 else { return false }
        switch type {
        case .dataPage: return dataPage.map { $0.valueCount >= 0 } ?? false
        case .dataPageV2: return dataPageV2.map { $0.valueCount >= 0 && $0.rowCount >= 0 } ?? false
        case .dictionaryPage: return dictionaryPage.map { $0.valueCount >= 0 } ?? false
        case .indexPage, .unknown: return false
        }
    }
}
