internal import ParquetBytes

/// Numbers different numbers and byte strings as they are met, from 1 on: a hash table with open addressing.
struct ValueNumbers {
    /// How many different values there are.
    private(set) var count = 0

    /// For each slot the place of a value among those of its kind, from 1 on; 0 where it is free. Their number is a power of two.
    private var slots = Slots(numbers: [UInt32](repeating: 0, count: 64), strings: [UInt32](repeating: 0, count: 64))
    /// The numbers, and the byte strings with their hashes, in the order in which they were met, with the numbers that they were given.
    private var numbers: [(value: UInt64, code: UInt32)] = []
    private var strings: [(hash: UInt64, code: UInt32, end: Int)] = []
    private var bytes: [UInt8] = []
    /// Nobody outside knows which values meet in a slot.
    private let seed = UInt64.random(in: .min ... .max) | 1

    private struct Slots {
        var numbers: [UInt32]
        var strings: [UInt32]
    }

    /// The number of `value`.
    mutating func code(of value: UInt64) -> UInt32 {
        var slot = slot(hash(value), slots.numbers.count)
        while slots.numbers[slot] != 0 {
            let known = numbers[Int(slots.numbers[slot]) - 1]
            if known.value == value { return known.code }
            slot = (slot &+ 1) & (slots.numbers.count &- 1)
        }
        numbers.append((value, nextCode()))
        slots.numbers[slot] = UInt32(truncatingIfNeeded: numbers.count)
        if numbers.count * 2 > slots.numbers.count { growNumbers() }
        return UInt32(truncatingIfNeeded: count)
    }

    /// The number of the bytes from `start` to `end` of `source`.
    mutating func code(of source: RawSpan, _ start: Int, _ end: Int) -> UInt32 {
        let hash = hash(source, start, end)
        var slot = slot(hash, slots.strings.count)
        while slots.strings[slot] != 0 {
            let place = Int(slots.strings[slot]) &- 1
            let known = strings[place]
            if known.hash == hash {
                let first = place == 0 ? 0 : strings[place - 1].end
                if known.end &- first == end &- start,
                    source.isEqual(at: start, to: bytes.rawBytes, at: first, count: end &- start)
                {
                    return known.code
                }
            }
            slot = (slot &+ 1) & (slots.strings.count &- 1)
        }
        let first = bytes.count
        bytes.resizeUninitialized(to: first + (end - start))
        var target = bytes.mutableRawBytes
        target.copy(from: source, at: start, count: end - start, to: first)
        strings.append((hash, nextCode(), bytes.count))
        slots.strings[slot] = UInt32(truncatingIfNeeded: strings.count)
        if strings.count * 2 > slots.strings.count { growStrings() }
        return UInt32(truncatingIfNeeded: count)
    }

    private mutating func nextCode() -> UInt32 {
        count += 1
        return UInt32(truncatingIfNeeded: count)
    }

    private mutating func growNumbers() {
        slots.numbers = [UInt32](repeating: 0, count: slots.numbers.count * 2)
        for (place, number) in numbers.enumerated() {
            var slot = slot(hash(number.value), slots.numbers.count)
            while slots.numbers[slot] != 0 { slot = (slot &+ 1) & (slots.numbers.count &- 1) }
            slots.numbers[slot] = UInt32(truncatingIfNeeded: place + 1)
        }
    }

    private mutating func growStrings() {
        slots.strings = [UInt32](repeating: 0, count: slots.strings.count * 2)
        for (place, string) in strings.enumerated() {
            var slot = slot(string.hash, slots.strings.count)
            while slots.strings[slot] != 0 { slot = (slot &+ 1) & (slots.strings.count &- 1) }
            slots.strings[slot] = UInt32(truncatingIfNeeded: place + 1)
        }
    }

    private func slot(_ hash: UInt64, _ count: Int) -> Int { Int(truncatingIfNeeded: hash) & (count &- 1) }

    @inline(__always)
    private func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }

    private func hash(_ value: UInt64) -> UInt64 { mix(value ^ seed, 0x9E37_79B9_7F4A_7C15 ^ seed) }

    /// Eight bytes at a time, the last ones again where they are fewer.
    @inline(__always)
    private func hash(_ source: RawSpan, _ start: Int, _ end: Int) -> UInt64 {
        let length = end &- start
        var state = seed ^ UInt64(truncatingIfNeeded: length)
        if length < 8 {
            var word: UInt64 = 0
            for place in start..<end { word = word &<< 8 | UInt64(source.loadUInt8(at: place)) }
            return mix(state ^ word, 0x9E37_79B9_7F4A_7C15 ^ seed)
        }
        var place = start
        while place &+ 8 < end {
            state = mix(state ^ source.loadUInt64(at: place), 0x9E37_79B9_7F4A_7C15 ^ seed)
            place &+= 8
        }
        return mix(state ^ source.loadUInt64(at: end &- 8), 0xC2B2_AE3D_27D4_EB4F ^ seed)
    }
}
