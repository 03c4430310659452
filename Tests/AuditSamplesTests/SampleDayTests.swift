import AuditSamples
import Testing

struct SampleDayTests {
    @Test(arguments: [
        ("1970-01-01", 0), ("2000-02-29", 11_016), ("2000-03-01", 11_017), ("2025-02-24", 20_143), ("1969-12-31", -1),
    ])
    func countsDaysSinceTheEpoch(text: String, days: Int) throws {
        let day = try #require(SampleDay(text))
        #expect(day.daysSinceEpoch == days)
        #expect(SampleDay(daysSinceEpoch: days).description == text)
    }

    @Test(arguments: [
        "", "2025", "2025-02", "2025-2-24", "2025-02-30", "2023-02-29", "2025-13-01", "2025-00-01", "2025-01-00",
        "2025-02-24 ", "+025-02-24", "2025/02/24",
    ])
    func refusesWhatIsNoDay(text: String) {
        #expect(SampleDay(text) == nil)
    }

    @Test func everyDayOfFourCenturiesReadsBack() throws {
        for days in -100...146_100 {
            let day = SampleDay(daysSinceEpoch: days)
            let parsed = SampleDay(day.description)
            guard parsed == day else {
                Issue.record("\(days) is written as \(day)")
                return
            }
        }
    }

    @Test func rangesIncludeBothEnds() throws {
        let first = try #require(SampleDay("2024-02-28"))
        let last = try #require(SampleDay("2024-03-01"))
        #expect(
            SampleDay.days(from: first, through: last).map(\.description) == ["2024-02-28", "2024-02-29", "2024-03-01"])
        #expect(SampleDay.days(from: last, through: first).isEmpty)
    }
}
