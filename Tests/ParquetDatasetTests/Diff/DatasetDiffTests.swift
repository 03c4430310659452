import Foundation
import Parquet
import ParquetBytes
import SystemPackage
import Testing

@testable import ParquetDataset

/// Datasets beside one another: what is the same in other files, another order and other encodings, and what is not.
@Suite struct DatasetDiffTests {
    private static func write(
        _ scratch: ScratchDirectory, _ name: String, _ rows: [(Int64, String?)], hasNote: Bool = false,
        _ options: WriterOptions = WriterOptions()
    ) throws {
        var fields = [
            SchemaField("id", .int64, repetition: .required), SchemaField("name", .byteArray, logicalType: .string),
        ]
        var columns = [
            ColumnVector(.int64(rows.map(\.0))),
            ColumnVector(
                presence: .validity(Bitmap(rows.map { $0.1 != nil })),
                values: .byteArray(ByteArrayValues(rows.compactMap(\.1)))),
        ]
        if hasNote {
            fields.append(SchemaField("note", .int32))
            columns.append(
                ColumnVector(
                    presence: .validity(Bitmap(repeating: false, count: rows.count)), values: .int32([])))
        }
        let schema = try Schema(fields: fields)
        let path = scratch.path.appending(name)
        try FileManager.default.createDirectory(
            atPath: path.removingLastComponent().string, withIntermediateDirectories: true)
        var writer = try ParquetWriter(to: FileSink(path.string), schema: schema, options: options)
        try writer.append(RecordBatch(schema: schema, columns: columns))
        _ = try writer.finish()
    }

    private static let rows: [(Int64, String?)] = (0..<5_000).map {
        (Int64($0), $0 % 11 == 0 ? nil : "name \($0 % 97)")
    }

    @Test func orderAndFilesMakeNoDifference() async throws {
        let scratch = try ScratchDirectory()
        try DatasetDiffTests.write(scratch, "a.parquet", DatasetDiffTests.rows)
        var options = WriterOptions()
        options.codec = .uncompressed
        options.profile = .smallest
        options.rowGroupRowLimit = 700
        let shuffled = DatasetDiffTests.rows.shuffled()
        try DatasetDiffTests.write(scratch, "b/1.parquet", Array(shuffled[..<1_234]), options)
        try DatasetDiffTests.write(scratch, "b/2.parquet", Array(shuffled[1_234...]))
        let report = try await DatasetDiff().run(scratch.path.appending("a.parquet"), scratch.path.appending("b"))
        #expect(report.isSame && report.leftRowCount == 5_000 && report.rightRowCount == 5_000)
        #expect(try report.text() == "the rows are the same: 5000, by the columns id, name\n")
    }

    @Test func rowsThatDifferAreFound() async throws {
        let scratch = try ScratchDirectory()
        var changed = DatasetDiffTests.rows
        changed[4_321].1 = "other"
        changed.append(changed[17])
        changed.remove(at: 99)
        try DatasetDiffTests.write(scratch, "a.parquet", DatasetDiffTests.rows)
        try DatasetDiffTests.write(scratch, "b/1.parquet", Array(changed[..<2_000]), hasNote: true)
        try DatasetDiffTests.write(scratch, "b/2.parquet", Array(changed[2_000...]), hasNote: true)
        let right = scratch.path.appending("b")
        let report = try await DatasetDiff().run(scratch.path.appending("a.parquet"), right)
        #expect(report.columns == [.onlyRight("note")])
        #expect(report.compared == ["id", "name"])
        #expect(report.onlyLeft.rowCount == 2 && report.onlyRight.rowCount == 2)
        #expect(report.onlyLeft.places.map(\.row) == [99, 4_321])
        // Of the doubled row the second one is told, in the second file as the other.
        #expect(report.onlyRight.places.map(\.row) == [2_320, 2_999])
        #expect(
            try report.text().contains("> {\"id\":4321,\"name\":\"other\"}  (\(right.string)/2.parquet, row 2321)\n"))
        #expect(try report.text().contains("< {\"id\":99,\"name\":null}"))
        #expect(try report.text().hasPrefix("> column note\n"))
        #expect(try report.json().contains("\"same\":false"))
        let narrow = try await DatasetDiff(where: WhereClause("id < 90 and id <> 17")).run(
            scratch.path.appending("a.parquet"), right)
        #expect(narrow.hasSameRows && !narrow.isSame && narrow.leftRowCount == 89)
        let few = try await DatasetDiff(rowLimit: 1).run(scratch.path.appending("a.parquet"), right)
        #expect(few.onlyLeft.places.count == 1 && few.onlyLeft.rowCount == 2)
        #expect(try few.text().contains("< and 1 more\n"))
        await #expect(throws: ParquetError.self) {
            _ = try await DatasetDiff(columns: ["note"]).run(scratch.path.appending("a.parquet"), right)
        }
    }

    /// Files that engines wrote of the same rows are the same, and those of other rows are not: by what the engines say.
    @Test func fixturesOfEnginesAreComparedByTheirRows() async throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/read")
        let names = [
            "datafusion-delta-version-1", "datafusion-delta-version-2", "datafusion-dictionary-fallback",
            "datafusion-dictionary-fallback-version-2", "datafusion-byte-stream-split-version-1",
            "datafusion-byte-stream-split-version-2", "clickhouse-types-gzip", "clickhouse-types-zstd",
        ]
        var same = 0
        for left in names {
            let leftRows = try String(contentsOf: folder.appending(path: left + ".jsonl"), encoding: .utf8)
            for right in names {
                let rightRows = try String(contentsOf: folder.appending(path: right + ".jsonl"), encoding: .utf8)
                let report: DatasetDiff.Report
                do {
                    report = try await DatasetDiff().run(
                        FilePath(folder.appending(path: left + ".parquet").path),
                        FilePath(folder.appending(path: right + ".parquet").path))
                } catch let error as ParquetError {
                    #expect(error.code == .argument && leftRows != rightRows, "\(left) \(right): \(error)")
                    continue
                }
                #expect(report.isSame == (leftRows == rightRows), "\(left) \(right)")
                if report.isSame { same += 1 }
            }
        }
        // Each with itself, and the pairs that differ in encoding or codec alone.
        #expect(same == 16)
    }
}
