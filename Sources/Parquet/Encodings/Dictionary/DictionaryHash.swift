internal import ParquetBytes

/// The hash of dictionary building: multiply to 128 bits and fold, eight bytes at a time.
///
/// The seed differs from process to process, so that nobody can prepare values that collide. What is written does not
/// depend on it: distinct values are numbered in the order of their first appearance.
enum DictionaryHash {
    static let seed = UInt64.random(in: .min ... .max)
    private static let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15

    @inline(__always)
    static func mix(_ word: UInt64) -> UInt64 {
        let product = word.multipliedFullWidth(by: multiplier)
        return product.high ^ product.low
    }

    /// The hash of a number's bits.
    @inline(__always)
    static func hash(_ bits: UInt64, seed: UInt64) -> UInt64 {
        mix(mix(bits ^ seed) &+ multiplier)
    }

    /// The hash of three words of a byte string, and its length.
    @inline(__always)
    static func hash(_ head: UInt64, _ middle: UInt64, _ tail: UInt64, _ length: Int, seed: UInt64) -> UInt64 {
        mix(mix(head ^ seed ^ UInt64(truncatingIfNeeded: length) &* multiplier) ^ tail &+ middle &* multiplier)
    }

    /// The up to seven bytes from `start` on as a number.
    @inline(__always)
    static func word(_ bytes: RawSpan, _ start: Int, _ length: Int) -> UInt64 {
        if start &+ 8 <= bytes.byteCount {
            return length == 0 ? 0 : bytes.loadUInt64(at: start) & (UInt64.max >> UInt64(64 &- 8 &* length))
        }
        var word: UInt64 = 0
        for index in 0..<length { word |= UInt64(bytes.loadUInt8(at: start &+ index)) << UInt64(index &* 8) }
        return word
    }

    /// The hash of `bytes[start ..< start + length]`, which are more than 16.
    @inline(__always)
    static func hash(_ bytes: RawSpan, _ start: Int, _ length: Int, seed: UInt64) -> UInt64 {
        var state = seed ^ UInt64(truncatingIfNeeded: length) &* multiplier
        // Two at a time: each waits for the multiplications of its own words only.
        var other = state ^ multiplier
        var place = start
        let last = start &+ length &- 16
        while place < last {
            state = mix(state ^ bytes.loadUInt64(at: place)) &+ multiplier
            other = mix(other ^ bytes.loadUInt64(at: place &+ 8)) &+ multiplier
            place &+= 16
        }
        state = mix(state ^ bytes.loadUInt64(at: last)) &+ multiplier
        other = mix(other ^ bytes.loadUInt64(at: last &+ 8))
        return mix(state ^ other)
    }
}

/// A table from hash to the number of a distinct value: open addressing, at most half full.
///
/// A slot holds the upper half of the hash and the value's number plus one; zero is an empty slot.
struct DictionaryTable: Sendable {
    private(set) var slots: [UInt64]
    private(set) var mask: Int

    init() {
        slots = [UInt64](repeating: 0, count: 1024)
        mask = 1023
    }

    /// Forgets all values and keeps the memory.
    mutating func removeAll() {
        for index in slots.indices { slots[index] = 0 }
    }

    /// The slot that comes first for `hash`.
    @inline(__always)
    func firstSlot(of hash: UInt64) -> Int { Int(truncatingIfNeeded: hash) & mask }

    /// Writes value number `index` into `slot`, which is empty.
    @inline(__always)
    mutating func fill(_ slot: Int, hash: UInt64, index: Int) {
        slots[slot] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(truncatingIfNeeded: index &+ 1)
    }

    /// Whether `count` values are too many for the table.
    @inline(__always)
    func isFull(at count: Int) -> Bool { count &* 2 > mask }

    /// The number of the value in `slot`, which is not empty.
    @inline(__always)
    func index(in slot: Int) -> Int { Int(truncatingIfNeeded: slots[slot] & 0xFFFF_FFFF) &- 1 }

    /// Begins anew with `slotCount` slots, a power of two. `hash` gives the hash of each of the `count` values so far.
    mutating func refill(slotCount: Int, count: Int, hash: (Int) -> UInt64) {
        slots = [UInt64](repeating: 0, count: slotCount)
        mask = slotCount - 1
        for index in 0..<count {
            let hash = hash(index)
            var slot = firstSlot(of: hash)
            while slots[slot] != 0 { slot = (slot &+ 1) & mask }
            fill(slot, hash: hash, index: index)
        }
    }
}
