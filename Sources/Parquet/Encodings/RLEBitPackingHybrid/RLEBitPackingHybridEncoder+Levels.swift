internal import ParquetBytes

// Levels are mostly long runs of one value, or of few bits: whole words of four are compared and packed.

extension RLEBitPackingHybridEncoder {
    /// Appends the levels `levels[range]`, each below `1 << bitWidth`, 0 to 16 bits. The bytes are those of the same
    /// numbers given as dictionary indices.
    static func encode(_ levels: [UInt16], _ range: Range<Int>, bitWidth: Int, into target: inout ByteBuffer) {
        let bytes = levels.span.extracting(range).rawBytes
        let count = range.count
        let shortestRun = shortestRun(bitWidth: bitWidth)
        var literalStart = 0
        var index = 0
        while index &+ 8 <= count {
            // A run begins at a whole group, since literals are packed in groups of eight.
            let word = bytes.loadUInt64(at: index &* 2)
            guard word == bytes.loadUInt64(at: index &* 2 &+ 8), word == word &<< 16 | word &>> 48 else {
                index &+= 8
                continue
            }
            let runEnd = endOfRun(of: word, from: index &+ 8, in: bytes)
            if runEnd &- index >= shortestRun {
                packLevels(bytes, literalStart..<index, bitWidth: bitWidth, into: &target)
                appendRun(
                    of: UInt32(truncatingIfNeeded: word & 0xFFFF), count: runEnd &- index, bitWidth: bitWidth,
                    into: &target)
                literalStart = runEnd
                index = runEnd
            } else {
                index &+= (runEnd &- index) & ~7
            }
        }
        packLevels(bytes, literalStart..<count, bitWidth: bitWidth, into: &target)
    }

    /// The first level from `index` on that is another than the four of `word`.
    @inline(__always)
    private static func endOfRun(of word: UInt64, from index: Int, in levels: RawSpan) -> Int {
        let count = levels.byteCount / 2
        var end = index
        while end &+ 4 <= count {
            let difference = levels.loadUInt64(at: end &* 2) ^ word
            guard difference == 0 else { return end &+ difference.trailingZeroBitCount / 16 }
            end &+= 4
        }
        while end < count, levels.loadUInt16(at: end &* 2) == UInt16(truncatingIfNeeded: word) { end &+= 1 }
        return end
    }

    /// Packs the levels `range`; the last group is filled up with zeros.
    private static func packLevels(_ levels: RawSpan, _ range: Range<Int>, bitWidth: Int, into target: inout ByteBuffer)
    {
        guard !range.isEmpty else { return }
        let groupCount = (range.count + 7) / 8
        target.appendVarint(UInt64(groupCount) << 1 | 1)
        guard bitWidth > 0 else { return }
        // A group is stored with sixteen bytes.
        target.reserve(groupCount * bitWidth + 16)
        var place = target.count
        var output = target.mutableBytes
        var index = range.lowerBound
        while index &+ 8 <= range.upperBound {
            let low = packFour(levels.loadUInt64(at: index &* 2), bitWidth)
            let high = packFour(levels.loadUInt64(at: index &* 2 &+ 8), bitWidth)
            output.storePackedEight(low, high, bitWidth: bitWidth, at: place)
            place &+= bitWidth
            index &+= 8
        }
        if index < range.upperBound {
            var words: (low: UInt64, high: UInt64) = (0, 0)
            for rest in index..<range.upperBound {
                let level = UInt64(levels.loadUInt16(at: rest &* 2))
                let shift = UInt64((rest &- index) & 3) * 16
                if rest &- index < 4 { words.low |= level << shift } else { words.high |= level << shift }
            }
            output.storePackedEight(
                packFour(words.low, bitWidth), packFour(words.high, bitWidth), bitWidth: bitWidth, at: place)
            place &+= bitWidth
        }
        target.setCount(place)
    }

    /// The four numbers of 16 bits in `word`, each below `1 << bitWidth`, back to back.
    @inline(__always)
    private static func packFour(_ word: UInt64, _ bitWidth: Int) -> UInt64 {
        let width = UInt64(truncatingIfNeeded: bitWidth)
        let pairs = word & 0x0000_FFFF_0000_FFFF | (word &>> 16 & 0x0000_FFFF_0000_FFFF) &<< width
        return pairs & 0xFFFF_FFFF | (pairs &>> 32) &<< (width &* 2)
    }
}
