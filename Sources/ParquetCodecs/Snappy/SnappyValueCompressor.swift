internal import ParquetBytes

/// Pages of byte arrays of one length in Snappy's raw format, with matches that are looked for where values are alike
/// (`ValueWindows`). The library looks everywhere, in blocks of 64 KiB: random identifiers take it three times as long, for files
/// smaller by one or two in a hundred.
struct SnappyValueCompressor {
    /// For each window the low 16 bits of the last place with each hash.
    private var places: [UInt16] = []
    /// For each group and value of a step the longest match of its windows, packed (`Match`).
    private var matches: [UInt32] = []

    /// The compressed form of what is before the values.
    private var levels = ByteBuffer()

    /// Fewer levels are literals.
    private static let leastLevelByteCount = 32
    private static let hashBits = 13
    private static let groupPlaceCount = 4 << hashBits
    /// How many values are looked at before what was found is written.
    private static let stepValueCount = 512

    init() {}

    /// Whether `values`, byte arrays in PLAIN, are compressed here.
    static func isApplicable(to values: RawSpan) -> Bool { ValueWindows(values, from: 0) != nil }

    /// Appends the compressed form of `source`, of which the bytes from `boundary` on are byte arrays in PLAIN.
    ///
    /// - Returns: whether it did; if not, `target` is as it was.
    mutating func compress(_ source: RawSpan, boundary: Int, into target: inout ByteBuffer) -> Bool {
        guard source.byteCount <= Int(UInt32.max), let windows = ValueWindows(source, from: boundary) else {
            return false
        }
        target.reserve(PageCodec.snappy.maximumCompressedSize(of: source.byteCount))
        levels.removeAll()
        if boundary >= SnappyValueCompressor.leastLevelByteCount {
            guard (try? Snappy.compress(source.bytes(0..<boundary), into: &levels)) != nil else { return false }
        }
        // Taken out, since spans of both arrays are changed at a time.
        var places: [UInt16] = []
        var matches: [UInt32] = []
        swap(&places, &self.places)
        swap(&matches, &self.matches)
        defer {
            swap(&places, &self.places)
            swap(&matches, &self.matches)
        }
        places.resize(to: ValueWindows.greatestGroupCount * SnappyValueCompressor.groupPlaceCount)
        matches.resize(to: ValueWindows.greatestGroupCount * SnappyValueCompressor.stepValueCount)
        for index in 0..<windows.groups.count * SnappyValueCompressor.groupPlaceCount { places[index] = 0 }

        var output = SnappyOutput(at: target.count)
        var bytes = target.mutableBytes
        output.putLength(source.byteCount, &bytes)
        output.putElements(levels.bytes, of: boundary, &bytes)
        let (stride, stepValueCount) = (windows.stride, SnappyValueCompressor.stepValueCount)
        let groupPlaceCount = SnappyValueCompressor.groupPlaceCount
        var value = boundary + stride
        while value < source.byteCount {
            let count = min(stepValueCount, (source.byteCount - value) / stride)
            for index in windows.groups.indices {
                var allPlaces = places.mutableSpan
                var allMatches = matches.mutableSpan
                var groupPlaces = allPlaces.extracting(
                    index * groupPlaceCount..<(index + 1) * groupPlaceCount)
                var groupMatches = allMatches.extracting(index * stepValueCount..<(index + 1) * stepValueCount)
                SnappyValueCompressor.find(
                    source, from: value, stride: stride, count: count, windows.groups[index], &groupPlaces,
                    &groupMatches)
            }
            SnappyValueCompressor.write(
                source, from: value, count: count, windows, matches.span, &output, &bytes)
            value += count * stride
        }
        output.putLiterals(source, upTo: source.byteCount, &bytes)
        target.setCount(output.place)
        return true
    }

    /// A match, packed so that the best one is the greatest number: of its length, at most 7, whether it is near, its window and
    /// how far back it is.
    private enum Match {
        static let lengthShift = 19
        static let nearBit: UInt32 = 1 << 18
        static let windowShift = 16
        /// Four bytes nearby, or five. A copy takes two or three, and the literals behind it one for their own.
        static let least = 4 << UInt32(lengthShift) | nearBit
    }

