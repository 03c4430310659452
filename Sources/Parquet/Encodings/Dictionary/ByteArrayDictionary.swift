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

    /// Writes to `indices`, from `end` on, the number of each of the strings of `text` at `places`, from row `first` on, and moves
    /// `end` behind it. Of a place the lower 32 bits are where the string begins, the 28 above its length and the highest four its
    /// kind; a place that is zero is passed over.
    ///
    /// - Returns: the first row that is of another kind than `kind`, or at which there are more than `limit` values; or the count
    ///   of rows.
    mutating func append(
        _ places: Span<UInt64>, from first: Int, _ text: RawSpan, kind: UInt64, limit: Int, to indices: inout [UInt32],
        at end: inout Int
    ) -> Int {
        var output = indices.mutableSpan
        var row = values.count == 1 ? repeats(places, from: first, text, kind: kind, to: &output, at: &end) : first
        while true {
            row = lookUp(text, row..<places.count, &output, at: &end) { row in
                let place = places[row]
                let start = Int(truncatingIfNeeded: place & 0xFFFF_FFFF)
                if place >> 60 == kind { return (start, start &+ Int(truncatingIfNeeded: place >> 32 & 0x0FFF_FFFF)) }
                return (-1, place == 0 ? 0 : 1)
            }
            guard row < places.count, values.count <= limit else { return row }
            let place = places[row]
            if place != 0 {
                guard place >> 60 == kind else { return row }
                let start = Int(truncatingIfNeeded: place & 0xFFFF_FFFF)
                let length = Int(truncatingIfNeeded: place >> 32 & 0x0FFF_FFFF)
                output[end] = number(of: text.bytes(start..<start &+ length))
                end &+= 1
            }
            row &+= 1
        }
    }

    /// Writes the number of the only value to `output`, from `end` on, for each of the places that are the same.
    ///
    /// - Returns: the first row that is neither the same nor passed over.
    private func repeats(
        _ places: Span<UInt64>, from first: Int, _ text: RawSpan, kind: UInt64, to output: inout MutableSpan<UInt32>,
        at end: inout Int
    ) -> Int {
        let value = values.bytes.rawBytes
        let tag = kind << 28 | UInt64(value.byteCount)
        var row = first
        while row < places.count {
            let place = places[row]
            if place != 0 {
                let start = Int(truncatingIfNeeded: place & 0xFFFF_FFFF)
                guard place >> 32 == tag, value.isEqual(at: 0, to: text, at: start, count: value.byteCount) else {
                    return row
                }
                output[end] = 0
                end &+= 1
            }
            row &+= 1
        }
        return row
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
            var end = start &+ ordinal
            ordinal = lookUp(bytes, ordinal..<count, &output, at: &end, bounds: bounds)
            guard ordinal < count else { return }
            let value = bounds(ordinal)
            output[start &+ ordinal] = number(of: bytes.bytes(value.start..<value.end))
            ordinal &+= 1
        }
    }

    /// Writes the numbers of the values `ordinals` to `output`, from `place` on, and moves that behind them.
    ///
    /// - Parameter bounds: where a value is; a start below zero is of none, at which looking up stops unless the end is zero.
    /// - Returns: the first value that is new, or among the last bytes; the end of `ordinals` if there is none.
    @inline(__always)
    private func lookUp(
        _ bytes: RawSpan, _ ordinals: Range<Int>, _ output: inout MutableSpan<UInt32>, at place: inout Int,
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
            if value.start < 0 {
                if value.end == 0 { continue }
                return ordinal
            }
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
                        output[place] = UInt32(truncatingIfNeeded: index)
                        place &+= 1
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
    mutating func number(of value: RawSpan) -> UInt32 {
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
