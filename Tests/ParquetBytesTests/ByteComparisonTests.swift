import ParquetBytes
import Testing

/// Loops that look at several bytes or numbers at a time, at every length and place around their steps.
@Suite struct ByteComparisonTests {
    @Test func everyByteCounts() {
        for count in 0...70 {
            let bytes = (0..<count + 3).map { UInt8(truncatingIfNeeded: $0 &* 37) }
            let same = Array(bytes[3...]) + [0xFF]
            let isEqual = bytes.rawBytes.isEqual(at: 3, to: same.rawBytes, at: 0, count: count)
            #expect(isEqual, "\(count) bytes")
            for place in 0..<count {
                var other = same
                other[place] ^= 0x10
                let isOtherEqual = bytes.rawBytes.isEqual(at: 3, to: other.rawBytes, at: 0, count: count)
                #expect(!isOtherEqual, "byte \(place) of \(count)")
            }
        }
    }

    @Test func everyOffsetCounts() {
        for count in 0...40 {
            let offsets = (0..<count).map { Int32($0 / 2) }
            let falls = offsets.span.falls
            #expect(!falls, "\(count) offsets")
            for place in 1..<max(1, count) {
                var other = offsets
                other[place] = other[place - 1] - 1
                let otherFalls = other.span.falls
                #expect(otherFalls, "offset \(place) of \(count)")
            }
        }
    }
}
