internal import ParquetBytes

/// Byte strings in one of the two layouts that columns have.
protocol ByteStringStorage {
    /// The bits of `matches` for each string, which it is given as `bytes[start ..< end]`.
    func bits(where matches: (_ bytes: RawSpan, _ start: Int, _ end: Int) -> Bool) -> Bitmap
}

extension ByteArrayValues: ByteStringStorage {
    @inline(__always)
    func bits(where matches: (_ bytes: RawSpan, _ start: Int, _ end: Int) -> Bool) -> Bitmap {
        let strings = bytes.rawBytes
        let ends = offsets.span
        return Parquet.bits(below: count) { index in
            matches(strings, Int(ends[index]), Int(ends[index &+ 1]))
        }
    }
}

extension FixedLengthByteArrayValues: ByteStringStorage {
    @inline(__always)
    func bits(where matches: (_ bytes: RawSpan, _ start: Int, _ end: Int) -> Bool) -> Bitmap {
        let strings = bytes.rawBytes
        return Parquet.bits(below: count) { index in
            matches(strings, index &* length, (index &+ 1) &* length)
        }
    }
}

extension ByteStringStorage {
    /// Which strings stand so to `literal`, in the order of unsigned bytes.
    func matches(_ comparison: Predicate.Comparison, _ literal: [UInt8]) -> Bitmap {
        let (basic, isNegated) = comparison.basic
        let given = literal.rawBytes
        let length = literal.count
        // Most strings differ in their first eight bytes.
        let first = given.firstWord(0, given.byteCount)
        var matches =
            switch basic {
            case .equal:
                bits { bytes, start, end in
                    end &- start == length && bytes.isEqual(at: start, to: given, at: 0, count: length)
                }
            case .less:
                bits { bytes, start, end in
                    let word = bytes.firstWord(start, end)
                    return word == first ? bytes.compare(start, end, given) < 0 : word < first
                }
            case .lessOrEqual:
                bits { bytes, start, end in
                    let word = bytes.firstWord(start, end)
                    return word == first ? bytes.compare(start, end, given) <= 0 : word < first
                }
            }
        if isNegated { matches.invert() }
        return matches
    }

    /// Which strings begin with `prefix`.
    func matches(prefix: [UInt8]) -> Bitmap {
        let given = prefix.rawBytes
        let first = given.firstWord(0, given.byteCount)
        let unused = UInt64(max(0, 8 - prefix.count) * 8)
        return bits { bytes, start, end in
            // With fewer bytes than eight the word decides; it is not that of a shorter string, but for zeros.
            (bytes.firstWord(start, end) ^ first) &>> unused == 0 && end &- start >= given.byteCount
                && (given.byteCount <= 8 || bytes.isEqual(at: start, to: given, at: 0, count: given.byteCount))
        }
    }

    /// Which strings are as the parts of a pattern say.
    func matches(_ parts: [LikePattern.Part]) -> Bitmap {
        bits { bytes, start, end in parts.matches(bytes, start, end) }
    }

    /// Which strings are in `set`.
    func matches(in set: StringSet) -> Bitmap {
        bits { bytes, start, end in set.contains(bytes, start, end) }
    }
}

extension RawSpan {
    /// The first eight of the bytes from `start` to `end` as a number that orders as they do; zeros stand for missing ones.
    @inline(__always)
    func firstWord(_ start: Int, _ end: Int) -> UInt64 {
        let length = end &- start
        if start &+ 8 <= byteCount {
            let word = loadUInt64(at: start).byteSwapped
            let unused = UInt64(Swift.max(0, 8 &- length) &* 8)
            return unused == 64 ? 0 : (word &>> unused) &<< unused
        }
        var word: UInt64 = 0
        for place in 0..<Swift.min(length, 8) {
            word |= UInt64(loadUInt8(at: start &+ place)) &<< UInt64(56 &- 8 &* place)
        }
        return word
    }

    /// Below, at or above zero, as the bytes from `start` to `end` come before, are, or come after `other`.
    @inline(__always)
    func compare(_ start: Int, _ end: Int, _ other: RawSpan) -> Int {
        let count = Swift.min(end &- start, other.byteCount)
        var place = 0
        while place &+ 8 <= count {
            let left = loadUInt64(at: start &+ place)
            let right = other.loadUInt64(at: place)
            if left != right { return left.byteSwapped < right.byteSwapped ? -1 : 1 }
            place &+= 8
        }
        while place < count {
            let left = loadUInt8(at: start &+ place)
            let right = other.loadUInt8(at: place)
            if left != right { return left < right ? -1 : 1 }
            place &+= 1
        }
        return end &- start &- other.byteCount
    }

    /// Whether the bytes from `start` to `end` are one of the rising `literals`.
    func isContained(_ start: Int, _ end: Int, in literals: [[UInt8]]) -> Bool {
        var low = 0
        var high = literals.count
        while low < high {
            let middle = (low &+ high) / 2
            let literal = literals[middle]
            let order = compare(start, end, literal.rawBytes)
            if order == 0 { return true }
            if order > 0 { low = middle &+ 1 } else { high = middle }
        }
        return false
    }
}
