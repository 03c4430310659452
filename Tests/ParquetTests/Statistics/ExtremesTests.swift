import Testing

@testable import Parquet

@Suite struct ExtremesTests {
    /// Counts around the number of lanes, and each place for the smallest and the largest.
    @Test func everyPlaceIsSeen() {
        for count in 1...9 {
            for place in 0..<count {
                var numbers = [Int64](repeating: 5, count: count)
                numbers[place] = -7
                #expect(extremes(numbers.span) { $0 } == (-7, count == 1 ? -7 : 5))
                numbers[place] = 9
                #expect(extremes(numbers.span) { $0 } == (count == 1 ? 9 : 5, 9))
            }
        }
    }

    @Test func keysDecide() {
        let numbers: [Int32] = [1, -1, 2, 3, 4]
        // As unsigned numbers, -1 is the largest.
        #expect(extremes(numbers.span) { $0 ^ .min } == (1 ^ .min, -1 ^ .min))
        #expect(extremes([Int64]().span) { $0 } == (.max, .min))
    }

    @Test func everyPlaceIsSeenAmongNaNs() {
        for count in 1...9 {
            for place in 0..<count {
                var numbers = [Double](repeating: .nan, count: count)
                numbers[place] = 2.5
                #expect(orderedExtremes(numbers.span) == (2.5, 2.5, count - 1))
                numbers = [Double](repeating: 1, count: count)
                numbers[place] = .nan
                let result = orderedExtremes(numbers.span)
                #expect(result.nanCount == 1)
                #expect(count == 1 ? result.low == .infinity : result.low == 1 && result.high == 1)
                numbers[place] = -.infinity
                #expect(orderedExtremes(numbers.span) == (-.infinity, count == 1 ? -.infinity : 1, 0))
            }
        }
    }
}
