internal import Parquet

/// Dates and times in ISO 8601, by the proleptic Gregorian calendar.
enum DateText {
    /// Appends the date `days` after 1970-01-01, as `2025-01-25`. Years outside 0 to 9999 have a sign.
    static func appendDate(_ days: Int64, to text: inout [UInt8]) {
        // Counted from 0000-03-01, years end with the leap day, and 400 of them always have 146,097 days.
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        if year < 0 {
            text.append(UInt8(ascii: "-"))
        } else if year > 9999 {
            text.append(UInt8(ascii: "+"))
        }
        append(Int64(year.magnitude), digits: 4, to: &text)
        text.append(UInt8(ascii: "-"))
        append(month, digits: 2, to: &text)
        text.append(UInt8(ascii: "-"))
        append(day, digits: 2, to: &text)
    }

    /// Appends the time `value` after midnight, as `13:07:00.250`. A day's end and what is beyond is just as it is.
    static func appendTime(_ value: Int64, _ unit: TimeUnit, to text: inout [UInt8]) {
        if value < 0 { text.append(UInt8(ascii: "-")) }
        let magnitude = value.magnitude
        let perSecond = UInt64(unit.perSecond)
        appendTime(
            seconds: Int64(magnitude / perSecond), fraction: Int64(magnitude % perSecond), digits: unit.fractionDigits,
            to: &text)
    }

    /// Appends the date and time `value` after 1970-01-01T00:00:00, as `2025-01-25T13:07:00.250`.
    static func appendTimestamp(_ value: Int64, _ unit: TimeUnit, to text: inout [UInt8]) {
        // The second before the first instant of 64 bits begins beyond them: the product wraps, and so does the difference.
        let seconds = floorDivide(value, unit.perSecond)
        appendTimestamp(
            seconds: seconds, fraction: value &- seconds &* unit.perSecond, digits: unit.fractionDigits, to: &text)
    }

    /// Appends an INT96 timestamp: eight bytes of nanoseconds of the day, then four of the Julian day, little-endian.
    static func appendInt96(_ bytes: ArraySlice<UInt8>, to text: inout [UInt8]) {
        var nanos: UInt64 = 0
        for byte in bytes.prefix(8).reversed() { nanos = nanos << 8 | UInt64(byte) }
        var day: UInt32 = 0
        for byte in bytes.dropFirst(8).reversed() { day = day << 8 | UInt32(byte) }
        let signedNanos = Int64(bitPattern: nanos)
        let seconds = floorDivide(signedNanos, 1_000_000_000)
        // 1970-01-01 is the Julian day 2,440,588.
        let days = Int64(Int32(bitPattern: day)) - 2_440_588
        appendTimestamp(
            seconds: days * 86_400 + seconds, fraction: signedNanos &- seconds &* 1_000_000_000, digits: 9, to: &text)
    }

    private static func appendTimestamp(seconds: Int64, fraction: Int64, digits: Int, to text: inout [UInt8]) {
        let days = floorDivide(seconds, 86_400)
        appendDate(days, to: &text)
        text.append(UInt8(ascii: "T"))
        appendTime(seconds: seconds - days * 86_400, fraction: fraction, digits: digits, to: &text)
    }

    private static func appendTime(seconds: Int64, fraction: Int64, digits: Int, to text: inout [UInt8]) {
        append(seconds / 3_600, digits: 2, to: &text)
        text.append(UInt8(ascii: ":"))
        append(seconds / 60 % 60, digits: 2, to: &text)
        text.append(UInt8(ascii: ":"))
        append(seconds % 60, digits: 2, to: &text)
        text.append(UInt8(ascii: "."))
        append(fraction, digits: digits, to: &text)
    }

    private static func append(_ value: Int64, digits: Int, to text: inout [UInt8]) {
        if value < 0 { text.append(UInt8(ascii: "-")) }
        NumberText.append(value.magnitude, digits: digits, to: &text)
    }

    /// The quotient rounded towards negative infinity.
    private static func floorDivide(_ dividend: Int64, _ divisor: Int64) -> Int64 {
        let quotient = dividend / divisor
        return dividend % divisor < 0 ? quotient - 1 : quotient
    }
}
