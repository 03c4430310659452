import Parquet
import Testing

@testable import ParquetJSON

/// Days and instants, from numbers and from text.
@Suite struct TimeTests {
    private func timestamp(_ value: String, _ unit: String, _ read: String) throws(ParquetError) -> Int64? {
        let contract =
            "{\"contract\": 1, \"unknown_keys\": \"fail\", \"drift\": \"fail\", \"columns\": [{\"name\": \"v\", \"type\": \"timestamp(\(unit))\", \"read\": \"\(read)\"}]}"
        return int64s(try ParquetJSONTests.read("{\"v\":\(value)}", by: contract).0, 0)[0]
    }

    private func doesNotFit(_ value: String, _ unit: String, _ read: String) -> Bool {
        do throws(ParquetError) {
            _ = try timestamp(value, unit, read)
            return false
        } catch {
            return error.code == .contract
        }
    }

    @Test(
        arguments: [
            ("1697068800", "millis", 1_697_068_800_000), ("1697068800.5", "millis", 1_697_068_800_500),
            ("1697068800.123", "millis", 1_697_068_800_123), ("1697068800.123000", "millis", 1_697_068_800_123),
            ("1697068800.123456", "micros", 1_697_068_800_123_456),
            ("1697068800.123456789", "nanos", 1_697_068_800_123_456_789),
            ("0", "millis", 0), ("-0.0", "millis", 0), ("-1.001", "millis", -1_001), ("0.001", "millis", 1),
            ("-0.001", "millis", -1),
            ("1.6970688005e9", "millis", 1_697_068_800_500), ("16970688005e-1", "millis", 1_697_068_800_500),
            ("1697068800.000000000000000000000000", "millis", 1_697_068_800_000), ("1e3", "micros", 1_000_000_000),
            ("9223372036854775.807", "millis", Int64.max), ("-9223372036854775.808", "millis", Int64.min),
            ("9223372036.854775807", "nanos", Int64.max), ("-9223372036.854775808", "nanos", Int64.min),
            ("253402300799.999", "millis", 253_402_300_799_999), ("1234567890123.12", "millis", 1_234_567_890_123_120),
            ("1697068800.12345678", "nanos", 1_697_068_800_123_456_780),
            ("1697068800.1234567", "nanos", 1_697_068_800_123_456_700),
        ] as [(String, String, Int64)])
    func epochSeconds(_ text: String, _ unit: String, _ value: Int64) throws {
        #expect(try timestamp(text, unit, "epoch_seconds") == value)
    }

