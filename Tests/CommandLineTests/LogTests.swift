import Foundation
import Logging
import ParquetDataset
import Testing

@testable import parkett

/// What `convert` says on standard error.
@Suite struct LogTests {
    private func withDay(_ body: (Program) throws -> Void) throws {
        try Program.inScratchDirectory { program in
            try program.write("schema.json", ConvertCommandTests.contract)
            try program.write("logs/date=2025-01-25/00.json", "{\"id\":1}\n\n{\"id\":2}\n")
            try body(program)
        }
    }

    /// The times of RFC 3339, section 5.6: `date-time`, in UTC.
    private static var time: Regex<Substring> {
        #/[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]\.[0-9]{3}Z/#
    }

    @Test func linesHaveATimeALevelAMessageAndDetails() throws {
        try withDay { program in
            let run = try program.run(
                "convert", "logs", "table", "--schema", "schema.json", "--days", "2025-01-25/2025-01-26")
            #expect(run.exitCode == 0, "\(run.errors)")
            var messages: [Substring] = []
            for line in run.errors.split(separator: "\n") {
                #expect(line.prefixMatch(of: LogTests.time) != nil, "\(line)")
                messages.append(line.dropFirst(25))
            }
            #expect(messages.contains("warning: no chunks for 2025-01-26"))
            #expect(messages.contains("info: planned bytes_in=19 chunks=1 partitions=1"), "\(messages)")
            #expect(messages.contains("info: partition started bytes_in=19 chunks=1 partition=\"date=2025-01-25\""))
            let converted = try #require(messages.first { $0.hasPrefix("info: partition converted ") })
            #expect(
                converted.contains(" blank=1 ") && converted.contains(" lines=3 ") && converted.contains(" rows=2 "))
        }
    }

    @Test func jsonLinesHaveTheSame() throws {
        try withDay { program in
            try program.write("logs/date=2025-01-26/00.json", "{\"id\":\"x\"}\n")
            let run = try program.run(
                "convert", "logs", "table", "--schema", "schema.json", "--all", "--log-format", "json")
            #expect(run.exitCode == 1)
            let lines = try run.errors.split(separator: "\n").map { line in
                try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            }
            for line in lines { #expect((line["time"] as? String)?.wholeMatch(of: LogTests.time) != nil) }
            let converted = try #require(lines.first { $0["message"] as? String == "partition converted" })
            #expect(converted["level"] as? String == "info")
            #expect(converted["partition"] as? String == "date=2025-01-25")
            #expect(converted["rows"] as? Int == 2 && converted["bytes_in"] as? Int == 19)
            let failed = try #require(lines.first { $0["message"] as? String == "partition failed" })
            #expect(failed["level"] as? String == "error")
            #expect((failed["error"] as? String)?.hasPrefix("logs/date=2025-01-26/00.json: column id: line 1") == true)
            #expect(lines.last?["exit_code"] as? Int == 1)
            // Arguments that make no sense are no exception.
            let wrong = try program.run("convert", "logs", "table", "--days", "never", "--log-format", "json")
            #expect(wrong.exitCode == 64)
            let line = try #require(
                try JSONSerialization.jsonObject(with: Data(wrong.errors.utf8)) as? [String: Any], "\(wrong.errors)")
            #expect(line["level"] as? String == "error" && line["exit_code"] as? Int == 64)
        }
    }

    @Test func lesserLevelsAreLeftOut() throws {
        try withDay { program in
            let run = try program.run(
                "convert", "logs", "table", "--schema", "schema.json", "--days", "2025-01-25/2025-01-26", "--log-level",
                "warning")
            #expect(run.errors.split(separator: "\n").count == 1)
            #expect(run.errors.hasSuffix("warning: no chunks for 2025-01-26\n"))
            #expect(try program.run("convert", "logs", "t", "--all", "--log-level", "loud").exitCode == 64)
        }
    }

    /// A name cannot forge a line of the log, nor a field.
    @Test func detailsAreQuotedWhereTheyMustBe() {
        let details: Logger.Metadata = [
            "plain": "a/b-c.d", "spaced": "a b", "forged": "x\n2025-01-01T00:00:00Z error: y", "equals": "a=b",
            "empty": "", "list": ["1", "2"], "count": .stringConvertible(7), "share": .stringConvertible(0.5),
        ]
        #expect(
            StandardErrorLog.line(.text, "T", .info, "one\u{1B}[2J\ntwo", details)
                == #"T info: one?[2J two count=7 empty="" equals="a=b" forged="x\n2025-01-01T00:00:00Z error: y" "#
                + #"list=["1","2"] plain=a/b-c.d share=0.5 spaced="a b""# + "\n")
        #expect(
            StandardErrorLog.line(.json, "T", .warning, "a\"b", ["count": .stringConvertible(7), "name": "é\u{7}"])
                == #"{"time":"T","level":"warning","message":"a\"b","count":7,"name":"é\u0007"}"# + "\n")
    }
}
