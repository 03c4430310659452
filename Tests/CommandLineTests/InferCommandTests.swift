import Foundation
import Testing

@Suite struct InferCommandTests {
    private static let lines = """
        {"Id":1,"at":1697068800.500,"device":{"os":"linux"},"v":1}
        {"Id":2,"at":1697068801,"v":"x"}

        """

    private static let contract = """
        {"contract": 1, "unknown_keys": "extra", "columns": [
          {"name": "id", "type": "bigint", "from": "/Id"},
          {"name": "at", "type": "timestamp(millis)", "read": "epoch_seconds"},
          {"name": "device", "type": "struct<os:string>"},
          {"name": "v", "type": "json"}
        ]}

        """

    @Test func contractAndWhatWasSeen() throws {
        try Program.inScratchDirectory { program in
            try program.write("logs/date=2025-01-25/00.json", InferCommandTests.lines)
            let run = try program.run("infer", "logs", "--epoch", "at=seconds")
            #expect(run.exitCode == 0)
            #expect(run.output == InferCommandTests.contract)
            #expect(run.errors.contains("v holds numbers in 1 value, strings in 1 value: their JSON text is kept\n"))
            #expect(run.errors.contains("    strings first at date=2025-01-25/00.json:2\n"))
            #expect(run.errors.contains("2023-10-12T00:00:00.500Z … 2023-10-12T00:00:01Z"))
            #expect(run.errors.contains("\n2 rows of 2 lines"))

            let toFile = try program.run("infer", "logs", "--epoch", "at=seconds", "--output", "audit.json")
            #expect(toFile.errors.isEmpty)
            #expect(toFile.output.hasPrefix("column"))
            let show = try program.run("contract", "show", "audit.json")
            #expect(show.output == InferCommandTests.contract)
        }
    }

    @Test func json() throws {
        try Program.inScratchDirectory { program in
            try program.write("a.json", InferCommandTests.lines)
            let run = try program.run("infer", "a.json", "--json")
            let document = try #require(
                try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
            #expect(document["rows"] as? Int == 2)
            let keys = try #require(document["keys"] as? [[String: Any]])
            #expect(keys.map { $0["column"] as? String } == ["id", "at", "device", "device.os", "v"])
            #expect(keys[0]["from"] as? String == "/Id")
            let notes = try #require(document["notes"] as? [[String: Any]])
            #expect((notes[0]["places"] as? [[String: Any]])?.compactMap { $0["line"] as? Int } == [1, 2])
            #expect((document["contract"] as? [String: Any])?["contract"] as? Int == 1)
        }
    }

    /// Any number of threads and any format of chunks give the same.
    @Test func threads() throws {
        try Program.inScratchDirectory { program in
            for file in 0..<5 {
                let lines = (0..<20_000).map { "{\"k\($0 % (file + 2))\":\($0),\"file\":\"\(file)\",\"n\":[\($0)]}" }
                try program.write("logs/\(file).json", lines.joined(separator: "\n"))
            }
            var outputs: Set<String> = []
            for threads in ["1", "2", "5"] {
                let run = try program.run("infer", "logs", "--threads", threads, "--json")
                #expect(run.exitCode == 0)
                outputs.insert(run.output)
            }
            #expect(outputs.count == 1)
        }
    }

    /// Lines that are no objects are left out, whatever keys they seem to have, and told.
    @Test func brokenLines() throws {
        try Program.inScratchDirectory { program in
            let line = "{\"a\":\"" + String(repeating: "x", count: 1_000) + "\"}\n"
            // Some blocks of a mebibyte before the line that is broken.
            try program.write(
                "logs/1.json", String(repeating: line, count: 4_000) + "{\"a\":1,\"b\":}\n" + line + "{\"c\":1,\n")
            try program.write("logs/2.json", "{\n")
            for threads in ["1", "3"] {
                let run = try program.run("infer", "logs", "--threads", threads, "--json")
                #expect(run.exitCode == 0)
                #expect(run.output.contains("3 lines are no JSON objects and left out"), "\(run.output)")
                #expect(run.output.contains("\"line\": 4001") || run.output.contains("\"line\":4001"), "\(run.output)")
                #expect(
                    !run.output.contains("\"name\": \"b\"") && !run.output.contains("\"name\": \"c\""), "\(run.output)")
                #expect(run.output.contains("\"a\""))
            }
        }
    }

    @Test func failures() throws {
        try Program.inScratchDirectory { program in
            #expect(try program.run("infer", "absent").exitCode == 1)
            try program.write("empty/1.json", "\n")
            let empty = try program.run("infer", "empty")
            #expect(empty.exitCode == 1)
            #expect(empty.errors.contains("no line has a key"))
            #expect(try program.run("infer", "empty", "--epoch", "at=years").exitCode == 64)
        }
    }
}

/// Conversions without a schema, and the contract that is kept beside the files.
@Suite struct StoredContractTests {
    private static let stored = "table/_parkett/contract.json"

