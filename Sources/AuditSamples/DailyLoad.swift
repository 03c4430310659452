/// How a day's events spread over its hours: few at night, a steep rise in the morning, a long working day.
enum DailyLoad {
    /// Parts of the day's events per hour, of 843 in all.
    private static let parts: [Double] = [
        12, 8, 5.5, 4, 4.5, 8, 19, 38, 51, 55, 54, 52, 49, 53, 54, 52, 50, 47, 45, 43, 42, 38, 32, 27,
    ]

    /// The number of events of each hour, together exactly `total`; each hour is up to 3 % off its usual share.
    static func hourlyCounts(total: Int, random: inout RandomSource) -> [Int] {
        let weights = parts.map { $0 * (0.97 + 0.06 * Double(random.next(below: 1 << 20)) / Double(1 << 20)) }
        return counts(total: total, weights: weights)
    }

    /// Shares `total` out by `weights`: every share is rounded down, and what is left goes one each to the first ones
    /// of those that lost the most.
    static func counts(total: Int, weights: [Double]) -> [Int] {
        let sum = weights.reduce(0, +)
        let exact = weights.map { $0 / sum * Double(total) }
        var counts = exact.map { Int($0) }
        let left = total - counts.reduce(0, +)
        let neediest = counts.indices.sorted { first, second in
            let lost = (exact[first] - Double(counts[first]), exact[second] - Double(counts[second]))
            return lost.0 == lost.1 ? first < second : lost.0 > lost.1
        }
        for index in neediest.prefix(left) {
            counts[index] += 1
        }
        return counts
    }
}
