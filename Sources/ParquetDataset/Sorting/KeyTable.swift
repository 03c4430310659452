internal import ParquetBytes

/// The keys of rows, laid end to end. Rows are in the order of their keys' bytes, compared unsigned; of two keys one of which
/// begins the other, the shorter comes first.
struct KeyTable: Sendable {
    /// One more than there are keys.
    var offsets: [UInt32] = [0]
    var bytes: [UInt8] = []

    /// The most bytes of all keys.
    static let byteLimit = Int(UInt32.max)

    var count: Int { offsets.count - 1 }

    /// The memory that the keys take.
    var byteCount: Int { bytes.capacity + offsets.capacity * 4 }

    mutating func removeAll() {
        offsets.removeAll(keepingCapacity: true)
        offsets.append(0)
        bytes.removeAll(keepingCapacity: true)
    }

    /// How many bytes all keys have in common at their starts.
    func commonPrefixLength() -> Int {
        guard count > 0 else { return 0 }
        let all = bytes.rawBytes
        var common = Int(offsets[1])
        for key in 1..<max(1, count) {
            let start = Int(offsets[key])
            common = min(common, Int(offsets[key + 1]) - start)
            var place = 0
            while place < common, all.loadUInt8(at: place) == all.loadUInt8(at: start &+ place) { place &+= 1 }
            common = place
            if common == 0 { break }
        }
        return common
    }

    /// Eight bytes of a key from `skipped` on as a number that orders as they do, filled up with zeros.
    @inline(__always)
    func prefix(ofKey key: Int, skipping skipped: Int) -> UInt64 {
        let start = Int(offsets[key]) &+ skipped
        let end = Int(offsets[key + 1])
        let all = bytes.rawBytes
        if start &+ 8 <= end { return all.loadUInt64(at: start).byteSwapped }
        var value: UInt64 = 0
        for place in 0..<8 where start &+ place < end {
            value |= UInt64(all.loadUInt8(at: start &+ place)) &<< UInt64(56 &- 8 &* place)
        }
        return value
    }

    /// How key `key` stands to key `otherKey` of `other`: negative, zero or positive.
    @inline(__always)
    func compare(_ key: Int, with other: KeyTable, _ otherKey: Int) -> Int {
        let left = bytes.rawBytes
        let right = other.bytes.rawBytes
        var leftPlace = Int(offsets[key])
        var rightPlace = Int(other.offsets[otherKey])
        let leftCount = Int(offsets[key + 1]) &- leftPlace
        let rightCount = Int(other.offsets[otherKey + 1]) &- rightPlace
        var rest = min(leftCount, rightCount)
        while rest >= 8 {
            let first = left.loadUInt64(at: leftPlace)
            let second = right.loadUInt64(at: rightPlace)
            if first != second { return first.byteSwapped < second.byteSwapped ? -1 : 1 }
            leftPlace &+= 8
            rightPlace &+= 8
            rest &-= 8
        }
        while rest > 0 {
            let first = left.loadUInt8(at: leftPlace)
            let second = right.loadUInt8(at: rightPlace)
            if first != second { return first < second ? -1 : 1 }
            leftPlace &+= 1
            rightPlace &+= 1
            rest &-= 1
        }
        return leftCount &- rightCount
    }
}