    @Test func inferredThenKept() throws {
        try Program.inScratchDirectory { program in
            try program.write("logs/date=2025-01-25/00.json", "{\"id\":1}\n{\"id\":2.5}\n")
            let first = try program.run("convert", "logs", "table", "--all")
            #expect(first.exitCode == 0)
            #expect(first.errors.contains("schema: inferred from 2 rows, 1 columns"))
            #expect(try program.run("contract", "show", StoredContractTests.stored).output.contains("\"double\""))
            #expect(program.exists("table/date=2025-01-25/part-00000.parquet"))
            // The next day alone would be bigint.
            try program.write("more/date=2025-01-26/00.json", "{\"id\":7}\n")
            let second = try program.run("convert", "more", "table", "--all")
            #expect(second.exitCode == 0)
            #expect(second.errors.contains("schema: revision 1 of \(StoredContractTests.stored)"))
            #expect(try program.run("cat", "table/date=2025-01-26/part-00000.parquet").output.contains("7.0"))
        }
    }

    @Test func givenAndDifferent() throws {
        try Program.inScratchDirectory { program in
            try program.write("logs/date=2025-01-25/00.json", "{\"id\":1}\n")
            try program.write("one.json", "{\"contract\":1,\"columns\":[{\"name\":\"id\",\"type\":\"int\"}]}")
            try program.write("two.json", "{\"contract\":1,\"columns\":[{\"name\":\"id\",\"type\":\"bigint\"}]}")
            func convert(_ schema: String) throws -> Program.Run {
                try program.run("convert", "logs", "table", "--all", "--overwrite", "--json", "--schema", schema)
            }
            let first = try convert("one.json")
            #expect(first.exitCode == 0)
            #expect(
                first.output.contains(
                    "{\"changes\":0,\"event\":\"schema\",\"notes\":0,\"revision\":1,\"source\":\"given\"}"))
            let second = try convert("two.json")
            #expect(second.errors.contains("is revision 2: ~ id type: int → bigint revision=2 "))
            #expect(
                second.output.contains(
                    "{\"changes\":1,\"event\":\"schema\",\"notes\":0,\"revision\":2,\"source\":\"given\"}"))
            // What is the same keeps its revision.
            #expect(try convert("two.json").output.contains("\"revision\":2"))
            #expect(try program.run("contract", "show", StoredContractTests.stored).output.contains("\"revision\": 2"))
        }
    }

    /// Nothing is left of a conversion that failed before anything was written.
    @Test func failedConversion() throws {
        try Program.inScratchDirectory { program in
            try program.write("logs/date=2025-01-25/00.json", "{\"id\":\"x\"}\n")
            try program.write(
                "strict.json",
                "{\"contract\":1,\"drift\":\"fail\",\"columns\":[{\"name\":\"id\",\"type\":\"int\",\"required\":true}]}"
            )
            #expect(try program.run("convert", "logs", "table", "--all", "--schema", "strict.json").exitCode == 1)
            #expect(!program.exists("table"))
            #expect(try program.run("convert", "logs", "table", "--all").exitCode == 0)
            let before = try program.run("contract", "show", StoredContractTests.stored).output
            let again = try program.run(
                "convert", "logs", "table", "--all", "--overwrite", "--schema", "strict.json")
            #expect(again.exitCode == 1)
            #expect(try program.run("contract", "show", StoredContractTests.stored).output == before)
        }
    }

    /// Standard input is read twice without a schema: to infer it, and to convert.
    @Test func standardInputIsReadTwice() throws {
        try Program.inScratchDirectory { program in
            // Some megabytes: it is copied in pieces of one.
            let pad = String(repeating: "p", count: 80)
            let lines =
                (0..<40_000).map { "{\"id\":\($0),\"pad\":\"\(pad)\"}\n" }.joined() + "{\"id\":0.5,\"late\":\"x\"}\n"
            try program.write("lines", lines)
            let gzip = Process()
            gzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            gzip.arguments = ["gzip", "-k", program.directory.appendingPathComponent("lines").path]
            try gzip.run()
            gzip.waitUntilExit()
            for input in ["lines", "lines.gz"] {
                let run = try program.run(["convert", "-", "table", "--overwrite"], input: input)
                #expect(run.exitCode == 0, "\(run.errors)")
                if input == "lines" { #expect(run.errors.contains("inferred from 40001 rows, 3 columns")) }
                let rows = try program.run("cat", "table/part-00000.parquet").output.split(separator: "\n")
                #expect(rows.count == 40_001)
                #expect(rows.first == #"{"id":0.0,"late":null,"pad":"\#(pad)","_extra":null}"#)
                #expect(rows.last == #"{"id":0.5,"late":"x","pad":null,"_extra":null}"#)
                #expect(run.output.contains("40001 rows of 40001 lines"))
                #expect(
                    try FileManager.default.contentsOfDirectory(
                        atPath: program.directory.appendingPathComponent("table").path
                    ).sorted() == ["_parkett", "part-00000.parquet"])
            }
            // Errors name it, and nothing is left but the line.
            try program.write("bad", "{\"id\":1}\n{\n")
            let bad = try program.run(["convert", "-", "none"], input: "bad")
            #expect(bad.exitCode == 3)
            #expect(bad.errors.contains("standard input: line 2: byte 10: "), "\(bad.errors)")
            #expect(
                try FileManager.default.contentsOfDirectory(
                    atPath: program.directory.appendingPathComponent("none/_parkett").path) == ["failed"])
        }
    }

    /// A key `_extra` of the lines, spelt in any case, goes into the column of that name, also by an inferred schema.
    @Test func aKeyOfTheNameExtra() throws {
        try Program.inScratchDirectory { program in
            try program.write(
                "logs/a.json", "{\"id\":1,\"_extra\":{\"a\" : [1, 2]},\"-extra\":5}\n{\"id\":2,\"_Extra\":\"x\"}\n")
            let infer = try program.run("infer", "logs")
            #expect(
                infer.errors.contains(
                    "_extra is also a key of 1 line, \"_extra\": it becomes no column, but goes into the column _extra, "
                        + "as keys do that have none\n    \"_extra\" first at a.json:1\n"), "\(infer.errors)")
            #expect(infer.errors.contains("\"_Extra\" first at a.json:2\n"))
            #expect(try program.run("convert", "logs", "table", "--all").exitCode == 0)
            #expect(
                try program.run("cat", "table/part-00000.parquet").output == """
                    {"id":1,"_extra_2":5,"_extra":"{\\"_extra\\":{\\"a\\":[1,2]}}"}
                    {"id":2,"_extra_2":null,"_extra":"{\\"_Extra\\":\\"x\\"}"}

                    """)
            try program.write("only/a.json", "{\"_extra\":1}\n")
            let only = try program.run("infer", "only")
            #expect(only.exitCode == 1)
            #expect(only.errors.contains("no line has a key but _extra"))
        }
    }

    @Test func brokenStore() throws {
        try Program.inScratchDirectory { program in
            try program.write("logs/date=2025-01-25/00.json", "{\"id\":1}\n")
            try program.write(StoredContractTests.stored, "{")
            let run = try program.run("convert", "logs", "table", "--all")
            #expect(run.exitCode == 1)
            #expect(run.errors.contains("table/_parkett/contract.json: line 1"))
        }
    }
}

