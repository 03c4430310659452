internal import ParquetBytes

/// Distinct byte strings in the order of their first appearance.
///
/// Most values of a column with a dictionary are known, so looking up is a loop of its own that changes nothing: it stops at a
/// value that is new.
struct ByteArrayDictionary: Sendable {
    private(set) var values = ByteArrayValues()
    private var table = DictionaryTable()
    /// Of each value what tells it apart from most others, and up to 16 bytes from all others.
    private var keys: [Key] = []
    private let seed = DictionaryHash.seed

    /// A byte string's length, its first and its last eight bytes; or of a longer one than 16 bytes its hash and its last
    /// eight.
    private struct Key: BitwiseCopyable, Sendable {
        var head: UInt64
        var tail: UInt64
        var length: Int
    }

    mutating func removeAll() {
        values.removeAll()
        keys.removeAll(keepingCapacity: true)
        table.removeAll()
    }

    /// Appends to `indices` the number of each of `source[range]`, taking up values that are new.
    mutating func append(_ source: ByteArrayValues, _ range: Range<Int>, to indices: inout [UInt32]) {
        let offsets = source.offsets.span
        append(source.bytes.rawBytes, count: range.count, to: &indices) { ordinal in
            let index = range.lowerBound &+ ordinal
            return (Int(offsets[index]), Int(offsets[index &+ 1]))
        }
    }

    /// Appends to `indices` the number of each of `source[range]`, taking up values that are new.
    mutating func append(_ source: FixedLengthByteArrayValues, _ range: Range<Int>, to indices: inout [UInt32]) {
        let length = source.length
        append(source.bytes.rawBytes, count: range.count, to: &indices) { ordinal in
            let start = (range.lowerBound &+ ordinal) &* length
            return (start, start &+ length)
        }
    }

    @inline(__always)
    private mutating func append(
        _ bytes: RawSpan, count: Int, to indices: inout [UInt32], bounds: (Int) -> (start: Int, end: Int)
    ) {
        let start = indices.count
        indices.resizeUninitialized(to: start + count)
        var output = indices.mutableSpan
        var ordinal = 0
        while true {
            ordinal = lookUp(bytes, ordinal..<count, &output, at: start, bounds: bounds)
            guard ordinal < count else { return }
            output[start &+ ordinal] = UInt32(truncatingIfNeeded: values.count)
            let value = bounds(ordinal)
            add(bytes.bytes(value.start..<value.end))
            ordinal &+= 1
        }
    }

    /// Puts the numbers of the values `ordinals` into `output`, from `start` on for the first of all.
    ///
    /// - Returns: the first value that is new; the end of `ordinals` if there is none.
    @inline(__always)
    private func lookUp(
        _ bytes: RawSpan, _ ordinals: Range<Int>, _ output: inout MutableSpan<UInt32>, at start: Int,
        bounds: (Int) -> (start: Int, end: Int)
    ) -> Int {
        let slots = table.slots.span
        let keys = keys.span
        let mask = table.mask
        let known = values.bytes.rawBytes
        let offsets = values.offsets.span
        let seed = seed
        for ordinal in ordinals {
            let value = bounds(ordinal)
            let (key, hash) = ByteArrayDictionary.key(bytes, value.start, value.end &- value.start, seed: seed)
            var slot = Int(truncatingIfNeeded: hash) & mask
            while true {
                let entry = slots[slot]
                if entry == 0 { return ordinal }
                if (entry ^ hash) >> 32 == 0 {
                    let index = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF) &- 1
                    let candidate = keys[index]
                    if candidate.head == key.head, candidate.tail == key.tail, candidate.length == key.length,
                        key.length <= 16
                            || known.isEqual(
                                at: Int(offsets[index]), to: bytes, at: value.start, count: key.length)
                    {
                        output[start &+ ordinal] = UInt32(truncatingIfNeeded: index)
                        break
                    }
                }
                slot = (slot &+ 1) & mask
            }
        }
        return ordinals.upperBound
    }

    /// What tells a byte string apart, and its hash.
    @inline(__always)
    private static func key(
        _ bytes: RawSpan, _ start: Int, _ length: Int, seed: UInt64
    ) -> (key: Key, hash: UInt64) {
        let head: UInt64
        let tail: UInt64
        if length > 16 {
            head = DictionaryHash.hash(bytes, start, length, seed: seed)
            tail = bytes.loadUInt64(at: start &+ length &- 8)
            return (Key(head: head, tail: tail, length: length), head)
        }
        if start &+ 8 <= bytes.byteCount {
            // Without a branch on the length: where lengths differ from value to value, it would be a guess.
            let isWord = length >= 8
            let word = bytes.loadUInt64(at: start)
            head = isWord ? word : word & ~(UInt64.max << UInt64(truncatingIfNeeded: 8 &* length))
            let last = bytes.loadUInt64(at: isWord ? start &+ length &- 8 : start)
            tail = isWord ? last : 0
        } else {
            head = DictionaryHash.word(bytes, start, length)
            tail = 0
        }
        return (Key(head: head, tail: tail, length: length), DictionaryHash.hash(head, tail, length, seed: seed))
    }

    @inline(never)
    private mutating func add(_ value: RawSpan) {
        let (key, hash) = ByteArrayDictionary.key(value, 0, value.byteCount, seed: seed)
        var slot = table.firstSlot(of: hash)
        while table.slots[slot] != 0 { slot = (slot &+ 1) & table.mask }
        table.fill(slot, hash: hash, index: values.count)
        keys.append(key)
        let start = values.bytes.count
        values.bytes.resizeUninitialized(to: start + value.byteCount)
        var target = values.bytes.mutableRawBytes
        target.copy(from: value, at: 0, count: value.byteCount, to: start)
        // The dictionary is given up long before its bytes come near 2 GiB.
        values.offsets.append(Int32(clamping: start + value.byteCount))
        if table.isFull(at: values.count) {
            let keys = keys
            let seed = seed
            table.grow(count: keys.count) { index in
                let key = keys[index]
                return key.length > 16
                    ? key.head : DictionaryHash.hash(key.head, key.tail, key.length, seed: seed)
            }
        }
    }
}
