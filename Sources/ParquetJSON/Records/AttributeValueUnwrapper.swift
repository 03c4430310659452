internal import Parquet
internal import ParquetBytes

// An item of a DynamoDB export names the type of each attribute's value:
//
//     {"Item":{"id":{"S":"a"},"n":{"N":"1.50"},"tags":{"SS":["x","y"]},"more":{"M":{"ok":{"BOOL":true}}}}}
//
// and becomes
//
//     {"id":"a","n":1.50,"tags":["x","y"],"more":{"ok":true}}
//
// S and B keep their strings, N becomes a number of the same digits, NULL is null, L an array, M an object, and the sets SS,
// BS and NS arrays. White space between tokens is left out.

/// Unwraps items, one after another.
struct AttributeValueUnwrapper: Sendable {
    /// The record, as it was.
    private var record = ByteBuffer()
    private var pieces: [FrameMap.Piece] = []
    private var lineFeeds: [Int] = []

    /// Puts the item in the place of the record `text[start...]`.
    ///
    /// - Throws: `ParquetError` with code `json` if it is no item, with its place in the source. The record is gone then.
    mutating func unwrap(_ text: inout ByteBuffer, from start: Int, _ map: inout FrameMap) throws(ParquetError) {
        record.removeAll()
        record.append(text.bytes.extracting(start..<text.count))
        (pieces, lineFeeds) = map.cut(from: start)
        text.setCount(start)
        let first = pieces.first ?? FrameMap.Piece(text: start, source: 0, line: 1)
        var walk = AttributeValueWalk(start: start, source: first.source, line: first.line, lineFeeds: lineFeeds)
        do throws(ParquetError) {
            try walk.item(record.bytes, into: &text, &map)
        } catch {
            text.setCount(start)
            _ = map.cut(from: start)
            guard let offset = error.place.byteOffset else { throw error }
            var error = error
            error.place.byteOffset = first.source + offset
            error.place.line = first.line + lineFeeds.count { $0 < start + offset }
            throw error
        }
    }
}

/// A walk over one item. Offsets are those of the record.
private struct AttributeValueWalk {
    /// Where the record started in the framed text.
    let start: Int
    /// The byte and the line of the source at which it starts.
    let source: Int
    let line: Int
    let lineFeeds: [Int]

    private var offset = 0
    /// How many values are open. DynamoDB itself nests them 32 deep.
    private var depth = 0
    private static let maximumDepth = 64
    /// How many of the line feeds lie before the last piece.
    private var feedsPassed = 0
    /// How far the record's bytes lie before those that are written, at the last piece; nil before the first.
    private var distance: Int?

    init(start: Int, source: Int, line: Int, lineFeeds: [Int]) {
        self.start = start
        self.source = source
        self.line = line
        self.lineFeeds = lineFeeds
    }

    mutating func item(_ record: RawSpan, into text: inout ByteBuffer, _ map: inout FrameMap) throws(ParquetError) {
        try take(0x7B, "an object", record)
        let key = try string(record)
        guard isEqual(record, key, "Item") else {
            throw .json(
                "an item of DynamoDB has the one key \"Item\", not \(name(record, key))", at: key.lowerBound - 1)
        }
        try take(0x3A, "a colon", record)
        try attributes(record, into: &text, &map)
        skipSpace(record)
        guard offset < record.byteCount, record.loadUInt8(at: offset) == 0x7D else {
            throw .json("an item of DynamoDB has the one key \"Item\", and here is another", at: offset)
        }
    }

    /// The value of M, or of the item.
    private mutating func attributes(
        _ record: RawSpan, into text: inout ByteBuffer, _ map: inout FrameMap
    ) throws(ParquetError) {
        skipSpace(record)
        let brace = offset
        try take(0x7B, "an object", record)
        write(record, brace..<brace + 1, into: &text, &map)
        var isFirst = true
        while try !isEnd(0x7D, isFirst, record, into: &text, &map) {
            let key = try string(record)
            write(record, key.lowerBound - 1..<key.upperBound + 1, into: &text, &map)
            try take(0x3A, "a colon", record)
            write(record, offset - 1..<offset, into: &text, &map)
            try value(record, into: &text, &map)
            isFirst = false
        }
    }

    /// The value of an attribute: `{"S":"a"}`.
    private mutating func value(
        _ record: RawSpan, into text: inout ByteBuffer, _ map: inout FrameMap
    ) throws(ParquetError) {
        depth += 1
        defer { depth -= 1 }
        guard depth <= AttributeValueWalk.maximumDepth else {
            throw .json("attributes are nested more than \(AttributeValueWalk.maximumDepth) deep", at: offset)
        }
        try take(0x7B, "the typed value of an attribute, as {\"S\":\"a\"},", record)
        let type = try string(record)
        try take(0x3A, "a colon", record)
        skipSpace(record)
        switch String(decoding: JSONValue.copy(record, type), as: UTF8.self) {
        case "S", "B": try quoted(record, into: &text, &map)
        case "N": try number(record, into: &text, &map)
        case "BOOL": try literal(["true", "false"], record, into: &text, &map)
        case "NULL":
            let place = offset
            try take("true", record)
            writePiece(place, text, &map)
            text.append(Array("null".utf8))
            distance = nil
        case "M": try attributes(record, into: &text, &map)
        case "L":
            try list(record, into: &text, &map) { walk, text, map throws(ParquetError) in
                try walk.value(record, into: &text, &map)
            }
        case "SS", "BS":
            try list(record, into: &text, &map) { walk, text, map throws(ParquetError) in
                try walk.quoted(record, into: &text, &map)
            }
        case "NS":
            try list(record, into: &text, &map) { walk, text, map throws(ParquetError) in
                try walk.number(record, into: &text, &map)
            }
        default:
            throw .json(
                "\(name(record, type)) is no type of an attribute; S, N, B, BOOL, NULL, L, M, SS, NS and BS are",
                at: type.lowerBound - 1)
        }
        try take(0x7D, "the end of the attribute's value", record)
    }

