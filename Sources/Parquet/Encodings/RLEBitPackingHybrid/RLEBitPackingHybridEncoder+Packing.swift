internal import ParquetBytes

/// A number that the hybrid encodes: a level or a dictionary index.
protocol HybridNumber: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable {
    /// Number `index` of `numbers`.
    static func load(_ numbers: RawSpan, at index: Int) -> Self

    /// The four numbers from `index` on back to back, each below `1 << bitWidth`, which is at most 16.
    static func packFour(_ numbers: RawSpan, at index: Int, bitWidth: UInt64) -> UInt64
}

extension UInt8: HybridNumber {
    @inline(__always)
    static func load(_ numbers: RawSpan, at index: Int) -> UInt8 { numbers.loadUInt8(at: index) }

    @inline(__always)
    static func packFour(_ numbers: RawSpan, at index: Int, bitWidth: UInt64) -> UInt64 {
        let word = UInt64(numbers.loadUInt32(at: index))
        let pairs = word & 0x00FF_00FF | (word &>> 8 & 0x00FF_00FF) &<< bitWidth
        return pairs & 0xFFFF | (pairs &>> 16) &<< (bitWidth &* 2)
    }
}

extension UInt32: HybridNumber {
    @inline(__always)
    static func load(_ numbers: RawSpan, at index: Int) -> UInt32 { numbers.loadUInt32(at: index &* 4) }

    @inline(__always)
    static func packFour(_ numbers: RawSpan, at index: Int, bitWidth: UInt64) -> UInt64 {
        let first = numbers.loadUInt64(at: index &* 4)
        let second = numbers.loadUInt64(at: index &* 4 &+ 8)
        let low = first & 0xFFFF_FFFF | (first &>> 32) &<< bitWidth
        let high = second & 0xFFFF_FFFF | (second &>> 32) &<< bitWidth
        return low | high &<< (bitWidth &* 2)
    }
}

extension RLEBitPackingHybridEncoder {
    /// Packs the numbers `range`; the last group is filled up with zeros.
    static func pack<Number: HybridNumber>(
        _: Number.Type, _ numbers: RawSpan, _ range: Range<Int>, bitWidth: Int, into target: inout ByteBuffer
    ) {
        guard !range.isEmpty else { return }
        let groupCount = (range.count + 7) / 8
        target.appendVarint(UInt64(groupCount) << 1 | 1)
        guard bitWidth > 0 else { return }
        // A group is stored with sixteen bytes.
        target.reserve(groupCount * bitWidth + 16)
        let start = target.count
        var output = target.mutableBytes
        let end = start &+ groupCount &* bitWidth
        if bitWidth > 16 {
            packWide(Number.self, numbers, range, bitWidth: bitWidth, into: &output, start..<end)
        } else {
            packNarrow(Number.self, numbers, range, bitWidth: bitWidth, into: &output, at: start)
        }
        target.setCount(end)
    }

    /// Packs numbers of at most 16 bits, eight at a time.
    @inline(__always)
    private static func packNarrow<Number: HybridNumber>(
        _: Number.Type, _ numbers: RawSpan, _ range: Range<Int>, bitWidth: Int, into output: inout MutableRawSpan,
        at start: Int
    ) {
        let width = UInt64(truncatingIfNeeded: bitWidth)
        var place = start
        var index = range.lowerBound
        while index &+ 8 <= range.upperBound {
            let low = Number.packFour(numbers, at: index, bitWidth: width)
            let high = Number.packFour(numbers, at: index &+ 4, bitWidth: width)
            output.storePackedEight(low, high, bitWidth: bitWidth, at: place)
            place &+= bitWidth
            index &+= 8
        }
        guard index < range.upperBound else { return }
        var words: (low: UInt64, high: UInt64) = (0, 0)
        for rest in index..<range.upperBound {
            let number = UInt64(Number.load(numbers, at: rest))
            let shift = UInt64(truncatingIfNeeded: (rest &- index) & 3) &* width
            if rest &- index < 4 { words.low |= number &<< shift } else { words.high |= number &<< shift }
        }
        output.storePackedEight(words.low, words.high, bitWidth: bitWidth, at: place)
    }

    /// Packs numbers of more than 16 bits to the bytes `target`.
    @inline(__always)
    private static func packWide<Number: HybridNumber>(
        _: Number.Type, _ numbers: RawSpan, _ range: Range<Int>, bitWidth: Int, into output: inout MutableRawSpan,
        _ target: Range<Int>
    ) {
        let width = UInt64(truncatingIfNeeded: bitWidth)
        var place = target.lowerBound
        var pending: UInt64 = 0
        var pendingBits: UInt64 = 0
        for index in range {
            pending |= UInt64(Number.load(numbers, at: index)) &<< pendingBits
            pendingBits &+= width
            if pendingBits >= 32 {
                output.store(UInt32(truncatingIfNeeded: pending), at: place)
                place &+= 4
                pending &>>= 32
                pendingBits &-= 32
            }
        }
        // What is left, and the zeros of the last group.
        while place < target.upperBound {
            output.store(UInt8(truncatingIfNeeded: pending), at: place)
            place &+= 1
            pending &>>= 8
        }
    }
}