    /// Finds the longest match of a group's windows for each of `count` values.
    private static func find(
        _ bytes: RawSpan, from first: Int, stride: Int, count: Int, _ group: ValueWindows.Group,
        _ places: inout MutableSpan<UInt16>, _ matches: inout MutableSpan<UInt32>
    ) {
        guard let padded = PaddedBytes(bytes) else {
            for index in 0..<count { matches[index] = 0 }
            return
        }
        precondition(places.count == groupPlaceCount && matches.count >= count)
        /// The match of a window with the last one of its hash.
        @inline(__always)
        func match(_ window: Int, _ value: Int, _ places: inout MutableSpan<UInt16>) -> UInt32 {
            let place = value &+ group.starts[window]
            let word = padded.loadUInt64(at: place)
            let hash = Int(
                truncatingIfNeeded: ((word &<< group.shifts[window]) &* 0x9E37_79B9_7F4A_7C15)
                    >> UInt64(64 &- hashBits))
            let slot = window << hashBits | hash
            let offset = UInt16(truncatingIfNeeded: place) &- places[slot]
            places[slot] = UInt16(truncatingIfNeeded: place)
            let difference = word ^ padded.loadUInt64(at: place &- Int(offset))
            // The highest bit, so that there is one.
            let bits = UInt32(truncatingIfNeeded: (difference | 1 << 63).trailingZeroBitCount) & 0b11_1000
            let near = ((UInt32(offset) &- 2048) >> 13) & Match.nearBit
            return bits << UInt32(Match.lengthShift - 3) | near | UInt32(window) << UInt32(Match.windowShift)
                | UInt32(offset)
        }
        // Values at the end of all bytes go without.
        let last = padded.limit - max(group.starts[0], group.starts[1], group.starts[2], group.starts[3])
        var value = first
        for index in 0..<count {
            guard value <= last else {
                matches[index] = 0
                value &+= stride
                continue
            }
            let first = match(0, value, &places)
            let second = match(1, value, &places)
            let third = match(2, value, &places)
            let fourth = match(3, value, &places)
            matches[index] = max(max(first, second), max(third, fourth))
            value &+= stride
        }
    }

    /// Writes `count` values with the matches that were found for them.
    private static func write(
        _ bytes: RawSpan, from first: Int, count: Int, _ windows: ValueWindows, _ matches: Span<UInt32>,
        _ output: inout SnappyOutput, _ target: inout MutableRawSpan
    ) {
        guard let padded = PaddedBytes(bytes) else { return }
        let groupCount = windows.groups.count
        let groups = windows.groups.span
        var value = first
        for index in 0..<count {
            for groupIndex in 0..<groupCount {
                let match = matches[groupIndex &* stepValueCount &+ index]
                let offset = Int(match & 0xFFFF)
                guard match >= Match.least, offset > 0 else { continue }
                var length = Int(match >> UInt32(Match.lengthShift))
                var place = value &+ groups[groupIndex].starts[Int(match >> UInt32(Match.windowShift) & 0b11)]
                guard place >= output.written else { continue }
                if length == 7 { length &+= common(bytes, place &+ 7, place &+ 7 &- offset) }
                if groups[groupIndex].isClipped {
                    let before = commonBefore(bytes, place, offset, limit: place &- output.written)
                    place &-= before
                    length &+= before
                }
                output.putShortLiterals(bytes, padded, upTo: place, &target)
                output.putCopy(offset: offset, length: length, &target)
            }
            value &+= windows.stride
        }
    }

    /// How many bytes before `place`, at most `limit`, are those `offset` before them.
    private static func commonBefore(_ bytes: RawSpan, _ place: Int, _ offset: Int, limit: Int) -> Int {
        let limit = min(limit, place &- offset)
        var count = 0
        while count &+ 8 <= limit {
            let start = place &- count &- 8
            let difference = bytes.loadUInt64(at: start) ^ bytes.loadUInt64(at: start &- offset)
            if difference != 0 { return count &+ difference.leadingZeroBitCount / 8 }
            count &+= 8
        }
        while count < limit,
            bytes.loadUInt8(at: place &- count &- 1) == bytes.loadUInt8(at: place &- count &- 1 &- offset)
        {
            count &+= 1
        }
        return count
    }

    /// How many bytes from `place` on are those from `other` on.
    private static func common(_ bytes: RawSpan, _ place: Int, _ other: Int) -> Int {
        var count = 0
        while place &+ count &+ 8 <= bytes.byteCount {
            let difference = bytes.loadUInt64(at: place &+ count) ^ bytes.loadUInt64(at: other &+ count)
            if difference != 0 { return count &+ difference.trailingZeroBitCount / 8 }
            count &+= 8
        }
        while place &+ count < bytes.byteCount,
            bytes.loadUInt8(at: place &+ count) == bytes.loadUInt8(at: other &+ count)
        {
            count &+= 1
        }
        return count
    }
}