    @Test(arguments: [
        ("1697068800.1234", "millis"), ("0.0001", "millis"), ("1e-4", "millis"), ("1697068800.0000001", "micros"),
        ("9223372036854775.808", "millis"), ("-9223372036854775.809", "millis"), ("9223372036.854775808", "nanos"),
        ("1e30", "millis"),
        ("\"1697068800\"", "millis"), ("true", "millis"), ("[]", "millis"), ("{}", "millis"),
        ("1e1000000000000", "millis"),
        ("9223372036854775807", "millis"), ("99999999999999999999999999999999999999999999", "millis"),
    ])
    func epochSecondsThatDoNotFit(_ text: String, _ unit: String) { #expect(doesNotFit(text, unit, "epoch_seconds")) }

    @Test func otherEpochs() throws {
        #expect(try timestamp("1697068800123", "millis", "epoch_millis") == 1_697_068_800_123)
        #expect(try timestamp("1697068800123", "micros", "epoch_millis") == 1_697_068_800_123_000)
        #expect(try timestamp("1697068800123.5", "micros", "epoch_millis") == 1_697_068_800_123_500)
        #expect(try timestamp("1697068800123000", "millis", "epoch_micros") == 1_697_068_800_123)
        #expect(try timestamp("-1697068800123000", "millis", "epoch_micros") == -1_697_068_800_123)
        #expect(try timestamp("1697068800123456789", "nanos", "epoch_nanos") == 1_697_068_800_123_456_789)
        #expect(try timestamp("9223372036854775807", "nanos", "epoch_nanos") == Int64.max)
        #expect(doesNotFit("1697068800123001", "millis", "epoch_micros"))
        #expect(doesNotFit("1.5", "millis", "epoch_millis"))
        #expect(doesNotFit("9223372036854775808", "nanos", "epoch_nanos"))
    }

    @Test func randomEpochSecondsAreExact() throws {
        var generator = SeededGenerator(seed: 11)
        var text = ""
        var expected: [Int64?] = []
        for _ in 0..<5_000 {
            let value = Int64.random(in: -4_000_000_000_000...4_000_000_000_000, using: &generator)
            let digits = String(value.magnitude)
            let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            text += "{\"v\":\(value < 0 ? "-" : "")\(padded.dropLast(3)).\(padded.suffix(3))}\n"
            expected.append(value)
        }
        let contract =
            "{\"contract\": 1, \"unknown_keys\": \"fail\", \"drift\": \"fail\", \"columns\": [{\"name\": \"v\", \"type\": \"timestamp(millis)\", \"read\": \"epoch_seconds\"}]}"
        #expect(int64s(try ParquetJSONTests.read(text, by: contract).0, 0) == expected)
    }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.001Z", 1), ("1969-12-31T23:59:59.999Z", -1),
            ("2025-01-25T13:45:30Z", 1_737_812_730_000), ("2025-01-25T13:45:30.5Z", 1_737_812_730_500),
            ("2025-01-25T13:45:30.123000Z", 1_737_812_730_123), ("2025-01-25t13:45:30z", 1_737_812_730_000),
            ("2025-01-25 13:45:30Z", 1_737_812_730_000), ("2025-01-25T13:45:30+00:00", 1_737_812_730_000),
            ("2025-01-25T14:45:30+01:00", 1_737_812_730_000), ("2025-01-25T08:15:30-05:30", 1_737_812_730_000),
            ("2025-01-25T13:45:30-00:00", 1_737_812_730_000), ("2024-02-29T00:00:00Z", 1_709_164_800_000),
            ("2000-02-29T23:59:59Z", 951_868_799_000), ("0000-01-01T00:00:00Z", -62_167_219_200_000),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999), ("2016-12-31T23:59:60Z", 1_483_228_800_000),
            ("2017-01-01T00:59:60+01:00", 1_483_228_800_000),
        ] as [(String, Int64)])
    func rfc3339(_ text: String, _ value: Int64) throws {
        #expect(try timestamp("\"\(text)\"", "millis", "rfc3339") == value)
    }

    @Test(arguments: [
        "", "2025-01-25", "2025-01-25T13:45:30", "2025-01-25T13:45Z", "2025-1-25T13:45:30Z", "2025-01-25T13:45:30.Z",
        "2025-01-25T13:45:30.1234Z", "2025-13-01T00:00:00Z", "2025-00-01T00:00:00Z", "2025-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2025-04-31T00:00:00Z", "2025-01-00T00:00:00Z", "2025-01-32T00:00:00Z", "2025-01-25T24:00:00Z",
        "2025-01-25T13:60:00Z",
        "2025-01-25T13:45:61Z", "2025-01-25T13:45:60Z", "2025-01-25T23:59:60Z", "2025-01-25T13:45:30+1:00",
        "2025-01-25T13:45:30+0100",
        "2025-01-25T13:45:30+24:00", "2025-01-25T13:45:30+01:60", "2025-01-25T13:45:30ZZ", "2025-01-25T13:45:30Z ",
        " 2025-01-25T13:45:30Z",
        "2025-01-25X13:45:30Z", "+2025-01-25T13:45:30Z", "2025/01/25T13:45:30Z", "2025-01-25T13-45-30Z",
        "12025-01-25T13:45:30Z",
        "2025-01-25T13:45:30,5Z", "2025-01-25T13:45:30.5", "2025-01-25T13:45:30+01:00Z", "20²5-01-25T13:45:30Z",
    ])
    func rfc3339ThatDoesNotFit(_ text: String) { #expect(doesNotFit("\"\(text)\"", "millis", "rfc3339")) }

    @Test func rfc3339InFinerUnits() throws {
        #expect(try timestamp("\"2025-01-25T13:45:30.123456Z\"", "micros", "rfc3339") == 1_737_812_730_123_456)
        #expect(try timestamp("\"2025-01-25T13:45:30.123456789Z\"", "nanos", "rfc3339") == 1_737_812_730_123_456_789)
        #expect(try timestamp("\"2262-04-11T23:47:16.854775807Z\"", "nanos", "rfc3339") == Int64.max)
        #expect(try timestamp("\"1677-09-21T00:12:43.145224192Z\"", "nanos", "rfc3339") == Int64.min)
        #expect(doesNotFit("\"2262-04-11T23:47:16.854775808Z\"", "nanos", "rfc3339"))
        #expect(doesNotFit("\"1677-09-21T00:12:43.145224191Z\"", "nanos", "rfc3339"))
        #expect(doesNotFit("\"9999-12-31T00:00:00Z\"", "nanos", "rfc3339"))
        #expect(doesNotFit("1737812730", "millis", "rfc3339"))
    }

    /// Every day from 0000-01-01 to 9999-12-31, counted one by one.
    @Test func everyDay() throws {
        var text = ""
        var expected: [Int32?] = []
        var day: Int32 = -719_528
        func flush() throws {
            let contract =
                "{\"contract\": 1, \"unknown_keys\": \"fail\", \"drift\": \"fail\", \"columns\": [{\"name\": \"v\", \"type\": \"date\"}]}"
            let days = int32s(try ParquetJSONTests.read(text, by: contract).0, 0)
            #expect(days == expected)
            text = ""
            expected = []
        }
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: width - digits.count) + digits
        }
        for year in stride(from: 0, through: 9_999, by: 1) {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for (index, length) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
                // The first and last two days of a month, as all others follow from them.
                for dayOfMonth in 1...length where dayOfMonth <= 2 || dayOfMonth >= length - 1 {
                    text += "{\"v\":\"\(padded(year, 4))-\(padded(index + 1, 2))-\(padded(dayOfMonth, 2))\"}\n"
                    expected.append(day + Int32(dayOfMonth - 1))
                }
                day += Int32(length)
            }
            if year % 500 == 499 { try flush() }
        }
        #expect(day == 2_932_897)
    }

    @Test(arguments: [
        "\"2025-02-29\"", "\"2025-1-1\"", "\"2025-01-01T00:00:00Z\"", "\"20250101\"", "20250101", "\"\"",
        "\"2025-01-0a\"",
    ])
    func datesThatDoNotFit(_ text: String) {
        let contract =
            "{\"contract\": 1, \"unknown_keys\": \"fail\", \"drift\": \"fail\", \"columns\": [{\"name\": \"v\", \"type\": \"date\"}]}"
        #expect(failure("{\"v\":\(text)}", by: contract)?.code == .contract)
    }
}
