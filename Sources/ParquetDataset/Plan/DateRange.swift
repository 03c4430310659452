public import Parquet

/// Days from the first to the last, both included.
public struct DateRange: Sendable, Hashable, CustomStringConvertible {
    /// The first day.
    public let first: CalendarDay
    /// The last day, not before the first.
    public let last: CalendarDay

    /// The one day `day`.
    public init(_ day: CalendarDay) {
        first = day
        last = day
    }

    /// The days from `first` to `last`, which is not earlier.
    init(first: CalendarDay, last: CalendarDay) {
        precondition(first <= last, "the range ends before it begins")
        self.first = first
        self.last = last
    }

    /// The range written as `2025-01-25/2025-01-29`, or as one day alone.
    ///
    /// - Throws: `ParquetError` with code `argument` if the text has another form, names a day that the calendar lacks, or
    ///   ends before it begins.
    public init(_ text: String) throws(ParquetError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), let firstPart = parts.first, let lastPart = parts.last else {
            throw ParquetError(
                .argument, "'\(text)' is not a day or a range; write 2025-01-25 or 2025-01-25/2025-01-29")
        }
        first = try DateRange.day(firstPart, in: text)
        last = try DateRange.day(lastPart, in: text)
        guard first <= last else {
            throw ParquetError(.argument, "'\(text)' ends before it begins; write \(last)/\(first)")
        }
    }

    /// The number of days.
    public var count: Int { last.daysSince1970 - first.daysSince1970 + 1 }

    /// Every day, the first one first.
    public var days: [CalendarDay] {
        (first.daysSince1970...last.daysSince1970).compactMap { CalendarDay(daysSince1970: $0) }
    }

    /// Whether `day` is one of the days.
    public func contains(_ day: CalendarDay) -> Bool { first <= day && day <= last }

    /// The range as it is written on the command line.
    public var description: String { first == last ? "\(first)" : "\(first)/\(last)" }

    private static func day(_ part: Substring, in text: String) throws(ParquetError) -> CalendarDay {
        guard let day = CalendarDay(part) else {
            throw ParquetError(
                .argument,
                "'\(part)'\(part == text ? "" : " in '\(text)'") is not a day of the calendar; write 2025-01-25")
        }
        return day
    }
}
