public import Parquet

/// What is known of a framed text: which of its bytes come from where in the source, how much of it is whole records, and what
/// is wrong behind them.
///
/// Within a record, bytes are as far apart as in the source but where something was left out; there a new piece begins.
public struct FrameMap: Sendable, Equatable {
    /// A part of the framed text whose bytes follow each other in the source.
    struct Piece: Sendable, Equatable {
        /// Where it starts in the framed text.
        var text: Int
        /// The byte of the source, from 0.
        var source: Int
        /// The line of the source, from 1.
        var line: Int
    }

    /// The pieces in the order of the text. Each record starts one.
    private(set) var pieces: [Piece] = []
    /// Where in the framed text a line feed of the source became a space.
    private(set) var lineFeeds: [Int] = []
    /// How many bytes of the framed text are lines: those of whole records, and behind a failure those of the broken one.
    public internal(set) var wholeByteCount = 0
    /// How many whole records there are.
    public internal(set) var recordCount = 0
    /// How many keys of documents were ignored, because they are not on the way to the records.
    public internal(set) var ignoredKeys = 0
    /// What is wrong behind the whole records, with its line and byte in the source. Nothing follows.
    public var failure: ParquetError?

    /// The map of an empty text.
    public init() {}

    /// The memory that the map takes, in bytes.
    public var byteCount: Int { pieces.capacity * 24 + lineFeeds.capacity * 8 }

    /// Forgets everything and keeps the memory.
    public mutating func removeAll() {
        pieces.removeAll(keepingCapacity: true)
        lineFeeds.removeAll(keepingCapacity: true)
        wholeByteCount = 0
        recordCount = 0
        ignoredKeys = 0
        failure = nil
    }

    /// Takes the map of the text behind the whole records off, so that it is the start of another text.
    public mutating func takeRest() -> FrameMap {
        var rest = FrameMap()
        let firstPiece = pieces.firstIndex { $0.text >= wholeByteCount } ?? pieces.endIndex
        rest.pieces = pieces[firstPiece...].map {
            Piece(text: $0.text - wholeByteCount, source: $0.source, line: $0.line)
        }
        pieces.removeSubrange(firstPiece...)
        let firstFeed = lineFeeds.firstIndex { $0 >= wholeByteCount } ?? lineFeeds.endIndex
        rest.lineFeeds = lineFeeds[firstFeed...].map { $0 - wholeByteCount }
        lineFeeds.removeSubrange(firstFeed...)
        return rest
    }

    /// The byte and the line of the source that the byte `offset` of the framed text comes from; nil before the first record.
    public func source(of offset: Int) -> (byteOffset: Int, line: Int)? {
        guard let piece = pieces.last(where: { $0.text <= offset }) else { return nil }
        let feeds = lineFeeds.count { piece.text <= $0 && $0 < offset }
        return (piece.source + offset - piece.text, piece.line + feeds)
    }

    /// `error`, whose byte is one of the framed text, with the byte and line of the source.
    ///
    /// Where the records were broken off, what is said of the end of the text is replaced by why they were.
    public func located(_ error: ParquetError) -> ParquetError {
        guard let offset = error.place.byteOffset else { return error }
        if let failure, offset >= wholeByteCount || failure.code == .limit && error.code == .limit { return failure }
        guard let place = source(of: offset) else { return error }
        var error = error
        error.place.byteOffset = place.byteOffset
        error.place.line = place.line
        return error
    }

    mutating func begin(text: Int, source: Int, line: Int) {
        pieces.append(Piece(text: text, source: source, line: line))
    }

    mutating func addLineFeed(at text: Int) {
        lineFeeds.append(text)
    }

    /// Forgets the pieces and line feeds from `text` on, and gives them.
    mutating func cut(from text: Int) -> (pieces: [Piece], lineFeeds: [Int]) {
        var cutPieces: [Piece] = []
        var cutFeeds: [Int] = []
        while let last = pieces.last, last.text >= text { cutPieces.append(pieces.removeLast()) }
        while let last = lineFeeds.last, last >= text { cutFeeds.append(lineFeeds.removeLast()) }
        return (cutPieces.reversed(), cutFeeds.reversed())
    }
}
