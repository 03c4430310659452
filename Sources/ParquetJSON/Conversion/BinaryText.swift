internal import Parquet
internal import ParquetBytes

// Bytes from text: base64 in the alphabet of RFC 4648, section 4, with its padding and without white space, and pairs of
// hexadecimal digits of either case.
enum BinaryText {
    /// Writes the bytes that `source[start ..< end]` spells in base64 to `target` at `offset`.
    ///
    /// - Returns: the place behind them; nil if it is no base64, or bits that the padding leaves over are not zero.
    static func base64(
        _ source: RawSpan, from start: Int, to end: Int, into target: inout MutableRawSpan, at offset: Int
    ) -> Int? {
        guard (end - start) % 4 == 0 else { return nil }
        var place = offset
        var position = start
        while position < end {
            var padding = 0
            if position + 4 == end, source.loadUInt8(at: end - 1) == 0x3D {
                padding = source.loadUInt8(at: end - 2) == 0x3D ? 2 : 1
            }
            var bits: UInt32 = 0
            for index in 0..<4 - padding {
                guard let digit = sextet(source.loadUInt8(at: position + index)) else { return nil }
                bits |= UInt32(digit) << UInt32(18 - 6 * index)
            }
            guard padding == 0 || bits & (padding == 1 ? 0xFF : 0xFFFF) == 0 else { return nil }
            for index in 0..<3 - padding {
                target.store(UInt8(truncatingIfNeeded: bits >> UInt32(16 - 8 * index)), at: place + index)
            }
            place += 3 - padding
            position += 4
        }
        return place
    }

    private static func sextet(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x41...0x5A: byte - 0x41
        case 0x61...0x7A: byte - 0x61 + 26
        case 0x30...0x39: byte - 0x30 + 52
        case 0x2B: 62
        case 0x2F: 63
        default: nil
        }
    }

    /// Writes the bytes that the hexadecimal digits `source[start ..< end]` spell to `target` at `offset`.
    ///
    /// - Returns: the place behind them; nil if they are no pairs of digits.
    static func hex(
        _ source: RawSpan, from start: Int, to end: Int, into target: inout MutableRawSpan, at offset: Int
    ) -> Int? {
        guard (end - start) % 2 == 0 else { return nil }
        var place = offset
        for position in stride(from: start, to: end, by: 2) {
            guard let high = JSONString.hexadecimalDigit(source.loadUInt8(at: position)),
                let low = JSONString.hexadecimalDigit(source.loadUInt8(at: position + 1))
            else { return nil }
            target.store(high << 4 | low, at: place)
            place += 1
        }
        return place
    }
}
