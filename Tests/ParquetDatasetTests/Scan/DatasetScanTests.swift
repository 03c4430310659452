import Foundation
import SystemPackage
import Testing

@testable import Parquet
@testable import ParquetDataset

/// A dataset of three days, each with two files, and what is read of it.
@Suite struct DatasetScanTests {
    private func withDataset(_ body: (FilePath) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dataset-scan-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        var next = 0
        for day in ["2025-02-24", "2025-02-25", "__HIVE_DEFAULT_PARTITION__"] {
            let directory = folder.appending(path: "date=\(day)")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            for part in 0..<2 {
                try DatasetScanTests.write(
                    next..<next + 100, to: directory.appending(path: "part-\(part).parquet").path, hasNote: part == 0)
                next += 100
            }
        }
        try Data("no Parquet".utf8).write(to: folder.appending(path: "_notes.parquet"))
        try Data("nor this".utf8).write(to: folder.appending(path: "readme.txt"))
        try await body(FilePath(folder.path))
    }

    /// Rows `id`, a name that is `a` or `b` in turn, and in some files a note that is null but for every tenth.
    private static func write(_ ids: Range<Int>, to path: String, hasNote: Bool) throws {
        var fields = [
            SchemaField("id", .int64, repetition: .required), SchemaField("name", .byteArray, logicalType: .string),
        ]
        var columns = [
            ColumnVector(.int64(ids.map(Int64.init))),
            ColumnVector(
                presence: .validity(Bitmap(repeating: true, count: ids.count)),
                values: .byteArray(ByteArrayValues(ids.map { $0 % 2 == 0 ? "a" : "b" }))),
        ]
        if hasNote {
            fields.append(SchemaField("note", .byteArray, logicalType: .string))
            columns.append(
                ColumnVector(
                    presence: .validity(Bitmap(ids.map { $0 % 10 == 0 })),
                    values: .byteArray(ByteArrayValues(ids.filter { $0 % 10 == 0 }.map { "note \($0)" }))))
        }
        let schema = try Schema(fields: fields)
        var writer = try ParquetWriter(to: FileSink(path), schema: schema)
        try writer.append(RecordBatch(schema: schema, columns: columns))
        _ = try writer.finish()
    }

    private func rows(
        _ path: FilePath, _ columns: [String]?, _ condition: String?
    ) async throws -> (rows: [[Value]], explanation: DatasetExplanation) {
        var scan = try DatasetScan(path, columns: columns, where: condition.map { try WhereClause($0) })
        var rows: [[Value]] = []
        while let batch = try await scan.next() {
            try batch.check()
            rows += try batch.rows.map(\.values)
        }
        return (rows, scan.explanation)
    }

    private let day: Value = .date(days: 20_143)

    @Test func directoriesAreColumns() async throws {
        try await withDataset { path in
            let all = try await rows(path, ["id", "date"], nil)
            #expect(all.rows.count == 600)
            #expect(all.rows[150] == [.int64(150), day])
            #expect(all.rows[450] == [.int64(450), .null])
            let alone = try await rows(path, ["date"], "id = 3 or id = 599")
            #expect(alone.rows == [[day], [.null]])
        }
    }

    @Test func partitionsAreLeftOut() async throws {
        try await withDataset { path in
            let found = try await rows(path, ["id"], "date = '2025-02-25' and id < 202")
            #expect(found.rows == [[.int64(200)], [.int64(201)]])
            // The first file is opened to know what the columns are.
            #expect(found.explanation.sparedFileCount == 4)
            #expect(found.explanation.scan.rowGroupCount == 2)
            let null = try await rows(path, ["id"], "date is null and id >= 598")
            #expect(null.rows == [[.int64(598)], [.int64(599)]])
            let either = try await rows(path, ["id"], "date < '2025-02-25' and id = 7 or date is null and id = 7")
            #expect(either.rows == [[.int64(7)]])
        }
    }

    @Test func columnsThatAFileLacksAreNull() async throws {
        try await withDataset { path in
            let one = try await rows(path, ["id"], "note = 'note 210'").rows
            #expect(one == [[.int64(210)]])
            // 90 of each file that has notes, and all of those that have none.
            let nulls = try await rows(path, ["id"], "note is null").rows
            #expect(nulls.count == 570)
            let others = try await rows(path, ["id"], "not (note = 'note 210')").rows
            #expect(others.count == 29)
        }
    }

