internal import CZstd
internal import ParquetBytes

/// The matches of a page's values with earlier ones, as sequences of zstd (RFC 8878, section 3.1.1.3.2): some literals, then
/// bytes that are the same as `offset` bytes before.
///
///     24 00 00 00 "7b0e2307-…"     a literal of 40 bytes
///     24 00 00 00 "ea61fc11-…"     4 bytes as 40 bytes before, which match goes on with 36 literals
///
/// A sequence that is like the last one costs hardly a bit, so a match is not made longer for a single byte.
struct ValueMatches {
    /// The sequences. One with neither offset nor match ends a block, with its literals.
    private(set) var sequences: [ZSTD_Sequence] = []
    /// The last place where a value of each hash begins, plus one.
    private var places: [UInt32] = []
    /// Where the bytes begin that are in no sequence yet.
    private var literals = 0
    /// Where the block begins.
    private var block = 0
    /// The last three offsets, which the format has short codes for.
    private var recent: (Int, Int, Int) = (0, 0, 0)
    private var lastLength = 0

    /// The most bytes of a block.
    private static let blockByteCount = 128 << 10
    /// The farthest match: what every level's window has.
    private static let greatestOffset = 256 << 10
    /// The least match that the format has.
    private static let leastLength = 3
    private static let hashBits = 14
    /// Levels of fewer bytes share a block with values.
    private static let leastLevelByteCount = 512

    init() {}

    /// Finds the matches of the byte arrays in PLAIN that `bytes` are from `start` on.
    ///
    /// - Parameter isSimilar: whether to look at the last value that began alike, besides the one before.
    /// - Returns: whether there are sequences: not if the values are not whole, or one is larger than a block.
    mutating func findByteArrays(_ bytes: RawSpan, from start: Int, isSimilar: Bool) -> Bool {
        guard begin(bytes, from: start) else { return false }
        if isSimilar {
            if places.isEmpty { places = [UInt32](repeating: 0, count: 1 << ValueMatches.hashBits) }
            for index in places.indices { places[index] = 0 }
        }
        let end = bytes.byteCount
        var place = start
        var before = start
        while place < end {
            guard place &+ 4 <= end else { return false }
            let length = Int(bytes.loadUInt32(at: place))
            guard length <= end &- place &- 4 else { return false }
            let next = place &+ 4 &+ length
            if next &- block > ValueMatches.blockByteCount {
                guard next &- place <= ValueMatches.blockByteCount else { return false }
                endBlock(at: place)
            }
            if place &+ 8 <= end {
                match(bytes, place..<next, before: before, from: start, isSimilar: isSimilar)
            }
            before = place
            place = next
        }
        endBlock(at: end)
        return true
    }

    /// A match that may be taken.
    private struct Candidate {
        var offset = 0
        var start = 0
        var length = 0
        /// What it spares, in half bits.
        var gain = 0
    }

