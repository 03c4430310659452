internal import ParquetBytes

// Where strings can end, a bit a byte, for a window of the text. The places are found for 64 bytes at a time without looking
// at what they mean; afterwards the end of a string is a load, a shift and a count of zeros away, however long the string
// is. Searching sixteen bytes at a time takes twice as long, because each search waits for the one before it, and because
// the processor cannot foresee how many steps a string takes.
struct StringStops: Sendable {
    /// How many bytes are looked at together: text and bits stay in the first-level cache.
    static let windowLength = BitWindow.bitCount

    /// Where the window starts in the text.
    private(set) var start = 0
    /// Where it ends.
    private(set) var end = 0
    /// The bits, and eight more bytes of zeros.
    private var bits = [UInt8](repeating: 0, count: BitWindow.byteCount)

    /// The bits of the window, the first byte's lowest, and at least eight more bytes of zeros.
    var bytes: RawSpan {
        @_lifetime(borrow self)
        get { bits.rawBytes }
    }

    /// Forgets the window.
    mutating func reset() {
        start = 0
        end = 0
    }

    /// Moves the window to `text[newStart...]`.
    mutating func move(to newStart: Int, in text: RawSpan) {
        let available = min(StringStops.windowLength, text.byteCount - newStart) & ~63
        start = newStart
        end = newStart + available
        guard available > 0, let padded = PaddedBytes(text.bytes(newStart..<end)) else { return }
        var target = bits.mutableRawBytes
        var offset = 0
        while offset < available {
            var word = StringStops.stops(padded.loadBytes16(at: offset))
            word |= StringStops.stops(padded.loadBytes16(at: offset, block: 1)) << 16
            word |= StringStops.stops(padded.loadBytes16(at: offset, block: 2)) << 32
            word |= StringStops.stops(padded.loadBytes16(at: offset, block: 3)) << 48
            target.store(word, at: offset >> 3)
            offset &+= 64
        }
        target.store(UInt64(0), at: available >> 3)
    }

    /// A one for each of the bytes at which the text of a plain string ends: backslash, and, by one signed comparison, all
    /// below 0x20, all above 0x7F, and the quote, 0x22, which changes places with 0x20 before.
    @inline(__always)
    static func stops(_ bytes: SIMD16<UInt8>) -> UInt64 {
        let swapped = (bytes ^ SIMD16<UInt8>(repeating: 0x02)).signed
        let mask =
            (bytes.signed .== SIMD16<Int8>(repeating: 0x5C)) .| (swapped .< SIMD16<Int8>(repeating: 0x21))
        return mask.bits
    }
}
