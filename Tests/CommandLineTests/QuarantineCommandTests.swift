import Foundation
import Testing

/// Lines that are no rows, by the command line.
@Suite struct QuarantineCommandTests {
    private static let schema = "{\"contract\":1,\"columns\":[{\"name\":\"id\",\"type\":\"string\",\"required\":true}]}"

    @Test func fewAreKeptAndListed() throws {
        try Program.inScratchDirectory { program in
            try program.write("a.json", QuarantineCommandTests.schema)
            let good = (0..<2_000).map { "{\"id\":\"\($0)\"}\n" }.joined()
            try program.write("logs/date=2025-01-25/00.json", good + "{\"id\":\"broken\n{\"other\":1}\n")
            let run = try program.run("convert", "logs", "table", "--all", "--schema", "a.json")
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(run.output.contains("2000 rows of 2002 lines, 2 in quarantine"))
            #expect(run.output.contains("parkett quarantine list 'table'"))
            let list = try program.run("quarantine", "list", "table")
            #expect(
                list.output.hasPrefix(
                    "date=2025-01-25: 2 lines (contract 1, json 1); the first: date=2025-01-25/00.json, line 2001: "),
                "\(list.output)")
            #expect(
                try program.run("quarantine", "list", "table", "--json").output
                    == "{\"lines\":2,\"partition\":\"date=2025-01-25\",\"reasons\":{\"contract\":1,\"json\":1}}\n")
            let show = try program.run("quarantine", "show", "table", "--raw")
            #expect(show.output == "{\"id\":\"broken\n{\"other\":1}\n")
            let shown = try program.run("quarantine", "show", "table", "--partition", "date=2025-01-25").output
            #expect(
                shown.contains(
                    "date=2025-01-25/00.json, line 2002, byte \(good.utf8.count + 14), column id: the value is missing")
            )
            #expect(try program.run("quarantine", "show", "table", "--partition", "date=2025-01-26").exitCode == 1)
        }
    }

    @Test func tooManyExitWithThree() throws {
        try Program.inScratchDirectory { program in
            try program.write("a.json", QuarantineCommandTests.schema)
            try program.write("logs/date=2025-01-25/00.json", "{\"id\":\"a\"}\nno\n")
            try program.write("logs/date=2025-01-26/00.json", "{\"id\":\"b\"}\n")
            let run = try program.run("convert", "logs", "table", "--all", "--schema", "a.json", "--json")
            #expect(run.exitCode == 3)
            #expect(run.errors.contains("logs/date=2025-01-25/00.json: line 2"))
            #expect(run.errors.contains("raise --max-quarantined"))
            #expect(run.output.contains("\"event\":\"partition_failed\""))
            #expect(!program.exists("table/date=2025-01-25"))
            #expect(program.exists("table/date=2025-01-26/part-00000.parquet"))
            #expect(try program.run("quarantine", "list", "table").output == "no lines in quarantine\n")
            #expect(try program.run("quarantine", "show", "table", "--failed", "--raw").output == "no\n")
            let more = try program.run(
                "convert", "logs", "table", "--days", "2025-01-25", "--schema", "a.json", "--max-quarantined", "1")
            #expect(more.exitCode == 0, "\(more.errors)")
            #expect(program.exists("table/date=2025-01-25/part-00000.parquet"))
            #expect(program.exists("table/_parkett/quarantine/date=2025-01-25/00000002.jsonl"))
        }
    }

    @Test(arguments: ["two", "-1", "101%"]) func limitsThatAreNone(text: String) throws {
        try Program.inScratchDirectory { program in
            let run = try program.run("convert", "logs", "table", "--max-quarantined=\(text)")
            #expect(run.exitCode == 64)
        }
    }

    /// Lines that are repaired in their source, or fit a changed schema, become rows; other partitions are left alone.
    @Test func linesGetAnotherChance() throws {
        try Program.inScratchDirectory { program in
            try program.write("a.json", QuarantineCommandTests.schema)
            try program.write(
                "logs/date=2025-01-25/00.json", "{\"id\":\"a\"}\n{\"id\":\"b\n{\"other\":1}\n")
            try program.write("logs/date=2025-01-26/00.json", "{\"id\":\"c\"}\n")
            let options = ["logs", "table", "--max-quarantined", "3"]
            #expect(try program.run(["convert"] + options + ["--schema", "a.json", "--all"]).exitCode == 0)
            let other = program.directory.appendingPathComponent("table/date=2025-01-26/part-00000.parquet")
            let written = try FileManager.default.attributesOfItem(atPath: other.path)[.systemFileNumber] as? Int
            #expect(try program.run("quarantine", "list", "table").output.hasPrefix("date=2025-01-25: 2 lines"))

            // Nothing has changed: the same lines are no rows.
            let same = try program.run(["replay"] + options)
            #expect(same.exitCode == 0, "\(same.errors)")
            #expect(try program.run("quarantine", "list", "table").output.hasPrefix("date=2025-01-25: 2 lines"))

            try program.write(
                "logs/date=2025-01-25/00.json", "{\"id\":\"a\"}\n{\"id\":\"b\"}\n{\"other\":1}\n")
            let repaired = try program.run(["replay"] + options)
            #expect(repaired.exitCode == 0, "\(repaired.errors)")
            #expect(try program.run("quarantine", "list", "table").output.hasPrefix("date=2025-01-25: 1 line "))

            try program.write(
                "b.json", "{\"contract\":1,\"columns\":[{\"name\":\"id\",\"type\":\"string\"}]}")
            let wider = try program.run(["replay"] + options + ["--schema", "b.json"])
            #expect(wider.exitCode == 0, "\(wider.errors)")
            #expect(try program.run("quarantine", "list", "table").output == "no lines in quarantine\n")
            #expect(
                try program.run("cat", "table/date=2025-01-25/part-00000.parquet").output.split(separator: "\n").count
                    == 3)
            let left = try FileManager.default.attributesOfItem(atPath: other.path)[.systemFileNumber] as? Int
            #expect(left == written)
            let nothing = try program.run(["replay"] + options)
            #expect(nothing.exitCode == 0 && nothing.errors.contains("no partition of logs has lines in quarantine"))
            #expect(try program.run("verify", "table", "--against-sources", "logs").exitCode == 0)
        }
    }
}
