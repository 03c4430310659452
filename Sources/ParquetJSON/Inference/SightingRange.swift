internal import Parquet

extension Sighting {
    /// The range of the values of a column of `type`, as text: of numbers as JSON writes them, of days and times in RFC 3339, in
    /// UTC. Nil for other types, and if nothing was seen.
    func range(type: InferredShape.Content) -> InferredSchema.ClosedRangeText? {
        guard case .leaf(let type, let read) = type else { return nil }
        switch type {
        case .date:
            guard days.least <= days.greatest else { return nil }
            return .init(least: TimeText.day(days.least), greatest: TimeText.day(days.greatest))
        case .timestamp:
            if let digits = read?.epochDigits { return epochRange(digits) }
            guard times.least <= times.greatest else { return nil }
            return .init(least: TimeText.time(times.least), greatest: TimeText.time(times.greatest))
        case .tinyint, .smallint, .int, .bigint, .float, .double, .decimal, .json: return numberRange
        case .string, .boolean, .binary, .uuid, .structure, .array, .map: return nil
        }
    }

    private var numberRange: InferredSchema.ClosedRangeText? {
        var least: (value: Double, text: String)?
        var greatest: (value: Double, text: String)?
        func take(_ value: Double, _ text: String) {
            if least.map({ value < $0.value }) ?? true { least = (value, text) }
            if greatest.map({ value > $0.value }) ?? true { greatest = (value, text) }
        }
        if integers.least <= integers.greatest {
            take(Double(integers.least), "\(integers.least)")
            take(Double(integers.greatest), "\(integers.greatest)")
        }
        if wideIntegers.least <= wideIntegers.greatest {
            take(Double(wideIntegers.least), "\(wideIntegers.least)")
            take(Double(wideIntegers.greatest), "\(wideIntegers.greatest)")
        }
        if fractions.least <= fractions.greatest {
            take(fractions.least, "\(fractions.least)")
            take(fractions.greatest, "\(fractions.greatest)")
        }
        guard let least, let greatest else { return nil }
        return .init(least: least.text, greatest: greatest.text)
    }

    /// The range of numbers of seconds, or of parts of 10^-`digits`, as times.
    private func epochRange(_ digits: Int) -> InferredSchema.ClosedRangeText? {
        func micros(_ number: Double) -> Int64? {
            var scaled = number * 1_000_000
            for _ in 0..<digits { scaled /= 10 }
            return Int64(exactly: scaled.rounded(.down))
        }
        var least = Double.infinity
        var greatest = -Double.infinity
        if integers.least <= integers.greatest {
            least = Double(integers.least)
            greatest = Double(integers.greatest)
        }
        least = min(least, fractions.least)
        greatest = max(greatest, fractions.greatest)
        guard let first = micros(least), let last = micros(greatest) else { return nil }
        return .init(least: TimeText.time(first), greatest: TimeText.time(last))
    }
}

/// Days and times for people.
enum TimeText {
    /// The day that is `days` after 1970-01-01, of the years 0 to 9999; another is the number.
    static func day(_ days: Int64) -> String {
        guard (-719_528...2_932_896).contains(days) else { return "\(days)" }
        // Counting from 0000-03-01, as `CalendarText.days` does.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1, 2))"
    }

    /// The time that is `micros` microseconds after 1970-01-01T00:00:00Z.
    static func time(_ micros: Int64) -> String {
        let (seconds, part) = divided(micros, 1_000_000)
        let (days, rest) = divided(seconds, 86_400)
        var text = "\(day(days))T\(padded(rest / 3_600, 2)):\(padded(rest / 60 % 60, 2)):\(padded(rest % 60, 2))"
        if part % 1_000 != 0 {
            text += ".\(padded(part, 6))"
        } else if part != 0 {
            text += ".\(padded(part / 1_000, 3))"
        }
        return text + "Z"
    }

    /// Quotient and remainder, rounded down.
    private static func divided(_ number: Int64, _ divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
