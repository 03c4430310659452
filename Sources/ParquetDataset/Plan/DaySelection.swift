internal import Foundation
public import Parquet

/// Which partitions of the input are converted.
public enum DaySelection: Sendable, Hashable {
    /// The partitions whose path names one of these days.
    case days(DateRange)
    /// Every partition, whether or not its path names a day.
    case all

    /// The environment variable that is asked when no days are given.
    public static let environmentVariable = "DATE_TO_PROCESS"

    /// The selection that the arguments make: all, else the days given, else those of the environment variable, else
    /// yesterday in the time zone.
    ///
    /// - Parameters:
    ///   - days: a day or a range, as `DateRange` reads it.
    ///   - environment: the process's environment. An empty variable counts as none.
    ///   - timeZone: an IANA name. It decides what yesterday is, and nothing else.
    ///   - now: seconds since 1970-01-01T00:00:00Z.
    /// - Throws: `ParquetError` with code `argument` if days and all are both given, or if one of the texts is not what it
    ///   should be.
    public static func resolve(
        all: Bool, days: String?, environment: [String: String], timeZone: String = "UTC", now: Int
    ) throws(ParquetError) -> DaySelection {
        if all {
            guard days == nil else {
                throw ParquetError(.argument, "--all selects everything and --days a part of it; give one of them")
            }
            return .all
        }
        if let days { return .days(try DateRange(days)) }
        if let days = environment[environmentVariable], !days.isEmpty {
            do {
                return .days(try DateRange(days))
            } catch {
                throw ParquetError(.argument, "environment variable \(environmentVariable): \(error.message)")
            }
        }
        return .days(DateRange(try yesterday(timeZone: timeZone, now: now)))
    }

    /// The day before the one that `now` lies in, where the time zone's clocks say so.
    static func yesterday(timeZone: String, now: Int) throws(ParquetError) -> CalendarDay {
        let offset: Int
        if timeZone == "UTC" {
            offset = 0
        } else if !timeZone.hasPrefix("GMT"), let zone = TimeZone(identifier: timeZone) {
            offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(now)))
        } else {
            throw ParquetError(
                .argument, "'\(timeZone)' is not a time zone of the IANA database; write it as UTC or Europe/Berlin")
        }
        let local = now + offset
        let today = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
        guard let day = CalendarDay(daysSince1970: today - 1) else {
            throw ParquetError(.argument, "the clock stands at \(now) s since 1970, outside of the years 0 to 9999")
        }
        return day
    }
}