    /// Takes the best match for the value `value`, if there is one.
    @inline(__always)
    private mutating func match(
        _ bytes: RawSpan, _ value: Range<Int>, before: Int, from start: Int, isSimilar: Bool
    ) {
        let place = value.lowerBound
        let word = bytes.loadUInt64(at: place)
        var best = Candidate()
        if recent.0 > 0, place &- recent.0 >= start {
            consider(bytes, value, word, offset: recent.0, cost: 2, &best)
        }
        if best.length < 4 {
            if recent.1 > 0, place &- recent.1 >= start {
                consider(bytes, value, word, offset: recent.1, cost: 5, &best)
            }
            if recent.2 > 0, place &- recent.2 >= start {
                consider(bytes, value, word, offset: recent.2, cost: 6, &best)
            }
        }
        if isSimilar {
            let hash = Int(truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 &- ValueMatches.hashBits))
            let known = Int(places[hash]) &- 1
            places[hash] = UInt32(truncatingIfNeeded: place &+ 1)
            if known >= 0, best.length < 8 { considerFar(bytes, value, word, known, &best) }
        }
        if best.length < 4, before < place { considerFar(bytes, value, word, before, &best) }
        guard best.length >= ValueMatches.leastLength else { return }
        // One byte more is worth no other sequence.
        if lastLength >= ValueMatches.leastLength, best.length == lastLength &+ 1 { best.length = lastLength }
        add(at: best.start, length: best.length, offset: best.offset)
    }

    @inline(__always)
    private func considerFar(
        _ bytes: RawSpan, _ value: Range<Int>, _ word: UInt64, _ other: Int, _ best: inout Candidate
    ) {
        let offset = value.lowerBound &- other
        guard offset <= ValueMatches.greatestOffset else { return }
        let bits = Int.bitWidth &- offset.leadingZeroBitCount
        consider(bytes, value, word, offset: offset, cost: 2 &* (bits &+ 3), &best)
    }

    /// Compares the value with the bytes `offset` before it: from its first byte, or if that differs from the second one on,
    /// since lengths that differ have three bytes in common.
    @inline(__always)
    private func consider(
        _ bytes: RawSpan, _ value: Range<Int>, _ word: UInt64, offset: Int, cost: Int, _ best: inout Candidate
    ) {
        let place = value.lowerBound
        let difference = word ^ bytes.loadUInt64(at: place &- offset)
        var length: Int
        var start = place
        if difference == 0 {
            length = 8 &+ ValueMatches.common(bytes, place &+ 8, place &+ 8 &- offset, end: value.upperBound)
        } else {
            length = difference.trailingZeroBitCount / 8
            if length == 0 {
                start &+= 1
                let rest = difference >> 8
                length = rest == 0 ? 7 : rest.trailingZeroBitCount / 8
            }
        }
        length = min(length, value.upperBound &- start)
        let gain = length &* 9 &- cost
        if length >= ValueMatches.leastLength, gain > best.gain {
            best = Candidate(offset: offset, start: start, length: length, gain: gain)
        }
    }

    /// How many bytes from `place` on, before `end`, are those from `other` on.
    @inline(__always)
    private static func common(_ bytes: RawSpan, _ place: Int, _ other: Int, end: Int) -> Int {
        var count = 0
        while place &+ count &+ 8 <= end {
            let difference = bytes.loadUInt64(at: place &+ count) ^ bytes.loadUInt64(at: other &+ count)
            if difference != 0 { return count &+ difference.trailingZeroBitCount / 8 }
            count &+= 8
        }
        while place &+ count < end, bytes.loadUInt8(at: place &+ count) == bytes.loadUInt8(at: other &+ count) {
            count &+= 1
        }
        return count
    }

    /// Finds the matches of the numbers of `width` bytes, 4 or 8, that `bytes` are from `start` on.
    ///
    /// - Returns: whether there are sequences: not if the numbers are not whole, or too few have high bytes in common with the
    ///   one before.
    mutating func findNumbers(_ bytes: RawSpan, from start: Int, width: Int) -> Bool {
        let count = (bytes.byteCount - start) / width
        guard count > 1, start + count * width == bytes.byteCount, begin(bytes, from: start) else { return false }
        let longest = ValueMatches.longestMatch(bytes, from: start, count: count, width: width)
        guard longest >= ValueMatches.leastLength else { return false }
        var before = ValueMatches.number(bytes, start, width)
        var place = start
        for _ in 1..<count {
            place &+= width
            if place &+ width &- block > ValueMatches.blockByteCount { endBlock(at: place) }
            let number = ValueMatches.number(bytes, place, width)
            let length = min((number ^ before).leadingZeroBitCount / 8, longest)
            before = number
            if length >= ValueMatches.leastLength { add(at: place &+ width &- length, length: length, offset: width) }
        }
        endBlock(at: bytes.byteCount)
        return true
    }

    /// A number in the high bytes of a word.
    @inline(__always)
    private static func number(_ bytes: RawSpan, _ place: Int, _ width: Int) -> UInt64 {
        width == 8 ? bytes.loadUInt64(at: place) : UInt64(bytes.loadUInt32(at: place)) << 32
    }

    /// How long matches are made at most: those of one length are cheap, so a byte more for some of them is not.
    private static func longestMatch(_ bytes: RawSpan, from start: Int, count: Int, width: Int) -> Int {
        var counts = InlineArray<9, Int>(repeating: 0)
        var before = number(bytes, start, width)
        var place = start
        for _ in 1..<count {
            place &+= width
            let number = number(bytes, place, width)
            counts[min((number ^ before).leadingZeroBitCount / 8, width)] &+= 1
            before = number
        }
        var matched = 0
        for length in leastLength...width { matched += counts[length] }
        guard matched * 4 > count * 3 else { return 0 }
        // In half bits: a literal is about 14, a match of another length than most about 16.
        var best = (length: 0, cost: Int.max)
        for longest in leastLength...width {
            var cost = 0
            var most = 0
            var total = 0
            for shared in 0...width {
                let length = shared < leastLength ? 0 : min(shared, longest)
                cost += counts[shared] * (width - length) * 14
                if shared < longest {
                    most = max(most, counts[shared])
                    total += counts[shared]
                }
            }
            let atLongest = (longest...width).reduce(0) { $0 + counts[$1] }
            most = max(most, atLongest)
            cost += (total + atLongest - most) * 16
            if cost < best.cost { best = (longest, cost) }
        }
        return best.length
    }

    // MARK: Sequences

    private mutating func begin(_ bytes: RawSpan, from start: Int) -> Bool {
        guard start >= 0, start <= min(bytes.byteCount, ValueMatches.blockByteCount), bytes.byteCount < Int(UInt32.max)
        else { return false }
        sequences.removeAll(keepingCapacity: true)
        literals = 0
        block = 0
        recent = (0, 0, 0)
        lastLength = 0
        if start >= ValueMatches.leastLevelByteCount { endBlock(at: start) }
        return true
    }

    /// Ends the block, the bytes before `place` that are in no sequence yet being literals.
    private mutating func endBlock(at place: Int) {
        sequences.append(ZSTD_Sequence(offset: 0, litLength: UInt32(place - literals), matchLength: 0, rep: 0))
        literals = place
        block = place
        lastLength = 0
    }

    @inline(__always)
    private mutating func add(at place: Int, length: Int, offset: Int) {
        let literalCount = place &- literals
        literals = place &+ length
        lastLength = length
        if literalCount == 0, offset == recent.0, block < place, let last = sequences.indices.last,
            sequences[last].matchLength > 0
        {
            // Right behind a match at the same distance: one match of both.
            sequences[last].matchLength &+= UInt32(truncatingIfNeeded: length)
            return
        }
        sequences.append(
            ZSTD_Sequence(
                offset: UInt32(truncatingIfNeeded: offset), litLength: UInt32(truncatingIfNeeded: literalCount),
                matchLength: UInt32(truncatingIfNeeded: length), rep: 0))
        if offset != recent.0 { recent = (offset, recent.0, offset == recent.1 ? recent.2 : recent.1) }
    }
}
