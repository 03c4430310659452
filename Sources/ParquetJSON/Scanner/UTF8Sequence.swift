internal import Parquet
internal import ParquetBytes

// The UTF-8 sequences of Unicode (The Unicode Standard, table 3-7). Everything else is an error: overlong forms, surrogates,
// what lies beyond U+10FFFF, and sequences that are cut off.
//
//     U+0080   … U+07FF     C2…DF 80…BF
//     U+0800   … U+FFFF     E0 A0…BF 80…BF, E1…EC and EE…EF 80…BF 80…BF, ED 80…9F 80…BF
//     U+10000  … U+10FFFF   F0 90…BF 80…BF 80…BF, F1…F3 80…BF 80…BF 80…BF, F4 80…8F 80…BF 80…BF
enum UTF8Sequence {
    /// The length of the sequence of two to four bytes at `offset`.
    ///
    /// - Throws: `ParquetError` with code `json` if there is none.
    static func length(in text: RawSpan, at offset: Int) throws(ParquetError) -> Int {
        let first = text.loadUInt8(at: offset)
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        case 0xF1...0xF3: length = 4
        default: throw .json("the byte \(JSONString.hexadecimal(first)) does not start a UTF-8 sequence", at: offset)
        }
        var isValid = offset &+ length <= text.byteCount && second.contains(text.loadUInt8(at: offset &+ 1))
        if isValid {
            for place in offset &+ 2..<max(offset &+ length, offset &+ 2) {
                isValid = isValid && text.loadUInt8(at: place) & 0xC0 == 0x80
            }
        }
        guard isValid else {
            throw .json("the byte \(JSONString.hexadecimal(first)) starts a broken UTF-8 sequence", at: offset)
        }
        return length
    }

    /// Writes `scalar` at `offset`, and gives the place behind it.
    static func write(_ scalar: UInt32, to target: inout MutableRawSpan, at offset: Int) -> Int {
        func byte(_ lead: UInt32, _ shift: UInt32) -> UInt8 {
            UInt8(truncatingIfNeeded: lead | scalar >> shift & 0x3F)
        }
        if scalar < 0x80 {
            target.store(UInt8(truncatingIfNeeded: scalar), at: offset)
            return offset &+ 1
        }
        if scalar < 0x800 {
            target.store(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6), at: offset)
            target.store(byte(0x80, 0), at: offset &+ 1)
            return offset &+ 2
        }
        if scalar < 0x10000 {
            target.store(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12), at: offset)
            target.store(byte(0x80, 6), at: offset &+ 1)
            target.store(byte(0x80, 0), at: offset &+ 2)
            return offset &+ 3
        }
        target.store(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18), at: offset)
        target.store(byte(0x80, 12), at: offset &+ 1)
        target.store(byte(0x80, 6), at: offset &+ 2)
        target.store(byte(0x80, 0), at: offset &+ 3)
        return offset &+ 4
    }
}
