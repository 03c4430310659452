internal import ParquetBytes

/// Reads levels in the deprecated encoding BIT_PACKED (Encodings.md, "Bit-packed (Deprecated)"): back to back, the highest
/// bit of each byte first, without a length before them.
///
/// With three bits a value, 0, 1, 2, 3, 4, 5, 6, 7 are `05 39 77`: 00000101 00111001 01110111.
struct BitPackedDecoder: Sendable {
    /// The bits of a value, 0 to 32.
    let bitWidth: Int
    /// The next value's first bit, counted from the start of the page.
    private var bitOffset: Int
    /// Where the bytes end.
    private let end: Int

    /// How many bytes `count` values take.
    static func byteCount(of count: Int, bitWidth: Int) -> Int {
        let (bits, overflow) = count.multipliedReportingOverflow(by: bitWidth)
        return overflow || bits > .max - 7 ? .max / 8 : (bits + 7) / 8
    }

    /// A decoder of the values in the bytes `range` of a page.
    ///
    /// - Throws: `ParquetError` with code `malformed` if the bit width is not 0 to 32.
    init(bitWidth: Int, range: Range<Int>) throws(ParquetError) {
        guard bitWidth >= 0, bitWidth <= 32 else {
            throw ParquetError(.malformed, "a bit width of \(bitWidth), 32 is the most")
        }
        self.bitWidth = bitWidth
        bitOffset = range.lowerBound * 8
        end = range.upperBound
    }

    /// Appends the next `count` values to `target`.
    ///
    /// - Throws: `ParquetError` with code `malformed` if there are not as many.
    mutating func decode<Value: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
        _ count: Int, from page: RawSpan, into target: inout [Value]
    ) throws(ParquetError) {
        let (bits, overflow) = count.multipliedReportingOverflow(by: bitWidth)
        guard count >= 0, !overflow, bits <= end * 8 - bitOffset else {
            throw ParquetError(
                .malformed, "\(count) values of \(bitWidth) bits in the \(end - bitOffset / 8) bytes left")
        }
        let start = target.count
        target.resize(to: start + count)
        guard bitWidth > 0 else { return }
        var values = target.mutableSpan
        var bit = bitOffset
        var index = start
        let stop = start + count
        let shift = UInt64(64 - bitWidth)
        // Eight bytes, the first one highest, hold any value wherever its first bit is.
        let loadable = min(stop, start + page.loadablePackedCount(count, bitWidth: bitWidth, at: bit))
        while index < loadable {
            let word = page.loadUInt64(at: bit >> 3).byteSwapped << UInt64(bit & 7)
            values[index] = Value(truncatingIfNeeded: word >> shift)
            bit += bitWidth
            index += 1
        }
        while index < stop {
            var value: UInt64 = 0
            for place in bit..<bit + bitWidth {
                value = value << 1 | UInt64(page.loadUInt8(at: place >> 3) >> UInt8(7 - place & 7) & 1)
            }
            values[index] = Value(truncatingIfNeeded: value)
            bit += bitWidth
            index += 1
        }
        bitOffset = bit
    }
}