    /// Two files of which the second one spells its columns in another case, and lacks one.
    private func withOtherSpelling(_ body: (FilePath) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dataset-case-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (part, names) in [["Id", "Action", "note"], ["ID", "action"]].enumerated() {
            let ids: [Int64] = [1 + 10 * Int64(part), 2 + 10 * Int64(part)]
            let texts = ColumnValues.byteArray(ByteArrayValues(["login", "part \(part)"]))
            let schema = try Schema(
                fields: [SchemaField(names[0], .int64, repetition: .required)]
                    + names.dropFirst().map {
                        SchemaField($0, .byteArray, logicalType: .string, repetition: .required)
                    })
            var writer = try ParquetWriter(to: FileSink(folder.appending(path: "\(part).parquet").path), schema: schema)
            try writer.append(
                RecordBatch(
                    schema: schema,
                    columns: [ColumnVector(.int64(ids))] + names.dropFirst().map { _ in ColumnVector(texts) }))
            _ = try writer.finish()
        }
        try await body(FilePath(folder.path))
    }

    @Test(arguments: [1, 2])
    func columnsSpelledInAnotherCaseAreTheSame(concurrency: Int) async throws {
        try await withOtherSpelling { path in
            var options = ReaderOptions.localFiles
            options.concurrency = concurrency
            for columns in [["Action", "Id"], ["action", "ID"]] {
                var scan = try DatasetScan(
                    path, columns: columns, where: WhereClause("ACTION = 'login' or id = 12"), options: options)
                var rows: [[Value]] = []
                while let batch = try await scan.next() {
                    #expect(batch.schema.fields.map(\.name) == ["Id", "Action"])
                    #expect(scan.wholeSchema?.fields.first?.name == "Id")
                    try batch.check()
                    rows += try batch.rows.map(\.values)
                }
                #expect(
                    rows == [
                        [.int64(1), .string("login")], [.int64(11), .string("login")], [.int64(12), .string("part 1")],
                    ])
            }
            let counted = try await DatasetCount(by: ["action"]).run(over: path, options: options)
            #expect(counted.rows.schema.fields.map(\.name) == ["Action", "count"])
            #expect(
                try counted.rows.rows.map(\.values) == [
                    [.string("login"), .int64(2)], [.string("part 0"), .int64(1)], [.string("part 1"), .int64(1)],
                ])
            let bounds = try await DatasetCount(aggregates: [.least("id"), .greatest("ID"), .greatest("note")]).run(
                over: path, options: options)
            #expect(
                try bounds.rows.rows.map(\.values) == [[.int64(4), .int64(1), .int64(12), .string("part 0")]])
            // Statistics alone.
            let known = try await DatasetCount(aggregates: [.least("id"), .greatest("ID")]).run(
                over: path, options: options)
            #expect(try known.rows.rows.map(\.values) == [[.int64(4), .int64(1), .int64(12)]])
            #expect(known.explanation.scan.dataByteCount == 0)
        }
    }

    /// The first file settles what a name means: its column, and not one that only another file has and that is called exactly so.
    @Test func theFirstFileSettlesWhatNamesMean() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dataset-names-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (part, names) in [["Id"], ["Id", "ID"]].enumerated() {
            let schema = try Schema(fields: names.map { SchemaField($0, .int64, repetition: .required) })
            var writer = try ParquetWriter(to: FileSink(folder.appending(path: "\(part).parquet").path), schema: schema)
            try writer.append(
                RecordBatch(
                    schema: schema, columns: names.indices.map { ColumnVector(.int64([Int64(10 * part + $0)])) }))
            _ = try writer.finish()
        }
        let counted = try await DatasetCount(by: ["ID"]).run(over: FilePath(folder.path))
        #expect(try counted.rows.rows.map(\.values) == [[.int64(0), .int64(1)], [.int64(10), .int64(1)]])
        // In a condition, too: 11 is what the other column of the second file has.
        for concurrency in [1, 2] {
            var options = ReaderOptions.localFiles
            options.concurrency = concurrency
            for (clause, count) in [("ID = 10", Int64(1)), ("ID = 11", 0), ("not ID < 0", 2)] {
                let found = try await DatasetCount().run(
                    over: FilePath(folder.path), where: WhereClause(clause), options: options)
                #expect(try found.rows.rows.map(\.values) == [[.int64(count)]], "\(clause)")
            }
        }
    }

    /// A name that the first file gives to two columns is that of one of them.
    @Test func namesThatTheFirstFileTellsApartStayApart() throws {
        let first = try Schema(fields: [SchemaField("id", .int64), SchemaField("ID", .int64)])
        let other = try Schema(fields: [SchemaField("id", .int64)])
        let plan = try ScanPlan(other, firstSchema: first, PartitionColumns([PartitionPath]()), ["ID"], nil)
        #expect(plan.renames.isEmpty)
        #expect(plan.names.isEmpty)
        let one = try Schema(fields: [SchemaField("id", .int64)])
        let several = try Schema(fields: [SchemaField("Id", .int64), SchemaField("iD", .int64)])
        let exact = try ScanPlan(several, firstSchema: one, PartitionColumns([PartitionPath]()), ["id"], nil)
        #expect(exact.renames.isEmpty)
        #expect(exact.names.isEmpty)
    }

    @Test func patternsAndFilesAreDatasets() async throws {
        try await withDataset { path in
            let pattern = path.appending("date=2025-*").appending("part-1.parquet")
            let all = try await rows(pattern, ["id", "date"], nil).rows
            #expect(all.count == 200)
        }
    }

    @Test func explainingReadsWhatAScanReads() async throws {
        try await withDataset { path in
            for condition in ["id = 77", "note is not null and date = '2025-02-24'", "name = 'c'", "date is null"] {
                let scanned = try await rows(path, ["id", "note"], condition).explanation
                var scan = try DatasetScan(path, columns: ["id", "note"], where: WhereClause(condition))
                let explained = try await scan.explain()
                #expect(explained == scanned, "\(condition)")
            }
        }
    }

    @Test(
        arguments: [[], ["date"], ["name"], ["name", "date"], ["date", "name"], ["note"]],
        [nil, "id > 150", "date is null", "id < 0"])
    func countsDoNotDependOnTheNumberOfFilesAtATime(keys: [String], condition: String?) async throws {
        try await withDataset { path in
            var options = ReaderOptions.localFiles
            let clause = try condition.map { try WhereClause($0) }
            let one = try await DatasetCount(by: keys).run(over: path, where: clause, options: options)
            options.concurrency = 3
            let many = try await DatasetCount(by: keys).run(over: path, where: clause, options: options)
            #expect(try many.rows.rows.map(\.values) == one.rows.rows.map(\.values))
            #expect(many.explanation == one.explanation)
        }
    }

    @Test func rowsAreCounted() async throws {
        try await withDataset { path in
            func count(
                _ keys: [String], _ aggregates: [DatasetCount.Aggregate], _ condition: String? = nil
            ) async throws -> (rows: [[Value]], explanation: DatasetExplanation) {
                let result = try await DatasetCount(by: keys, aggregates: aggregates).run(
                    over: path, where: condition.map { try WhereClause($0) })
                return (try result.rows.rows.map(\.values), result.explanation)
            }
            let all = try await count([], [])
            #expect(all.rows == [[.int64(600)]])
            #expect(all.explanation.scan.dataByteCount == 0)
            let days = try await count(["date"], [])
            #expect(days.rows == [[day, .int64(200)], [.date(days: 20_144), .int64(200)], [.null, .int64(200)]])
            #expect(days.explanation.scan.dataByteCount == 0)
            let bounds = try await count([], [.least("id"), .greatest("id")], "date is null")
            #expect(bounds.rows == [[.int64(200), .int64(400), .int64(599)]])
            #expect(bounds.explanation.scan.dataByteCount == 0)
            let names = try await count(
                ["name"], [.sum("id"), .distinct("id"), .greatest("id"), .least("name")], "id < 101")
            // 0, 2, …, 100 and 1, 3, …, 99.
            #expect(
                names.rows == [
                    [.string("a"), .int64(51), .int64(2550), .int64(51), .int64(100), .string("a")],
                    [.string("b"), .int64(50), .int64(2500), .int64(50), .int64(99), .string("b")],
                ])
            let both = try await count(["date", "name"], [], "id >= 398 and id <= 400")
            #expect(
                both.rows == [
                    [.date(days: 20_144), .string("a"), .int64(1)], [.date(days: 20_144), .string("b"), .int64(1)],
                    [.null, .string("a"), .int64(1)],
                ])
            let none = try await count([], [.sum("id"), .least("id"), .distinct("id")], "id > 1000")
            #expect(none.rows == [[.int64(0), .null, .null, .int64(0)]])
            let noGroups = try await count(["name"], [], "id > 1000").rows
            #expect(noGroups.isEmpty)
        }
    }

    @Test func filesThatClaimTooManyRowsAreRefused() async throws {
        try await withDataset { path in
            for part in 0..<2 {
                let name = path.appending("date=2025-02-24/part-\(part).parquet")
                var bytes = try Array(Data(contentsOf: URL(fileURLWithPath: name.string)))
                let file = try await ParquetFile(MemorySource(bytes))
                var metadata = file.metadata
                metadata.rowCount = 1 << 62
                metadata.rowGroups[0].rowCount = 1 << 62
                let footer = metadata.encoded()
                bytes.removeLast(8 + file.metadataByteCount)
                bytes += footer
                bytes += (0..<4).map { UInt8(truncatingIfNeeded: footer.count >> (8 * $0)) } + Array("PAR1".utf8)
                try Data(bytes).write(to: URL(fileURLWithPath: name.string))
            }
            let error = await #expect(throws: ParquetError.self) { _ = try await DatasetCount().run(over: path) }
            #expect(error?.code == .malformed)
            #expect(error?.place.file?.hasSuffix("part-1.parquet") == true)
            await #expect(throws: ParquetError.self) { _ = try await rows(path, nil, "id >= 0") }
        }
    }
}
