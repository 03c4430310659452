import Foundation
import Testing

/// What `convert` takes as its input, and how records stand in it.
@Suite struct ConvertInputTests {
    private func withFiles(_ files: [String: String], _ body: (Program) throws -> Void) throws {
        try Program.inScratchDirectory { program in
            try program.write("schema.json", ConvertCommandTests.contract)
            for (path, text) in files { try program.write(path, text) }
            try body(program)
        }
    }

    @Test func readsStandardInput() throws {
        try withFiles(["lines": "{\"id\":1}\n{\"id\":2}", "array": "[{\"id\":1}]", "empty": "", "short": "{}"]) {
            program in
            let run = try program.run(["convert", "-", "table", "--schema", "schema.json", "--json"], input: "lines")
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(run.output.contains("\"bytes_in\":17,"))
            #expect(program.exists("table/part-00000.parquet"))
            let array = try program.run(
                ["convert", "-", "second", "--schema", "schema.json"], environment: ["DATE_TO_PROCESS": "2025-01-01"],
                input: "array")
            #expect(array.exitCode == 0, "\(array.errors)")
            let empty = try program.run(["convert", "-", "third", "--schema", "schema.json"], input: "empty")
            #expect(empty.exitCode == 0, "\(empty.errors)")
            let short = try program.run(["convert", "-", "fourth", "--schema", "schema.json"], input: "short")
            #expect(short.exitCode == 1)
            #expect(short.errors.contains("standard input: column id: line 1: byte 0: "), "\(short.errors)")
            let days = try program.run(
                ["convert", "-", "t", "--schema", "schema.json", "--days", "2025-01-01"], input: "lines")
            #expect(days.exitCode == 64)
            #expect(days.errors.contains("standard input has no directories"))
        }
    }

    @Test func readsPatterns() throws {
        try withFiles(["logs/a/x-1.log": "{\"id\":1}", "logs/b/x-2.log": "{\"id\":2}", "logs/b/y": "no"]) { program in
            let run = try program.run("convert", "logs/*/x-*.log", "table", "--schema", "schema.json", "--all")
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(run.output.contains("2 rows of 2 lines"))
            #expect(try program.run("convert", "logs/*/z", "t", "--schema", "schema.json", "--all").exitCode == 4)
            #expect(try program.run("convert", "logs/[", "t", "--schema", "schema.json", "--all").exitCode == 64)
        }
    }

    @Test func readsRecordsUnderAKey() throws {
        try withFiles(["logs/a.json": "{\"Records\":[{\"id\":1}],\"v\":2}"]) { program in
            let run = try program.run(
                "convert", "logs", "table", "--schema", "schema.json", "--all", "--records-at", "Records")
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(run.output.contains("1 rows of 1 lines, 1 keys beside the records ignored"))
            let json = try program.run(
                "convert", "logs", "t", "--schema", "schema.json", "--all", "--json", "--records-at", "/Records")
            #expect(json.output.contains("\"ignored_keys\":1"))
            for extra in [
                ["--records", "csv"], ["--records", "array", "--records-at", "Records"], ["--records-at", "/~"],
            ] {
                let run = try program.run(["convert", "logs", "u", "--schema", "schema.json", "--all"] + extra)
                #expect(run.exitCode == 64, "\(extra)")
            }
        }
    }

    @Test func layoutsMakePartitions() throws {
        try withFiles(["logs/2025/01/25/13/a.json": "{\"id\":1}", "logs/2025/01/26/00/a.json": "{\"id\":2}"]) {
            program in
            let none = try program.run("convert", "logs", "t", "--schema", "schema.json", "--days", "2025-01-25")
            #expect(none.exitCode == 1)
            #expect(none.errors.contains("--layout") && none.errors.contains("--all"))
            let run = try program.run(
                "convert", "logs", "table", "--schema", "schema.json", "--days", "2025-01-25", "--layout",
                "{year}/{month}/{day}")
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(program.exists("table/year=2025/month=01/day=25/part-00000.parquet"))
            #expect(!program.exists("table/year=2025/month=01/day=26"))
            let bad = try program.run("convert", "logs", "t", "--schema", "schema.json", "--layout", "{year}/{")
            #expect(bad.exitCode == 64)
        }
    }

    @Test func partitionColumnsAreToldOnce() throws {
        try withFiles(["logs/ID=7/a.json": "{\"id\":1,\"b\":2}", "logs/ID=8/a.json": "{\"id\":1}"]) { program in
            try program.write(
                "two.json",
                "{\"contract\":1,\"columns\":[{\"name\":\"id\",\"type\":\"bigint\"},{\"name\":\"b\",\"type\":\"int\"}]}"
            )
            let run = try program.run("convert", "logs", "table", "--schema", "two.json", "--all")
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(run.errors.components(separatedBy: "not written").count == 2, "\(run.errors)")
            #expect(try program.run("schema", "table/ID=7/part-00000.parquet").output.contains(" id") == false)
            let kept = try program.run(
                "convert", "logs", "kept", "--schema", "two.json", "--all", "--keep-partition-columns", "--json")
            #expect(kept.exitCode == 0)
            #expect(!kept.output.contains("left_out"))
            #expect(try program.run("schema", "kept/ID=7/part-00000.parquet").output.contains(" id"))
            let none = try program.run("convert", "logs", "t", "--schema", "schema.json", "--all")
            #expect(none.exitCode == 1)
            #expect(none.errors.contains("--keep-partition-columns"))
        }
    }
}
