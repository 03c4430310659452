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
            if !isEscaped, let stop = goThroughWords(piece, &place) { return stop }
            if let stop = goThroughBytes(piece, &place, until: min(place + 64, piece.byteCount)) { return stop }
        }
        return .pieceEnd
    }

    private mutating func goThroughBytes(_ piece: RawSpan, _ place: inout Int, until end: Int) -> Stop? {
        while place < end {
            if isInString {
                if let stop = goThroughString(piece, &place) { return stop }
                continue
            }
            let byte = piece.loadUInt8(at: place)
            switch byte {
            case 0x22: isInString = true
            case 0x7B, 0x5B, 0x7D, 0x5D: if let stop = takeBracket(byte) { return stop }
            case 0x0A: return .lineFeed
            default: break
            }
            place &+= 1
        }
        return nil
    }

    /// Takes a bracket outside of strings.
    @inline(__always)
    private mutating func takeBracket(_ byte: UInt8) -> Stop? {
        // { and } are [ and ] with another bit.
        let isObject = byte & 0x20 != 0
        if byte | 0x20 == 0x7B {
            guard open.count < LearnedPaths.maximumDepth else {
                return .broken("values are nested more than \(LearnedPaths.maximumDepth) deep")
            }
            open.append(isObject)
            return nil
        }
        guard open.last == isObject else { return .broken("\(JSONString.quoted(byte)) closes what was not opened") }
        open.removeLast()
        return open.isEmpty ? .recordEnd : nil
    }

    /// Goes on by 64 bytes as long as there is no backslash among them. Which bytes are within strings follows from the quotes:
    /// those before which, or at which, their number is odd. So only brackets and line feeds are looked at one by one.
    private mutating func goThroughWords(_ piece: RawSpan, _ place: inout Int) -> Stop? {
        while place &+ 64 <= piece.byteCount {
            var quotes: UInt64 = 0
            var stops: UInt64 = 0
            var backslashes: UInt64 = 0
            for quarter in 0..<4 {
                let bytes = piece.loadBytes16(at: place &+ quarter &* 16)
                let signed = bytes.signed
                let lowered = (bytes | SIMD16<UInt8>(repeating: 0x20)).signed
                let shift = UInt64(truncatingIfNeeded: quarter &* 16)
                quotes |= (signed .== SIMD16<Int8>(repeating: 0x22)).bits << shift
                backslashes |= (signed .== SIMD16<Int8>(repeating: 0x5C)).bits << shift
                let mask =
                    (lowered .== SIMD16<Int8>(repeating: 0x7B)) .| (lowered .== SIMD16<Int8>(repeating: 0x7D))
                    .| (signed .== SIMD16<Int8>(repeating: 0x0A))
                stops |= mask.bits << shift
            }
            guard backslashes == 0 else { return nil }
            var inside = quotes
            for shift: UInt64 in [1, 2, 4, 8, 16, 32] { inside ^= inside << shift }
            if isInString { inside = ~inside }
            while stops != 0 {
                let index = stops.trailingZeroBitCount
                stops &= stops &- 1
                let byte = piece.loadUInt8(at: place &+ index)
                let isInside = inside >> UInt64(truncatingIfNeeded: index) & 1 != 0
                if isInside, byte != 0x0A { continue }
                let stop: Stop? =
                    if byte == 0x0A { isInside ? .broken("the line ends within a string") : .lineFeed } else {
                        takeBracket(byte)
                    }
                if let stop {
                    place &+= index
                    isInString = isInside
                    return stop
                }
            }
            isInString = inside >> 63 != 0
            place &+= 64
        }
        return nil
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
