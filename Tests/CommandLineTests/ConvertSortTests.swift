import Foundation
import Testing

/// `parkett convert` with partitions made of columns, sorted rows and a part of the columns.
@Suite struct ConvertSortTests {
    static let contract = """
        {"contract":1,"columns":[{"name":"id","type":"bigint"},{"name":"account_id","type":"string"},
        {"name":"time","type":"timestamp(millis)","read":"rfc3339"},{"name":"secret","type":"string"}]}
        """

    private func writeRequests(_ program: Program) throws {
        try program.write("http.json", ConvertSortTests.contract)
        let lines = (0..<300).map { row in
            let account = row % 10 == 9 ? "null" : "\"\(row * 7 % 3)\""
            return
                #"{"id":\#(row),"account_id":\#(account),"time":"2025-02-2\#(row % 2)T0\#(row % 7):00:00Z","secret":"s"}"#
                + "\n"
        }
        try program.write("requests/region=eu/a.json", lines[..<200].joined())
        try program.write("requests/region=us/b.json", lines[200...].joined())
    }

    @Test func requestsBecomePartitionsOfAccountsAndDays() throws {
        try Program.inScratchDirectory { program in
            try writeRequests(program)
            let arguments = [
                "convert", "requests", "table", "--schema", "http.json", "--all", "--partition-by",
                "account_id,date:day(time)", "--sort-by", "time desc, id",
            ]
            let run = try program.run(arguments)
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(run.output.contains("300 rows of 300 lines"))
            #expect(run.output.contains("7 partitions"))
            #expect(run.errors.contains("info: sorting 300 rows into partitions rows=300 spilled_rows=0\n"))
            #expect(run.errors.contains("not written, because the directories say it: account_id"))
            #expect(run.errors.contains("also say region, which is not in the output"))
            let file = "table/account_id=2/date=2025-02-21/part-00000.parquet"
            #expect(program.exists(file))
            #expect(program.exists("table/account_id=__HIVE_DEFAULT_PARTITION__/date=2025-02-21/part-00000.parquet"))
            #expect(!program.exists("table/region=eu"))
            #expect(try program.run("check", file).exitCode == 0)
            let rows = try program.run("cat", file, "--columns", "id,time").output.split(separator: "\n")
            let ids = (0..<300).filter { $0 % 10 != 9 && $0 * 7 % 3 == 2 && $0 % 2 == 1 }
                .sorted { ($1 % 7, $0) < ($0 % 7, $1) }
            #expect(rows.count == ids.count)
            for (row, id) in zip(rows, ids) { #expect(row.hasPrefix("{\"id\":\(id),")) }

            // Nothing is to be done again; and all of it, where it is asked for.
            let second = try program.run(arguments)
            #expect(second.exitCode == 0)
            #expect(second.output.contains("partition up to date") || second.output.contains("partitions up to date"))
            let third = try program.run(arguments + ["--overwrite", "--json"])
            #expect(third.exitCode == 0)
            #expect(third.output.contains(#""event":"sorting""#))
            #expect(third.output.components(separatedBy: #""event":"partition_finished""#).count == 8)
            let hidden = try FileManager.default.contentsOfDirectory(
                atPath: program.directory.appendingPathComponent("table").path
            ).filter { $0.hasPrefix(".") }
            #expect(hidden.isEmpty)
        }
    }

    @Test func columnsThatAreNotNamedAreLeftOutAndSaid() throws {
        try Program.inScratchDirectory { program in
            try writeRequests(program)
            let run = try program.run(
                "convert", "requests", "table", "--schema", "http.json", "--all", "--columns", "id, time", "--sort-by",
                "account_id nulls first")
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(run.errors.contains("not written, because --columns does not name them: account_id, secret"))
            let schema = try program.run("schema", "table/region=us/part-00000.parquet").output
            #expect(schema.contains("id") && schema.contains("time") && schema.contains("_extra"))
            #expect(!schema.contains("secret") && !schema.contains("account_id"))
            let wrong = try program.run(
                "convert", "requests", "other", "--schema", "http.json", "--all", "--columns", "id,tim")
            #expect(wrong.exitCode == 64)
            #expect(wrong.errors.contains("did you mean time?"))
        }
    }

    @Test func nonsenseIsAnArgumentError() throws {
        try Program.inScratchDirectory { program in
            try writeRequests(program)
            for options in [["--partition-by", "date:week(time)"], ["--sort-by", "time up"], ["--sort-by", "tim"]] {
                let run = try program.run(["convert", "requests", "t", "--schema", "http.json", "--all"] + options)
                #expect(run.exitCode == 64, "\(options)")
                #expect(!program.exists("t/region=eu"))
            }
        }
    }
}
