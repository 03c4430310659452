import Foundation
import ParquetBytes
import ParquetTestSupport
import SystemPackage
import Testing

@testable import Parquet
@testable import ParquetDataset

/// Files that are read side by side, beside the same files one after the other.
@Suite struct FileLanesTests {
    private static let words = ["login", "logout", "refresh", "sign_up"]

    /// Files of different sizes in directories of three days, with ids that rise through all of them.
    private func withDataset(
        _ seed: UInt64, fileCount: Int, _ body: (FilePath, _ rowCount: Int) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "file-lanes-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        var random = SeededGenerator(seed: seed)
        let schema = try Schema(fields: [
            SchemaField("id", .int64, repetition: .required), SchemaField("Action", .byteArray, logicalType: .string),
        ])
        var next = 0
        for file in 0..<fileCount {
            let directory = folder.appending(path: "Day=2025-02-0\(1 + file * 3 / fileCount)")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            let name = directory.appending(path: "part-\(100 + file).parquet").path
            var options = WriterOptions()
            options.rowGroupRowLimit = Int.random(in: 50...400, using: &random)
            var writer = try ParquetWriter(to: FileSink(name), schema: schema, options: options)
            let count = [0, 1, 30, 700].randomElement(using: &random) ?? 1
            let ids = next..<next + count
            try writer.append(
                RecordBatch(
                    schema: schema,
                    columns: [
                        ColumnVector(.int64(ids.map(Int64.init))),
                        ColumnVector(
                            presence: .validity(Bitmap(ids.map { $0 % 5 != 0 })),
                            values: .byteArray(
                                ByteArrayValues(ids.filter { $0 % 5 != 0 }.map { FileLanesTests.words[$0 % 4] }))),
                    ]))
            _ = try writer.finish()
            next += count
        }
        try await body(FilePath(folder.path), next)
    }

    private func options(_ concurrency: Int) -> ReaderOptions {
        var options = ReaderOptions.localFiles
        options.concurrency = concurrency
        return options
    }

    @Test(arguments: 0..<12)
    func rowsComeInTheOrderOfTheFiles(seed: UInt64) async throws {
        try await withDataset(seed, fileCount: Int(seed) + 1) { path, rowCount in
            for condition in [nil, "Action = 'login'", "Day = '2025-02-02'", "id < 0"] {
                let clause = try condition.map { try WhereClause($0) }
                // Which ids are kept, without our reading anything.
                let expected = (0..<rowCount).filter { id in
                    condition != "Action = 'login'" || id % 5 != 0 && id % 4 == 0
                }
                var alone: DatasetExplanation?
                for concurrency in [1, 2, 3, 8] {
                    var options = options(concurrency)
                    options.batchRowLimit = 64
                    options.keepsDictionaries = concurrency % 2 == 0
                    var scan = try DatasetScan(path, columns: ["id", "Day"], where: clause, options: options)
                    var ids: [Int] = []
                    var days: [Value] = []
                    while let batch = try await scan.next() {
                        try batch.check()
                        #expect(scan.wholeSchema?.fields.map(\.name) == ["id", "Action", "Day"])
                        for row in try batch.rows {
                            guard case .int64(let id)? = row["id"], let day = row["Day"] else {
                                Issue.record("\(row)")
                                continue
                            }
                            ids.append(Int(id))
                            days.append(day)
                        }
                    }
                    if condition == "id < 0" {
                        #expect(ids.isEmpty)
                    } else if condition != "Day = '2025-02-02'" {
                        #expect(ids == expected, "\(condition ?? "") \(concurrency)")
                    } else {
                        #expect(days.allSatisfy { $0 == .date(days: 20_121) })
                    }
                    if let alone { #expect(scan.explanation == alone, "\(condition ?? "") \(concurrency)") }
                    alone = scan.explanation
                }
            }
        }
    }

    /// The rows before a broken file come first, whatever is read meanwhile; then its error.
    @Test(arguments: [1, 2, 4])
    func errorsComeInTheirTurn(concurrency: Int) async throws {
        try await withDataset(3, fileCount: 9) { path, _ in
            let files = try DatasetFile.all(at: path)
            let broken = files[5].path
            var before = 0
            for file in files[..<5] { before += try await ParquetFile(FileSource(file.path)).rowCount }
            try Data("no Parquet at all".utf8).write(to: URL(fileURLWithPath: broken))
            try Data("nor is this".utf8).write(to: URL(fileURLWithPath: files[7].path))
            var scan = try DatasetScan(path, columns: ["id"], options: options(concurrency))
            var count = 0
            let error = await #expect(throws: ParquetError.self) {
                while let batch = try await scan.next() { count += batch.rowCount }
            }
            #expect(error?.place.file == broken)
            #expect(count == before)
        }
    }

