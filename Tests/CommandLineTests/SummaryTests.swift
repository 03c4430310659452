import Foundation
import Testing

/// The table at the end of a conversion.
@Suite struct SummaryTests {
    @Test func partitionsAndTheirTotalAreAligned() throws {
        try Program.inScratchDirectory { program in
            try program.write(
                "schema.json", "{\"contract\":1,\"columns\":[{\"name\":\"id\",\"type\":\"bigint\",\"required\":true}]}")
            try program.write("logs/date=2025-01-25/00.json", "{\"id\":1}\n\n{\"id\":2}\n")
            try program.write("logs/date=2025-01-26/00.json", (0..<1200).map { "{\"id\":\($0)}\n" }.joined() + "no\n")
            try program.write("logs/date=2025-01-27/00.json", "no\n")
            let run = try program.run("convert", "logs", "table", "--schema", "schema.json", "--all")
            #expect(run.exitCode == 3, "\(run.errors)")
            let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            let cells = lines.prefix(4).map { $0.split(separator: " ").map(String.init) }
            #expect(
                lines[0].hasPrefix(
                    "partition        lines  rows  blank  quarantined  files  bytes in  bytes out  ratio  seconds")
                    || lines[0].hasPrefix("partition        lines  rows  blank  quarantined  files"), "\(lines[0])")
            #expect(Array(cells[1].prefix(6)) == ["date=2025-01-25", "3", "2", "1", "0", "1"])
            #expect(Array(cells[2].prefix(6)) == ["date=2025-01-26", "1201", "1200", "0", "1", "1"])
            #expect(Array(cells[3].prefix(6)) == ["total", "1204", "1202", "1", "1", "2"])
            // Numbers end below one another, names begin so.
            let ends = lines.prefix(4).map { line in line.utf8.count }
            #expect(Set(ends).count == 1, "\(run.output)")
            #expect(lines.contains("1 partition failed:"))
            #expect(
                lines.contains { $0.hasPrefix("  date=2025-01-27: logs/date=2025-01-27/00.json: line 1") },
                "\(run.output)")
        }
    }

    @Test func ofManyPartitionsTwentyAreTold() throws {
        try Program.inScratchDirectory { program in
            try program.write("schema.json", ConvertCommandTests.contract)
            for day in 10..<33 { try program.write("logs/day=\(day)/00.json", "{\"id\":\(day)}\n") }
            let run = try program.run("convert", "logs", "table", "--schema", "schema.json", "--all")
            #expect(run.exitCode == 0, "\(run.errors)")
            let lines = run.output.split(separator: "\n")
            #expect(lines[20].hasPrefix("day=29 ") && lines[21] == "… and 3 partitions more")
            #expect(lines[22].split(separator: " ").prefix(3) == ["total", "23", "23"])
        }
    }
}
