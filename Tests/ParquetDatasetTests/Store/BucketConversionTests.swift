import Foundation
import Parquet
import ParquetJSON
import ParquetTestSupport
import SystemPackage
import Synchronization
import Testing

@testable import ParquetDataset

/// Conversions into a bucket that has no rename, and fails.
@Suite struct BucketConversionTests {
    @Test func intoABucket() async throws {
        let dataset = try DatasetConversions(BucketDatasetStore(MemoryBucket(), prefix: "table"))
        try dataset.write("d=1/a.json", 0..<3_000)
        try dataset.scratch.write("input/d=2/a.json", "{\"id\":3}\nno\n{\"id\":1}\n")
        func convert() async throws -> ConversionReport {
            try await dataset.convert { options in
                options.quarantineLimit = .count(1)
                options.late = .add
                options.sortOrder = try? SortOrder("id")
            }
        }
        _ = try await convert()
        #expect(try await dataset.ids("d=2") == [[1, 3]])
        #expect(try await dataset.store.recordPaths(below: "quarantine") == ["quarantine/d=2/00000002.jsonl"])
        #expect(try await convert().upToDate.count == 2)
        try dataset.write("d=2/b.json", 7..<9)
        _ = try await convert()
        #expect(try await dataset.ids("d=2") == [[1, 3], [7, 8]])
        try await dataset.verify()
    }

    /// Whatever fails, each partition is as it was or as it should be; and a run that nothing fails in makes all of it whole.
    @Test(arguments: 0..<60 as Range<UInt64>) func intoABucketThatFails(seed: UInt64) async throws {
        let generator = Mutex(SeededGenerator(seed: seed))
        let isCalm = Mutex(true)
        let bucket = MemoryBucket { _, name in
            if isCalm.withLock({ $0 }) { return nil }
            return generator.withLock { generator in
                switch Int.random(in: 0..<60, using: &generator) {
                case 0: .before
                case 1: .after
                case 2: name == "list" ? .stale : nil
                default: nil
                }
            }
        }
        let dataset = try DatasetConversions(BucketDatasetStore(bucket))
        let isByColumns = seed % 3 == 2
        func convert() async throws -> ConversionReport {
            try await dataset.convert { options in
                options.quarantineLimit = .count(1)
                options.overwrite = isByColumns
                options.late = seed % 3 == 0 ? .add : .rebuild
                if isByColumns { options.partitionColumns = [PartitionColumn("note")] }
            }
        }
        let paths = isByColumns ? ["note=x", "note=y", "note=z"] : ["d=1", "d=2", "d=3"]
        func ids() async throws -> [[Int64]] {
            var all: [[Int64]] = []
            for path in paths { all.append(try await dataset.ids(path).flatMap { $0 }.sorted()) }
            return all
        }
        /// Each generation adds to each partition one row.
        func write(_ generation: Int) throws {
            for day in 0..<3 {
                let note = isByColumns ? ["x", "y", "z"][day] : "n"
                try dataset.scratch.write(
                    "input/d=\(day + 1)/\(generation).json",
                    "{\"id\":\(generation),\"note\":\"\(note)\"}\n" + (generation == 1 && day == 1 ? "no\n" : ""))
            }
        }
        /// The lock of a run that could not release it expires; here it is taken away.
        func unlock() async throws {
            for name in try await dataset.store.records(in: DatasetLock.folder) {
                try await dataset.store.remove("\(DatasetLock.folder)/\(name)")
            }
        }
        var last = [0, 0, 0]
        for generation in 1...5 {
            try write(generation)
            try await unlock()
            isCalm.withLock { $0 = false }
            _ = try? await convert()
            isCalm.withLock { $0 = true }
            for (place, found) in try await ids().enumerated() {
                // All rows of some generation, not older than the one that was seen before.
                #expect(found == Array(1..<Int64(found.count + 1)), "\(paths[place])")
                #expect((last[place]...generation).contains(found.count), "\(paths[place])")
                last[place] = found.count
            }
        }
        try await unlock()
        _ = try await convert()
        #expect(try await ids() == Array(repeating: [1, 2, 3, 4, 5], count: 3))
        #expect(try await dataset.store.recordPaths(below: "quarantine").count == 1)
        try await dataset.verify()
        let proof = try await SourceVerification(dataset.store, input: dataset.scratch.path.appending("input")).run()
        #expect(proof.findings == [] && proof.missing == [] && proof.provenSources == 15)
    }
}
