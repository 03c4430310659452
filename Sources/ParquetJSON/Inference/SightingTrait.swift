/// What a value can be or be like, as far as types depend on it. The first eight are the kinds of JSON, with the same numbers.
enum SightingTrait: Int, CaseIterable, Sendable {
    case null
    case string
    case integer
    case fraction
    case yes
    case no
    case object
    case array
    /// An integer beyond 64 bits, of up to 38 digits.
    case wideInteger
    /// An integer of more than 38 digits.
    case hugeInteger
    /// An integer beyond ±2^53: a double may round it.
    case roundedInteger
    /// A number with an exponent.
    case exponent
    /// A number beyond the largest double.
    case infinite
    /// A fraction of more than 17 digits, which a double rounds.
    case roundedFraction
    /// A string of a time as in RFC 3339.
    case time
    /// A string of a time in another variant of ISO 8601, with a zone.
    case otherTime
    /// A string of a time without a zone.
    case localTime
    /// A string of a day.
    case day
    /// A string of a UUID.
    case uuid
    /// A string that is neither a time nor a day.
    case plainText
    /// A time with non-zero digits behind the millisecond, and none behind the microsecond.
    case microseconds
    /// A time with non-zero digits behind the microsecond.
    case nanoseconds

    static let count = 22
}

/// The place of a value in all of the input, in the order of the input: the ordinals of the chunk (20 bits), of the block of
/// lines in the chunk (20 bits), and of the line in the block (24 bits).
struct SightingPlace: Sendable, Hashable, Comparable {
    var bits: UInt64

    /// Behind all places: nothing was seen.
    static let none = SightingPlace(bits: .max)

    @inline(__always)
    init(bits: UInt64) { self.bits = bits }

    /// The first line of a block. Ordinals beyond the bits stand for the last one that fits.
    init(chunk: Int, block: Int) {
        bits = UInt64(min(max(chunk, 0), 1 << 20 - 1)) << 44 | UInt64(min(max(block, 0), 1 << 20 - 1)) << 24
    }

    /// The place of the line that is `count` lines further down in the same block.
    @inline(__always)
    func line(_ count: Int) -> SightingPlace {
        SightingPlace(bits: bits &+ UInt64(truncatingIfNeeded: min(count, 1 << 24 &- 1)))
    }

    var chunk: Int { Int(bits >> 44) }
    var block: Int { Int(bits >> 24 & 0xF_FFFF) }
    var line: Int { Int(bits & 0xFF_FFFF) }

    @inline(__always)
    static func < (left: SightingPlace, right: SightingPlace) -> Bool { left.bits < right.bits }
}
