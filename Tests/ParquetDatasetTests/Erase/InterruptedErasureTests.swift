import Parquet
import Testing

@testable import ParquetDataset

/// An erasure that is killed before any of its changes leaves each partition as it was or as it should be, and the next run finishes it.
@Suite struct InterruptedErasureTests {
    typealias Row = SampleDataset.Row

    @Test(arguments: DatasetStoreTests.Kind.allCases) func killedRunsAreFinished(
        kind: DatasetStoreTests.Kind
    ) async throws {
        let question = "userId = 'X'"
        var finished = false
        var kills = 0
        while !finished, kills < 60 {
            kills += 1
            let scratch = try ScratchDirectory()
            let store = DatasetStoreTests.store(kind, scratch)
            let session = try await DatasetSession.begin(store)
            let rows = (0..<20).map { Row(id: Int64($0), user: $0 % 4 == 0 ? "X" : "Y") }
            let lines = [#"{"user":{"id":"X"}}"#, #"{"user":{"id":"Z"}}"#].enumerated().map {
                QuarantinedLine(
                    source: "day=1/a.json", line: $0 + 1, byteOffset: 0, code: .json, reason: "no row",
                    raw: Array($1.utf8))
            }
            try await SampleDataset.publish(
                session, "day=1", [("a.parquet", [Array(rows[..<10]), Array(rows[10...])])], quarantined: lines)
            try await SampleDataset.publish(
                session, "day=2", [("a.parquet", [rows])], quarantined: [lines[0]])
            // All of it goes.
            try await SampleDataset.publish(session, "day=3", [("a.parquet", [rows.filter { $0.user == "X" }])])
            await session.end()

            let failing = FailingStore(store, changes: kills)
            let clause = try WhereClause(question)
            do throws(ParquetError) {
                let run = try await DatasetSession.begin(failing)
                _ = try await DatasetErasure(clause).run(in: run, certificate: ErasureCertificate(of: clause))
                await run.end()
                finished = !failing.isDead
            } catch {
                #expect(error.message == "killed")
            }
            // Each partition is one or the other.
            for day in 1...3 {
                let files = try await store.files(in: DatasetStoreTests.partition("day=\(day)"))
                var count = 0
                for file in files {
                    count += try await ParquetFile(
                        store.source(of: file, in: DatasetStoreTests.partition("day=\(day)"))
                    )
                    .rowCount
                }
                #expect(day == 3 ? count == 5 || count == 0 : count == 20 || count == 15)
            }
            // The lock of the killed run has expired by then.
            let later: @Sendable () -> Int = { DatasetLock.systemClock() + 2 * DatasetLock.leaseSeconds }
            let next = try await DatasetSession.begin(store, clock: later)
            let between = try await DatasetVerification(store).run()
            #expect(between.findings == [], "\(kills)")
            #expect(try await store.records(in: "pending") == [])
            _ = try await DatasetErasure(clause).run(in: next, certificate: ErasureCertificate(of: clause))
            await next.end(removingReplaced: true)
            #expect(try await SampleDataset.rows(store) == (rows + rows).filter { $0.user != "X" })
            let rest = try await store.record("quarantine/day=1.jsonl", limit: 1 << 20)
            #expect(rest == lines[1].json + [0x0A])
            #expect(try await store.record("quarantine/day=2.jsonl", limit: 1 << 20) == nil)
            #expect(try await DatasetVerification(store).run().findings == [])
            #expect(try await store.leftovers() == [])
        }
        #expect(finished && kills > 10)
    }
}
