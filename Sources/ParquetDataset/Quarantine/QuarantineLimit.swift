internal import Parquet

/// How many lines of a partition may be no rows: with more, it is not published.
public enum QuarantineLimit: Sendable, Hashable, CustomStringConvertible {
    /// That many.
    case count(Int)
    /// That share of the lines that are not blank, from 0 to 1.
    case share(Double)

    /// The limit that `text` spells: `0.1%`, or a number of lines; nil if it spells none.
    public init?(_ text: String) {
        if text.hasSuffix("%") {
            guard let percent = Double(text.dropLast()), (0...100).contains(percent) else { return nil }
            self = .share(percent / 100)
        } else {
            guard let count = Int(text), count >= 0 else { return nil }
            self = .count(count)
        }
    }

    /// Whether `quarantined` of `lines` lines that are not blank are within it.
    public func allows(_ quarantined: Int, of lines: Int) -> Bool {
        switch self {
        case .count(let count): quarantined <= count
        case .share(let share): Double(quarantined) <= share * Double(lines)
        }
    }

    /// The limit as it is spelled.
    public var description: String {
        switch self {
        case .count(let count): "\(count)"
        case .share(let share): "\(share * 100)%"
        }
    }
}
