internal import Parquet
internal import ParquetBytes

/// Scanning a value that is neither object nor array.
enum JSONScalar {
    /// The value at `offset`, if it is of a common form: a string in ASCII without escapes, a number of up to 15 characters
    /// without exponent, or a literal. Everything else gives a negative end.
    ///
    /// - Parameters:
    ///   - stops: the bits of a window of the text that starts at `windowStart`.
    @inline(always)
    static func common(
        _ text: PaddedBytes, at offset: Int, stops: PaddedBytes, windowStart: Int
    ) -> (end: Int, kind: JSONKind) {
        let byte = text.loadUInt8(at: offset)
        if byte == 0x22 {
            let bit = offset &+ 1 &- windowStart
            let word = stops.loadUInt64(at: bit >> 3) >> UInt64(truncatingIfNeeded: bit & 7)
            var quote = offset &+ 1 &+ word.trailingZeroBitCount
            if word == 0 {
                // Longer than 56 bytes.
                var next = bit >> 3 &+ 8
                var later: UInt64
                repeat {
                    guard next <= stops.limit else { return (-1, .string) }
                    later = stops.loadUInt64(at: next)
                    next &+= 8
                } while later == 0
                quote = windowStart &+ (next &- 8) &* 8 &+ later.trailingZeroBitCount
            }
            guard quote <= text.limit, text.loadUInt8(at: quote) == 0x22 else { return (-1, .string) }
            return (quote &+ 1, .string)
        }
        if byte <= 0x39 { return shortNumber(text, at: offset, firstByte: byte) }
        let word = text.loadUInt32(at: offset)
        if word == 0x6575_7274 { return (offset &+ 4, .yes) }
        if word == 0x736C_6166, text.loadUInt8(at: offset &+ 4) == 0x65 { return (offset &+ 5, .no) }
        if word == 0x6C6C_756E { return (offset &+ 4, .null) }
        return (-1, .null)
    }

    /// The place of a value of `kind` from `offset` to `end`, as `common` has found it.
    @inline(always)
    static func place(_ kind: JSONKind, from offset: Int, to end: Int) -> JSONPlace {
        switch kind {
        case .null: .none
        case .string: JSONPlace(start: offset &+ 1, end: end &- 1, kind: .string)
        default: JSONPlace(start: offset, end: end, kind: kind)
        }
    }

    /// A number of up to 15 characters without exponent: the first of the 16 bytes that is no digit ends it, or is its
    /// point, and then the second one ends it.
    @inline(always)
    private static func shortNumber(
        _ text: PaddedBytes, at offset: Int, firstByte: UInt8
    ) -> (end: Int, kind: JSONKind) {
        // Digits become -128 … -119.
        let shifted = (text.loadBytes16(at: offset) &+ SIMD16<UInt8>(repeating: 0x50)).signed
        let minus: UInt64 = firstByte == 0x2D ? 1 : 0
        let others = (shifted .> SIMD16<Int8>(repeating: -119)).bits & ~minus | 1 << 16
        let wholeEnd = others.trailingZeroBitCount
        let first = Int(truncatingIfNeeded: minus)
        guard wholeEnd > first, wholeEnd < 16 else { return (-1, .integer) }
        if text.loadUInt8(at: offset &+ first) == 0x30, wholeEnd > first &+ 1 { return (-1, .integer) }
        let byte = text.loadUInt8(at: offset &+ wholeEnd)
        if byte == 0x2E {
            let fractionEnd = (others & (others &- 1)).trailingZeroBitCount
            guard fractionEnd < 16, fractionEnd > wholeEnd &+ 1,
                text.loadUInt8(at: offset &+ fractionEnd) | 0x20 != 0x65
            else { return (-1, .fraction) }
            return (offset &+ fractionEnd, .fraction)
        }
        guard byte | 0x20 != 0x65 else { return (-1, .integer) }
        return (offset &+ wholeEnd, .integer)
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
