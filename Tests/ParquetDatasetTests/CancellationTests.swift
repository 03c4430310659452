import Foundation
import Parquet
import ParquetJSON
import Synchronization
import SystemPackage
import Testing

@testable import ParquetDataset

/// Conversions that are told to end.
@Suite struct CancellationTests {
    private static let contract = "{\"contract\":1,\"columns\":[{\"name\":\"id\",\"type\":\"bigint\"}]}"

    private func conversion(
        _ scratch: ScratchDirectory, set: (inout ConversionOptions) throws -> Void
    ) throws -> Conversion {
        let lines = (0..<20_000).map { "{\"id\":\($0 * 7919 % 40)}\n" }.joined()
        for day in 1...2 { try scratch.write("input/d=\(day)/a.json", lines) }
        var options = ConversionOptions()
        try set(&options)
        return try Conversion(
            plan: try ConversionPlan(input: scratch.path.appending("input"), selection: .all),
            contract: try SchemaContract(json: Array(CancellationTests.contract.utf8)),
            output: scratch.path.appending("output"), options: options)
    }

    /// Runs it, and cancels it when an event comes for which `isTime` says so.
    private func run(
        _ conversion: Conversion, cancellingAt isTime: @escaping @Sendable (ConversionEvent) -> Bool
    ) async -> Result<ConversionReport, any Error> {
        let running = Mutex<Task<ConversionReport, any Error>?>(nil)
        let (start, starter) = AsyncStream<Void>.makeStream()
        let task = Task {
            for await _ in start { break }
            return try await conversion.run { event in
                if isTime(event) { running.withLock { $0?.cancel() } }
            }
        }
        running.withLock { $0 = task }
        starter.yield()
        return await task.result
    }

    @Test func sortingIntoPartitionsEndsAndLeavesNothing() async throws {
        let scratch = try ScratchDirectory()
        let conversion = try conversion(scratch) { options in
            options.partitionColumns = try PartitionColumn.list("id")
        }
        let result = await run(conversion) { event in
            if case .sorting = event { true } else { false }
        }
        #expect(throws: ParquetError.self) { try result.get() }
        #expect(!FileManager.default.fileExists(atPath: scratch.path.appending("output").string))
    }

    @Test func sortingAPartitionEndsAndKeepsTheOnesBefore() async throws {
        let scratch = try ScratchDirectory()
        let conversion = try conversion(scratch) { options in options.sortOrder = try SortOrder("id desc") }
        let result = await run(conversion) { event in
            if case .partitionStarted(let path, _, _) = event { path.description == "d=2" } else { false }
        }
        #expect(throws: ParquetError.self) { try result.get() }
        #expect(scratch.files(in: "output") == ["d=1/part-00000.parquet"])
    }

    /// While rows are sorted, it is told how many are.
    @Test func sortingIsTold() async throws {
        let scratch = try ScratchDirectory()
        let seen = Mutex<[ConversionProgress]>([])
        _ = try await conversion(scratch) { options in
            options.partitionColumns = try PartitionColumn.list("id")
        }.run { event in
            if case .progress(let progress) = event { seen.withLock { $0.append(progress) } }
        }
        let reading = seen.withLock { $0 }.filter { $0.sortedRows == nil }
        let sorting = seen.withLock { $0 }.filter { $0.sortedRows != nil }
        #expect(reading.last?.bytesRead == reading.last?.byteCount && reading.last?.fraction == 1)
        #expect(sorting.last?.sortedRows == 40_000 && sorting.last?.fraction == 1)
        // There are 40 ids, each a partition of one file, of which the last is still open.
        #expect(sorting.last?.files == 39)
        #expect(zip(sorting, sorting.dropFirst()).allSatisfy { ($0.sortedRows ?? 0) < ($1.sortedRows ?? 0) })
    }
}
