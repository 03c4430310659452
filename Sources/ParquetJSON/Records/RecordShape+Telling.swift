internal import ParquetBytes

extension RecordShape {
    /// What `auto` comes to for a text, told by its start: `lines`, `array` or `concatenated`.
    ///
    /// An object whose line ends within it is taken for a record over several lines only if what stands before or behind the
    /// line feed may do so in JSON: else it is a line that was cut short, and the parser of lines says so best.
    ///
    /// - Parameters:
    ///   - start: the first bytes of the text; a block, or all of it.
    ///   - isAll: whether the text ends with them.
    public static func told(by start: RawSpan, isAll: Bool) -> RecordShape {
        var place = behindSpace(start, LineChunker.byteOrderMarkLength(in: start))
        guard place < start.byteCount else { return .lines }
        switch start.loadUInt8(at: place) {
        case 0x5B: return .array
        case 0x7B: break
        default: return .lines
        }
        switch RecordBoundary.first(in: start, &place) {
        case .pieceEnd:
            // The end of the first line is not known yet; the framer takes lines, too.
            return isAll ? .lines : .concatenated
        case .broken: return .lines
        case .lineFeed:
            let next = behindSpace(start, place)
            if next == start.byteCount { return isAll ? .lines : .concatenated }
            return isInRecord(start, lineFeed: place, next: next) ? .concatenated : .lines
        case .recordEnd:
            place = GapWalk.behindSpace(start, place + 1)
            return place < start.byteCount && start.loadUInt8(at: place) == 0x7B ? .concatenated : .lines
        }
    }

    /// Whether a record may go on over the line feed.
    private static func isInRecord(_ text: RawSpan, lineFeed: Int, next: Int) -> Bool {
        var last = lineFeed
        while last > 0, isSpace(text.loadUInt8(at: last)) { last -= 1 }
        let before: [UInt8] = [0x7B, 0x5B, 0x2C, 0x3A]
        let behind: [UInt8] = [0x7D, 0x5D, 0x2C, 0x3A]
        return before.contains(text.loadUInt8(at: last)) || behind.contains(text.loadUInt8(at: next))
    }

    private static func behindSpace(_ text: RawSpan, _ start: Int) -> Int {
        var place = start
        while place < text.byteCount, isSpace(text.loadUInt8(at: place)) { place += 1 }
        return place
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }
}
