internal import Parquet
internal import ParquetBytes

/// Finds the end of a record, an object, in pieces of any length: by its brackets, outside of strings.
///
/// It is not a grammar. What it takes for a record and is none has a different error for whoever parses it; only what would
/// make it read on and on ends it here: a bracket that closes another kind, a line feed in a string, too deep a nesting.
struct RecordBoundary: Sendable {
    /// What has stopped the search.
    enum Stop {
        /// The end of the piece.
        case pieceEnd
        /// A line feed between tokens.
        case lineFeed
        /// The record's last byte.
        case recordEnd
        /// A byte that cannot be here, for this reason.
        case broken(String)
    }

    /// The open objects and arrays, the outermost first; true for an object.
    private var open: [Bool] = []
    private var isInString = false
    private var isEscaped = false

    /// What stops the first search from `place` on.
    static func first(in piece: RawSpan, _ place: inout Int) -> Stop {
        var boundary = RecordBoundary()
        return boundary.advance(piece, &place)
    }

    /// Starts anew before the first byte of a record.
    mutating func reset() {
        open.removeAll(keepingCapacity: true)
        isInString = false
        isEscaped = false
    }

    /// Goes from `place` in `piece` to the next byte that matters, and leaves `place` at it.
    mutating func advance(_ piece: RawSpan, _ place: inout Int) -> Stop {
        while place < piece.byteCount {
            if isInString {
                if let stop = goThroughString(piece, &place) { return stop }
                continue
            }
            let byte = piece.loadUInt8(at: place)
            switch byte {
            case 0x22: isInString = true
            case 0x7B, 0x5B:
                guard open.count < LearnedPaths.maximumDepth else {
                    return .broken("values are nested more than \(LearnedPaths.maximumDepth) deep")
                }
                open.append(byte == 0x7B)
            case 0x7D, 0x5D:
                guard open.last == (byte == 0x7D) else {
                    return .broken("\(JSONString.quoted(byte)) closes what was not opened")
                }
                open.removeLast()
                if open.isEmpty { return .recordEnd }
            case 0x0A: return .lineFeed
            default: break
            }
            place &+= 1
        }
        return .pieceEnd
    }

    private mutating func goThroughString(_ piece: RawSpan, _ place: inout Int) -> Stop? {
        if isEscaped {
            guard piece.loadUInt8(at: place) != 0x0A else { return .broken("the line ends within a string") }
            isEscaped = false
            place &+= 1
        }
        while true {
            place = JSONString.specialByte(in: piece, from: place)
            guard place < piece.byteCount else { return nil }
            let byte = piece.loadUInt8(at: place)
            if byte == 0x0A { return .broken("the line ends within a string") }
            place &+= 1
            if byte == 0x22 {
                isInString = false
                return nil
            }
            if byte == 0x5C {
                isEscaped = true
                return nil
            }
            while place < piece.byteCount, piece.loadUInt8(at: place) > 0x7F { place &+= 1 }
        }
    }
}
