import Foundation
import Testing

/// `--metrics-file`, against the grammar of Prometheus' text exposition format 0.0.4.
@Suite struct MetricsFileTests {
    /// The samples by name and labels. Every family has its help and type before its first sample, and comes once.
    private func samples(_ program: Program, _ path: String = "run.prom") throws -> [String: Double] {
        let text = try String(contentsOf: program.directory.appendingPathComponent(path), encoding: .utf8)
        #expect(text.hasSuffix("\n"))
        var samples: [String: Double] = [:]
        var families: [String] = []
        var family = ""
        var isTyped = false
        for line in text.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
            if let help = line.wholeMatch(of: #/# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) [^\n]+/#) {
                family = String(help.1)
                #expect(!families.contains(family))
                families.append(family)
                isTyped = false
            } else if let type = line.wholeMatch(of: #/# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge)/#) {
                #expect(type.1 == family && !isTyped)
                #expect((type.2 == "counter") == family.hasSuffix("_total"))
                isTyped = true
            } else {
                let label = #/[a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*"/#
                let sample = try #require(
                    line.wholeMatch(of: #/([a-zA-Z_:][a-zA-Z0-9_:]*)\{(.*)\} ([0-9.]+)/#), "\(line)")
                #expect(sample.1 == family && isTyped)
                for part in sample.2.split(separator: ",") { #expect(part.wholeMatch(of: label) != nil, "\(part)") }
                #expect(samples.updateValue(try #require(Double(sample.3)), forKey: "\(sample.1){\(sample.2)}") == nil)
            }
        }
        return samples
    }

    private static let schema = "{\"contract\":1,\"columns\":[{\"name\":\"id\",\"type\":\"bigint\",\"required\":true}]}"

    @Test func aRunIsMeasured() throws {
        try Program.inScratchDirectory { program in
            try program.write("schema.json", MetricsFileTests.schema)
            let text = (0..<1200).map { "{\"id\":\($0)}\n" }.joined() + "\n\nno\n"
            try program.write("logs/date=2025-01-25/00.json", text)
            let start = Date().timeIntervalSince1970
            let arguments = [
                "convert", "logs", "table", "--schema", "schema.json", "--all", "--metrics-file", "run.prom",
            ]
            #expect(try program.run(arguments).exitCode == 0)
            let first = try samples(program)
            #expect(first[#"parkett_lines_total{kind="row",output="table"}"#] == 1200)
            #expect(first[#"parkett_lines_total{kind="blank",output="table"}"#] == 2)
            #expect(first[#"parkett_lines_total{kind="quarantined",output="table"}"#] == 1)
            #expect(first[#"parkett_bytes_read{output="table"}"#] == Double(text.utf8.count))
            let file = program.directory.appendingPathComponent("table/date=2025-01-25/part-00000.parquet")
            #expect(first[#"parkett_bytes_written{output="table"}"#] == Double(try Data(contentsOf: file).count))
            #expect(first[#"parkett_files_written{output="table"}"#] == 1)
            #expect(first[#"parkett_partitions{state="converted",output="table"}"#] == 1)
            #expect(first[#"parkett_partitions{state="failed",output="table"}"#] == 0)
            #expect(first[#"parkett_exit_code{output="table"}"#] == 0)
            let success = try #require(first[#"parkett_last_success_timestamp_seconds{output="table"}"#])
            #expect(success >= start - 1 && success <= Date().timeIntervalSince1970 + 1)
            #expect(first[#"parkett_last_run_timestamp_seconds{output="table"}"#] == success)

            // A run that finds nothing to do succeeds.
            #expect(try program.run(arguments).exitCode == 0)
            #expect(try samples(program)[#"parkett_partitions{state="up_to_date",output="table"}"#] == 1)
            // One that fails says when the last one did not.
            let last = try #require(
                try samples(program)[#"parkett_last_success_timestamp_seconds{output="table"}"#])
            try program.write("table/date=2025-01-25/other.parquet", "somebody else's")
            #expect(try program.run(arguments).exitCode == 5)
            let second = try samples(program)
            #expect(second[#"parkett_exit_code{output="table"}"#] == 5)
            #expect(second[#"parkett_last_success_timestamp_seconds{output="table"}"#] == last)
            #expect(second[#"parkett_lines_total{kind="row",output="table"}"#] == 0)
            // The success of another output is not ours.
            #expect(
                try program.run("convert", "logs", "schema.json", "--all", "--metrics-file", "run.prom").exitCode == 1)
            #expect(try samples(program).keys.allSatisfy { !$0.hasPrefix("parkett_last_success") })
            // Nothing is left beside it, and others may read it.
            let names = try FileManager.default.contentsOfDirectory(atPath: program.directory.path)
            #expect(Set(names) == ["logs", "table", "schema.json", "run.prom", ".stdout", ".stderr"])
            let mode =
                try FileManager.default.attributesOfItem(
                    atPath: program.directory.appendingPathComponent("run.prom").path)[.posixPermissions] as? Int
            #expect((mode ?? 0) & 0o044 == 0o044 & ~Int(currentMask()))
        }
    }

    private func currentMask() -> mode_t {
        let mask = umask(0)
        _ = umask(mask)
        return mask
    }

    @Test func failedPartitionsAreCounted() throws {
        try Program.inScratchDirectory { program in
            try program.write("schema.json", MetricsFileTests.schema)
            try program.write("logs/date=2025-01-25/00.json", "{\"id\":1}\n")
            try program.write("logs/date=2025-01-26/00.json", "no\n")
            let output = "ta\"b\\le"
            let run = try program.run(
                "convert", "logs", output, "--schema", "schema.json", "--all", "--metrics-file", "run.prom")
            #expect(run.exitCode == 3)
            let samples = try samples(program)
            #expect(samples[#"parkett_partitions{state="converted",output="ta\"b\\le"}"#] == 1)
            #expect(samples[#"parkett_partitions{state="failed",output="ta\"b\\le"}"#] == 1)
            #expect(samples[#"parkett_exit_code{output="ta\"b\\le"}"#] == 3)
            #expect(samples.keys.allSatisfy { !$0.hasPrefix("parkett_last_success") })
        }
    }

    /// A schedule that looks at the metrics learns at once that there will be none, not after the night's work.
    @Test func aDirectoryThatIsNotThereIsToldBeforeAnythingIsDone() throws {
        try Program.inScratchDirectory { program in
            try program.write("schema.json", MetricsFileTests.schema)
            try program.write("logs/date=2025-01-25/00.json", "{\"id\":1}\n")
            let run = try program.run(
                "convert", "logs", "table", "--schema", "schema.json", "--all", "--metrics-file", "none/run.prom")
            #expect(run.exitCode == 1)
            #expect(run.errors.contains("none/run.prom: the directory of the metrics file is not there"))
            #expect(!program.exists("table"))
        }
    }
}
