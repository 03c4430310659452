import Foundation
import Testing

@Suite struct SalvageCommandTests {
    @Test func rowsOfACutFileComeBack() throws {
        try Program.inScratchDirectory { program in
            try program.write(
                "c.json",
                #"{"contract":1,"columns":[{"name":"id","type":"bigint"},{"name":"name","type":"string"}]}"#
            )
            let lines = (0..<500).map { "{\"id\":\($0),\"name\":\"n\($0 % 11)\"}\n" }
            try program.write("in/a.json", lines.joined())
            let converted = try program.run("convert", "in", "table", "--schema", "c.json", "--all")
            #expect(converted.exitCode == 0, "\(converted.errors)")
            let path = program.directory.appendingPathComponent("table/part-00000.parquet").path
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            try bytes.dropLast(30).write(to: program.directory.appendingPathComponent("broken.parquet"))
            #expect(try program.run("cat", "broken.parquet").exitCode == 1)
            for schema in [["--schema-from", "table/part-00000.parquet"], ["--schema", "message.txt"]] {
                try program.write("message.txt", program.run("schema", "table/part-00000.parquet").output)
                let run = try program.run(["salvage", "broken.parquet", "saved.parquet"] + schema)
                #expect(run.exitCode == 0, "\(run.errors)")
                #expect(run.output.contains("500 rows in 1 row groups recovered"))
                #expect(try program.run("check", "saved.parquet").exitCode == 0)
                #expect(
                    try program.run("cat", "saved.parquet").output
                        == program.run("cat", "table/part-00000.parquet").output)
            }
            #expect(try program.run("salvage", "broken.parquet", "saved.parquet").exitCode == 64)
            let whole = try program.run(
                "salvage", "table/part-00000.parquet", "x.parquet", "--schema-from", "table/part-00000.parquet")
            #expect(whole.exitCode == 1)
            #expect(whole.errors.contains("the file has its footer"))
            #expect(!program.exists("x.parquet"))
            try program.write("noise.parquet", "nothing")
            #expect(
                try program.run("salvage", "noise.parquet", "y.parquet", "--schema-from", "table/part-00000.parquet")
                    .exitCode == 1)
            #expect(!program.exists("y.parquet"))
        }
    }
}
