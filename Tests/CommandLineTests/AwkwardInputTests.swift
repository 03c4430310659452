import Foundation
import Testing

/// Input on which engines differ that take JSON lines, converted by the command line and read back.
///
/// What the others do with default settings, every key inferred, stands beside each: DuckDB 2.0.0, Polars 2.1.0, pyarrow 26.0.1,
/// ClickHouse 26.9.2 (chdb 4.4.0) and DataFusion 55.0.0. `Tools/interop/awkward.py` asks them again, and keeps their answers in
/// `Tools/interop/awkward.md`.
struct AwkwardInput: Sendable, CustomTestStringConvertible {
    /// What has to come of it.
    enum Outcome: Sendable {
        /// That many rows, the last of which are these, as `parkett cat` prints them.
        case rows(Int, [String])
        /// That many rows, and this line in quarantine, of which this byte is wrong.
        case quarantine(rows: Int, line: Int, byte: Int)
        /// An error with this line and byte, and nothing else: as many lines are wrong as rows are left.
        case failure(line: Int, byte: Int)
    }

    let name: String
    let peers: String
    let bytes: [UInt8]
    let outcome: Outcome
    /// What the report of the inference says of it.
    var note = ""

    var testDescription: String { "\(name). \(peers)" }

    private static let good = [UInt8]("{\"a\":1}\n".utf8)
    private static let many = Array(repeatElement(good, count: 30_000).joined())

    private static func lines(_ text: String) -> [UInt8] { Array(text.utf8) }

