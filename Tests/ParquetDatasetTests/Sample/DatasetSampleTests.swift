import Foundation
import Parquet
import SystemPackage
import Testing

@testable import ParquetDataset

/// Rows drawn at random.
@Suite struct DatasetSampleTests {
    /// Three files of 1,000 rows in row groups of 300, ids from 0 on.
    private static func dataset() throws -> ScratchDirectory {
        let scratch = try ScratchDirectory()
        let schema = try Schema(fields: [SchemaField("id", .int64, repetition: .required)])
        for day in 0..<3 {
            let directory = scratch.path.appending("day=\(day)")
            try FileManager.default.createDirectory(atPath: directory.string, withIntermediateDirectories: true)
            var options = WriterOptions()
            options.rowGroupRowLimit = 300
            var writer = try ParquetWriter(
                to: FileSink(directory.appending("part.parquet").string), schema: schema, options: options)
            let ids = (day * 1_000..<(day + 1) * 1_000).map(Int64.init)
            try writer.append(RecordBatch(schema: schema, columns: [ColumnVector(.int64(ids))]))
            _ = try writer.finish()
        }
        return scratch
    }

    private static func ids(_ batches: [RecordBatch]) throws -> [Int64] {
        try batches.flatMap { try $0.values(of: Column<Int64>("id")) }
    }

    @Test(arguments: [nil, "id >= 500 and day < 2"]) func rowsAreDrawnEvenly(condition: String?) async throws {
        let scratch = try DatasetSampleTests.dataset()
        let clause = try condition.map { try WhereClause($0) }
        let range = clause == nil ? 0..<3_000 : 500..<2_000
        var counts = [Int](repeating: 0, count: 10)
        for seed in 0..<60 as Range<UInt64> {
            let ids = try DatasetSampleTests.ids(
                await DatasetSample(rowCount: 50, seed: seed, where: clause).run(over: scratch.path))
            #expect(ids.count == 50 && Set(ids).count == 50)
            #expect(ids == ids.sorted())
            #expect(ids.allSatisfy { range.contains(Int($0)) })
            for id in ids { counts[(Int(id) - range.lowerBound) * 10 / range.count] += 1 }
        }
        // 300 in each tenth: the standard deviation is below 17.
        #expect(counts.allSatisfy { (215...385).contains($0) }, "\(counts)")
    }

    @Test func seedsDecide() async throws {
        let scratch = try DatasetSampleTests.dataset()
        func draw(_ count: Int, _ seed: UInt64, _ condition: String? = nil) async throws -> [Int64] {
            try DatasetSampleTests.ids(
                await DatasetSample(rowCount: count, seed: seed, where: condition.map { try WhereClause($0) }).run(
                    over: scratch.path))
        }
        #expect(try await draw(20, 1) == draw(20, 1))
        #expect(try await draw(20, 1) != draw(20, 2))
        #expect(try await draw(20, 1, "id > 7") == draw(20, 1, "id > 7"))
        #expect(try await draw(5_000, 1) == Array(0..<3_000))
        #expect(try await draw(5_000, 1, "id < 12") == Array(0..<12))
        #expect(try await draw(0, 1).isEmpty)
        #expect(try await draw(3, 1, "id < 0").isEmpty)
    }

    @Test func partitionsAndColumnsAreThere() async throws {
        let scratch = try DatasetSampleTests.dataset()
        let batches = try await DatasetSample(rowCount: 40, seed: 3, columns: ["day"]).run(over: scratch.path)
        let days = try batches.flatMap { try $0.rows.map { $0[0] } }
        #expect(days.count == 40)
        for day in 0..<3 { #expect(days.contains(.int64(Int64(day)))) }
    }
}
