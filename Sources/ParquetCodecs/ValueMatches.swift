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
    /// The sequences, the first `count` of these. One with neither offset nor match ends a block, with its literals.
    private(set) var sequences: [ZSTD_Sequence] = []
    /// The number of sequences.
    var count: Int { progress.count }
    /// The last place where a value of each hash begins, plus one.
    private var places: [UInt32] = []
    private var progress = Progress()

    /// The most bytes of a block.
    private static let blockByteCount = 128 << 10
    /// The farthest match: what every level's window has.
    private static let greatestOffset = 256 << 10
    /// The least match that the format has.
    private static let leastLength = 3
    private static let hashBits = 14
    /// Levels of fewer bytes share a block with values.
    private static let leastLevelByteCount = 512
    /// How many values are looked at before there must be room for more sequences, two for each.
    private static let stepValueCount = 1_024

    init() {}

    /// Finds the matches of the byte arrays in PLAIN that `bytes` are from `start` on.
    ///
    /// - Parameter isSimilar: whether to look at the last value that began alike, besides the one before.
    /// - Returns: whether there are sequences: not if the values are not whole, or one is larger than a block.
    mutating func findByteArrays(_ bytes: RawSpan, from start: Int, isSimilar: Bool) -> Bool {
        guard begin(bytes, from: start) else { return false }
        // Taken out, since spans of both arrays are changed at a time.
        var places: [UInt32] = []
        swap(&places, &self.places)
        defer { swap(&places, &self.places) }
        if isSimilar {
            if places.isEmpty { places = [UInt32](repeating: 0, count: 1 << ValueMatches.hashBits) }
            for index in places.indices { places[index] = 0 }
        }
        var search = ByteArraySearch(first: start, isSimilar: isSimilar)
        while search.place < bytes.byteCount {
            makeRoom()
            var known = progress
            var output = sequences.mutableSpan
            let areWhole = search.run(bytes, &places, &known, &output)
            progress = known
            guard areWhole else { return false }
        }
        end(at: bytes.byteCount)
        return true
    }

    /// A search through byte arrays, and where it is.
    private struct ByteArraySearch {
        let first: Int
        let isSimilar: Bool
        /// Where the next value begins, and the one before it.
        var place: Int
        private var before: Int

        init(first: Int, isSimilar: Bool) {
            self.first = first
            self.isSimilar = isSimilar
            place = first
            before = first
        }

        /// Looks at some values.
        ///
        /// - Returns: false if one is not whole, or larger than a block.
        mutating func run(
            _ bytes: RawSpan, _ places: inout [UInt32], _ progress: inout Progress,
            _ output: inout MutableSpan<ZSTD_Sequence>
        ) -> Bool {
            let end = bytes.byteCount
            var places = places.mutableSpan
            var known = progress
            defer { progress = known }
            for _ in 0..<ValueMatches.stepValueCount {
                guard place < end else { return true }
                guard place &+ 4 <= end else { return false }
                let length = Int(bytes.loadUInt32(at: place))
                guard length <= end &- place &- 4 else { return false }
                let next = place &+ 4 &+ length
                if next &- known.block > ValueMatches.blockByteCount {
                    guard next &- place <= ValueMatches.blockByteCount else { return false }
                    known.endBlock(at: place, &output)
                }
                if place &+ 8 <= end { match(bytes, place..<next, &places, &known, &output) }
                before = place
                place = next
            }
            return true
        }

        /// Takes the best match for the value `value`, if there is one.
        @inline(__always)
        private func match(
            _ bytes: RawSpan, _ value: Range<Int>, _ places: inout MutableSpan<UInt32>, _ known: inout Progress,
            _ output: inout MutableSpan<ZSTD_Sequence>
        ) {
            let place = value.lowerBound
            let word = bytes.loadUInt64(at: place)
            let recent = known.recent
            var best = Candidate()
            if recent.0 > 0, place &- recent.0 >= first {
                consider(bytes, value, word, offset: recent.0, cost: 2, &best)
            }
            if best.length < 4 {
                if recent.1 > 0, place &- recent.1 >= first {
                    consider(bytes, value, word, offset: recent.1, cost: 5, &best)
                }
                if recent.2 > 0, place &- recent.2 >= first {
                    consider(bytes, value, word, offset: recent.2, cost: 6, &best)
                }
            }
            if isSimilar {
                let hash = Int(
                    truncatingIfNeeded: (word &* 0x9E37_79B9_7F4A_7C15) >> UInt64(64 &- ValueMatches.hashBits))
                let seen = Int(places[hash]) &- 1
                places[hash] = UInt32(truncatingIfNeeded: place &+ 1)
                if seen >= 0, best.length < 8 { considerFar(bytes, value, word, seen, &best) }
            }
            if best.length < 4, before < place { considerFar(bytes, value, word, before, &best) }
            guard best.length >= ValueMatches.leastLength else { return }
            // One byte more is worth no other sequence.
            if known.lastLength >= ValueMatches.leastLength, best.length == known.lastLength &+ 1 {
                best.length = known.lastLength
            }
            known.add(at: best.start, length: best.length, offset: best.offset, &output)
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
    }

    /// A match that may be taken.
    private struct Candidate {
        var offset = 0
        var start = 0
        var length = 0
        /// What it spares, in half bits.
        var gain = 0
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
        var place = start &+ width
        while place < bytes.byteCount {
            makeRoom()
            var known = progress
            var output = sequences.mutableSpan
            place = ValueMatches.addNumbers(bytes, from: place, width: width, longest: longest, &known, &output)
            progress = known
        }
        end(at: bytes.byteCount)
        return true
    }

    /// Adds the matches of some numbers from `first` on with the one before.
    ///
    /// - Returns: where the next number begins.
    private static func addNumbers(
        _ bytes: RawSpan, from first: Int, width: Int, longest: Int, _ progress: inout Progress,
        _ output: inout MutableSpan<ZSTD_Sequence>
    ) -> Int {
        var known = progress
        defer { progress = known }
        var before = number(bytes, first &- width, width)
        var place = first
        let end = min(bytes.byteCount, first &+ stepValueCount &* width)
        while place < end {
            if place &+ width &- known.block > blockByteCount { known.endBlock(at: place, &output) }
            let number = number(bytes, place, width)
            let length = min((number ^ before).leadingZeroBitCount / 8, longest)
            before = number
            if length >= leastLength {
                known.add(at: place &+ width &- length, length: length, offset: width, &output)
            }
            place &+= width
        }
        return place
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
        progress = Progress()
        if start >= ValueMatches.leastLevelByteCount { end(at: start) }
        return true
    }

    /// Sees to it that there is room for the sequences of some values.
    private mutating func makeRoom() {
        let needed = progress.count + 2 * ValueMatches.stepValueCount
        guard needed > sequences.count else { return }
        sequences += repeatElement(ZSTD_Sequence(), count: max(needed - sequences.count, sequences.count))
    }

    /// Ends the block, the bytes before `place` that are in no sequence yet being literals.
    private mutating func end(at place: Int) {
        makeRoom()
        var known = progress
        var output = sequences.mutableSpan
        known.endBlock(at: place, &output)
        progress = known
    }

    /// What is known of the sequences so far.
    private struct Progress {
        /// The number of sequences.
        var count = 0
        /// Where the bytes begin that are in no sequence yet.
        var literals = 0
        /// Where the block begins.
        var block = 0
        /// The last three offsets, which the format has short codes for.
        var recent: (Int, Int, Int) = (0, 0, 0)
        var lastLength = 0

        /// Ends the block, the bytes before `place` that are in no sequence yet being literals.
        mutating func endBlock(at place: Int, _ output: inout MutableSpan<ZSTD_Sequence>) {
            output[count] = ZSTD_Sequence(
                offset: 0, litLength: UInt32(truncatingIfNeeded: place &- literals), matchLength: 0, rep: 0)
            count &+= 1
            literals = place
            block = place
            lastLength = 0
        }

        @inline(__always)
        mutating func add(at place: Int, length: Int, offset: Int, _ output: inout MutableSpan<ZSTD_Sequence>) {
            let literalCount = place &- literals
            literals = place &+ length
            lastLength = length
            if literalCount == 0, offset == recent.0, block < place, count > 0, output[count &- 1].matchLength > 0 {
                // Right behind a match at the same distance: one match of both.
                output[count &- 1].matchLength &+= UInt32(truncatingIfNeeded: length)
                return
            }
            output[count] = ZSTD_Sequence(
                offset: UInt32(truncatingIfNeeded: offset), litLength: UInt32(truncatingIfNeeded: literalCount),
                matchLength: UInt32(truncatingIfNeeded: length), rep: 0)
            count &+= 1
            if offset != recent.0 { recent = (offset, recent.0, offset == recent.1 ? recent.2 : recent.1) }
        }
    }
}