    private mutating func list(
        _ record: RawSpan, into text: inout ByteBuffer, _ map: inout FrameMap,
        element: (inout AttributeValueWalk, inout ByteBuffer, inout FrameMap) throws(ParquetError) -> Void
    ) throws(ParquetError) {
        skipSpace(record)
        let bracket = offset
        try take(0x5B, "an array", record)
        write(record, bracket..<bracket + 1, into: &text, &map)
        var isFirst = true
        while try !isEnd(0x5D, isFirst, record, into: &text, &map) {
            try element(&self, &text, &map)
            isFirst = false
        }
    }

    /// Takes the end of an object or array if it is here, and else the comma before anything but the first in it.
    private mutating func isEnd(
        _ end: UInt8, _ isFirst: Bool, _ record: RawSpan, into text: inout ByteBuffer, _ map: inout FrameMap
    ) throws(ParquetError) -> Bool {
        skipSpace(record)
        let isEnd = offset < record.byteCount && record.loadUInt8(at: offset) == end
        if isEnd {
            write(record, offset..<offset + 1, into: &text, &map)
            offset += 1
        } else if !isFirst {
            try take(0x2C, "a comma or the end", record)
            write(record, offset - 1..<offset, into: &text, &map)
        }
        return isEnd
    }

    private mutating func quoted(
        _ record: RawSpan, into text: inout ByteBuffer, _ map: inout FrameMap
    ) throws(ParquetError) {
        let range = try string(record)
        write(record, range.lowerBound - 1..<range.upperBound + 1, into: &text, &map)
    }

    private mutating func number(
        _ record: RawSpan, into text: inout ByteBuffer, _ map: inout FrameMap
    ) throws(ParquetError) {
        let range = try string(record)
        guard try JSONNumber.end(in: record, from: range.lowerBound).end == range.upperBound else {
            throw .json("N holds \(name(record, range)), which is no number", at: range.lowerBound)
        }
        write(record, range, into: &text, &map)
    }

    private mutating func literal(
        _ words: [String], _ record: RawSpan, into text: inout ByteBuffer, _ map: inout FrameMap
    ) throws(ParquetError) {
        let place = offset
        let isFirst = offset < record.byteCount && record.loadUInt8(at: offset) == words[0].utf8.first
        try take(isFirst ? words[0] : words[1], record)
        write(record, place..<offset, into: &text, &map)
    }

    // MARK: Tokens

    private mutating func skipSpace(_ record: RawSpan) {
        offset = GapWalk.behindSpace(record, offset)
    }

    private mutating func take(_ byte: UInt8, _ what: String, _ record: RawSpan) throws(ParquetError) {
        skipSpace(record)
        guard offset < record.byteCount, record.loadUInt8(at: offset) == byte else {
            let found = offset < record.byteCount ? JSONString.quoted(record.loadUInt8(at: offset)) : "the end"
            throw .json("\(found) where \(what) should be", at: offset)
        }
        offset += 1
    }

    private mutating func take(_ word: String, _ record: RawSpan) throws(ParquetError) {
        let start = offset
        for byte in word.utf8 {
            guard offset < record.byteCount, record.loadUInt8(at: offset) == byte else {
                throw .json("\(word) should be here", at: start)
            }
            offset += 1
        }
    }

    /// Takes a string, and gives the place of its text.
    private mutating func string(_ record: RawSpan) throws(ParquetError) -> Range<Int> {
        try take(0x22, "a string", record)
        let start = offset
        let end = try JSONString.end(in: record, from: start).end
        offset = end + 1
        return start..<end
    }

    private func isEqual(_ record: RawSpan, _ range: Range<Int>, _ word: String) -> Bool {
        RawSpan.areEqual(record.extracting(range), Array(word.utf8).rawBytes)
    }

    /// The start of a string, for a message.
    private func name(_ record: RawSpan, _ range: Range<Int>) -> String {
        let isLong = range.count > 40
        let shown = isLong ? range.lowerBound..<range.lowerBound + 40 : range
        return "\"\(String(decoding: JSONValue.copy(record, shown), as: UTF8.self))\(isLong ? "…" : "")\""
    }

    // MARK: Writing

    private mutating func write(
        _ record: RawSpan, _ range: Range<Int>, into text: inout ByteBuffer, _ map: inout FrameMap
    ) {
        if distance != text.count - range.lowerBound { writePiece(range.lowerBound, text, &map) }
        text.append(record.extracting(range))
    }

    /// Begins a piece with what is written next, which is the record's from `place` on.
    private mutating func writePiece(_ place: Int, _ text: ByteBuffer, _ map: inout FrameMap) {
        while feedsPassed < lineFeeds.count, lineFeeds[feedsPassed] < start + place { feedsPassed += 1 }
        map.begin(text: text.count, source: source + place, line: line + feedsPassed)
        distance = text.count - place
    }
}