@Suite struct ContractCommandTests {
    @Test func difference() throws {
        try Program.inScratchDirectory { program in
            try program.write(
                "a.sql",
                "create external table t (id int, `os` string, device struct<a:int,b:string>) partitioned by (year int)"
            )
            try program.write(
                "b.txt",
                "message m { optional int64 id; optional group device { optional int32 a; } optional boolean late; }")
            let run = try program.run("contract", "diff", "a.sql", "b.txt")
            #expect(run.exitCode == 1)
            #expect(
                run.output == """
                    ~ id type: int → bigint
                    - os string
                    - device.b string
                    + late boolean

                    """)
            let json = try program.run("contract", "diff", "a.sql", "b.txt", "--json")
            #expect(json.exitCode == 1)
            let document = try #require(
                try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
            #expect(
                (document["changes"] as? [[String: Any]])?.map { $0["change"] as? String } == [
                    "changed", "removed", "removed", "added",
                ])
            let same = try program.run("contract", "diff", "a.sql", "a.sql")
            #expect(same.exitCode == 0)
            #expect(same.output.isEmpty)
            #expect(try program.run("contract", "diff", "a.sql", "absent").exitCode == 2)
        }
    }

    @Test func check() throws {
        try Program.inScratchDirectory { program in
            try program.write("good.json", "{\"contract\":1,\"columns\":[{\"name\":\"id\",\"type\":\"int\"}]}")
            try program.write("bad.json", "{\"contract\":1,\n\"columns\":[{\"name\":\"id\",\"type\":\"intt\"}]}")
            let run = try program.run("contract", "check", "good.json", "bad.json")
            #expect(run.exitCode == 1)
            #expect(run.output == "good.json: sound: revision 1, 2 columns in Parquet\n")
            #expect(run.errors.contains("bad.json: line 2: byte"))
            #expect(try program.run("contract", "check", "good.json").exitCode == 0)
        }
    }

    /// A Parquet file's schema makes files of the same schema.
    @Test func schemaOfAFile() throws {
        try Program.inScratchDirectory { program in
            try program.write("logs/1.json", "{\"id\":1,\"at\":\"2025-01-25T13:45:30Z\"}\n")
            try program.write(
                "m.txt", "message m { optional int32 id = 7; optional int64 at (TIMESTAMP(MILLIS,true)) = 3; }")
            #expect(try program.run("convert", "logs", "table", "--all", "--schema", "m.txt").exitCode == 0)
            let file = "table/part-00000.parquet"
            for option in ["--schema", "--schema-from"] {
                let run = try program.run("convert", "logs", "again", "--all", "--overwrite", option, file)
                #expect(run.exitCode == 0)
                #expect(
                    try program.run("schema", "again/part-00000.parquet").output
                        == program.run("schema", file).output)
            }
            #expect(try program.run("schema", file).output.contains("optional int32 id = 7;"))
        }
    }
}
