internal import Parquet
internal import ParquetBytes

// Instants in the variants of ISO 8601 that RFC 3339 leaves out: without seconds, with a comma before the fraction, with zones
// as `+01` and `+0100`, without a zone, and in the basic format.
//
//     2025-01-25T13:45Z   2025-01-25 13:45:30,125+0100   2025-01-25T13:45:30   20250125T134530Z
struct ISO8601Text {
    /// Seconds since 1970-01-01T00:00:00Z, without the fraction.
    var seconds: Int64
    /// The digits behind the second's point.
    var fraction: Range<Int>
    /// Whether a zone is written.
    var hasZone: Bool

    /// What the bytes `text[start ..< end]` spell; nil if they are in none of the variants.
    @inline(never)
    static func parse(_ text: RawSpan, _ start: Int, _ end: Int) -> ISO8601Text? {
        guard end &- start >= 15, end &- start <= 64 else { return nil }
        var offset = start
        guard let day = day(text, &offset) else { return nil }
        let separator = text.loadUInt8(at: offset)
        guard separator | 0x20 == 0x74 || separator == 0x20 else { return nil }
        offset &+= 1
        let isExtended = offset &- start == 11
        guard let hour = number(text, &offset, end), hour <= 23, take(0x3A, text, &offset, end) == isExtended,
            let minute = number(text, &offset, end), minute <= 59
        else { return nil }
        var second = 0
        var fraction = offset..<offset
        let hasSecond = isExtended ? take(0x3A, text, &offset, end) : isDigit(text, offset, end)
        if hasSecond {
            guard let written = number(text, &offset, end), written <= 60 else { return nil }
            second = written
            if take(0x2E, text, &offset, end) || take(0x2C, text, &offset, end) {
                let first = offset
                while isDigit(text, offset, end) { offset &+= 1 }
                guard offset > first else { return nil }
                fraction = first..<offset
            }
        }
        var seconds = day &* 86_400 &+ Int64(hour) &* 3_600 &+ Int64(minute) &* 60 &+ Int64(second)
        guard offset < end else {
            return second == 60 ? nil : ISO8601Text(seconds: seconds, fraction: fraction, hasZone: false)
        }
        guard let zone = zone(text, &offset, end), offset == end else { return nil }
        seconds &-= zone
        if second == 60, !CalendarText.endsMonth(seconds) { return nil }
        return ISO8601Text(seconds: seconds, fraction: fraction, hasZone: true)
    }

    /// The days of `YYYY-MM-DD` or `YYYYMMDD`, for which there is room.
    private static func day(_ text: RawSpan, _ offset: inout Int) -> Int64? {
        if text.loadUInt8(at: offset &+ 4) == 0x2D {
            guard let day = CalendarText.day(text, offset) else { return nil }
            offset &+= 10
            return day
        }
        guard let century = CalendarText.twoDigits(text, offset),
            let yearOfCentury = CalendarText.twoDigits(text, offset &+ 2),
            let month = CalendarText.twoDigits(text, offset &+ 4), (1...12).contains(month),
            let day = CalendarText.twoDigits(text, offset &+ 6),
            (1...CalendarText.length(ofMonth: month, year: century &* 100 &+ yearOfCentury)).contains(day)
        else { return nil }
        offset &+= 8
        return CalendarText.days(
            year: Int64(century &* 100 &+ yearOfCentury), month: Int64(month), day: Int64(day))
    }

    private static func zone(_ text: RawSpan, _ offset: inout Int, _ end: Int) -> Int64? {
        let sign = text.loadUInt8(at: offset)
        offset &+= 1
        if sign | 0x20 == 0x7A { return 0 }
        guard sign == 0x2B || sign == 0x2D, let hours = number(text, &offset, end), hours <= 23 else { return nil }
        var minutes = 0
        let hasColon = take(0x3A, text, &offset, end)
        if hasColon || offset < end {
            guard let written = number(text, &offset, end), written <= 59 else { return nil }
            minutes = written
        }
        let seconds = Int64(hours) &* 3_600 &+ Int64(minutes) &* 60
        return sign == 0x2D ? 0 &- seconds : seconds
    }

    private static func isDigit(_ text: RawSpan, _ offset: Int, _ end: Int) -> Bool {
        offset < end && text.loadUInt8(at: offset) &- 0x30 <= 9
    }

    private static func number(_ text: RawSpan, _ offset: inout Int, _ end: Int) -> Int? {
        guard offset &+ 2 <= end, let number = CalendarText.twoDigits(text, offset) else { return nil }
        offset &+= 2
        return number
    }

    private static func take(_ byte: UInt8, _ text: RawSpan, _ offset: inout Int, _ end: Int) -> Bool {
        guard offset < end, text.loadUInt8(at: offset) == byte else { return false }
        offset &+= 1
        return true
    }

    /// How many digits of the fraction there are without the zeros at its end.
    func fractionDigitCount(_ text: RawSpan) -> Int {
        var end = fraction.upperBound
        while end > fraction.lowerBound, text.loadUInt8(at: end &- 1) == 0x30 { end &-= 1 }
        return end &- fraction.lowerBound
    }

    /// The microseconds of the fraction, rounded down.
    func microseconds(_ text: RawSpan) -> Int64 {
        var micros: Int64 = 0
        for index in 0..<6 {
            let place = fraction.lowerBound + index
            micros = micros * 10 + (place < fraction.upperBound ? Int64(text.loadUInt8(at: place) & 0x0F) : 0)
        }
        return micros
    }

    /// The instant that the string at `place` spells, in units of `unit` since 1970-01-01T00:00:00Z, a time without a zone being
    /// one in UTC; nil if it spells none, has non-zero digits beyond the unit, or does not fit 64 bits.
    static func timestamp(_ text: RawSpan, _ place: JSONPlace, unit: TimeUnit) -> Int64? {
        if let value = CalendarText.timestamp(text, place, unit: unit) { return value }
        guard place.kind == .string, !place.hasEscapes, let time = parse(text, place.start, place.end) else {
            return nil
        }
        let digits = time.fractionDigitCount(text)
        guard digits <= unit.fractionDigits else { return nil }
        var fraction: Int64 = 0
        for index in 0..<unit.fractionDigits {
            let digit = index < digits ? text.loadUInt8(at: time.fraction.lowerBound + index) & 0x0F : 0
            fraction = fraction * 10 + Int64(digit)
        }
        return Int64(exactly: Int128(time.seconds) * Int128(unit.perSecond) + Int128(fraction))
    }
}
