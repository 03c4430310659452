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
        indices.resize(to: start + range.count)
        var output = indices.mutableSpan
        var place = start
        let input = source.span
        for position in range {
            let number = input[position]
            let bits = number.dictionaryBits
            let hash = DictionaryHash.hash(bits, seed: seed)
            var slot = table.firstSlot(of: hash)
            var index = values.count
            while true {
                let entry = table.slots[slot]
                if entry == 0 {
                    table.fill(slot, hash: hash, index: index)
                    values.append(number)
                    if table.isFull(at: values.count) { grow() }
                    break
                }
                if (entry ^ hash) >> 32 == 0 {
                    let candidate = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF) &- 1
                    if values[candidate].dictionaryBits == bits {
                        index = candidate
                        break
                    }
                }
                slot = (slot &+ 1) & table.mask
            }
            output[place] = UInt32(truncatingIfNeeded: index)
            place &+= 1
        }
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
