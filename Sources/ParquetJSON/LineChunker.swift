public import Parquet
internal import ParquetBytes

/// Cuts the bytes of a text into chunks of whole lines. It does no IO: the caller reads into a buffer, asks for the whole
/// lines at the buffer's start, hands them on, moves the rest to the front and reads more behind it.
///
/// Chunks are independent of each other, so they can be parsed in parallel. A line ends with a line feed; a carriage
/// return before it is white space to JSON. The last line may lack its line feed.
public struct LineChunker: Sendable {
    /// The longest line that is accepted, in bytes, if nothing else is asked for.
    public static let defaultMaximumLineLength = (256 << 20) - 1

    /// The longest line that is accepted, in bytes, its line feed not counted.
    public let maximumLineLength: Int
    /// The place in the text of the first byte of the buffer at the next `cut`.
    public private(set) var byteOffset = 0
    /// How many bytes at the start of the next buffer are known to hold no line feed.
    private var searchedCount = 0

    /// A chunker at the start of a text.
    public init(maximumLineLength: Int = defaultMaximumLineLength) {
        self.maximumLineLength = maximumLineLength
    }

    /// Whole lines within a buffer.
    public struct Chunk: Sendable, Equatable {
        /// Where the lines are in the buffer: without a byte order mark, and up to the last line feed.
        public let range: Range<Int>
        /// The place in the text of the first of them.
        public let byteOffset: Int
    }

    /// The whole lines at the start of `buffer`, nil if no line ends in it. The bytes behind them must start the next
    /// buffer.
    ///
    /// - Parameters:
    ///   - buffer: bytes of the text from `byteOffset` on.
    ///   - isLast: whether the text ends with the buffer, so that a last line needs no line feed.
    /// - Throws: `ParquetError` with code `limit` if the first line is longer than the limit; its line and byte are
    ///   relative to the buffer.
    public mutating func cut(_ buffer: RawSpan, isLast: Bool) throws(ParquetError) -> Chunk? {
        let mark = byteOffset == 0 ? LineChunker.byteOrderMarkLength(in: buffer) : 0
        let end = isLast ? buffer.byteCount : LineChunker.lastLineEnd(in: buffer, from: searchedCount)
        guard let end, end > 0 else {
            searchedCount = buffer.byteCount
            if buffer.byteCount - mark > maximumLineLength {
                throw ParquetError(
                    .limit, "a line is longer than the limit of \(maximumLineLength) bytes",
                    at: .init(line: 1, byteOffset: mark))
            }
            return nil
        }
        let chunk = Chunk(range: mark..<end, byteOffset: byteOffset + mark)
        byteOffset += end
        searchedCount = buffer.byteCount - end
        return chunk
    }

    /// The length of the UTF-8 byte order mark at the start of `bytes`: 3 or 0.
    public static func byteOrderMarkLength(in bytes: RawSpan) -> Int {
        guard bytes.byteCount >= 3 else { return 0 }
        return bytes.loadUInt16(at: 0) == 0xBBEF && bytes.loadUInt8(at: 2) == 0xBF ? 3 : 0
    }

    /// The place behind the last line feed of `bytes[start...]`, nil if there is none.
    public static func lastLineEnd(in bytes: RawSpan, from start: Int = 0) -> Int? {
        let lineFeed = SIMD16<Int8>(repeating: 0x0A)
        var end = bytes.byteCount
        while end &- 16 >= start {
            let found = (bytes.loadBytes16(at: end &- 16).signed .== lineFeed).bits
            if found != 0 { return end &- 16 &+ 64 &- found.leadingZeroBitCount }
            end &-= 16
        }
        while end > start {
            if bytes.loadUInt8(at: end &- 1) == 0x0A { return end }
            end &-= 1
        }
        return nil
    }

    /// The place of the first line feed of `bytes[start...]`, or the end of `bytes`.
    public static func lineEnd(in bytes: RawSpan, from start: Int) -> Int {
        let lineFeed = SIMD16<Int8>(repeating: 0x0A)
        var offset = start
        while offset &+ 16 <= bytes.byteCount {
            let found = (bytes.loadBytes16(at: offset).signed .== lineFeed).bits
            if found != 0 { return offset &+ found.trailingZeroBitCount }
            offset &+= 16
        }
        while offset < bytes.byteCount, bytes.loadUInt8(at: offset) != 0x0A { offset &+= 1 }
        return offset
    }

    /// How many line feeds there are in `bytes`.
    public static func lineFeedCount(in bytes: RawSpan) -> Int {
        let lineFeed = SIMD16<Int8>(repeating: 0x0A)
        var count = 0
        var offset = 0
        while offset &+ 16 <= bytes.byteCount {
            count &+= (bytes.loadBytes16(at: offset).signed .== lineFeed).bits.nonzeroBitCount
            offset &+= 16
        }
        while offset < bytes.byteCount {
            if bytes.loadUInt8(at: offset) == 0x0A { count &+= 1 }
            offset &+= 1
        }
        return count
    }
}

extension ParquetError {
    /// This error with its line and byte offset moved from places within a chunk to places within the text.
    ///
    /// - Parameters:
    ///   - lines: how many lines of the text come before the chunk.
    ///   - bytes: how many bytes of the text come before the chunk.
    public func moved(byLines lines: Int, bytes: Int) -> ParquetError {
        var error = self
        if let line = place.line { error.place.line = line + lines }
        if let byteOffset = place.byteOffset { error.place.byteOffset = byteOffset + bytes }
        return error
    }
}
