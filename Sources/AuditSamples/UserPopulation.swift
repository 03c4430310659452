/// The users of a sample: many, the busiest of them with about 0.005 % of the rows, the rest with ever fewer.
///
/// A user of rank r is drawn with a probability proportional to 1 / (r + 4000), r < 800,000.
struct UserPopulation: Sendable {
    /// How many users there are.
    static let count = 800_000
    private static let offset = 4000.0
    private static let pieces = 4096

    /// The rank at every 4096th of the cumulated probability: offset · ratioⁱ − offset. The root of the ratio takes
    /// twelve square roots (2¹² = 4096), which are exactly rounded everywhere, as logarithms are not.
    private let quantiles: [Double]

    init() {
        var root = (Double(UserPopulation.count) + UserPopulation.offset) / UserPopulation.offset
        for _ in 0..<12 { root = root.squareRoot() }
        var quantiles: [Double] = []
        var power = 1.0
        for _ in 0...UserPopulation.pieces {
            quantiles.append(UserPopulation.offset * power - UserPopulation.offset)
            power *= root
        }
        self.quantiles = quantiles
    }

    /// Draws a user: a number below `count` that does not tell the rank.
    func draw(_ random: inout RandomSource) -> Int {
        let bits = random.next()
        let piece = Int(bits >> 52)
        let fraction = Double((bits >> 20) & 0xFFFF_FFFF) / 4_294_967_296
        let rank = quantiles[piece] + (quantiles[piece + 1] - quantiles[piece]) * fraction
        // 387,421 and 800,000 have no common factor, so this is a permutation.
        return Swift.min(Int(rank), UserPopulation.count - 1) * 387_421 % UserPopulation.count
    }
}
