internal import ParquetBytes

/// A value of a fixed width that a dictionary can hold: it is told apart by its bits, so that NaNs and both zeros keep
/// theirs.
protocol DictionaryNumber: BitwiseCopyable, Sendable {
    /// The value's bits.
    var dictionaryBits: UInt64 { get }
}

extension Int32: DictionaryNumber {
    @inline(__always) var dictionaryBits: UInt64 { UInt64(UInt32(bitPattern: self)) }
}

extension Int64: DictionaryNumber {
    @inline(__always) var dictionaryBits: UInt64 { UInt64(bitPattern: self) }
}

extension Float: DictionaryNumber {
    @inline(__always) var dictionaryBits: UInt64 { UInt64(bitPattern) }
}

extension Double: DictionaryNumber {
    @inline(__always) var dictionaryBits: UInt64 { bitPattern }
}

/// Distinct numbers in the order of their first appearance.
struct NumberDictionary<Number: DictionaryNumber>: Sendable {
    private(set) var values: [Number] = []
    private var table = DictionaryTable()
    private let seed = DictionaryHash.seed

    mutating func removeAll() {
        values.removeAll(keepingCapacity: true)
        table.removeAll()
    }

    /// Appends to `indices` the number of each of `source[range]`, taking up values that are new.
    mutating func append(_ source: [Number], _ range: Range<Int>, to indices: inout [UInt32]) {
        let start = indices.count
        indices.resizeUninitialized(to: start + range.count)
        var output = indices.mutableSpan
        let input = source.span.extracting(range)
        var ordinal = 0
        while true {
            ordinal = lookUp(input, from: ordinal, &output, at: start)
            guard ordinal < input.count else { return }
            output[start &+ ordinal] = takeUp(input[ordinal])
            ordinal &+= 1
        }
    }

    /// Writes the numbers of the values of `input` from `first` on to `output`, from `start` on for the first of all.
    ///
    /// - Returns: the first value that is new; the count of all if there is none.
    private func lookUp(
        _ input: Span<Number>, from first: Int, _ output: inout MutableSpan<UInt32>, at start: Int
    ) -> Int {
        let slots = table.slots.span
        let known = values.span
        let mask = table.mask
        let seed = seed
        for ordinal in first..<input.count {
            let bits = input[ordinal].dictionaryBits
            let hash = DictionaryHash.hash(bits, seed: seed)
            var slot = Int(truncatingIfNeeded: hash) & mask
            while true {
                let entry = slots[slot]
                if entry == 0 { return ordinal }
                if (entry ^ hash) >> 32 == 0 {
                    let index = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF) &- 1
                    if known[index].dictionaryBits == bits {
                        output[start &+ ordinal] = UInt32(truncatingIfNeeded: index)
                        break
                    }
                }
                slot = (slot &+ 1) & mask
            }
        }
        return input.count
    }

    /// The number of a value that is new.
    private mutating func takeUp(_ number: Number) -> UInt32 {
        let hash = DictionaryHash.hash(number.dictionaryBits, seed: seed)
        var slot = table.firstSlot(of: hash)
        while table.slots[slot] != 0 { slot = (slot &+ 1) & table.mask }
        let index = values.count
        table.fill(slot, hash: hash, index: index)
        values.append(number)
        // A quarter full: a slot that another number has taken is a branch that is guessed wrong.
        if table.isFull(at: 2 * values.count) { grow() }
        return UInt32(truncatingIfNeeded: index)
    }

    @inline(never)
    private mutating func grow() {
        let values = values
        let seed = seed
        table.refill(slotCount: table.slots.count * 2, count: values.count) {
            DictionaryHash.hash(values[$0].dictionaryBits, seed: seed)
        }
    }
}