    /// With little memory a task waits until the rows of files before its own were taken.
    @Test func rowsThatAreReadyAreBounded() async throws {
        try await withDataset(11, fileCount: 20) { path, rowCount in
            var options = options(4)
            options.memoryLimit = 200_000
            options.batchRowLimit = 16
            var scan = try DatasetScan(path, columns: ["id", "Action"], options: options)
            var ids: [Int64] = []
            while let batch = try await scan.next() { ids += try batch.values(of: Column<Int64>("id")) }
            #expect(ids == (0..<Int64(rowCount)).map { $0 })
        }
    }

    /// A scan that nobody finishes ends its tasks; this ends at all.
    @Test func scansMayBeLeft() async throws {
        try await withDataset(4, fileCount: 12) { path, _ in
            for _ in 0..<20 {
                var options = options(3)
                options.batchRowLimit = 8
                options.memoryLimit = 100_000
                var scan = try DatasetScan(path, options: options)
                _ = try await scan.next()
            }
        }
    }

    /// A task that finds no rows is not asked to stop where it hands rows out.
    @Test func cancelledPartsEnd() async throws {
        try await withDataset(4, fileCount: 3) { path, _ in
            var scan = try DatasetScan(path, where: WhereClause("id < 0 or id >= 0"), options: options(3))
            let parts = try await scan.takeParts()
            let part = try #require(parts.last)
            let task = Task {
                while !Task.isCancelled { await Task.yield() }
                var scan = DatasetScan(part)
                return try await scan.next()
            }
            task.cancel()
            let error = await #expect(throws: ParquetError.self) { _ = try await task.value }
            #expect(error?.code == .io)
        }
    }

    @Test(arguments: [1, 2])
    func namesMayDifferInCase(concurrency: Int) async throws {
        try await withDataset(6, fileCount: 7) { path, rowCount in
            let options = options(concurrency)
            var scan = try DatasetScan(
                path, columns: ["ID", "day"], where: WhereClause("ACTION is not null"), options: options)
            var count = 0
            while let batch = try await scan.next() {
                #expect(batch.schema.fields.map(\.name) == ["id", "Day"])
                count += batch.rowCount
            }
            #expect(count == (0..<rowCount).count { $0 % 5 != 0 })
            let counted = try await DatasetCount(by: ["DAY"], aggregates: []).run(over: path, options: options)
            let exact = try await DatasetCount(by: ["Day"], aggregates: []).run(over: path, options: options)
            #expect(counted.rows == exact.rows)
            #expect(counted.rows.schema.fields.map(\.name) == ["Day", "count"])
            let least = try await DatasetCount(aggregates: [.greatest("Id")]).run(over: path, options: options)
            #expect(least.rows.schema.fields.map(\.name) == ["count", "max_id"])
            #expect(try least.rows.rows.map(\.values) == [[.int64(Int64(rowCount)), .int64(Int64(rowCount) - 1)]])
            let error = await #expect(throws: ParquetError.self) {
                var scan = try DatasetScan(path, columns: ["ids"], options: options)
                _ = try await scan.next()
            }
            #expect(error?.code == .argument)
            #expect(error?.message.contains("there is no column ids") == true)
        }
    }

    @Test func namesThatMayMeanTwoAreRefused() throws {
        let schema = try Schema(fields: [
            SchemaField("id", .int64), SchemaField("ID", .int64),
            SchemaField("User", group: [SchemaField("Name", .byteArray), SchemaField("name", .byteArray)]),
        ])
        #expect(try schema.spelled(["id", "ID", "User.name", "user"]) == ["id", "ID", "User.name", "User"])
        let both = #expect(throws: ParquetError.self) { _ = try schema.spelled(["Id"]) }
        #expect(both?.code == .argument)
        #expect(both?.message == "the column Id may be \"id\" and \"ID\"; write it as it is in the file")
        #expect(throws: ParquetError.self) { _ = try schema.spelled(["user.NAME"]) }
        #expect(try schema.spelled(["nobody"]) == ["nobody"])
    }
}
