import ParquetBytes
import Testing

@Suite struct LevelsTests {
    /// Every length up to a few vectors, and lengths beyond what a lane of 16 bits counts.
    @Test(arguments: Array(0...40) + [63, 64, 65, 128, 1000, 31_999, 32_000, 32_001, 70_003, 300_000])
    func counting(_ count: Int) {
        var random = SystemRandomNumberGenerator()
        for top in [UInt16(0), 1, 5, 40_000] {
            let levels = (0..<count).map { _ in UInt16.random(in: 0...top, using: &random) }
            for level in [UInt16(0), top / 2, top, 65_535] {
                let counted = levels.span.count(of: level)
                #expect(counted == levels.filter { $0 == level }.count)
                let before = levels.span.counts(of: level)
                #expect(before.count == count / 64 + 1)
                var sums = [0]
                for value in levels { sums.append(sums[sums.count - 1] + (value == level ? 1 : 0)) }
                #expect(before == stride(from: 0, through: count, by: 64).map { sums[$0] })
            }
        }
        let same = [UInt16](repeating: 3, count: count)
        let counted = (same.span.count(of: 3), same.span.counts(of: 3).last)
        #expect(counted.0 == count && counted.1 == count / 64 * 64)
    }

    /// Levels of a byte, and lengths beyond what a lane of 8 bits counts.
    @Test(arguments: Array(0...70) + [1000, 4_079, 4_080, 4_081, 70_003])
    func countingAndCopyingBytes(_ count: Int) {
        var random = SystemRandomNumberGenerator()
        for top in [UInt8(0), 1, 5, 128, 255] {
            let levels = (0..<count).map { _ in UInt16(UInt8.random(in: 0...top, using: &random)) }
            var bytes: [UInt8] = [7, 7]
            bytes.append(narrowing: levels.span)
            bytes.append(narrowing: levels.span.extracting(count / 2..<count))
            let expected = [7, 7] + levels.map { UInt8($0) } + levels[(count / 2)...].map { UInt8($0) }
            #expect(bytes == expected)
            for level in [UInt8(0), top / 2, top, 255] {
                let counted = bytes.span.count(of: level)
                #expect(counted == expected.filter { $0 == level }.count)
            }
        }
    }

    @Test(arguments: Array(0...40) + [64, 1000]) func comparing(_ count: Int) {
        let levels = [UInt16](repeating: 2, count: count)
        let above = [1, 2].map { levels.span.hasLevel(above: $0) }
        #expect(above == [count > 0, false])
        for index in 0..<count {
            for high in [UInt16(3), 32_767, 32_768, 65_535] {
                var other = levels
                other[index] = high
                let above = [2, 32_766].map { other.span.hasLevel(above: $0) }
                #expect(above == [true, high > 32_766])
            }
        }
    }
}
