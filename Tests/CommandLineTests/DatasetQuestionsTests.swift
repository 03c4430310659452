import Foundation
import Parquet
import Testing

/// `parkett sample`, `diff` and `doctor` as scripts use them.
@Suite struct DatasetQuestionsTests {
    private func withDataset(_ body: (Program) throws -> Void) throws {
        try Program.inScratchDirectory { program in
            let schema = """
                {"contract":1,"columns":[{"name":"id","type":"bigint","required":true},{"name":"name","type":"string"}]}
                """
            try program.write("schema.json", schema)
            for day in 1...2 {
                let lines = (0..<100).map { "{\"id\":\(day * 100 + $0),\"name\":\"n\($0 % 5)\"}\n" }
                try program.write("logs/date=2025-01-0\(day)/00.json", lines.joined())
                try program.write("turned/date=2025-01-0\(day)/00.json", lines.reversed().joined())
            }
            for (input, output) in [("logs", "table"), ("turned", "other")] {
                let run = try program.run("convert", input, output, "--all", "--schema", "schema.json")
                #expect(run.exitCode == 0, "\(run.errors)")
            }
            try body(program)
        }
    }

    @Test func rowsAreCompared() throws {
        try withDataset { program in
            let same = try program.run("diff", "table", "other")
            #expect(same.exitCode == 0, "\(same.output)\(same.errors)")
            #expect(same.output == "the rows are the same: 200, by the columns id, name, _extra, date\n")
            let apart = try program.run("diff", "table", "other/date=2025-01-02", "--rows", "1")
            #expect(apart.exitCode == 6)
            #expect(apart.output.contains("< {\"id\":100,\"name\":\"n0\",\"_extra\":null,\"date\":\"2025-01-01\"}"))
            #expect(apart.output.contains("< and 99 more\n"))
            #expect(apart.output.contains("100 rows only left, 0 only right"))
            let some = try program.run("diff", "table", "other", "--columns", "id", "--where", "name = 'n1'", "--json")
            #expect(some.exitCode == 0)
            #expect(some.output.contains("\"rows\":40"))
            #expect(try program.run("diff", "table", "nowhere").exitCode == 1)
            #expect(try program.run("diff", "table", "other", "--where", "id = ").exitCode == 64)
            #expect(try program.run("diff", "table", "other", "--columns", "none").exitCode == 64)
        }
    }

    @Test func rowsAreDrawn() throws {
        try withDataset { program in
            let run = try program.run("sample", "table", "--rows", "7", "--seed", "1")
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(run.output.split(separator: "\n").count == 7)
            #expect(try program.run("sample", "table", "--rows", "7", "--seed", "1").output == run.output)
            let table = try program.run(
                "sample", "table", "--rows", "3", "--where", "id < 103", "--format", "table", "--columns", "id")
            #expect(table.output.contains("100") && table.output.contains("101") && table.output.contains("102"))
            #expect(try program.run("sample", "table", "--rows", "-1").exitCode == 64)
            #expect(try program.run("sample", "nowhere").exitCode == 1)
        }
    }

    @Test func enginesAreAskedFor() throws {
        try withDataset { program in
            let good = try program.run("doctor", "table", "--for", "trino")
            #expect(good.exitCode == 0, "\(good.output)\(good.errors)")
            #expect(good.output.hasSuffix("nothing to be done\n"), "\(good.output)")
            try program.write("table/date=2025-01-01/notes.txt", "x")
            let bad = try program.run("doctor", "table", "--json")
            #expect(bad.exitCode == 6)
            #expect(bad.output.contains("\"engine\":\"athena\"") && bad.output.contains("\"foreign-file\""))
            #expect(try program.run("doctor", "table", "--for", "excel").exitCode == 64)
            #expect(try program.run("doctor", "nowhere").exitCode == 1)
        }
    }
}
