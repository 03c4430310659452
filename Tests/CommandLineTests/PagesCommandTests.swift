import Foundation
import Parquet
import Testing

@Suite struct PagesCommandTests {
    private func withFile(_ body: (Program) throws -> Void) throws {
        try Program.inScratchDirectory { program in
            let schema = try Schema(fields: [
                SchemaField("a", .int64, repetition: .required), SchemaField("b", .double, repetition: .required),
            ])
            let path = program.directory.appendingPathComponent("rows.parquet").path
            var options = WriterOptions()
            options.codec = .uncompressed
            var writer = try ParquetWriter(to: FileSink(path), schema: schema, options: options)
            try writer.append(
                RecordBatch(schema: schema, columns: [ColumnVector(.int64([1, 2])), ColumnVector(.double([1, 2]))]))
            _ = try writer.finish()
            try body(program)
        }
    }

    @Test func text() throws {
        try withFile { program in
            let run = try program.run("pages", "rows.parquet")
            #expect(run.exitCode == 0)
            #expect(run.output.hasPrefix("row group 0, column a: INT64, UNCOMPRESSED, 2 values in 1 pages"))
            #expect(run.output.contains("\n\nrow group 0, column b: DOUBLE"))
            // The checksum is right, and two numbers of eight bytes follow the header.
            let line = run.output.split(separator: "\n").first { $0.contains("DATA_PAGE") } ?? ""
            let cells = line.split(separator: " ").map(String.init)
            #expect(cells.prefix(3) == ["0", "DATA_PAGE", "4"])
            #expect(cells.dropFirst(4).prefix(5) == ["16", "16", "PLAIN", "2", "2"])
            #expect(cells.contains("ok"))
        }
    }

    @Test func choices() throws {
        try withFile { program in
            let run = try program.run("pages", "--columns", "b", "--row-groups", "0", "--json", "rows.parquet")
            #expect(run.exitCode == 0)
            let document = try #require(
                try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
            #expect(document["column"] as? String == "b")
            #expect(try program.run("pages", "--row-groups", "0-1", "rows.parquet").exitCode != 0)
            #expect(try program.run("pages", "--row-groups", "x", "rows.parquet").exitCode == 64)
            #expect(try program.run("pages", "--columns", "c", "rows.parquet").exitCode != 0)
            #expect(try program.run("pages", "absent.parquet").exitCode != 0)
        }
    }
}
