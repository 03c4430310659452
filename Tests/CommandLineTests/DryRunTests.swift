import Foundation
import Testing

/// `convert --dry-run`.
@Suite struct DryRunTests {
    /// Every name below the directory, with what it holds and when it was changed.
    private func tree(_ program: Program) throws -> [String] {
        let root = program.directory
        let all = FileManager.default.enumerator(atPath: root.path)?.allObjects as? [String] ?? []
        return try all.filter { !$0.hasPrefix(".std") }.sorted().map { name in
            let path = root.appendingPathComponent(name).path
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            let isDirectory = attributes[.type] as? FileAttributeType == .typeDirectory
            let bytes = isDirectory ? 0 : FileManager.default.contents(atPath: path)?.hashValue ?? 0
            return "\(name) \(bytes) \(attributes[.modificationDate] as? Date ?? .distantPast)"
        }
    }

    private func withDays(_ body: (Program) throws -> Void) throws {
        try Program.inScratchDirectory { program in
            try program.write("schema.json", ConvertCommandTests.contract)
            try program.write("logs/date=2025-01-25/00.json", "{\"id\":1}\n")
            try program.write("logs/date=2025-01-25/01.json", "{\"id\":2}\n")
            try program.write("logs/date=2025-01-26/00.json", "{\"id\":3}\n")
            try body(program)
        }
    }

    @Test func thePlanIsShownAndNothingIsChanged() throws {
        try withDays { program in
            let before = try tree(program)
            let run = try program.run(
                "convert", "logs", "table", "--all", "--dry-run", "--schema", "schema.json", "--metrics-file",
                "run.prom")
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(
                run.output == """
                    partition        chunks  bytes in  replaces
                    date=2025-01-25       2      18 B  nothing
                    date=2025-01-26       1       9 B  nothing
                    total                 3      27 B  nothing

                    schema: that of schema.json
                    columns: id bigint
                    output: table, which would be made, files of at most 64 MiB, zstd:1
                    Nothing was changed.

                    """)
            // Without a schema it is not found out.
            let inferring = try program.run("convert", "logs", "table", "--all", "--dry-run")
            #expect(inferring.exitCode == 0 && inferring.output.contains("schema: to be inferred from all lines\n"))
            #expect(try tree(program) == before)
        }
    }

    @Test func whatWouldBeReplacedIsTold() throws {
        try withDays { program in
            #expect(
                try program.run("convert", "logs", "table", "--days", "2025-01-25", "--schema", "schema.json").exitCode
                    == 0)
            let size = try Data(
                contentsOf: program.directory.appendingPathComponent("table/date=2025-01-25/part-00000.parquet")
            ).count
            let before = try tree(program)
            // What is up to date is not touched.
            let rest = try program.run("convert", "logs", "table", "--all", "--dry-run")
            #expect(rest.exitCode == 0, "\(rest.errors)")
            #expect(rest.output.contains("up to date: 1 partition, not touched"))
            #expect(rest.output.contains("date=2025-01-26") && !rest.output.contains("date=2025-01-25"))
            #expect(rest.output.contains("schema: revision 1 of table/_parkett/contract.json"))
            let run = try program.run("convert", "logs", "table", "--all", "--dry-run", "--overwrite", "--json")
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(
                run.output == """
                    {"bytes_in":18,"chunks":2,"event":"plan_partition","partition":"date=2025-01-25","replaced_bytes":\(size),"replaced_files":1}
                    {"bytes_in":9,"chunks":1,"event":"plan_partition","partition":"date=2025-01-26","replaced_bytes":0,"replaced_files":0}
                    {"columns":1,"event":"plan_schema","revision":1,"source":"stored"}
                    {"bytes_in":27,"chunks":3,"event":"plan","partitions":2,"replaced_bytes":\(size),"replaced_files":1,"up_to_date":0}

                    """)
            #expect(try tree(program) == before)
        }
    }

    @Test func whatCannotBeDoneFails() throws {
        try withDays { program in
            let before = try tree(program)
            for (extra, code) in [
                (["--sort-by", "none"], 64), (["--memory", "1MB"], 1), (["--days", "2024-01-01"], 4),
                (["--columns", "other"], 64),
            ] as [([String], Int32)] {
                let all = extra.contains("--days") ? [] : ["--all"]
                let run = try program.run(
                    ["convert", "logs", "t", "--dry-run", "--schema", "schema.json"] + all + extra)
                #expect(run.exitCode == code, "\(extra): \(run.errors)")
            }
            #expect(try tree(program) == before)
        }
    }
}
