internal import Parquet
internal import ParquetBytes

/// Scanning a value that is neither object nor array.
enum JSONScalar {
    /// The value at `offset + gap`, if it is of a common form: a string in ASCII without escapes, a number of up to 15 characters
    /// without exponent, or a literal. Nil for everything else.
    ///
    /// - Parameters:
    ///   - text: a window of the text; the value may end at its limit.
    ///   - gap: the length of the gap before the value, up to 31.
    ///   - stops: the bits of the same window.
    ///   - marksNull: whether the place of `null` is marked.
    /// - Returns: the place behind the value, and the bits of its place, both from the start of the window.
    @inline(always)
    static func common(
        _ text: PaddedBytes, at offset: Int, plus gap: Int, stops: BitWindow, marksNull: Bool
    ) -> (end: Int, bits: UInt64)? {
        let byte = text.loadUInt8(at: offset, plus: gap)
        let start = offset &+ gap
        if byte == 0x22 {
            let first = start &+ 1
            let word = stops.word(at: first)
            var quote = first &+ word.trailingZeroBitCount
            if word == 0 {
                // Longer than 56 bytes.
                var next = first & ~7 &+ 64
                var later: UInt64
                repeat {
                    guard text.isInBounds(next) else { return nil }
                    later = stops.word(at: next)
                    next &+= 64
                } while later == 0
                quote = next &- 64 &+ later.trailingZeroBitCount
            }
            guard text.isInBounds(quote), text.loadUInt8(at: quote) == 0x22 else { return nil }
            return (quote &+ 1, JSONPlace(start: first, end: quote, kind: .string).bits)
        }
        if byte <= 0x39 { return shortNumber(text, at: offset, plus: gap, firstByte: byte) }
        let word = text.loadUInt32(at: offset, plus: gap)
        if word == 0x6575_7274 {
            return (start &+ 4, JSONPlace(start: start, end: start &+ 4, kind: .yes).bits)
        }
        if word == 0x736C_6166, text.loadUInt8(at: offset, plus: gap &+ 4) == 0x65 {
            return (start &+ 5, JSONPlace(start: start, end: start &+ 5, kind: .no).bits)
        }
        if word == 0x6C6C_756E {
            return (start &+ 4, marksNull ? JSONPlace(start: start, end: start &+ 4, kind: .null).bits : 0)
        }
        return nil
    }

    /// A number of up to 15 characters without exponent: the first of the 16 bytes that is no digit ends it, or is its
    /// point, and then the second one ends it.
    @inline(always)
    static func shortNumber(
        _ text: PaddedBytes, at offset: Int, plus gap: Int, firstByte: UInt8
    ) -> (end: Int, bits: UInt64)? {
        // Digits become -128 … -119.
        let shifted = (text.loadBytes16(at: offset, plus: gap) &+ SIMD16<UInt8>(repeating: 0x50)).signed
        let minus: UInt64 = firstByte == 0x2D ? 1 : 0
        let others = (shifted .> SIMD16<Int8>(repeating: -119)).bits & ~minus | 1 << 16
        let wholeEnd = others.trailingZeroBitCount
        let first = Int(truncatingIfNeeded: minus)
        guard wholeEnd > first, wholeEnd < 16 else { return nil }
        if text.loadUInt8(at: offset, plus: gap &+ first) == 0x30, wholeEnd > first &+ 1 { return nil }
        let start = offset &+ gap
        let byte = text.loadUInt8(at: offset, plus: gap &+ wholeEnd)
        if byte == 0x2E {
            let fractionEnd = (others & (others &- 1)).trailingZeroBitCount
            guard fractionEnd < 16, fractionEnd > wholeEnd &+ 1,
                text.loadUInt8(at: offset, plus: gap &+ fractionEnd) | 0x20 != 0x65
            else { return nil }
            let end = start &+ fractionEnd
            return (end, JSONPlace(start: start, end: end, kind: .fraction).bits)
        }
        guard byte | 0x20 != 0x65 else { return nil }
        let end = start &+ wholeEnd
        return (end, JSONPlace(start: start, end: end, kind: .integer).bits)
    }

    /// Whether a scalar value can start with `byte`.
    static func canStart(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x22, 0x2D, 0x30...0x39, UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): true
        default: false
        }
    }

    /// The value at `offset`.
    ///
    /// - Throws: `ParquetError` with code `json` if there is none.
    static func any(_ text: RawSpan, at offset: Int) throws(ParquetError) -> (end: Int, place: JSONPlace) {
        guard offset < text.byteCount else { throw .json("the text ends where a value should be", at: offset) }
        let byte = text.loadUInt8(at: offset)
        if byte == 0x22 {
            let (quote, hasEscapes) = try JSONString.end(in: text, from: offset &+ 1)
            return (quote &+ 1, JSONPlace(start: offset &+ 1, end: quote, kind: .string, hasEscapes: hasEscapes))
        }
        if byte | 0x20 >= 0x61, byte | 0x20 <= 0x7A {
            let (end, kind) = try literal(in: text, at: offset)
            return (end, kind == .null ? .none : JSONPlace(start: offset, end: end, kind: kind))
        }
        let (end, isInteger) = try JSONNumber.end(in: text, from: offset)
        return (end, JSONPlace(start: offset, end: end, kind: isInteger ? .integer : .fraction))
    }

    /// The literal at `offset` and the place behind it.
    private static func literal(
        in text: RawSpan, at offset: Int
    ) throws(ParquetError) -> (end: Int, kind: JSONKind) {
        if offset &+ 4 <= text.byteCount {
            let word = text.loadUInt32(at: offset)
            if word == 0x6C6C_756E { return (offset &+ 4, .null) }
            if word == 0x6575_7274 { return (offset &+ 4, .yes) }
            if word == 0x736C_6166, offset &+ 5 <= text.byteCount, text.loadUInt8(at: offset &+ 4) == 0x65 {
                return (offset &+ 5, .no)
            }
        }
        throw .json("\(JSONString.quoted(text.loadUInt8(at: offset))) does not start a value", at: offset)
    }
}
