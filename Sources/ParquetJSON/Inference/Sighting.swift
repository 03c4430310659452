internal import Parquet
internal import ParquetBytes

/// All that matters of the values seen at one path. Merging is commutative and associative: what comes of it does not depend on
/// how the input was split, nor on the order of its lines.
struct Sighting: Sendable {
    /// How many values there were of each trait.
    private(set) var counts = InlineArray<22, Int>(repeating: 0)
    /// The first place of each trait.
    private(set) var firsts = InlineArray<22, SightingPlace>(repeating: .none)
    /// The range of the integers that 64 bits hold.
    var integers = (least: Int64.max, greatest: Int64.min)
    /// The range of the integers beyond, of up to 38 digits.
    var wideIntegers = (least: Int128.max, greatest: Int128.min)
    /// The range of the fractions.
    var fractions = (least: Double.infinity, greatest: -Double.infinity)
    /// The most digits before and behind the points of fractions without exponent, as written, and behind without the zeros at the
    /// end.
    var wholeDigits = 0
    var fractionDigits = 0
    var significantFractionDigits = 0
    /// The range of times, in microseconds since 1970 rounded down.
    var times = (least: Int64.max, greatest: Int64.min)
    /// The range of days since 1970.
    var days = (least: Int64.max, greatest: Int64.min)
    /// The length of the longest string, or other value, as written, in bytes.
    var longest = 0
    /// The greatest distance from the start of an object to the value in it.
    private(set) var farthest = 0
    /// The values as written that were different.
    var distinct = DistinctEstimate()
    /// The first value that is not null, and its place.
    private(set) var example = ""
    private(set) var examplePlace = SightingPlace.none

    /// How many values there were of `trait`.
    @inline(__always)
    func count(_ trait: SightingTrait) -> Int { counts[trait.rawValue] }

    /// Where the first value of `trait` was.
    func first(_ trait: SightingTrait) -> SightingPlace { firsts[trait.rawValue] }

    /// How many values there were, null among them.
    var valueCount: Int {
        var sum = 0
        for kind in 0..<8 { sum += counts[kind] }
        return sum
    }

    /// Counts a value of `trait`.
    @inline(__always)
    mutating func note(_ trait: SightingTrait, _ place: SightingPlace) {
        counts[trait.rawValue] &+= 1
        if place < firsts[trait.rawValue] { firsts[trait.rawValue] = place }
    }

    /// Counts `count` values of `trait`, the first of them at `place`.
    mutating func note(_ trait: SightingTrait, count: Int, first place: SightingPlace) {
        counts[trait.rawValue] &+= count
        if place < firsts[trait.rawValue] { firsts[trait.rawValue] = place }
    }

    /// Counts `count` values of a kind, the first of them at `place`.
    mutating func note(kind: JSONKind, count: Int, first place: SightingPlace) {
        counts[Int(kind.rawValue)] &+= count
        if place < firsts[Int(kind.rawValue)] { firsts[Int(kind.rawValue)] = place }
    }

    /// A value stands `distance` bytes behind the start of its object.
    @inline(__always)
    mutating func stands(_ distance: Int) {
        if distance > farthest { farthest = distance }
    }

    /// Makes room for values, and keeps the one at `value` as example if none was seen before it.
    mutating func begin(_ text: RawSpan, _ value: JSONPlace, at place: SightingPlace) {
        distinct.begin()
        guard place < examplePlace else { return }
        examplePlace = place
        example = MisfitText.excerpt(text, value)
    }

    // MARK: Merging

    /// Adds what `other` has seen.
    mutating func merge(_ other: Sighting) {
        for trait in counts.indices {
            counts[trait] += other.counts[trait]
            firsts[trait] = min(firsts[trait], other.firsts[trait])
        }
        integers = (min(integers.least, other.integers.least), max(integers.greatest, other.integers.greatest))
        wideIntegers = (
            min(wideIntegers.least, other.wideIntegers.least), max(wideIntegers.greatest, other.wideIntegers.greatest)
        )
        fractions = (min(fractions.least, other.fractions.least), max(fractions.greatest, other.fractions.greatest))
        wholeDigits = max(wholeDigits, other.wholeDigits)
        fractionDigits = max(fractionDigits, other.fractionDigits)
        significantFractionDigits = max(significantFractionDigits, other.significantFractionDigits)
        times = (min(times.least, other.times.least), max(times.greatest, other.times.greatest))
        days = (min(days.least, other.days.least), max(days.greatest, other.days.greatest))
        longest = max(longest, other.longest)
        farthest = max(farthest, other.farthest)
        distinct.merge(other.distinct)
        if (other.examplePlace, other.example) < (examplePlace, example) {
            examplePlace = other.examplePlace
            example = other.example
        }
    }
}
