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
    private(set) var integers = (least: Int64.max, greatest: Int64.min)
    /// The range of the integers beyond, of up to 38 digits.
    private(set) var wideIntegers = (least: Int128.max, greatest: Int128.min)
    /// The range of the fractions.
    private(set) var fractions = (least: Double.infinity, greatest: -Double.infinity)
    /// The most digits before and behind the points of fractions without exponent, as written, and behind without the zeros at the
    /// end.
    private(set) var wholeDigits = 0
    private(set) var fractionDigits = 0
    private(set) var significantFractionDigits = 0
    /// The range of times, in microseconds since 1970 rounded down.
    private(set) var times = (least: Int64.max, greatest: Int64.min)
    /// The range of days since 1970.
    private(set) var days = (least: Int64.max, greatest: Int64.min)
    /// The length of the longest string, or other value, as written, in bytes.
    private(set) var longest = 0
    /// The greatest distance from the start of an object to the value in it.
    private(set) var farthest = 0
    /// The values as written that were different.
    private(set) var distinct = DistinctEstimate()
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

    /// Counts a value of a kind.
    @inline(__always)
    mutating func note(_ kind: JSONKind, _ place: SightingPlace) { note(kind: kind, count: 1, first: place) }

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

    // MARK: Values

    /// Takes what is special to the value at `value`, whose kind was counted.
    @inline(__always)
    mutating func take(_ text: RawSpan, _ value: JSONPlace, at place: SightingPlace) {
        switch value.kind {
        case .null: break
        case .string: takeString(text, value, at: place)
        case .integer: takeInteger(text, value, at: place)
        case .fraction: takeFraction(text, value, at: place)
        case .yes: distinct.insert(DistinctEstimate.hash(1))
        case .no: distinct.insert(DistinctEstimate.hash(0))
        case .object, .array: takeWhole(text, value)
        }
    }

    /// Takes an object or array.
    @inline(__always)
    mutating func takeWhole(_ text: RawSpan, _ value: JSONPlace) {
        longest = max(longest, value.length)
        distinct.insert(DistinctEstimate.hash(text, value.start, value.end))
    }

    @inline(__always)
    mutating func takeInteger(_ text: RawSpan, _ value: JSONPlace, at place: SightingPlace) {
        longest = max(longest, value.length)
        distinct.insert(DistinctEstimate.hash(text, value.start, value.end))
        guard value.length <= 19, let number = IntegerText.int64(text, value) else {
            takeWideInteger(text, value, at: place)
            return
        }
        integers.least = min(integers.least, number)
        integers.greatest = max(integers.greatest, number)
        if number.magnitude > 1 << 53 { note(.roundedInteger, place) }
    }

    @inline(never)
    private mutating func takeWideInteger(_ text: RawSpan, _ value: JSONPlace, at place: SightingPlace) {
        // Twenty bytes can be the smallest number.
        if let number = IntegerText.int64(text, value) {
            integers.least = min(integers.least, number)
            integers.greatest = max(integers.greatest, number)
            if number.magnitude > 1 << 53 { note(.roundedInteger, place) }
            return
        }
        let digitCount = value.length - (text.loadUInt8(at: value.start) == 0x2D ? 1 : 0)
        guard digitCount <= ContractType.maximumPrecision,
            let number = DecimalText.parse(text, value.start, value.end)?.scaled(by: 0)
        else {
            note(.hugeInteger, place)
            return
        }
        wideIntegers.least = min(wideIntegers.least, number)
        wideIntegers.greatest = max(wideIntegers.greatest, number)
        note(.wideInteger, place)
    }

    @inline(__always)
    mutating func takeFraction(_ text: RawSpan, _ value: JSONPlace, at place: SightingPlace) {
        longest = max(longest, value.length)
        distinct.insert(DistinctEstimate.hash(text, value.start, value.end))
        let first = value.start &+ (text.loadUInt8(at: value.start) == 0x2D ? 1 : 0)
        let point = JSONNumber.digitsEnd(in: text, from: first)
        let end = text.loadUInt8(at: point) == 0x2E ? JSONNumber.digitsEnd(in: text, from: point &+ 1) : point
        if end < value.end {
            note(.exponent, place)
        } else {
            var last = end
            while text.loadUInt8(at: last &- 1) == 0x30 { last &-= 1 }
            wholeDigits = max(wholeDigits, point &- first)
            fractionDigits = max(fractionDigits, end &- point &- 1)
            significantFractionDigits = max(significantFractionDigits, last &- point &- 1)
        }
        if end &- first > 18 { note(.roundedFraction, place) }
        guard let number = FloatingPointText.double(text, value) else {
            note(.infinite, place)
            return
        }
        fractions.least = min(fractions.least, number)
        fractions.greatest = max(fractions.greatest, number)
    }

    @inline(__always)
    mutating func takeString(_ text: RawSpan, _ value: JSONPlace, at place: SightingPlace) {
        let length = value.length
        longest = max(longest, length)
        distinct.insert(DistinctEstimate.hash(text, value.start, value.end))
        guard length >= 10, length <= 64, length == 36 || Sighting.looksLikeTime(text, value.start) else {
            note(.plainText, place)
            return
        }
        takeTimeOrUUID(text, value, at: place)
    }

    /// Whether the string of ten bytes or more at `start` begins with a digit and has a hyphen behind the year, or a `T` or space
    /// behind the day in the basic format.
    @inline(__always)
    private static func looksLikeTime(_ text: RawSpan, _ start: Int) -> Bool {
        guard text.loadUInt8(at: start) &- 0x30 <= 9 else { return false }
        let separator = text.loadUInt8(at: start &+ 8)
        return text.loadUInt8(at: start &+ 4) == 0x2D || separator | 0x20 == 0x74 || separator == 0x20
    }

    /// Looks closer at a string that can be a time, a day or a UUID by its length and first byte.
    @inline(never)
    private mutating func takeTimeOrUUID(_ text: RawSpan, _ value: JSONPlace, at place: SightingPlace) {
        if value.length == 36, UUIDText.isUUID(text, value) {
            note(.uuid, place)
            note(.plainText, place)
            return
        }
        if value.length == 10, let day = CalendarText.date(text, value) {
            note(.day, place)
            days.least = min(days.least, Int64(day))
            days.greatest = max(days.greatest, Int64(day))
            return
        }
        if let millis = CalendarText.timestamp(text, value, unit: .millis) {
            note(.time, place)
            takeTime(millis &* 1_000)
            return
        }
        guard !value.hasEscapes, let time = ISO8601Text.parse(text, value.start, value.end) else {
            note(.plainText, place)
            return
        }
        let digits = time.fractionDigitCount(text)
        if digits > 6 {
            note(.nanoseconds, place)
        } else if digits > 3 {
            note(.microseconds, place)
        }
        // The year 9999 fits.
        takeTime(time.seconds &* 1_000_000 &+ time.microseconds(text))
        if !time.hasZone {
            note(.localTime, place)
        } else if CalendarText.timestamp(text, value, unit: .micros) != nil {
            note(.time, place)
        } else {
            note(.otherTime, place)
        }
    }

    private mutating func takeTime(_ micros: Int64) {
        times.least = min(times.least, micros)
        times.greatest = max(times.greatest, micros)
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
