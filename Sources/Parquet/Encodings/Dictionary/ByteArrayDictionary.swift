internal import ParquetBytes

/// Distinct byte strings in the order of their first appearance.
///
/// Most values of a column with a dictionary are known, so looking up is a loop of its own that changes nothing: it stops at a
/// value that is new. It reads the same few words of a value whatever its length, since lengths differ from value to value and
/// a branch on them would be a guess.
struct ByteArrayDictionary: Sendable {
    private(set) var values = ByteArrayValues()
    private var table = DictionaryTable()
    /// Of each value what tells it apart from most others, and up to 24 bytes from all others.
    private var keys: [Key] = []
    /// Whether keys of longer values have the hash of all their bytes: too many values have been alike in the words of a key.
    private(set) var isThorough = false
    private let seed = DictionaryHash.seed

    /// A byte string's length, its first and its last eight bytes, and of one longer than 16 bytes eight from its middle.
    private struct Key: BitwiseCopyable, Sendable {
        var head: UInt64
        var middle: UInt64
        var tail: UInt64
        var length: Int

        /// The longest byte string that has nothing besides.
        static let wholeLength = 24

        @inline(__always)
        func hash(seed: UInt64) -> UInt64 { DictionaryHash.hash(head, middle, tail, length, seed: seed) }
    }

    /// How many values with the key of a new one there may be before keys have to tell more.
    private static let mostAlike = 4

    mutating func removeAll() {
        values.removeAll()
        keys.removeAll(keepingCapacity: true)
        table.removeAll()
        isThorough = false
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
            let value = bounds(ordinal)
            output[start &+ ordinal] = number(of: bytes.bytes(value.start..<value.end))
            ordinal &+= 1
        }
    }

    /// Puts the numbers of the values `ordinals` into `output`, from `start` on for the first of all.
    ///
    /// - Returns: the first value that is new, or among the last bytes; the end of `ordinals` if there is none.
    @inline(__always)
    private func lookUp(
        _ bytes: RawSpan, _ ordinals: Range<Int>, _ output: inout MutableSpan<UInt32>, at start: Int,
        bounds: (Int) -> (start: Int, end: Int)
    ) -> Int {
        guard let padded = PaddedBytes(bytes) else { return ordinals.lowerBound }
        let slots = table.slots.span
        let keys = keys.span
        let mask = table.mask
        let known = values.bytes.rawBytes
        let offsets = values.offsets.span
        let seed = seed
        let isThorough = isThorough
        for ordinal in ordinals {
            let value = bounds(ordinal)
            guard padded.isInBounds(value.end) else { return ordinal }
            let length = value.end &- value.start
            // All ones if there is a whole word, and if there is a middle: masks, of which the compiler makes no branches.
            let word = (7 &- length) &>> 63
            let long = (16 &- length) &>> 63
            let first = padded.loadUInt64(at: value.start)
            let last = padded.loadUInt64(at: value.start &+ ((length &- 8) & word))
            let between = padded.loadUInt64(at: value.start &+ ((length &>> 1 &- 4) & long))
            let beyond = UInt64.max &<< UInt64(truncatingIfNeeded: length &* 8)
            let head = first & (UInt64(bitPattern: Int64(word)) | ~beyond)
            let tail = last & UInt64(bitPattern: Int64(word))
            var middle = between & UInt64(bitPattern: Int64(long))
            if isThorough, length > Key.wholeLength {
                middle = DictionaryHash.hash(bytes, value.start, length, seed: seed)
            }
            let hash = DictionaryHash.hash(head, middle, tail, length, seed: seed)
            var slot = Int(truncatingIfNeeded: hash) & mask
            while true {
                let entry = slots[slot]
                if entry == 0 { return ordinal }
                if (entry ^ hash) >> 32 == 0 {
                    let index = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF) &- 1
                    let candidate = keys[index]
                    if candidate.head == head, candidate.tail == tail, candidate.middle == middle,
                        candidate.length == length,
                        length <= Key.wholeLength
                            || known.isEqual(
                                at: Int(offsets[index]) &+ 8, to: bytes, at: value.start &+ 8, count: length &- 16)
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

    /// What tells a byte string apart.
    private func key(_ value: RawSpan) -> Key {
        let length = value.byteCount
        guard length >= 8 else {
            return Key(head: DictionaryHash.word(value, 0, length), middle: 0, tail: 0, length: length)
        }
        var middle: UInt64 = 0
        if length > Key.wholeLength, isThorough {
            middle = DictionaryHash.hash(value, 0, length, seed: seed)
        } else if length > 16 {
            middle = value.loadUInt64(at: length / 2 - 4)
        }
        return Key(
            head: value.loadUInt64(at: 0), middle: middle, tail: value.loadUInt64(at: length - 8), length: length)
    }

    /// The number of a value, which is taken up if it is new.
    @inline(never)
    private mutating func number(of value: RawSpan) -> UInt32 {
        let key = key(value)
        let hash = key.hash(seed: seed)
        var slot = table.firstSlot(of: hash)
        var alike = 0
        while table.slots[slot] != 0 {
            let index = table.index(in: slot)
            let known = keys[index]
            if known.head == key.head, known.middle == key.middle, known.tail == key.tail, known.length == key.length {
                let isEqual = values.bytes.rawBytes.isEqual(
                    at: Int(values.offsets[index]), to: value, at: 0, count: value.byteCount)
                if isEqual { return UInt32(truncatingIfNeeded: index) }
                alike += 1
            }
            slot = (slot &+ 1) & table.mask
        }
        let index = values.count
        table.fill(slot, hash: hash, index: index)
        keys.append(key)
        let start = values.bytes.count
        values.bytes.resizeUninitialized(to: start + value.byteCount)
        var target = values.bytes.mutableRawBytes
        target.copy(from: value, at: 0, count: value.byteCount, to: start)
        // The dictionary is given up long before its bytes come near 2 GiB.
        values.offsets.append(Int32(clamping: start + value.byteCount))
        if alike > ByteArrayDictionary.mostAlike, !isThorough { beThorough() }
        if table.isFull(at: values.count) { fillTable(slotCount: table.slots.count * 2) }
        return UInt32(truncatingIfNeeded: index)
    }

    /// Has keys of long values tell of all their bytes.
    private mutating func beThorough() {
        isThorough = true
        for index in keys.indices where keys[index].length > Key.wholeLength {
            let start = Int(values.offsets[index])
            keys[index].middle = DictionaryHash.hash(
                values.bytes.rawBytes, start, keys[index].length, seed: seed)
        }
        fillTable(slotCount: table.slots.count)
    }

    private mutating func fillTable(slotCount: Int) {
        let keys = keys
        let seed = seed
        table.refill(slotCount: slotCount, count: keys.count) { keys[$0].hash(seed: seed) }
    }
}
