@testable import AuditSamples
import Foundation
import Testing

struct SignInEventsTests {
    /// A day of 20,000 events.
    static let lines = makeLines(seed: 42, eventCount: 20_000)
    /// The same day, parsed by Foundation.
    static func parsedEvents() -> [[String: Any]] {
        lines.map { ((try? JSONSerialization.jsonObject(with: Data($0.utf8))) as? [String: Any]) ?? [:] }
    }

    static func makeLines(seed: UInt64, eventCount: Int) -> [Substring] {
        let events = SignInEvents(seed: seed, day: SampleDay(daysSinceEpoch: 20_143), eventCount: eventCount)
        var bytes: [UInt8] = []
        for hour in 0..<24 {
            var lines = events.hour(hour)
            lines.appendLines(.max, into: &bytes)
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: true)
    }

    @Test func theSameSeedMakesTheSameBytesInPiecesOfAnySize() {
        let events = SignInEvents(seed: 7, day: SampleDay(daysSinceEpoch: 20_143), eventCount: 5000)
        var whole: [UInt8] = []
        var wholeHour = events.hour(9)
        wholeHour.appendLines(events.hourlyCounts[9], into: &whole)
        var pieces: [UInt8] = []
        var hour = events.hour(9)
        while hour.remainingLineCount > 0 { hour.appendLines(7, into: &pieces) }
        #expect(whole == pieces)
        #expect(whole.count(where: { $0 == UInt8(ascii: "\n") }) == events.hourlyCounts[9])

        var other: [UInt8] = []
        var otherHour = SignInEvents(seed: 8, day: events.day, eventCount: 5000).hour(9)
        otherHour.appendLines(events.hourlyCounts[9], into: &other)
        #expect(other != whole)
    }

    @Test func aLineKeepsItsBytesFromVersionToVersion() {
        #expect(
            Self.lines[0]
                == #"""
                {"id":"e0171748-b968-4a1c-91ad-8073bffafe1d","action":"token_issue","at":1740355203,"status_code":200,"user_id":"u-314624","client":"mobile-android","ip":"193.45.36.246","user_agent":"OrdersApp/5.12.4 (Android 14; SM-S921B) okhttp/4.12.0","session":"6980cecc2195c0a603ea","path":"/oauth2/token","duration_ms":27.13,"scopes":["openid","offline_access"],"mfa":false,"device":{"os":"Android 14","name":"pc-b6e39"}}
                """#)
    }

    @Test func linesAreJSONOfTheUsualLengthWithAllKeys() {
        let byteCount = Self.lines.reduce(0) { $0 + $1.utf8.count + 1 }
        #expect((418...426).contains(byteCount / Self.lines.count))
        #expect(Self.lines.count == 20_000)
        let keys: Set<String> = [
            "id", "action", "at", "status_code", "user_id", "client", "ip", "user_agent", "session", "path",
            "duration_ms", "scopes", "mfa", "device",
        ]
        #expect(keys.count == 14)
        for event in Self.parsedEvents() {
            let missing = keys.subtracting(event.keys)
            guard missing.isSubset(of: ["action", "status_code"]), keys.isSuperset(of: event.keys),
                (event["device"] as? [String: Any])?.keys.sorted() == ["name", "os"], event["scopes"] is [Any]
            else {
                Issue.record("\(event)")
                return
            }
        }
    }

    @Test func actionsAndStatusesAreMissingOrNullAsOftenAsPromised() {
        let events = Self.parsedEvents()
        for (key, share) in [("action", 0.02), ("status_code", 0.04)] {
            let absent = Double(events.count(where: { $0[key] == nil })) / 20_000
            let null = Double(events.count(where: { $0[key] is NSNull })) / 20_000
            #expect(abs(absent - share / 2) < share / 6)
            #expect(abs(null - share / 2) < share / 6)
        }
    }

    @Test func timesRiseWithinTheHourAndAQuarterAreWholeSeconds() throws {
        let pattern = /"at":([0-9]{10})(\.[0-9]{3})?[,}]/
        var hour = 0
        var last = (seconds: 0, milliseconds: 0)
        var wholeCount = 0
        for line in Self.lines {
            let match = try #require(line.firstMatch(of: pattern))
            let seconds = try #require(Int(match.output.1))
            #expect(seconds >= last.seconds)
            if let fraction = match.output.2 {
                let milliseconds = try #require(Int(fraction.dropFirst())) + seconds * 1000
                #expect(milliseconds >= last.milliseconds)
                last.milliseconds = milliseconds
            } else {
                wholeCount += 1
            }
            last.seconds = seconds
            hour = max(hour, (seconds - 1_740_355_200) / 3600)
        }
        #expect(hour == 23)
        #expect((4800...5200).contains(wholeCount))
    }

    @Test func hoursAreAsUnequalAsThoseOfARealDay() {
        let counts = SignInEvents(seed: 1, day: SampleDay(daysSinceEpoch: 20_143), eventCount: 2_000_000).hourlyCounts
        #expect(counts.reduce(0, +) == 2_000_000)
        let megabytes = counts.map { Double($0) * 422 / 1_000_000 }
        #expect((3.5...4.5).contains(megabytes.min() ?? 0))
        #expect((52...58).contains(megabytes.max() ?? 0))
    }

    @Test(arguments: [0, 1, 23, 25]) func smallDaysHaveExactlyTheirEvents(eventCount: Int) {
        #expect(Self.makeLines(seed: 3, eventCount: eventCount).count == eventCount)
    }

    @Test func usersAreManyAndTheBusiestIsRare() {
        let users = UserPopulation()
        var random = RandomSource(seed: 5)
        var counts = [Int](repeating: 0, count: UserPopulation.count)
        for _ in 0..<1_000_000 { counts[users.draw(&random)] += 1 }
        #expect((counts.max() ?? 0) <= 100)
        #expect((counts.max() ?? 0) >= 50)
        #expect(counts.count(where: { $0 > 0 }) > 300_000)
    }

    @Test func someValuesAreWrittenWithEscapesOrOutsideASCII() {
        let escaped = Self.lines.count(where: { $0.utf8.contains(UInt8(ascii: "\\")) })
        let other = Self.lines.count(where: { $0.utf8.contains(where: { $0 > 127 }) })
        #expect((200...1000).contains(escaped))
        #expect((150...1000).contains(other))
        for piece in [#"\""#, #"\u00e5"#, #"\/"#, #"\ud83d\ude80"#, #"\\"#, #"\t"#, "å", "🏢"] {
            #expect(Self.lines.contains(where: { $0.contains(piece) }), "\(piece)")
        }
    }
}
