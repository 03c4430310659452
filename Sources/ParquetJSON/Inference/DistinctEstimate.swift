internal import ParquetBytes

/// About how many different values there were (HyperLogLog, Flajolet et al. 2007), in 2 KiB and to about 2.3 %: of each hash, 11
/// bits choose a register, which keeps the most leading zeros of the rest.
struct DistinctEstimate: Sendable, Equatable {
    private static let indexBits = 11
    private static let registerCount = 1 << indexBits
    /// Empty until there is a value.
    private var registers: [UInt8] = []

    var isEmpty: Bool { registers.isEmpty }

    /// Makes room for values.
    mutating func begin() {
        if registers.isEmpty { registers = [UInt8](repeating: 0, count: DistinctEstimate.registerCount) }
    }

    /// Exchanges the registers with `other`: for a loop that takes many values.
    mutating func exchange(_ other: inout [UInt8]) { swap(&registers, &other) }

    /// Takes the hash of a value, after `begin`.
    mutating func insert(_ hash: UInt64) {
        var registers = registers.mutableSpan
        DistinctEstimate.insert(hash, into: &registers)
    }

    /// Has `registers` take the hash of a value.
    @inline(__always)
    static func insert(_ hash: UInt64, into registers: inout MutableSpan<UInt8>) {
        let index = Int(truncatingIfNeeded: hash &>> UInt64(64 &- indexBits))
        let rest = hash &<< UInt64(indexBits) | 1 &<< UInt64(indexBits &- 1)
        let rank = UInt8(truncatingIfNeeded: rest.leadingZeroBitCount &+ 1)
        if registers[index] < rank { registers[index] = rank }
    }

    /// Adds what `other` has seen.
    mutating func merge(_ other: DistinctEstimate) {
        guard !other.isEmpty else { return }
        begin()
        for index in registers.indices { registers[index] = max(registers[index], other.registers[index]) }
    }

    /// The estimate; few values are counted by the registers that are still empty.
    var count: Int {
        guard !isEmpty else { return 0 }
        let size = Double(DistinctEstimate.registerCount)
        var sum = 0.0
        var emptyCount = 0
        for register in registers {
            sum += 1 / Double(UInt64(1) << UInt64(register))
            if register == 0 { emptyCount += 1 }
        }
        let estimate = 0.7213 / (1 + 1.079 / size) * size * size / sum
        guard estimate <= 2.5 * size, emptyCount > 0 else { return Int(estimate.rounded()) }
        var share = size / Double(emptyCount)
        // The natural logarithm by its series: halving keeps the argument near 1, where it is exact enough.
        var logarithm = 0.0
        while share > 1.5 {
            share /= 2
            logarithm += 0.693_147_180_559_945_3
        }
        let ratio = (share - 1) / (share + 1)
        var power = ratio
        for term in 0..<12 {
            logarithm += 2 * power / Double(2 * term + 1)
            power *= ratio * ratio
        }
        return Int((size * logarithm).rounded())
    }

    /// A hash of the value at `value`.
    @inline(__always)
    static func hash(_ text: RawSpan, _ padded: PaddedBytes, _ value: JSONPlace) -> UInt64 {
        guard value.end <= padded.limit else { return hashNearEnd(text, value) }
        return hash(padded, value.start, value.end)
    }

    /// The same for a value among the last bytes of the text.
    @inline(never)
    private static func hashNearEnd(_ text: RawSpan, _ value: JSONPlace) -> UInt64 {
        var copy = JSONValue.copy(text, value.start..<value.end)
        copy.append(contentsOf: repeatElement(0, count: 64))
        guard let padded = PaddedBytes(copy.rawBytes) else { return 0 }
        return hash(padded, 0, value.length)
    }

    /// A hash of the bytes `text[start ..< end]`: multiplications folded to 64 bits, as wyhash does them.
    @inline(__always)
    private static func hash(_ text: PaddedBytes, _ start: Int, _ end: Int) -> UInt64 {
        let length = end &- start
        if length <= 16 {
            // Without a branch on the length: where lengths differ from value to value, it would be a guess.
            let isWord = length >= 8
            let word = text.loadUInt64(at: start)
            let last = text.loadUInt64(at: isWord ? end &- 8 : start)
            let low = isWord ? word : word & ~(UInt64.max << UInt64(truncatingIfNeeded: 8 &* length))
            return finish(low, isWord ? last : 0, length)
        }
        // Two lanes, so that neither waits for the other's multiplication; the last 32 bytes, or all if there are fewer, come at the
        // end and may overlap.
        var lanes: (UInt64, UInt64) = (0, 0)
        var offset = start
        while offset &+ 32 < end {
            lanes.0 = fold(text.loadUInt64(at: offset) ^ first, text.loadUInt64(at: offset &+ 8) ^ lanes.0)
            lanes.1 = fold(text.loadUInt64(at: offset &+ 16) ^ second, text.loadUInt64(at: offset &+ 24) ^ lanes.1)
            offset &+= 32
        }
        offset = max(start, end &- 32)
        lanes.0 = fold(text.loadUInt64(at: offset) ^ first, text.loadUInt64(at: offset &+ 8) ^ lanes.0)
        lanes.1 = fold(text.loadUInt64(at: end &- 16) ^ second, text.loadUInt64(at: end &- 8) ^ lanes.1)
        return fold(lanes.0 ^ lanes.1 ^ third, fourth ^ UInt64(truncatingIfNeeded: length))
    }

    private static let first: UInt64 = 0xA076_1D64_78BD_642F
    private static let second: UInt64 = 0xE703_7ED1_A0B4_28DB
    private static let third: UInt64 = 0x8EBC_6AF0_9C88_C6E3
    private static let fourth: UInt64 = 0x5899_65CC_7537_4CC3

    /// A hash of a number.
    @inline(__always)
    static func hash(_ number: UInt64) -> UInt64 { finish(number, 0, 8) }

    @inline(__always)
    private static func finish(_ low: UInt64, _ high: UInt64, _ length: Int) -> UInt64 {
        fold(fold(low ^ first, high ^ second) ^ third, fourth ^ UInt64(truncatingIfNeeded: length))
    }

    @inline(__always)
    private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
