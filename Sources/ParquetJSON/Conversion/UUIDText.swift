internal import ParquetBytes

// A UUID (RFC 9562, section 4): 32 hexadecimal digits of either case in groups of 8, 4, 4, 4 and 12, joined by hyphens, as
// 16 bytes in the order of the digits.
enum UUIDText {
    /// Writes the UUID that the string at `place` spells to `target` at `offset`.
    ///
    /// - Returns: whether it spells one.
    @inline(__always)
    static func write(
        _ text: RawSpan, _ place: JSONPlace, to target: inout MutableRawSpan, at offset: Int
    ) -> Bool {
        guard let (first, second, third, fourth) = digits(text, place) else { return false }
        target.store(fourBytes(first), at: offset)
        target.store(fourBytes(second), at: offset &+ 4)
        target.store(fourBytes(third), at: offset &+ 8)
        target.store(fourBytes(fourth), at: offset &+ 12)
        return true
    }

    /// Whether the string at `place` spells a UUID.
    static func isUUID(_ text: RawSpan, _ place: JSONPlace) -> Bool { digits(text, place) != nil }

    /// The digits of the UUID at `place`, eight by eight; nil if it is none.
    @inline(__always)
    private static func digits(
        _ text: RawSpan, _ place: JSONPlace
    ) -> (first: UInt64, second: UInt64, third: UInt64, fourth: UInt64)? {
        guard place.kindAndEscapes == UInt64(JSONKind.string.rawValue), place.length == 36 else { return nil }
        let start = place.start
        let hyphens = [8, 13, 18, 23] as InlineArray<4, Int>
        for index in hyphens.indices where text.loadUInt8(at: start &+ hyphens[index]) != 0x2D { return nil }
        let first = text.loadUInt64(at: start)
        let second = join(text.loadUInt32(at: start &+ 9), text.loadUInt32(at: start &+ 14))
        let third = join(text.loadUInt32(at: start &+ 19), text.loadUInt32(at: start &+ 24))
        let fourth = text.loadUInt64(at: start &+ 28)
        guard nonDigits(first) | nonDigits(second) | nonDigits(third) | nonDigits(fourth) == 0 else { return nil }
        return (first, second, third, fourth)
    }

    @inline(__always)
    private static func join(_ low: UInt32, _ high: UInt32) -> UInt64 { UInt64(low) | UInt64(high) << 32 }

    /// The highest bit of each byte that is no hexadecimal digit.
    @inline(__always)
    private static func nonDigits(_ word: UInt64) -> UInt64 {
        // The letters a to f of either case become 1 to 6.
        let letters = (word | 0x2020_2020_2020_2020) ^ 0x6060_6060_6060_6060
        let low = letters & 0x7F7F_7F7F_7F7F_7F7F
        let isLetter = (low &+ 0x7F7F_7F7F_7F7F_7F7F) & ~(low &+ 0x7979_7979_7979_7979) & ~letters
        return JSONNumber.nonDigits(word) & ~isLetter
    }

    /// The four bytes that eight hexadecimal digits spell.
    @inline(__always)
    private static func fourBytes(_ word: UInt64) -> UInt32 {
        let values = (word & 0x0F0F_0F0F_0F0F_0F0F) &+ (word >> 6 & 0x0101_0101_0101_0101) &* 9
        let bytes = (values << 4 | values >> 8) & 0x00FF_00FF_00FF_00FF
        let pairs = (bytes | bytes >> 8) & 0x0000_FFFF_0000_FFFF
        return UInt32(truncatingIfNeeded: pairs | pairs >> 16)
    }
}
