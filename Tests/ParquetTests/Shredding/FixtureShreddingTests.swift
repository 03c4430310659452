import Foundation
import Parquet
import Testing

/// Rows of files that other engines wrote, taken apart again, give the levels and values that those engines wrote.
@Suite struct FixtureShreddingTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/read")

    /// Files of which only the rows come back, not the columns, each with why.
    static let exceptions: [String: String] = {
        let whole = "variants are written whole, where the file has them shredded"
        return [
            "duckdb-null-fixed-arrays": "DuckDB writes a level for each element of a null array",
            "duckdb-variant-shredded-by-itself": whole,
            "duckdb-variant-shredded-integer": whole,
            "duckdb-variant-shredded-list": whole,
            "duckdb-variant-shredded-object": whole,
            "spark-variant": "Spark does not mark the names of a variant as sorted, even where they are",
            "spark-variant-shredded": whole,
        ]
    }()

    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let names = files.filter { $0.hasSuffix(".parquet") }.map { String($0.dropLast(".parquet".count)) }.sorted()
        #if Brotli
            return names
        #else
            return names.filter { !$0.contains("brotli") }
        #endif
    }()

    @Test(arguments: names)
    func rowsGiveTheColumnsTheyCameFrom(name: String) async throws {
        let path = FixtureShreddingTests.folder.appending(path: name + ".parquet").path
        let file = try await ParquetFile(FileSource(path))
        guard !file.schema.columns.contains(where: { $0.physicalType == .int96 }) else {
            #expect(name.contains("int96"))
            #expect(throws: ParquetError.self) { _ = try RowShredder(schema: file.schema) }
            return
        }
        var areSame = true
        for try await batch in file.batches() {
            let rows = try batch.rows
            let shredded = try RecordBatch(schema: file.schema, rows: rows.lazy.map(\.values))
            try shredded.check()
            #expect(shredded.rowCount == batch.rowCount)
            // NaN differs from itself.
            #expect(String(describing: try shredded.rows.map(\.values)) == String(describing: rows.map(\.values)))
            for (index, column) in file.schema.columns.enumerated() {
                let actual = try LeveledColumn(shredded.columns[index], column)
                let expected = try LeveledColumn(batch.columns[index], column)
                areSame = areSame && actual == expected
                if FixtureShreddingTests.exceptions[name] == nil {
                    #expect(actual == expected, "column \(column.path)")
                }
            }
        }
        #expect(areSame == (FixtureShreddingTests.exceptions[name] == nil), "the list of exceptions is outdated")
    }

    @Test func thereAreFixtures() {
        #expect(FixtureShreddingTests.names.count > 150)
    }
}
