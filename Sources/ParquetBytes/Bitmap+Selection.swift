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
            var rest = chosen
            var packed: UInt64 = 0
            var packedCount: UInt64 = 0
            while rest != 0 {
                let place = UInt64(truncatingIfNeeded: rest.trailingZeroBitCount)
                packed |= (bits &>> place & 1) &<< packedCount
                packedCount &+= 1
                rest &= rest &- 1
            }
            output.append(packed, count: Int(packedCount))
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
            let chosenCount = chosen.nonzeroBitCount
            let bits = unalignedWord(at: next)
            next += chosenCount
            if chosen == .max || chosen == 0 {
                words.append(chosen & bits)
                continue
            }
            var rest = chosen
            var source = bits
            var word: UInt64 = 0
            while rest != 0 {
                let lowest = rest & (0 &- rest)
                word |= lowest & (0 &- (source & 1))
                source &>>= 1
                rest &= rest &- 1
            }
            words.append(word)
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
