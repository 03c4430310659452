internal import ParquetBytes

// Numbers of one bit width back to back, the lowest bit of each byte first: what delta and ALP miniblocks are made of.

extension RawSpan {
    /// How many of `count` numbers of `bitWidth` bits, the first at bit `bit`, can be read by `loadPacked`, which loads
    /// nine bytes where the number may need them and eight otherwise.
    @inline(__always)
    func loadablePackedCount(_ count: Int, bitWidth: Int, at bit: Int) -> Int {
        // The usual case, without a division: not even the end of the last number is near the end of the span.
        if (bit + count * bitWidth) >> 3 + 9 <= byteCount { return count }
        let lastBit = (byteCount - (bitWidth > 57 ? 9 : 8)) * 8 + 7
        guard bitWidth > 0, lastBit >= bit else { return 0 }
        return Swift.min(count, (lastBit - bit) / bitWidth + 1)
    }

    /// The number of at most 57 bits that starts at bit `bit`: eight bytes hold it wherever it starts.
    @inline(__always)
    func loadPacked(at bit: Int, mask: UInt64) -> UInt64 {
        (loadUInt64(at: bit >> 3) &>> UInt64(truncatingIfNeeded: bit & 7)) & mask
    }

    /// The number of 58 to 64 bits that starts at bit `bit`.
    @inline(__always)
    func loadWidePacked(at bit: Int, mask: UInt64) -> UInt64 {
        let shift = UInt64(truncatingIfNeeded: bit & 7)
        let high = UInt64(loadUInt8(at: bit >> 3 &+ 8))
        // Shifted in two steps, since 64 is too far for one.
        return (loadUInt64(at: bit >> 3) &>> shift | (high &<< 1) &<< (63 &- shift)) & mask
    }

    /// The number of `bitWidth` bits that starts at bit `bit`, where the span may end right behind it.
    ///
    /// - Precondition: its bits are in the span.
    func loadLastPacked(at bit: Int, bitWidth: Int) -> UInt64 {
        var value: UInt64 = 0
        var taken = 0
        while taken < bitWidth {
            let place = bit + taken
            let step = Swift.min(8 - place & 7, bitWidth - taken)
            let byte = UInt64(loadUInt8(at: place >> 3)) >> UInt64(place & 7)
            value |= (byte & (1 << UInt64(step) - 1)) << UInt64(taken)
            taken += step
        }
        return value
    }
}

extension UInt64 {
    /// The number whose lowest `bitWidth` bits, 0 to 64, are ones.
    @inline(__always)
    static func ones(_ bitWidth: Int) -> UInt64 {
        bitWidth == 0 ? 0 : .max >> UInt64(64 - bitWidth)
    }
}
