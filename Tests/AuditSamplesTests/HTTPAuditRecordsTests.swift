import AuditSamples
import Foundation
import Testing

struct HTTPAuditRecordsTests {
    private static let day = SampleDay(daysSinceEpoch: 20_143)

    private static func bytes(seed: UInt64, account: Int, recordCount: Int) -> [UInt8] {
        var records = HTTPAuditRecords(seed: seed, day: day, account: account, recordCount: recordCount)
        var bytes: [UInt8] = []
        records.appendLines(recordCount, into: &bytes)
        return bytes
    }

    @Test func recordsAreJSONOfTheUsualLengthInTheOrderOfTime() throws {
        let bytes = Self.bytes(seed: 42, account: 1001, recordCount: 10_000)
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 10_000)
        #expect((890...915).contains(bytes.count / lines.count))
        var lastTime = ""
        for line in lines {
            let record = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            #expect(
                record.keys.sorted() == ["code", "identifier", "operation", "request_data", "response_data", "time"])
            let request = try #require(record["request_data"] as? [String: Any])
            #expect(request.keys.sorted() == ["body", "headers", "method", "url"])
            let time = try #require(record["time"] as? String)
            #expect(time.wholeMatch(of: /2025-02-24T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z/) != nil)
            #expect(time >= lastTime)
            lastTime = time
        }
        #expect(lastTime > "2025-02-24T23:59")
    }

    @Test func accountsAndSeedsDiffer() {
        let first = Self.bytes(seed: 42, account: 1001, recordCount: 50)
        #expect(first == Self.bytes(seed: 42, account: 1001, recordCount: 50))
        #expect(first != Self.bytes(seed: 42, account: 1002, recordCount: 50))
        #expect(first != Self.bytes(seed: 43, account: 1001, recordCount: 50))
    }
}
