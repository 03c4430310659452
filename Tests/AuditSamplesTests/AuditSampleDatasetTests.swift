import AuditSamples
import Testing

struct AuditSampleDatasetTests {
    private static let days = SampleDay.days(
        from: SampleDay(daysSinceEpoch: 20_147), through: SampleDay(daysSinceEpoch: 20_148))

    private static func files(
        _ dataset: AuditSampleDataset
    ) -> (order: [String], bytes: [String: [UInt8]], summary: AuditSampleDataset.Summary) {
        var order: [String] = []
        var bytes: [String: [UInt8]] = [:]
        let summary = dataset.write { path, piece in
            if order.last != path { order.append(path) }
            bytes[path, default: []] += piece
        }
        return (order, bytes, summary)
    }

    @Test func signInDaysHaveAFileForEveryHour() {
        let dataset = AuditSampleDataset(.signIn, days: Self.days, eventCount: 20_000, seed: 42)
        let (order, bytes, summary) = Self.files(dataset)
        #expect(order.count == 48)
        #expect(order.first == "year=2025/month=02/date=28/00-00.json")
        #expect(order.last == "year=2025/month=03/date=01/23-00.json")
        #expect(Set(order).count == 48)
        #expect(summary.fileCount == 48)
        #expect(summary.lineCount == 40_000)
        #expect(summary.byteCount == bytes.values.reduce(0) { $0 + $1.count })
        let lineCount = bytes.values.reduce(0) { $0 + $1.count(where: { $0 == UInt8(ascii: "\n") }) }
        #expect(lineCount == 40_000)
        #expect(bytes["year=2025/month=02/date=28/10-00.json"] != bytes["year=2025/month=03/date=01/10-00.json"])
    }

    @Test func hoursWithoutEventsHaveNoFile() {
        let dataset = AuditSampleDataset(.signIn, days: [Self.days[0]], eventCount: 3, seed: 42)
        #expect(Self.files(dataset).summary.lineCount == 3)
        #expect(Self.files(dataset).order.count <= 3)
        let empty = AuditSampleDataset(.signIn, days: [Self.days[0]], eventCount: 0, seed: 42)
        #expect(Self.files(empty).summary.fileCount == 0)
    }

    @Test func httpRecordsHaveAFileForEachAccountAndDay() {
        let dataset = AuditSampleDataset(.http(accountCount: 3), days: Self.days, eventCount: 1000, seed: 42)
        let (order, bytes, summary) = Self.files(dataset)
        #expect(
            order == [
                "account_id=1001/date=2025-02-28/records.json", "account_id=1002/date=2025-02-28/records.json",
                "account_id=1003/date=2025-02-28/records.json", "account_id=1001/date=2025-03-01/records.json",
                "account_id=1002/date=2025-03-01/records.json", "account_id=1003/date=2025-03-01/records.json",
            ])
        #expect(summary.lineCount == 2000)
        #expect((bytes[order[0]]?.count ?? 0) > (bytes[order[2]]?.count ?? 0))
    }

    @Test func anErrorOfTheCallerEndsTheWriting() {
        struct Full: Error {}
        var pieceCount = 0
        #expect(throws: Full.self) {
            _ = try AuditSampleDataset(.signIn, days: Self.days, eventCount: 20_000, seed: 42)
                .write { (_, _) throws(Full) in
                    pieceCount += 1
                    if pieceCount == 3 { throw Full() }
                }
        }
        #expect(pieceCount == 3)
    }
}
