import Parquet
import Testing

@testable import ParquetDataset

@Suite struct DaysTests {
    @Test(arguments: [
        ("2025-01-25", "2025-01-25", 1), ("2025-01-25/2025-01-29", "2025-01-25/2025-01-29", 5),
        ("2024-02-28/2024-03-01", "2024-02-28/2024-03-01", 3), ("2025-02-28/2025-03-01", "2025-02-28/2025-03-01", 2),
        ("2000-02-29", "2000-02-29", 1), ("2025-03-03/2025-03-03", "2025-03-03", 1),
    ])
    func rangesAreInclusive(text: String, description: String, count: Int) throws {
        let range = try DateRange(text)
        #expect(range.description == description)
        #expect(range.count == count)
        #expect(range.days.count == count)
        #expect(range.days.first == range.first && range.days.last == range.last)
    }

    @Test(arguments: [
        "", "/", "2025-01-25/", "/2025-01-25", "2025-02-29", "1900-02-29", "2025-13-01", "2025-00-01", "2025-01-00",
        "2025-01-32", "2025-1-25", "25-01-25", "2025-01-25T00", "2025/01/25", "2025-01-29/2025-01-25", "yesterday",
        "2025-01-25/2025-01-26/2025-01-27", "2025-01-25..2025-01-29", " 2025-01-25", "２０２５-01-25", "+025-01-25",
    ])
    func otherTextIsNoRange(text: String) {
        #expect(throws: ParquetError.self) { try DateRange(text) }
    }

    @Test func daysCountFrom1970() {
        #expect(CalendarDay("1970-01-01")?.daysSince1970 == 0)
        #expect(CalendarDay("2000-03-01")?.daysSince1970 == 11_017)
        #expect(CalendarDay("0000-01-01")?.daysSince1970 == -719_528)
        for days in stride(from: -719_528, through: 2_932_896, by: 97) {
            #expect(CalendarDay(daysSince1970: days)?.daysSince1970 == days)
        }
        #expect(CalendarDay(daysSince1970: 2_932_896)?.description == "9999-12-31")
        #expect(CalendarDay(daysSince1970: 2_932_897) == nil)
        #expect(CalendarDay(daysSince1970: -719_529) == nil)
    }

    /// 2025-03-01T03:30:00Z: in New York it is still the last of February.
    static let now = 1_740_799_800

    @Test(arguments: [
        ("UTC", "2025-02-28"), ("America/New_York", "2025-02-27"), ("Europe/Berlin", "2025-02-28"),
        ("Pacific/Kiritimati", "2025-02-28"), ("Pacific/Pago_Pago", "2025-02-27"),
    ])
    func yesterdayDependsOnTheTimeZone(timeZone: String, day: String) throws {
        let selection = try DaySelection.resolve(
            all: false, days: nil, environment: [:], timeZone: timeZone, now: DaysTests.now)
        #expect(selection == .days(try DateRange(day)))
    }

    @Test func clocksBefore1970CountToo() throws {
        let selection = try DaySelection.resolve(all: false, days: nil, environment: [:], now: -1)
        #expect(selection == .days(try DateRange("1969-12-30")))
    }

    @Test func unknownTimeZonesAreErrors() {
        for zone in ["Mars/Olympus", "", "utc+1", "GMT+99"] {
            #expect(throws: ParquetError.self) {
                try DaySelection.resolve(all: false, days: nil, environment: [:], timeZone: zone, now: 0)
            }
        }
    }

    @Test func argumentsComeBeforeTheEnvironment() throws {
        let environment = ["DATE_TO_PROCESS": "2025-01-02/2025-01-03"]
        #expect(
            try DaySelection.resolve(all: false, days: "2025-01-01", environment: environment, now: 0)
                == .days(DateRange("2025-01-01")))
        #expect(
            try DaySelection.resolve(all: false, days: nil, environment: environment, now: 0)
                == .days(DateRange("2025-01-02/2025-01-03")))
        #expect(try DaySelection.resolve(all: true, days: nil, environment: environment, now: 0) == .all)
        #expect(
            try DaySelection.resolve(all: false, days: nil, environment: ["DATE_TO_PROCESS": ""], now: 86_400)
                == .days(DateRange("1970-01-01")))
        let error = #expect(throws: ParquetError.self) {
            try DaySelection.resolve(all: false, days: nil, environment: ["DATE_TO_PROCESS": "soon"], now: 0)
        }
        #expect(error?.message.contains("DATE_TO_PROCESS") == true)
        #expect(throws: ParquetError.self) {
            try DaySelection.resolve(all: true, days: "2025-01-01", environment: [:], now: 0)
        }
    }
}
