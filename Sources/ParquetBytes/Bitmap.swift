/// Bits in the order they were appended, eight to a byte, the first in the lowest place: the order of Parquet's bit packing.
public struct Bitmap: Sendable, Equatable {
    @usableFromInline var storage: [UInt8]

    @usableFromInline var bitCount: Int

    /// The number of bits.
    @inlinable
    public var count: Int { bitCount }

    /// No bits.
    public init() {
        storage = []
        bitCount = 0
    }

    /// `count` bits, all of the value `repeating`.
    public init(repeating bit: Bool, count: Int) {
        storage = [UInt8](repeating: bit ? 0xFF : 0, count: (count + 7) / 8)
        bitCount = count
        clearTail()
    }

    /// The bits of `bools`.
    public init(_ bools: [Bool]) {
        self.init(repeating: false, count: bools.count)
        for index in bools.indices where bools[index] { storage[index >> 3] |= 1 << UInt8(index & 7) }
    }

    /// The packed bytes; bits behind `count` are zero.
    @inlinable
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        get { storage.rawBytes }
    }

    /// The bit at `index`.
    @inlinable @inline(__always)
    public subscript(index: Int) -> Bool {
        get { storage[index >> 3] & (1 << UInt8(truncatingIfNeeded: index & 7)) != 0 }
        set {
            precondition(index < count)
            let mask: UInt8 = 1 << UInt8(truncatingIfNeeded: index & 7)
            if newValue { storage[index >> 3] |= mask } else { storage[index >> 3] &= ~mask }
        }
    }

    /// Empties the bitmap and keeps its memory.
    public mutating func removeAll() {
        storage.removeAll(keepingCapacity: true)
        bitCount = 0
    }

    /// Removes the bits behind the first `count`.
    public mutating func removeAll(behind count: Int) {
        precondition(count >= 0 && count <= bitCount)
        storage.removeLast(storage.count - (count + 7) / 8)
        bitCount = count
        clearTail()
    }

    /// Makes all of `count` bits `bit`, keeping the memory.
    public mutating func reset(repeating bit: Bool, count: Int) {
        storage.removeAll(keepingCapacity: true)
        storage.append(contentsOf: repeatElement(bit ? 0xFF : 0, count: (count + 7) / 8))
        bitCount = count
        clearTail()
    }

    /// Appends one bit.
    @inlinable
    public mutating func append(_ bit: Bool) {
        if count & 7 == 0 { storage.append(0) }
        if bit { storage[count >> 3] |= 1 << UInt8(truncatingIfNeeded: count & 7) }
        bitCount += 1
    }

    /// Appends `bit` `repeats` times.
    public mutating func append(repeating bit: Bool, count repeats: Int) {
        guard repeats > 0 else { return }
        let used = bitCount & 7
        // What the last byte has room for.
        let first = used == 0 ? 0 : min(repeats, 8 - used)
        if first > 0, bit {
            storage[storage.count - 1] |= UInt8(truncatingIfNeeded: (1 << first - 1) << used)
        }
        bitCount += first
        let rest = repeats - first
        guard rest > 0 else { return }
        storage.append(contentsOf: repeatElement(bit ? 0xFF : 0, count: (rest + 7) / 8))
        bitCount += rest
        clearTail()
    }

    /// Appends `bools`.
    public mutating func append(_ bools: Span<Bool>) {
        var index = 0
        while index < bools.count, count & 7 != 0 {
            append(bools[index])
            index += 1
        }
        let wholeCount = (bools.count - index) / 8
        let start = storage.count
        storage.resizeUninitialized(to: start + wholeCount)
        let source = bools.rawBytes
        var target = storage.mutableRawBytes
        for place in 0..<wholeCount {
            // Each is a byte, 0 or 1: the product's highest byte has all eight, the first one lowest.
            let word = source.loadUInt64(at: index)
            target.store(UInt8(truncatingIfNeeded: (word &* 0x0102_0408_1020_4080) >> 56), at: start &+ place)
            index &+= 8
        }
        bitCount += wholeCount * 8
        while index < bools.count {
            append(bools[index])
            index += 1
        }
    }

    /// Appends a bit for each of `numbers`: whether it is not zero.
    public mutating func append(nonZerosOf numbers: Span<UInt64>) {
        var index = 0
        while index < numbers.count, count & 7 != 0 {
            append(numbers[index] != 0)
            index += 1
        }
        let wholeCount = (numbers.count - index) / 8
        let start = storage.count
        storage.resizeUninitialized(to: start + wholeCount)
        var target = storage.mutableRawBytes
        for place in 0..<wholeCount {
            var byte: UInt8 = 0
            for bit in 0..<8 { byte |= (numbers[index &+ bit] != 0 ? 1 : 0) &<< UInt8(truncatingIfNeeded: bit) }
            target.store(byte, at: start &+ place)
            index &+= 8
        }
        bitCount += wholeCount * 8
        while index < numbers.count {
            append(numbers[index] != 0)
            index += 1
        }
    }

    /// Appends the bits `range` of `other`.
    public mutating func append(_ other: Bitmap, _ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= other.count)
        var index = range.lowerBound
        while index < range.upperBound, count & 7 != 0 {
            append(other[index])
            index += 1
        }
        let shift = UInt16(index & 7)
        while index &+ 8 <= range.upperBound {
            let low = UInt16(other.storage[index >> 3])
            let high = shift == 0 ? 0 : UInt16(other.storage[(index >> 3) + 1])
            storage.append(UInt8(truncatingIfNeeded: (low | high << 8) >> shift))
            bitCount += 8
            index += 8
        }
        while index < range.upperBound {
            append(other[index])
            index += 1
        }
    }

    /// Appends the bits `range` of `bytes`, the lowest bit of a byte first.
    public mutating func append(bitsOf bytes: RawSpan, _ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.byteCount * 8)
        var index = range.lowerBound
        let used = bitCount & 7
        // What the last byte has room for.
        let first = used == 0 ? 0 : min(range.count, 8 - used)
        if first > 0 {
            let bits = bytes.loadBits(at: index, count: first)
            storage[storage.count - 1] |= UInt8(truncatingIfNeeded: bits << UInt16(used))
            bitCount += first
            index += first
        }
        let wholeCount = (range.upperBound - index) / 8
        let start = storage.count
        storage.resizeUninitialized(to: start + wholeCount)
        var target = storage.mutableRawBytes
        var source = index >> 3
        var place = start
        if index & 7 == 0 {
            target.copy(from: bytes, at: source, count: wholeCount, to: start)
        } else {
            let shift = UInt64(index & 7)
            while place &+ 8 <= start + wholeCount, source &+ 9 <= bytes.byteCount {
                let high = UInt64(bytes.loadUInt8(at: source &+ 8))
                target.store(bytes.loadUInt64(at: source) &>> shift | high &<< (64 &- shift), at: place)
                source &+= 8
                place &+= 8
            }
            while place < start + wholeCount {
                target.store(UInt8(truncatingIfNeeded: UInt64(bytes.loadUInt16(at: source)) &>> shift), at: place)
                source &+= 1
                place &+= 1
            }
        }
        bitCount += wholeCount * 8
        index += wholeCount * 8
        guard index < range.upperBound else { return }
        let last = range.upperBound - index
        storage.append(UInt8(truncatingIfNeeded: bytes.loadBits(at: index, count: last)))
        bitCount += last
    }

    /// How many of the bits `range` are one.
    public func countOnes(in range: Range<Int>) -> Int {
        precondition(range.lowerBound >= 0 && range.upperBound <= count)
        let words = storage.rawBytes
        var ones = 0
        var index = range.lowerBound
        if index & 7 != 0, index < range.upperBound {
            let first = min(range.count, 8 - index & 7)
            ones += words.loadBits(at: index, count: first).nonzeroBitCount
            index += first
        }
        while index &+ 64 <= range.upperBound {
            ones += words.loadUInt64(at: index >> 3).nonzeroBitCount
            index += 64
        }
        while index < range.upperBound {
            let step = min(8, range.upperBound - index)
            ones += words.loadBits(at: index, count: step).nonzeroBitCount
            index += step
        }
        return ones
    }

    /// Keeps the bits behind `count` in the last byte zero.
    mutating func clearTail() {
        if count & 7 != 0, let last = storage.indices.last {
            storage[last] &= (1 << UInt8(count & 7)) - 1
        }
    }
}

extension RawSpan {
    /// `count` bits from bit `index` on, the lowest bit of a byte first: at most eight, which may lie in two bytes.
    @inline(__always)
    fileprivate func loadBits(at index: Int, count: Int) -> UInt16 {
        let place = index >> 3
        let shift = index & 7
        var bits = UInt16(loadUInt8(at: place))
        if shift &+ count > 8 { bits |= UInt16(loadUInt8(at: place &+ 1)) &<< 8 }
        return bits &>> UInt16(truncatingIfNeeded: shift) & ((1 &<< UInt16(truncatingIfNeeded: count)) &- 1)
    }
}
