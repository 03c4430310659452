internal import ParquetBytes

/// Some of the rows of a row group: ranges that rise, do not overlap and do not touch.
struct RowRanges: Sendable, Equatable {
    private(set) var ranges: [Range<Int>] = []
    /// The number of rows.
    private(set) var count = 0

    /// No rows.
    init() {}

    /// The rows `range`.
    init(_ range: Range<Int>) {
        append(range)
    }

    /// Whether there are none.
    var isEmpty: Bool { ranges.isEmpty }

    /// From the first row to the last.
    var bounds: Range<Int> { (ranges.first?.lowerBound ?? 0)..<(ranges.last?.upperBound ?? 0) }

    /// Adds rows behind the last.
    ///
    /// - Precondition: none of them comes before the end of the last range.
    mutating func append(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        count += range.count
        guard let last = ranges.last else {
            ranges.append(range)
            return
        }
        precondition(range.lowerBound >= last.upperBound, "ranges of rows rise")
        if range.lowerBound == last.upperBound {
            ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
        } else {
            ranges.append(range)
        }
    }

    /// The rows that both have.
    func intersection(_ other: RowRanges) -> RowRanges {
        var common = RowRanges()
        var left = 0
        var right = 0
        while left < ranges.count, right < other.ranges.count {
            let start = max(ranges[left].lowerBound, other.ranges[right].lowerBound)
            let end = min(ranges[left].upperBound, other.ranges[right].upperBound)
            if start < end { common.append(start..<end) }
            if ranges[left].upperBound <= end { left += 1 }
            if other.ranges[right].upperBound <= end { right += 1 }
        }
        return common
    }

    /// The rows that one of both has.
    func union(_ other: RowRanges) -> RowRanges {
        var all = RowRanges()
        var left = ranges[...]
        var right = other.ranges[...]
        var end = 0
        while !left.isEmpty || !right.isEmpty {
            let isLeft = left.first?.lowerBound ?? .max <= right.first?.lowerBound ?? .max
            let range = isLeft ? left.removeFirst() : right.removeFirst()
            guard range.upperBound > end else { continue }
            all.append(max(range.lowerBound, end)..<range.upperBound)
            end = range.upperBound
        }
        return all
    }

    /// The rows that `other` has not.
    func subtracting(_ other: RowRanges) -> RowRanges {
        var rest = RowRanges()
        var place = 0
        for range in ranges {
            var start = range.lowerBound
            while place < other.ranges.count, other.ranges[place].upperBound <= start { place += 1 }
            var next = place
            while next < other.ranges.count, other.ranges[next].lowerBound < range.upperBound {
                if other.ranges[next].lowerBound > start { rest.append(start..<other.ranges[next].lowerBound) }
                start = max(start, other.ranges[next].upperBound)
                next += 1
            }
            if start < range.upperBound { rest.append(start..<range.upperBound) }
        }
        return rest
    }

    /// Whether all rows of `other` are among these.
    func contains(_ other: RowRanges) -> Bool { intersection(other).count == other.count }

    /// Whether one of the rows `range` is among these.
    func overlaps(_ range: Range<Int>) -> Bool {
        guard !range.isEmpty else { return false }
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound <= range.lowerBound { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound < range.upperBound
    }

    /// The rows at the ones of `selection`, which has a bit for each of these.
    func selecting(_ selection: Bitmap) -> RowRanges {
        precondition(selection.count == count, "a bit for each row")
        let chosenCount = selection.oneCount
        if chosenCount == count { return self }
        var chosen = RowRanges()
        chosen.ranges.reserveCapacity(min(chosenCount, selection.count - chosenCount + ranges.count))
        var first = 0
        for range in ranges {
            var bit = first
            let end = first + range.count
            while let start = selection.next(true, from: bit, to: end) {
                bit = selection.next(false, from: start, to: end) ?? end
                chosen.append(range.lowerBound + start - first..<range.lowerBound + bit - first)
            }
            first = end
        }
        return chosen
    }

    /// A bit for each of these rows: one where it is among `others`, which are all among these.
    func bits(of others: RowRanges) -> Bitmap {
        var words = [UInt64](repeating: 0, count: (count + 63) / 64)
        var target = words.mutableSpan
        var first = 0
        var place = 0
        let wanted = others.ranges.span
        for range in ranges {
            while place < wanted.count, wanted[place].lowerBound < range.upperBound {
                let start = first &+ (wanted[place].lowerBound &- range.lowerBound)
                RowRanges.setOnes(start..<start &+ wanted[place].count, in: &target)
                place &+= 1
            }
            first &+= range.count
        }
        return Bitmap(words: words, count: count)
    }

    /// Makes the bits `bits` of `words` one; there is one at least.
    @inline(__always)
    private static func setOnes(_ bits: Range<Int>, in words: inout MutableSpan<UInt64>) {
        var index = bits.lowerBound &>> 6
        let last = (bits.upperBound &- 1) &>> 6
        var word = UInt64.max &<< UInt64(truncatingIfNeeded: bits.lowerBound & 63)
        while index < last {
            words[index] |= word
            word = .max
            index &+= 1
        }
        words[last] |= word & (UInt64.max &>> UInt64(truncatingIfNeeded: 63 &- (bits.upperBound &- 1) & 63))
    }

    /// These rows and those between them where fewer than `gap` lie between two ranges: passing over a few rows takes longer
    /// than reading them.
    func closingGaps(below gap: Int) -> RowRanges {
        var closed = RowRanges()
        var open: Range<Int>?
        for range in ranges {
            if let last = open, range.lowerBound - last.upperBound < gap {
                open = last.lowerBound..<range.upperBound
                continue
            }
            if let open { closed.append(open) }
            open = range
        }
        if let open { closed.append(open) }
        return closed
    }
}

extension Bitmap {
    /// The first place of `bit` from `start` on and before `end`, or nil.
    fileprivate func next(_ bit: Bool, from start: Int, to end: Int) -> Int? {
        var index = start >> 6
        guard start < end else { return nil }
        let behind = UInt64.max &<< UInt64(start & 63)
        var word = (bit ? self.word(at: index) : ~self.word(at: index)) & behind
        while true {
            if word != 0 {
                let place = index &* 64 &+ word.trailingZeroBitCount
                return place < end ? place : nil
            }
            index &+= 1
            guard index &* 64 < end else { return nil }
            word = bit ? self.word(at: index) : ~self.word(at: index)
        }
    }
}
