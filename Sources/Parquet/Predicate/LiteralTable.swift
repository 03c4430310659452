internal import ParquetBytes

/// Which of many numbers or byte strings there are: a table of twice as many places at least, where each is at the place that
/// its hash says, or behind it.
///
/// With more than a few literals a look into the table takes less time than a binary search, whose steps wait for each other:
/// measured from some 64 numbers or 200 strings on.
enum LiteralTable {
    /// How many numbers are worth a table.
    static let numberCount = 64
    /// How many byte strings are worth a table.
    static let stringCount = 200

    /// A power of two, at least twice `count`.
    fileprivate static func bitCount(_ count: Int) -> Int { Int.bitWidth - (2 * count - 1).leadingZeroBitCount }
}

/// A table of numbers, by their bits.
struct NumberTable: Sendable, Equatable {
    private let places: [UInt64]
    /// What stands where nothing is: a number that is not in the table.
    private let empty: UInt64
    private let shift: UInt64

    init(_ numbers: [UInt64]) {
        let all = Set(numbers)
        var empty: UInt64 = 0
        while all.contains(empty) { empty += 1 }
        let bits = LiteralTable.bitCount(all.count)
        shift = UInt64(64 - bits)
        self.empty = empty
        var places = [UInt64](repeating: empty, count: 1 << bits)
        for number in all {
            var place = NumberTable.place(number, shift)
            while places[place] != empty { place = (place + 1) & (places.count - 1) }
            places[place] = number
        }
        self.places = places
    }

    @inline(__always)
    private static func place(_ number: UInt64, _ shift: UInt64) -> Int {
        Int(truncatingIfNeeded: ((number ^ number &>> 32) &* 0x9E37_79B9_7F4A_7C15) &>> shift)
    }

    @inline(__always)
    func contains(_ number: UInt64) -> Bool {
        let span = places.span
        var place = NumberTable.place(number, shift)
        while true {
            let found = span[place]
            if found == empty { return false }
            if found == number { return true }
            place = (place &+ 1) & (span.count &- 1)
        }
    }
}

/// A table of byte strings.
struct StringTable: Sendable, Equatable {
    /// The number of a string, counted from 1, and the upper half of its hash; 0 where nothing is.
    private let places: [UInt64]
    private let strings: [[UInt8]]
    private let mask: Int

    init(_ strings: [[UInt8]]) {
        self.strings = strings
        mask = 1 << LiteralTable.bitCount(strings.count) - 1
        var places = [UInt64](repeating: 0, count: mask + 1)
        for (index, string) in strings.enumerated() {
            let hash = XXHash64.hash(string.rawBytes)
            var place = Int(truncatingIfNeeded: hash) & mask
            while places[place] != 0 { place = (place + 1) & mask }
            places[place] = hash & ~0xFFFF_FFFF | UInt64(index + 1)
        }
        self.places = places
    }

    /// Whether the bytes from `start` to `end` are one of the strings.
    @inline(__always)
    func contains(_ bytes: RawSpan, _ start: Int, _ end: Int) -> Bool {
        let hash = XXHash64.hash(bytes.extracting(start..<end))
        let span = places.span
        var place = Int(truncatingIfNeeded: hash) & mask
        while true {
            let found = span[place]
            if found == 0 { return false }
            if (found ^ hash) &>> 32 == 0 {
                let string = strings[Int(truncatingIfNeeded: found & 0xFFFF_FFFF) &- 1]
                if string.count == end &- start,
                    bytes.isEqual(at: start, to: string.rawBytes, at: 0, count: string.count)
                {
                    return true
                }
            }
            place = (place &+ 1) & mask
        }
    }
}

/// Different numbers in rising order, and a table of them if they are many.
struct NumberSet<Number: Comparable & Sendable>: Sendable, Equatable {
    let rising: [Number]
    private let table: NumberTable?

    /// - Parameter key: the same for equal numbers, and for no others.
    init(_ numbers: [Number], key: (Number) -> UInt64) {
        rising = LiteralSet.rising(numbers, by: <)
        table = rising.count < LiteralTable.numberCount ? nil : NumberTable(rising.map(key))
    }

    /// Which of `values`, as what `convert` makes of them, are in the set.
    @inline(__always)
    func bits<Stored: BitwiseCopyable>(
        of values: Span<Stored>, _ convert: (Stored) -> Number, key: (Number) -> UInt64
    ) -> Bitmap {
        if let table { return Parquet.bits(of: values) { table.contains(key(convert($0))) } }
        if rising.isEmpty { return Bitmap(repeating: false, count: values.count) }
        return Parquet.bits(of: values) { rising.containsRising(convert($0)) }
    }
}

/// Different byte strings in rising order, and a table of them if they are many.
struct StringSet: Sendable, Equatable {
    let rising: [[UInt8]]
    private let table: StringTable?

    init(_ strings: [[UInt8]]) {
        rising = LiteralSet.rising(strings) { $0.lexicographicallyPrecedes($1) }
        table = rising.count < LiteralTable.stringCount ? nil : StringTable(rising)
    }

    /// Whether the bytes from `start` to `end` are one of the strings.
    @inline(__always)
    func contains(_ bytes: RawSpan, _ start: Int, _ end: Int) -> Bool {
        if let table { return table.contains(bytes, start, end) }
        return bytes.isContained(start, end, in: rising)
    }
}

// The bits by which tables know numbers.

extension FixedWidthInteger {
    /// The number's bits.
    @inline(__always)
    var tableKey: UInt64 { UInt64(truncatingIfNeeded: self) }
}

extension Float {
    /// The number's bits; both zeros are one number.
    @inline(__always)
    var tableKey: UInt64 { self == 0 ? 0 : UInt64(bitPattern) }
}

extension Double {
    /// The number's bits; both zeros are one number.
    @inline(__always)
    var tableKey: UInt64 { self == 0 ? 0 : bitPattern }
}
