internal import Parquet
internal import ParquetBytes

// A JSON number (RFC 8259, section 6): an optional minus, digits without leading zeros, an optional point with digits, an
// optional exponent with digits. Digits are counted eight at a time.
enum JSONNumber {
    /// The place behind the number at `start`, and whether it has neither fraction nor exponent.
    ///
    /// - Throws: `ParquetError` with code `json` if there is no number.
    @inline(__always)
    static func end(in text: RawSpan, from start: Int) throws(ParquetError) -> (end: Int, isInteger: Bool) {
        var offset = start
        if offset < text.byteCount, text.loadUInt8(at: offset) == 0x2D { offset &+= 1 }
        let first = offset
        offset = digitsEnd(in: text, from: offset)
        guard offset > first, offset == first &+ 1 || text.loadUInt8(at: first) != 0x30 else {
            throw offset == first ? missing(in: text, at: first) : .json("a number has a leading zero", at: first)
        }
        guard offset < text.byteCount else { return (offset, true) }
        var byte = text.loadUInt8(at: offset)
        guard byte == 0x2E || byte | 0x20 == 0x65 else { return (offset, true) }
        if byte == 0x2E {
            let fraction = offset &+ 1
            offset = digitsEnd(in: text, from: fraction)
            guard offset > fraction else { throw .json("a number has no digit behind its point", at: offset) }
            guard offset < text.byteCount else { return (offset, false) }
            byte = text.loadUInt8(at: offset)
        }
        if byte | 0x20 == 0x65 { offset = try exponentEnd(in: text, from: offset) }
        return (offset, false)
    }

    /// The place behind the exponent whose `e` is at `start`.
    @inline(never)
    private static func exponentEnd(in text: RawSpan, from start: Int) throws(ParquetError) -> Int {
        var digits = start &+ 1
        if digits < text.byteCount {
            let sign = text.loadUInt8(at: digits)
            if sign == 0x2B || sign == 0x2D { digits &+= 1 }
        }
        let end = digitsEnd(in: text, from: digits)
        guard end > digits else { throw .json("a number has no digit in its exponent", at: digits) }
        return end
    }

    @inline(never)
    private static func missing(in text: RawSpan, at offset: Int) -> ParquetError {
        guard offset < text.byteCount else { return .json("the text ends where a value should be", at: offset) }
        let byte = text.loadUInt8(at: offset)
        return byte == 0x0A
            ? .json("the line ends where a value should be", at: offset)
            : .json("\(JSONString.quoted(byte)) does not start a value", at: offset)
    }

    /// The first place at or behind `start` that holds no digit.
    @inline(__always)
    static func digitsEnd(in text: RawSpan, from start: Int) -> Int {
        var offset = start
        while offset &+ 8 <= text.byteCount {
            let others = nonDigits(text.loadUInt64(at: offset))
            if others != 0 { return offset &+ others.trailingZeroBitCount >> 3 }
            offset &+= 8
        }
        while offset < text.byteCount, text.loadUInt8(at: offset) &- 0x30 <= 9 { offset &+= 1 }
        return offset
    }

    /// The highest bit of each byte of `word` that is not a digit.
    @inline(__always)
    static func nonDigits(_ word: UInt64) -> UInt64 {
        let values = word ^ 0x3030_3030_3030_3030
        return ((values & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7676_7676_7676 | values) & 0x8080_8080_8080_8080
    }
}
