internal import Parquet
internal import ParquetBytes

// Days and instants from text: `2025-01-25` and `2025-01-25T13:45:30.125+01:00` (RFC 3339), years 0000 to 9999 of the
// Gregorian calendar, also before it was introduced.
enum CalendarText {
    /// The days since 1970-01-01 of the string `YYYY-MM-DD` at `place`; nil if it is no such day.
    static func date(_ text: RawSpan, _ place: JSONPlace) -> Int32? {
        guard place.kind == .string, !place.hasEscapes, place.length == 10 else { return nil }
        return day(text, place.start).map { Int32($0) }
    }

    /// The instant that the string at `place` spells, in units of `unit` since 1970-01-01T00:00:00Z; nil if it spells none,
    /// has non-zero digits beyond the unit, or does not fit 64 bits.
    static func timestamp(_ text: RawSpan, _ place: JSONPlace, unit: TimeUnit) -> Int64? {
        guard place.kind == .string, !place.hasEscapes, place.length >= 20 else { return nil }
        let start = place.start
        let end = place.end
        let separator = text.loadUInt8(at: start &+ 10)
        guard separator | 0x20 == 0x74 || separator == 0x20, let day = day(text, start),
            text.loadUInt8(at: start &+ 13) == 0x3A, text.loadUInt8(at: start &+ 16) == 0x3A,
            let hour = twoDigits(text, start &+ 11), hour <= 23, let minute = twoDigits(text, start &+ 14),
            minute <= 59,
            let second = twoDigits(text, start &+ 17), second <= 60
        else { return nil }
        var offset = start &+ 19
        var fraction: Int64 = 0
        if text.loadUInt8(at: offset) == 0x2E {
            guard let (value, behind) = self.fraction(text, offset &+ 1, end, digits: unit.fractionDigits) else {
                return nil
            }
            (fraction, offset) = (value, behind)
        }
        guard offset < end, let zone = zoneOffset(text, offset, end) else { return nil }
        let seconds = day &* 86_400 &+ Int64(hour) &* 3_600 &+ Int64(minute) &* 60 &+ Int64(second) &- zone
        if second == 60, !endsMonth(seconds) { return nil }
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: unit.perSecond)
        guard !overflow else { return nearLimit(seconds, fraction, unit) }
        let (value, carry) = scaled.addingReportingOverflow(fraction)
        return carry ? nil : value
    }

    /// The earliest nanoseconds lie in a second of which the start does not fit.
    @inline(never)
    private static func nearLimit(_ seconds: Int64, _ fraction: Int64, _ unit: TimeUnit) -> Int64? {
        Int64(exactly: Int128(seconds) * Int128(unit.perSecond) + Int128(fraction))
    }

    /// Whether `seconds`, which a second 60 was counted to, is the first of a month in UTC.
    static func endsMonth(_ seconds: Int64) -> Bool {
        let (day, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
        guard rest == 0 else { return false }
        return dayOfMonth(day) == 1
    }

    /// The days since 1970-01-01 of the ten bytes `YYYY-MM-DD` at `start`.
    @inline(__always)
    static func day(_ text: RawSpan, _ start: Int) -> Int64? {
        guard text.loadUInt8(at: start &+ 4) == 0x2D, text.loadUInt8(at: start &+ 7) == 0x2D,
            let century = twoDigits(text, start), let yearOfCentury = twoDigits(text, start &+ 2),
            let month = twoDigits(text, start &+ 5), (1...12).contains(month),
            let day = twoDigits(text, start &+ 8), day >= 1, day <= 31
        else { return nil }
        let year = century &* 100 &+ yearOfCentury
        if day > 28, day > length(ofMonth: month, year: year) { return nil }
        return days(year: Int64(year), month: Int64(month), day: Int64(day))
    }

    static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The days since 1970-01-01. Counting years from March puts the leap day last: the days before a month are then
    /// (153 m + 2) / 5, and 400 years are 146,097 days, of which 719,468 lie between 0000-03-01 and 1970-01-01.
    @inline(__always)
    static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month > 2 ? year : year &- 1
        let era = (shifted >= 0 ? shifted : shifted &- 399) / 400
        let yearOfEra = shifted &- era &* 400
        let monthFromMarch = month > 2 ? month &- 3 : month &+ 9
        let dayOfYear = (153 &* monthFromMarch &+ 2) / 5 &+ day &- 1
        let dayOfEra = yearOfEra &* 365 &+ yearOfEra / 4 &- yearOfEra / 100 &+ dayOfYear
        return era &* 146_097 &+ dayOfEra &- 719_468
    }

    /// The day of the month, from 1, of a day since 1970-01-01.
    private static func dayOfMonth(_ days: Int64) -> Int64 {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        return dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    }

    /// The digits from `start`, of which the first `digits` count and the others must be 0, and the place behind them.
    @inline(__always)
    private static func fraction(
        _ text: RawSpan, _ start: Int, _ end: Int, digits: Int
    ) -> (value: Int64, behind: Int)? {
        var value: Int64 = 0
        var offset = start
        while offset < end {
            let digit = text.loadUInt8(at: offset) &- 0x30
            guard digit <= 9 else { break }
            if offset &- start < digits {
                value = value &* 10 &+ Int64(digit)
            } else if digit != 0 {
                return nil
            }
            offset &+= 1
        }
        guard offset > start else { return nil }
        let missing = digits &- (offset &- start)
        return (missing > 0 ? value &* Int64(PowersOfTen.uint64(missing)) : value, offset)
    }

    /// The seconds that local time is ahead of UTC: `Z`, `+01:00`, `-05:30`; nothing may follow.
    @inline(__always)
    private static func zoneOffset(_ text: RawSpan, _ start: Int, _ end: Int) -> Int64? {
        let sign = text.loadUInt8(at: start)
        if sign | 0x20 == 0x7A { return end == start &+ 1 ? 0 : nil }
        guard sign == 0x2B || sign == 0x2D, end == start &+ 6, text.loadUInt8(at: start &+ 3) == 0x3A,
            let hours = twoDigits(text, start &+ 1), hours <= 23, let minutes = twoDigits(text, start &+ 4),
            minutes <= 59
        else { return nil }
        let seconds = Int64(hours) &* 3_600 &+ Int64(minutes) &* 60
        return sign == 0x2D ? 0 &- seconds : seconds
    }

    @inline(__always)
    static func twoDigits(_ text: RawSpan, _ offset: Int) -> Int? {
        let high = text.loadUInt8(at: offset) &- 0x30
        let low = text.loadUInt8(at: offset &+ 1) &- 0x30
        guard high <= 9, low <= 9 else { return nil }
        return Int(high) &* 10 &+ Int(low)
    }
}
