// Bitmaps as words of 64 bits, the first bit lowest: what loops over many bits work with.

extension Bitmap {
    /// `count` bits of `words`, the lowest bit of the first word first.
    ///
    /// - Precondition: there are as many words as the bits need.
    public init(words: [UInt64], count: Int) {
        precondition(count >= 0 && words.count == (count + 63) / 64, "there are not as many words as the bits need")
        storage = []
        storage.resizeUninitialized(to: (count + 7) / 8)
        bitCount = count
        var target = storage.mutableRawBytes
        for index in words.indices {
            if index &* 8 &+ 8 <= target.byteCount {
                target.store(words[index], at: index &* 8)
            } else {
                for place in index &* 8..<target.byteCount {
                    target.store(UInt8(truncatingIfNeeded: words[index] &>> UInt64((place & 7) &* 8)), at: place)
                }
            }
        }
        clearTail()
    }

    /// The number of words that the bits take.
    @inlinable
    public var wordCount: Int { (bitCount + 63) / 64 }

    /// Word `index` of the bits; those behind `count` are zero.
    @inlinable @inline(__always)
    public func word(at index: Int) -> UInt64 {
        let bytes = storage.rawBytes
        let place = index &* 8
        if place &+ 8 <= bytes.byteCount { return bytes.loadUInt64(at: place) }
        var word: UInt64 = 0
        for byte in place..<max(place, bytes.byteCount) {
            word |= UInt64(bytes.loadUInt8(at: byte)) &<< UInt64((byte &- place) &* 8)
        }
        return word
    }

    /// How many bits are one.
    public var oneCount: Int { countOnes(in: 0..<count) }

    /// Keeps the ones that `other`, which is as long, has too.
    public mutating func formIntersection(_ other: Bitmap) {
        precondition(count == other.count, "bitmaps of different lengths")
        combine(other) { $0 & $1 }
    }

    /// Adds the ones of `other`, which is as long.
    public mutating func formUnion(_ other: Bitmap) {
        precondition(count == other.count, "bitmaps of different lengths")
        combine(other) { $0 | $1 }
    }

    /// Makes every one a zero, and the other way round.
    public mutating func invert() {
        combine(self) { word, _ in ~word }
        clearTail()
    }

    @inline(__always)
    private mutating func combine(_ other: Bitmap, _ operation: (UInt64, UInt64) -> UInt64) {
        let source = other.storage.rawBytes
        var target = storage.mutableRawBytes
        var place = 0
        while place &+ 8 <= target.byteCount {
            let word = target.bytes.loadUInt64(at: place)
            target.store(operation(word, source.loadUInt64(at: place)), at: place)
            place &+= 8
        }
        while place < target.byteCount {
            let byte = UInt64(target.bytes.loadUInt8(at: place))
            target.store(
                UInt8(truncatingIfNeeded: operation(byte, UInt64(source.loadUInt8(at: place)))), at: place)
            place &+= 1
        }
    }
}

// Ones that are written into zeros.
extension Bitmap {
    /// Makes the bits `range` one.
    public mutating func setOnes(in range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        guard !range.isEmpty else { return }
        var target = storage.mutableRawBytes
        let last = (range.upperBound &- 1) &>> 3
        var place = range.lowerBound &>> 3
        var byte = UInt8.max &<< UInt8(truncatingIfNeeded: range.lowerBound & 7)
        while place < last {
            if byte == .max, place &+ 8 <= last {
                target.store(UInt64.max, at: place)
                place &+= 8
                continue
            }
            target.store(target.bytes.loadUInt8(at: place) | byte, at: place)
            byte = .max
            place &+= 1
        }
        byte &= UInt8.max &>> UInt8(truncatingIfNeeded: 7 &- (range.upperBound &- 1) & 7)
        target.store(target.bytes.loadUInt8(at: place) | byte, at: place)
    }

    /// Makes those bits one, from bit `place` on, that are one among the bits `range` of `source`, the lowest bit of a byte first.
    public mutating func setOnes(of source: RawSpan, _ range: Range<Int>, at place: Int) {
        precondition(range.lowerBound >= 0 && range.upperBound <= source.byteCount * 8)
        precondition(place >= 0 && range.count <= count - place)
        var target = storage.mutableRawBytes
        var from = range.lowerBound
        var to = place
        while from < range.upperBound {
            // With the bits before the first one, in source and target, these fit a word.
            let step = min(range.upperBound &- from, 56)
            var word = source.loadWord(at: from &>> 3) &>> UInt64(truncatingIfNeeded: from & 7)
            word &= UInt64.max &>> UInt64(truncatingIfNeeded: 64 &- step)
            word &<<= UInt64(truncatingIfNeeded: to & 7)
            var byte = to &>> 3
            if byte &+ 8 <= target.byteCount {
                target.store(target.bytes.loadUInt64(at: byte) | word, at: byte)
            } else {
                while word != 0 {
                    target.store(
                        target.bytes.loadUInt8(at: byte) | UInt8(truncatingIfNeeded: word), at: byte)
                    word &>>= 8
                    byte &+= 1
                }
            }
            from &+= step
            to &+= step
        }
    }
}

extension RawSpan {
    /// The eight bytes from `offset` on as a little-endian number; zeros behind the last byte.
    @inline(__always)
    fileprivate func loadWord(at offset: Int) -> UInt64 {
        if offset &+ 8 <= byteCount { return loadUInt64(at: offset) }
        var word: UInt64 = 0
        for place in offset..<byteCount {
            word |= UInt64(loadUInt8(at: place)) &<< UInt64(truncatingIfNeeded: (place &- offset) &* 8)
        }
        return word
    }
}