    static let all = [
        AwkwardInput(
            name: "A bad line",
            peers: "All fail; DuckDB, pyarrow and ClickHouse leave nothing, Polars and DataFusion a part of the file.",
            bytes: many + lines("nope\n") + many, outcome: .quarantine(rows: 60_000, line: 30_001, byte: 240_000)),
        AwkwardInput(
            name: "Something behind an object", peers: "As a bad line.",
            bytes: many + lines("{\"a\":2}TRAILER\n") + many,
            outcome: .quarantine(rows: 60_000, line: 30_001, byte: 240_007)),
        AwkwardInput(
            name: "A truncated last line", peers: "As a bad line.", bytes: many + lines("{\"a\":"),
            outcome: .quarantine(rows: 30_000, line: 30_001, byte: 240_005)),
        AwkwardInput(
            name: "A key first seen at line 30,001",
            peers: "DuckDB fails; Polars, ClickHouse and DataFusion drop it silently; pyarrow keeps it.",
            bytes: many + lines("{\"a\":1,\"late\":\"x\"}\n"),
            outcome: .rows(30_001, [#"{"a":1,"late":null,"_extra":null}"#, #"{"a":1,"late":"x","_extra":null}"#])),
        AwkwardInput(
            name: "1697068800.5 after 30,000 integers",
            peers: "DuckDB and DataFusion make 1697068800 of it; Polars and ClickHouse fail; pyarrow keeps it.",
            bytes: many + lines("{\"a\":1697068800.5}\n"),
            outcome: .rows(30_001, [#"{"a":1697068800.5,"_extra":null}"#])),
        AwkwardInput(
            name: "An integer above 64 bits",
            peers:
                "DuckDB, pyarrow and DataFusion round it to a double; Polars writes a file that cannot be read; ClickHouse "
                + "makes text of it.",
            bytes: lines("{\"a\":1}\n{\"a\":123456789012345678901}\n"),
            outcome: .rows(2, [#"{"a":"1","_extra":null}"#, #"{"a":"123456789012345678901","_extra":null}"#])),
        AwkwardInput(
            name: "Text that is no UTF-8",
            peers: "DuckDB, Polars and DataFusion fail; pyarrow and ClickHouse write what cannot be read.",
            bytes: good + lines("{\"a\":1,\"b\":\"") + [0xFF] + lines("\"}\n"), outcome: .failure(line: 2, byte: 20)),
        AwkwardInput(
            name: "A lone surrogate", peers: "Polars makes NUL of it; the others fail.",
            bytes: good + lines("{\"a\":1,\"b\":\"\\ud83d\"}\n"), outcome: .failure(line: 2, byte: 20)),
        AwkwardInput(
            name: "A key twice: the last one counts, and how often that was is told",
            peers: "DuckDB, pyarrow and ClickHouse fail; Polars keeps the first, DataFusion the last.",
            bytes: lines("{\"a\":1,\"a\":2,\"l\":[{\"k\":1,\"k\":2}]}\n"),
            outcome: .rows(1, [#"{"a":2,"l":[{"k":2}],"_extra":null}"#])),
        AwkwardInput(
            name: "[] first, [\"a\"] later",
            peers:
                "DuckDB makes JSON text of the elements, Polars null; DataFusion fails; pyarrow and ClickHouse are right.",
            bytes: Array(repeatElement(lines("{\"a\":[]}\n"), count: 30_000).joined()) + lines("{\"a\":[\"a\"]}\n"),
            outcome: .rows(30_001, [#"{"a":[],"_extra":null}"#, #"{"a":["a"],"_extra":null}"#])),
        AwkwardInput(
            name: "An object in one line, a string in another",
            peers: "DuckDB makes JSON text of it, Polars text without quotes around the string; the others fail.",
            bytes: lines("{\"a\":{\"b\": 1}}\n{\"a\":\"x\"}\n"),
            outcome: .rows(2, [#"{"a":"{\"b\": 1}","_extra":null}"#, #"{"a":"\"x\"","_extra":null}"#]),
            note: "a holds strings in 1 value, objects in 1 value: their JSON text is kept"),
        AwkwardInput(
            name: "A byte order mark, CRLF and spaces at the end",
            peers: "DuckDB, Polars and DataFusion fail; pyarrow and ClickHouse are right.",
            bytes: [0xEF, 0xBB, 0xBF] + lines("{\"a\":1} \r\n{\"a\":2}\t\r\n"),
            outcome: .rows(2, [#"{"a":1,"_extra":null}"#, #"{"a":2,"_extra":null}"#])),
        AwkwardInput(
            name: "A line of 20 MB", peers: "pyarrow fails; the others are right.",
            bytes: lines("{\"a\":\"") + [UInt8](repeating: 0x78, count: 20_000_000) + lines("\"}\n"),
            outcome: .rows(
                1, ["{\"a\":\"\(String(repeating: "x", count: 20_000_000))\",\"_extra\":null}"])),
    ]
}

@Suite struct AwkwardInputTests {
    /// Without a schema, which is then inferred, and by the inferred one.
    @Test(arguments: AwkwardInput.all) func comesBack(_ input: AwkwardInput) throws {
        try Program.inScratchDirectory { program in
            try program.write("logs/date=2025-01-25/00.json", "{\"before\":1}\n")
            try program.write("logs/date=2025-01-26/00.json", input.bytes)
            let days = ["--days", "2025-01-26"]
            let run = try program.run(["convert", "logs", "table"] + days)
            switch input.outcome {
            case .rows(let count, let last):
                #expect(run.exitCode == 0, "\(run.errors)")
                #expect(run.output.contains("\(count) rows of \(count) lines"))
                #expect(try rows(program, "table") == count)
                #expect(try Array(cat(program, "table").suffix(last.count)) == last)
                if !input.note.isEmpty {
                    let infer = try program.run(["infer", "logs"] + days)
                    #expect(infer.errors.contains(input.note), "\(infer.errors)")
                }
            case .quarantine(let count, let line, let byte):
                #expect(run.exitCode == 0, "\(run.errors)")
                #expect(run.output.contains("\(count) rows of \(count + 1) lines, 1 in quarantine"), "\(run.output)")
                #expect(try rows(program, "table") == count)
                let kept = try program.run("quarantine", "show", "table", "--json").output
                #expect(kept.contains("\"line\":\(line),\"place\":\(byte),"), "\(kept)")
            case .failure(let line, let byte):
                let place = "logs/date=2025-01-26/00.json: line \(line): byte \(byte): "
                #expect(run.exitCode == 3)
                #expect(run.errors.contains(place), "\(run.errors)")
                #expect(!program.exists("table/date=2025-01-26"))
                // By a schema it is the conversion that meets it, and the day before it is there.
                try program.write("a.json", "{\"contract\":1,\"columns\":[{\"name\":\"a\",\"type\":\"bigint\"}]}")
                let given = try program.run("convert", "logs", "given", "--all", "--schema", "a.json")
                #expect(given.exitCode == 3)
                #expect(given.errors.contains(place), "\(given.errors)")
                #expect(program.exists("given/date=2025-01-25/part-00000.parquet"))
                #expect(!program.exists("given/date=2025-01-26"))
            }
        }
    }

    /// By a schema that does not know them, the late key and what does not fit are in `_extra`: nothing is dropped or rounded.
    @Test func aSchemaThatIsTooNarrow() throws {
        try Program.inScratchDirectory { program in
            try program.write(
                "logs/a.json",
                "{\"a\":1,\"late\":\"x\"}\n{\"a\":1697068800.5}\n{\"a\":123456789012345678901}\n{\"a\":{\"b\": 1}}\n")
            try program.write("a.json", "{\"contract\":1,\"columns\":[{\"name\":\"a\",\"type\":\"bigint\"}]}")
            let run = try program.run("convert", "logs", "table", "--all", "--schema", "a.json")
            #expect(
                run.output.contains("1 unknown keys kept in _extra, 3 values that did not fit kept in _extra (a 3)"))
            #expect(
                try program.run("cat", "table/part-00000.parquet").output == #"""
                    {"a":1,"_extra":"{\"late\":\"x\"}"}
                    {"a":null,"_extra":"{\"a\":1697068800.5}"}
                    {"a":null,"_extra":"{\"a\":123456789012345678901}"}
                    {"a":null,"_extra":"{\"a\":{\"b\":1}}"}

                    """#)
        }
    }

    /// An empty file. DuckDB makes a table of one odd column, DataFusion one without columns; the others fail. Here there is nothing
    /// to infer from, and by a schema no rows and no file.
    @Test func anEmptyFile() throws {
        try Program.inScratchDirectory { program in
            try program.write("logs/a.json", "")
            let run = try program.run("convert", "logs", "table", "--all")
            #expect(run.exitCode == 1)
            #expect(run.errors.contains("no line has a key, so there is nothing to infer a schema from"))
            #expect(!program.exists("table"))
            try program.write("a.json", "{\"contract\":1,\"columns\":[{\"name\":\"a\",\"type\":\"bigint\"}]}")
            let given = try program.run("convert", "logs", "table", "--all", "--schema", "a.json")
            #expect(given.exitCode == 0)
            #expect(given.output.contains("0 rows of 0 lines"))
            #expect(!program.exists("table/part-00000.parquet"))
        }
    }

    private func cat(_ program: Program, _ table: String) throws -> [String] {
        try program.run("cat", "\(table)/date=2025-01-26/part-00000.parquet").output.split(separator: "\n").map(
            String.init)
    }

    private func rows(_ program: Program, _ table: String) throws -> Int { try cat(program, table).count }
}

extension Program {
    /// Writes a file of bytes that may be no text.
    func write(_ path: String, _ bytes: [UInt8]) throws {
        let url = directory.appendingPathComponent(path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }
}
