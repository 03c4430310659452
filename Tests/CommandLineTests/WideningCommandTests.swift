import Foundation
import Testing

/// `parkett convert` by contracts with columns that values may widen.
@Suite struct WideningCommandTests {
    private static let contract = """
        {"contract": 1, "revision": 2, "columns": [
          {"name": "id", "type": "int", "drift": "widen", "field_id": 4}, {"name": "price", "type": "decimal(5,2)", "drift": "widen"},
          {"name": "ok", "type": "boolean", "drift": "widen"}]}
        """

    private static let stored = "table/_parkett/contract.json"

    /// Two days, of which the second has values that do not fit.
    private func withDays(_ body: (Program) throws -> Void) throws {
        try Program.inScratchDirectory { program in
            try program.write("schema.json", WideningCommandTests.contract)
            try program.write("logs/date=2025-01-25/00.json", "{\"id\":1,\"price\":1.50,\"ok\":true}\n")
            try program.write(
                "logs/date=2025-01-26/00.json",
                "{\"id\":2}\n{\"id\":3000000000,\"price\":12345.678}\n{\"id\":\"n/a\",\"price\":1,\"ok\":\"yes\"}\n")
            try body(program)
        }
    }

    private func rows(_ program: Program, _ day: String) throws -> [String] {
        let cat = try program.run("cat", "table/date=\(day)/part-00000.parquet")
        return cat.output.split(separator: "\n").map(String.init)
    }

    @Test func aColumnBecomesWider() throws {
        try withDays { program in
            let run = try program.run("convert", "logs", "table", "--schema", "schema.json", "--all")
            #expect(run.exitCode == 0, "\(run.errors)")
            let text =
                "schema: revision 3 from date=2025-01-26 on, since values did not fit: column id widened from int to "
                + "bigint, column price widened from decimal(5,2) to decimal(8,3)"
            #expect(run.output.contains(text + "\n"), "\(run.output)")
            #expect(run.errors.contains(text + "; the partition is read again partition="), "\(run.errors)")
            #expect(
                run.output.contains(
                    "2 values that did not fit kept in _extra (id 1, ok 1), no wider type holds those of id, ok (another one needs "
                        + "the old partitions to be rewritten): "), "\(run.output)")
            #expect(try rows(program, "2025-01-25") == [#"{"id":1,"price":"1.50","ok":true,"_extra":null}"#])
            #expect(
                try rows(program, "2025-01-26") == [
                    #"{"id":2,"price":null,"ok":null,"_extra":null}"#,
                    #"{"id":3000000000,"price":"12345.678","ok":null,"_extra":null}"#,
                    #"{"id":null,"price":"1.000","ok":null,"_extra":"{\"id\":\"n/a\",\"ok\":\"yes\"}"}"#,
                ])
            // The contract that is kept has the next revision, and the same field ids.
            let difference = try program.run("contract", "diff", "schema.json", WideningCommandTests.stored)
            #expect(
                difference.output == "~ id type: int → bigint\n~ price type: decimal(5,2) → decimal(8,3)\n",
                "\(difference.output)")
            let kept = try program.run("contract", "show", WideningCommandTests.stored).output
            #expect(kept.contains("\"revision\": 3") && kept.contains("\"field_id\": 4"))
            #expect(
                try program.run("schema", "table/date=2025-01-26/part-00000.parquet").output.contains(
                    "optional int64 id = 4;"))
            #expect(
                try program.run(
                    "check", "table/date=2025-01-25/part-00000.parquet", "table/date=2025-01-26/part-00000.parquet"
                ).exitCode == 0)
        }
    }

    @Test func theEventsTellIt() throws {
        try withDays { program in
            let run = try program.run("convert", "logs", "table", "--schema", "schema.json", "--all", "--json")
            let events = try run.output.split(separator: "\n").map { line in
                try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            }
            #expect(
                events.map { $0["event"] as? String } == [
                    "schema", "planned", "partition_started", "partition_finished", "partition_started", "widened",
                    "partition_finished", "finished",
                ])
            #expect(events[5]["partition"] as? String == "date=2025-01-26")
            #expect(events[5]["revision"] as? Int == 3)
            for event in [events[5], events[7]] {
                let widened = try #require(event["widened"] as? [[String: Any]])
                #expect(widened.map { $0["column"] as? String } == ["id", "price"])
                #expect(widened.map { $0["from"] as? String } == ["int", "decimal(5,2)"])
                #expect(widened.map { $0["to"] as? String } == ["bigint", "decimal(8,3)"])
                #expect(widened.map { $0["revision"] as? Int } == [3, 3])
            }
            #expect(events[6]["needs_rewrite"] as? [String] == ["id", "ok"])
            #expect(events[3]["needs_rewrite"] == nil)
        }
    }

    /// The next days, whichever schema they are converted by, keep the wider types.
    @Test func laterRunsKeepTheWiderType() throws {
        try withDays { program in
            #expect(try program.run("convert", "logs", "table", "--schema", "schema.json", "--all").exitCode == 0)
            try program.write("more/date=2025-01-27/00.json", "{\"id\":7}\n")
            let given = try program.run("convert", "more", "table", "--schema", "schema.json", "--all")
            #expect(given.exitCode == 0)
            #expect(
                given.errors.contains(
                    "schema: that of schema.json, with the columns that became wider: id from int to bigint, price from "
                        + "decimal(5,2) to decimal(8,3) revision=3 "), "\(given.errors)")
            let kept = try program.run("contract", "show", WideningCommandTests.stored).output
            #expect(kept.contains("\"revision\": 3"))
            let stored = try program.run("convert", "more", "table", "--all", "--overwrite")
            #expect(stored.exitCode == 0)
            #expect(
                try program.run("schema", "table/date=2025-01-27/part-00000.parquet").output.contains(
                    "optional int64 id"))
        }
    }

    /// Where nothing is written, the contract is what it was.
    @Test func aFailedRunLeavesTheContract() throws {
        try withDays { program in
            try program.write("logs/date=2025-01-25/00.json", "{\"id\":3000000000}\n")
            try program.write("logs/date=2025-01-25/01.json", "{\n")
            let run = try program.run("convert", "logs", "table", "--schema", "schema.json", "--days", "2025-01-25")
            #expect(run.exitCode == 3)
            #expect(!program.exists("table/_parkett/contract.json"))
            #expect(!program.exists("table/date=2025-01-25"))
        }
    }

    /// Standard input is kept in a file where columns may widen: it may have to be read twice.
    @Test func standardInput() throws {
        try withDays { program in
            for (name, chunk) in [("a", "{\"id\":3000000000}\n"), ("b", "[{\"id\":3000000000}]")] {
                try program.write(name, chunk)
                let run = try program.run(["convert", "-", "table-\(name)", "--schema", "schema.json"], input: name)
                #expect(run.exitCode == 0, "\(run.errors)")
                #expect(
                    try program.run("cat", "--columns", "id", "table-\(name)/part-00000.parquet").output
                        == "{\"id\":3000000000}\n")
                #expect(
                    try FileManager.default.contentsOfDirectory(
                        atPath: program.directory.appendingPathComponent("table-\(name)").path
                    ).sorted() == ["_parkett", "part-00000.parquet"])
            }
        }
    }
}
