import Parquet
import Testing

@testable import ParquetJSON

/// Strings with escapes are read alike by every type: some encoders write `+` as `\\u002B`.
@Suite struct EscapedValueTests {
    private func values(_ type: String, _ read: String?, _ texts: [String]) throws -> RecordBatch {
        let rule = read.map { ", \"read\": \"\($0)\"" } ?? ""
        let contract =
            "{\"contract\": 1, \"unknown_keys\": \"fail\", \"drift\": \"fail\", \"columns\": [{\"name\": \"v\", \"type\": \"\(type)\"\(rule)}]}"
        // The escaped value last: nothing lies behind it in the text.
        return try ParquetJSONTests.read(texts.map { "{\"v\":\"\($0)\"}" }.joined(separator: "\n"), by: contract).0
    }

    @Test func instants() throws {
        let batch = try values(
            "timestamp(millis)", "rfc3339", ["2025-01-25T13:45:30+01:00", "2025-01-25T13:45:30\\u002B01:00"])
        #expect(int64s(batch, 0) == [1_737_809_130_000, 1_737_809_130_000])
    }

    @Test func days() throws {
        #expect(int32s(try values("date", nil, ["1970-01-02", "1970\\u002d01-0\\u0033"]), 0) == [1, 2])
    }

    @Test func decimals() throws {
        #expect(int32s(try values("decimal(5,2)", nil, ["1.25", "1.2\\u0036"]), 0) == [125, 126])
    }

    @Test func uuids() throws {
        let plain = "00112233-4455-6677-8899-aabbccddeeff"
        let batch = try values("uuid", nil, [plain, "\\u0030" + plain.dropFirst()])
        let expected: [UInt8] = [
            0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF,
        ]
        #expect(bytes(batch, 0) == [expected, expected])
    }

    @Test func whatDoesNotFitIsStillNamed() {
        let contract =
            "{\"contract\": 1, \"unknown_keys\": \"fail\", \"drift\": \"fail\", \"columns\": [{\"name\": \"v\", \"type\": \"date\"}]}"
        let error = failure("{\"v\":\"1970-01-01\"}\n{\"v\":\"1970-01-\\u0041\"}", by: contract)
        #expect(error?.code == .contract && error?.place.line == 2)
    }
}
