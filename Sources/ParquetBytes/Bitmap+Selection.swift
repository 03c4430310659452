// Bits taken out of a bitmap at the ones of a mask, and put back there.
//
//     bits                1 0 1 1 0 0
//     mask                1 1 0 1 0 1
//     selecting(mask)     1 0   1   0      four bits, one for each one of the mask
//     spread(over: mask)  those four back: 1 0 0 1 0 0

extension Bitmap {
    /// The bits at the ones of `mask`, which is as long.
    public func selecting(_ mask: Bitmap) -> Bitmap {
        precondition(count == mask.count, "bitmaps of different lengths")
        var output = BitWriter(capacity: count)
        for index in 0..<wordCount {
            let bits = word(at: index)
            let chosen = mask.word(at: index)
            if chosen == .max {
                output.append(bits, count: 64)
                continue
            }
            output.append(bits.compressed(by: chosen), count: chosen.nonzeroBitCount)
        }
        return output.finish()
    }

    /// As many bits as `mask` has: at its ones the bits of this bitmap in order, at its zeros zeros.
    ///
    /// - Precondition: there are as many bits as the mask has ones.
    public func spread(over mask: Bitmap) -> Bitmap {
        precondition(count == mask.oneCount, "as many bits as the mask has ones")
        var words: [UInt64] = []
        words.reserveCapacity(mask.wordCount)
        var next = 0
        for index in 0..<mask.wordCount {
            let chosen = mask.word(at: index)
            words.append(unalignedWord(at: next).expanded(over: chosen))
            next += chosen.nonzeroBitCount
        }
        return Bitmap(words: words, count: mask.count)
    }

    /// 64 bits from `index` on; zeros behind the last.
    private func unalignedWord(at index: Int) -> UInt64 {
        let shift = UInt64(index & 63)
        let low = word(at: index >> 6)
        return shift == 0 ? low : low &>> shift | word(at: (index >> 6) + 1) &<< (64 &- shift)
    }
}

extension UInt64 {
    /// The bits at the ones of `mask`, moved together to the low end.
    ///
    /// Bits move by 1, 2, 4, … 32 places in turn, each as the number of zeros below it has that bit (H. S. Warren, Hacker's Delight,
    /// 7-4). Where the mask has few ones, a step for each is faster.
    fileprivate func compressed(by mask: UInt64) -> UInt64 {
        if mask.nonzeroBitCount < 16 {
            var rest = mask
            var packed: UInt64 = 0
            var place: UInt64 = 0
            while rest != 0 {
                packed |= (self &>> UInt64(truncatingIfNeeded: rest.trailingZeroBitCount) & 1) &<< place
                place &+= 1
                rest &= rest &- 1
            }
            return packed
        }
        var bits = self & mask
        var moves = BitMoves(mask)
        for step in 0..<6 as Range<UInt64> {
            let moving = moves.next(step)
            let moved = bits & moving
            bits = bits ^ moved | moved &>> (1 &<< step)
        }
        return bits
    }

    /// The low bits, moved to the ones of `mask`.
    fileprivate func expanded(over mask: UInt64) -> UInt64 {
        if mask == .max { return self }
        if mask.nonzeroBitCount < 16 {
            var rest = mask
            var source = self
            var word: UInt64 = 0
            while rest != 0 {
                word |= rest & (0 &- rest) & (0 &- (source & 1))
                source &>>= 1
                rest &= rest &- 1
            }
            return word
        }
        // The way back: the same moves, the last one first.
        var moves = BitMoves(mask)
        let m0 = moves.next(0), m1 = moves.next(1), m2 = moves.next(2)
        let m3 = moves.next(3), m4 = moves.next(4), m5 = moves.next(5)
        var bits = self
        bits = bits & ~m5 | bits &<< 32 & m5
        bits = bits & ~m4 | bits &<< 16 & m4
        bits = bits & ~m3 | bits &<< 8 & m3
        bits = bits & ~m2 | bits &<< 4 & m2
        bits = bits & ~m1 | bits &<< 2 & m1
        bits = bits & ~m0 | bits &<< 1 & m0
        return bits & mask
    }
}

/// Which bits of a mask move by 1, 2, 4, … places on their way to the low end.
private struct BitMoves {
    private var mask: UInt64
    /// The zeros that are still to be counted, each one place higher.
    private var zeros: UInt64

    init(_ mask: UInt64) {
        self.mask = mask
        zeros = ~mask &<< 1
    }

    /// The bits that move by 1 << `step`, where they are before that.
    @inline(__always)
    mutating func next(_ step: UInt64) -> UInt64 {
        // Whether the number of zeros below is odd.
        var parity = zeros ^ zeros &<< 1
        parity ^= parity &<< 2
        parity ^= parity &<< 4
        parity ^= parity &<< 8
        parity ^= parity &<< 16
        parity ^= parity &<< 32
        let moving = parity & mask
        mask = mask ^ moving | moving &>> (1 &<< step)
        zeros &= ~parity
        return moving
    }
}

/// Puts bits together to words.
private struct BitWriter {
    private var words: [UInt64] = []
    private var count = 0

    init(capacity: Int) {
        words.reserveCapacity(capacity / 64 + 1)
    }

    /// Appends the lowest `added` bits of `bits`; the others are zero.
    mutating func append(_ bits: UInt64, count added: Int) {
        guard added > 0 else { return }
        let used = count & 63
        if used == 0 {
            words.append(bits)
        } else {
            words[words.count - 1] |= bits &<< UInt64(used)
            if used + added > 64 { words.append(bits &>> UInt64(64 - used)) }
        }
        count += added
    }

    consuming func finish() -> Bitmap { Bitmap(words: words, count: count) }
}
