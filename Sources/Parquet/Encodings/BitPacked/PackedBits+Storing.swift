internal import ParquetBytes

// Writing numbers of one bit width back to back, the lowest bit of each byte first. Eight numbers of w bits take w bytes,
// so every eight of them start at a whole byte.

extension MutableRawSpan {
    /// Stores the lowest `8 * bitWidth` bits of `low` and `high`, of which each has `4 * bitWidth`: eight packed numbers of
    /// at most 16 bits. What is behind them is overwritten, up to 16 bytes from `offset`.
    @inline(__always)
    @_lifetime(self: copy self)
    mutating func storePackedEight(_ low: UInt64, _ high: UInt64, bitWidth: Int, at offset: Int) {
        let half = UInt64(truncatingIfNeeded: bitWidth &* 4)
        if bitWidth <= 8 {
            store(low | high &<< half, at: offset)
        } else {
            // Shifted in two steps, since 64 is too far for one.
            store(low | (high &<< 1) &<< (half &- 1), at: offset)
            store(high &>> (64 &- half), at: offset &+ 8)
        }
    }
}

/// Puts numbers of up to 64 bits one behind the other, eight bytes at a time.
struct PackedBitsWriter {
    /// Where the pending bits go.
    private var offset: Int
    private var pending: UInt64 = 0
    private var pendingCount: UInt64 = 0

    /// A writer whose first bit is the lowest of the byte at `offset`.
    @inline(__always)
    init(at offset: Int) {
        self.offset = offset
    }

    /// Appends `value`, which has at most `bitWidth` bits, 1 to 64; up to eight bytes at `offset` are overwritten.
    @inline(__always)
    mutating func append(_ value: UInt64, bitWidth: UInt64, to target: inout MutableRawSpan) {
        pending |= value &<< pendingCount
        target.store(pending, at: offset)
        let count = pendingCount &+ bitWidth
        // The bits that did not fit, shifted in two steps, since 64 is too far for one.
        let rest = (value &>> 1) &>> (63 &- pendingCount)
        let isFull = count >= 64
        offset &+= isFull ? 8 : 0
        pending = isFull ? rest : pending
        pendingCount = count & 63
    }
    /// Stores the bits that are still pending; up to eight bytes at `offset` are overwritten.
    @inline(__always)
    func finish(_ target: inout MutableRawSpan) {
        target.store(pending, at: offset)
    }
}
