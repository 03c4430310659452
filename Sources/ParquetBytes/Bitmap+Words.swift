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
