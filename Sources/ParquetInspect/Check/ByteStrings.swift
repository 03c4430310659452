internal import Parquet
internal import ParquetBytes

/// Byte strings laid end to end, of any lengths or of one, looked at where they lie.
///
/// A string's first eight bytes as a big-endian number, with zeros behind its end, order as the strings do unless they are
/// equal. Comparing those first settles most comparisons in one step:
///
///     "ab"  6162000000000000        "abc"  6162630000000000
struct ByteStrings: Sendable {
    private let bytes: [UInt8]
    private let offsets: [Int32]?
    private let length: Int
    /// What each byte is changed by before it is compared: 0x80 if bytes are signed.
    private let flip: UInt64

    init?(_ values: ColumnValues, isSigned: Bool = false) {
        switch values {
        case .byteArray(let values):
            bytes = values.bytes
            offsets = values.offsets
            length = 0
        case .fixedLengthByteArray(let values):
            bytes = values.bytes
            offsets = nil
            length = values.length
        case .boolean, .int32, .int64, .float, .double, .dictionary: return nil
        }
        flip = isSigned ? 0x8080_8080_8080_8080 : 0
    }

    var count: Int {
        if let offsets { return offsets.count - 1 }
        return length == 0 ? 0 : bytes.count / length
    }

    func range(_ index: Int) -> Range<Int> {
        if let offsets { return Int(offsets[index])..<Int(offsets[index + 1]) }
        return index * length..<(index + 1) * length
    }

    subscript(index: Int) -> [UInt8] { Array(bytes[range(index)]) }

    /// All bytes, of one string after the other.
    var all: RawSpan {
        @_lifetime(borrow self)
        get { bytes.rawBytes }
    }

    private func prefix(_ bytes: RawSpan, _ place: Range<Int>) -> UInt64 {
        if place.count >= 8 { return bytes.loadUInt64(at: place.lowerBound).byteSwapped ^ flip }
        var prefix: UInt64 = 0
        for index in place { prefix = prefix << 8 | UInt64(bytes.loadUInt8(at: index)) }
        // Behind the end stands what comes before every byte.
        let missing = UInt64(8 * (8 - place.count))
        if place.isEmpty { return 0 }
        return (prefix << missing ^ flip) & (UInt64.max << missing)
    }

    /// How the strings at two places stand to each other: below, at or above 0.
    private func compare(_ bytes: RawSpan, _ left: Range<Int>, _ right: Range<Int>) -> Int {
        let count = min(left.count, right.count)
        let flip = UInt8(truncatingIfNeeded: flip)
        var index = 0
        while index + 8 <= count {
            let one = bytes.loadUInt64(at: left.lowerBound + index)
            let other = bytes.loadUInt64(at: right.lowerBound + index)
            if one != other { break }
            index += 8
        }
        while index < count {
            let one = bytes.loadUInt8(at: left.lowerBound + index) ^ flip
            let other = bytes.loadUInt8(at: right.lowerBound + index) ^ flip
            if one != other { return one < other ? -1 : 1 }
            index += 1
        }
        return left.count - right.count
    }

    /// How string `left` stands to string `right`: below, at or above 0.
    func compare(_ left: Int, _ right: Int) -> Int {
        compare(bytes.rawBytes, range(left), range(right))
    }

    /// The places of the least and the greatest string; nil if there is none.
    func extremes() -> (min: Int, max: Int)? {
        guard count > 0 else { return nil }
        let bytes = bytes.rawBytes
        var least = 0
        var greatest = 0
        var leastRange = range(0)
        var greatestRange = leastRange
        var leastPrefix = prefix(bytes, leastRange)
        var greatestPrefix = leastPrefix
        for index in 1..<max(1, count) {
            let place = range(index)
            let prefix = prefix(bytes, place)
            if prefix < leastPrefix || prefix == leastPrefix && compare(bytes, place, leastRange) < 0 {
                least = index
                leastRange = place
                leastPrefix = prefix
            } else if prefix > greatestPrefix || prefix == greatestPrefix && compare(bytes, place, greatestRange) > 0 {
                greatest = index
                greatestRange = place
                greatestPrefix = prefix
            }
        }
        return (least, greatest)
    }
}
