import Foundation
import Testing

/// Runs the program as users do. The executable lies beside the test bundle.
struct Program {
    struct Run {
        let exitCode: Int32
        let output: String
        let errors: String
    }

    let directory: URL

    /// A program that runs in a directory of its own, which `body` may fill and look at.
    static func inScratchDirectory(_ body: (Program) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory
            .appendingPathComponent("parkett-program-\(UInt64.random(in: .min ... .max))")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try body(Program(directory: directory))
    }

    func write(_ path: String, _ text: String) throws {
        let url = directory.appendingPathComponent(path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: directory.appendingPathComponent(path).path)
    }

    func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Run {
        try run(arguments, environment: environment)
    }

    /// - Parameter input: a file in the directory that standard input is read from.
    func run(_ arguments: [String], environment: [String: String] = [:], input: String? = nil) throws -> Run {
        try run(Program.executable, arguments, environment: environment, input: input)
    }

    /// Runs as a user to whom permissions apply: root is let into every directory.
    ///
    /// - Returns: nil if there is no such user who could run the program.
    func runWithoutPrivileges(_ arguments: String...) throws -> Run? {
        guard geteuid() == 0 else { return try run(arguments) }
        let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", Program.executable.path]
        let setpriv = URL(fileURLWithPath: "/usr/bin/setpriv")
        guard FileManager.default.isExecutableFile(atPath: setpriv.path),
            try run(setpriv, nobody + ["--version"], environment: [:]).exitCode == 0
        else { return nil }
        return try run(setpriv, nobody + arguments, environment: [:])
    }

    /// Runs another program.
    func run(
        _ executable: URL, _ arguments: [String], environment: [String: String], input: String? = nil
    ) throws -> Run {
        let process = Process()
        if let input {
            process.standardInput = try FileHandle(forReadingFrom: directory.appendingPathComponent(input))
        }
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = directory
        process.environment = Program.environment.merging(environment) { $1 }
        let output = directory.appendingPathComponent(".stdout")
        let errors = directory.appendingPathComponent(".stderr")
        for url in [output, errors] { try Data().write(to: url) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        return Run(
            exitCode: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8))
    }

    /// The variables of the tests' own environment, but for those that the program looks at.
    static var environment: [String: String] {
        ProcessInfo.processInfo.environment.filter { $0.key != "DATE_TO_PROCESS" && !$0.key.hasPrefix("PARKETT_") }
    }

    static var executable: URL {
        var directory = Bundle.main.bundleURL
        for bundle in Bundle.allBundles where bundle.bundlePath.hasSuffix(".xctest") {
            directory = bundle.bundleURL.deletingLastPathComponent()
        }
        return directory.appendingPathComponent("parkett")
    }
}

@Suite struct ConvertCommandTests {
    static let contract = """
        {"contract":1,"unknown_keys":"fail","drift":"fail","columns":[{"name":"id","type":"bigint","required":true}]}
        """

    private func withDays(_ body: (Program) throws -> Void) throws {
        try Program.inScratchDirectory { program in
            try program.write("schema.json", ConvertCommandTests.contract)
            try program.write("logs/year=2025/month=01/date=25/00-00.json", "{\"id\":1}\n{\"id\":2}\n")
            try program.write("logs/year=2025/month=01/date=26/00-00.json", "{\"id\":3}\n")
            try body(program)
        }
    }

    @Test func convertsDays() throws {
        try withDays { program in
            let run = try program.run(
                "convert", "logs", "table", "--schema", "schema.json", "--days", "2025-01-25/2025-01-27")
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(run.output.contains("3 rows of 3 lines"))
            #expect(run.errors.contains("warning: no chunks for 2025-01-27"))
            #expect(program.exists("table/year=2025/month=01/date=25/part-00000.parquet"))
            #expect(program.exists("table/year=2025/month=01/date=26/part-00000.parquet"))
        }
    }

    @Test func theEnvironmentSelectsDaysToo() throws {
        try withDays { program in
            let run = try program.run(
                "convert", "logs", "table", "--schema", "schema.json", environment: ["DATE_TO_PROCESS": "2025-01-26"])
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(!program.exists("table/year=2025/month=01/date=25"))
            #expect(program.exists("table/year=2025/month=01/date=26/part-00000.parquet"))
        }
    }

    @Test func nonePresentIsFour() throws {
        try withDays { program in
            let run = try program.run("convert", "logs", "table", "--schema", "schema.json", "--days", "2024-01-25")
            #expect(run.exitCode == 4)
            #expect(run.errors.contains("none of the selected days"))
            // Without days it is yesterday, which the logs do not have.
            #expect(try program.run("convert", "logs", "table", "--schema", "schema.json").exitCode == 4)
            #expect(!program.exists("table"))
        }
    }

    @Test func runningAgainDoesNothing() throws {
        try withDays { program in
            let arguments = ["convert", "logs", "table", "--schema", "schema.json", "--all"]
            #expect(try program.run(arguments).exitCode == 0)
            let again = try program.run(arguments + ["--json"])
            #expect(again.exitCode == 0)
            #expect(again.output.contains("\"event\":\"partition_up_to_date\""))
            #expect(!again.output.contains("\"event\":\"partition_finished\""))
            #expect(try program.run(arguments).output.contains("2 partitions up to date"))
            let all = try program.run(arguments + ["--json", "--overwrite"])
            #expect(all.exitCode == 0)
            #expect(!all.output.contains("\"event\":\"partition_up_to_date\""))
        }
    }

    /// Files that no receipt tells of need both options; those beside the selected partitions only `--adopt`.
    @Test func anExistingPartitionIsFive() throws {
        try withDays { program in
            try program.write("table/year=2025/month=01/date=25/other.parquet", "somebody's")
            let arguments = ["convert", "logs", "table", "--schema", "schema.json", "--days"]
            let run = try program.run(arguments + ["2025-01-25"])
            #expect(run.exitCode == 5)
            #expect(run.errors.contains("--overwrite"))
            let foreign = try program.run(arguments + ["2025-01-25", "--overwrite"])
            #expect(foreign.exitCode == 5)
            #expect(foreign.errors.contains("--adopt"))
            #expect(try program.run(arguments + ["2025-01-26"]).exitCode == 5)
            #expect(try program.run(arguments + ["2025-01-26", "--adopt"]).exitCode == 0)
            #expect(program.exists("table/year=2025/month=01/date=25/other.parquet"))
            #expect(try program.run(arguments + ["2025-01-25", "--overwrite", "--adopt"]).exitCode == 0)
            #expect(!program.exists("table/year=2025/month=01/date=25/other.parquet"))
        }
    }

    /// A run that has the dataset keeps another out.
    @Test func aLockedDatasetIsEight() throws {
        try withDays { program in
            let expires = Int(Date().timeIntervalSince1970) + 60
            try program.write(
                "table/_parkett/locks/00000001.json",
                "{\"expires\":\(expires),\"host\":\"elsewhere\",\"lock\":1,\"process\":1,\"released\":false}")
            let run = try program.run("convert", "logs", "table", "--schema", "schema.json", "--all")
            #expect(run.exitCode == 8)
            #expect(run.errors.contains("is at work on the dataset"))
            #expect(!program.exists("table/_parkett/contract.json"))
        }
    }

    /// A day that has become blank takes its old rows with it, and says so.
    @Test func replacingADayByNothingIsTold() throws {
        try withDays { program in
            #expect(try program.run("convert", "logs", "table", "--schema", "schema.json", "--all").exitCode == 0)
            for hour in ["00", "01"] {
                let chunk = "logs/year=2025/month=01/date=25/\(hour)-00.json"
                if program.exists(chunk) { try program.write(chunk, "\n") }
            }
            let run = try program.run(
                "convert", "logs", "table", "--schema", "schema.json", "--days", "2025-01-25", "--overwrite")
            #expect(run.exitCode == 0)
            #expect(run.errors.contains("its old files are removed"))
            #expect(!program.exists("table/year=2025/month=01/date=25/part-00000.parquet"))
        }
    }

    @Test func aLineThatDoesNotFitIsOne() throws {
        try withDays { program in
            try program.write("logs/year=2025/month=01/date=26/00-00.json", "{\"id\":3}\n{\"id\":\"x\"}\n")
            let run = try program.run("convert", "logs", "table", "--schema", "schema.json", "--all")
            #expect(run.exitCode == 1)
            #expect(run.errors.contains("logs/year=2025/month=01/date=26/00-00.json: column id: line 2: byte 15: "))
            #expect(program.exists("table/year=2025/month=01/date=25/part-00000.parquet"))
            #expect(!program.exists("table/year=2025/month=01/date=26"))
        }
    }

    @Test func otherFilesAreOneUnlessIgnored() throws {
        try withDays { program in
            try program.write("logs/year=2025/month=01/date=26/notes.txt", "")
            let run = try program.run("convert", "logs", "table", "--schema", "schema.json", "--all")
            #expect(run.exitCode == 1)
            #expect(run.errors.contains("notes.txt") && run.errors.contains("--ignore-other-files"))
            let ignoring = try program.run(
                "convert", "logs", "table", "--schema", "schema.json", "--all", "--ignore-other-files")
            #expect(ignoring.exitCode == 0)
        }
    }

    @Test(arguments: [
        ["--days", "2025-02-30"], ["--days", "2025-01-26/2025-01-25"], ["--all", "--days", "2025-01-25"],
        ["--all", "--codec", "zstd:99"], ["--all", "--codec", "lzo"], ["--all", "--file-size", "64MiBs"],
        ["--all", "--file-size", "0"], ["--all", "--threads", "0"], ["--time-zone", "Mars/Olympus"], ["--nonsense"],
    ])
    func argumentsThatMakeNoSenseAre64(extra: [String]) throws {
        try withDays { program in
            let run = try program.run(["convert", "logs", "t", "--schema", "schema.json"] + extra)
            #expect(run.exitCode == 64, "\(extra): \(run.errors)")
            #expect(!program.exists("t"))
        }
    }

    @Test func jsonIsALineAnEvent() throws {
        try withDays { program in
            let run = try program.run("convert", "logs", "table", "--schema", "schema.json", "--all", "--json")
            #expect(run.exitCode == 0)
            let events = try run.output.split(separator: "\n").map { line in
                try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            }
            #expect(
                events.map { $0["event"] as? String } == [
                    "schema", "planned", "partition_started", "partition_finished", "partition_started",
                    "partition_finished",
                    "finished",
                ])
            #expect(events.last?["rows"] as? Int == 3)
            #expect(events.last?["lines"] as? Int == 3)
            #expect(events.last?["bytes_in"] as? Int == 27)
            #expect(events[3]["files"] as? [String] == ["table/year=2025/month=01/date=25/part-00000.parquet"])
        }
    }

    @Test func whatDoesNotFitIsCounted() throws {
        try Program.inScratchDirectory { program in
            try program.write(
                "schema.json",
                "{\"contract\":1,\"columns\":[{\"name\":\"id\",\"type\":\"bigint\"},{\"name\":\"tags\",\"type\":\"array<string>\"}]}"
            )
            let lines = [
                "{\"id\":1,\"u\":1}", "{\"id\":\"x\",\"tags\":[\"a\",2,3.5]}", "{\"id\":true,\"u\":{\"v\":2}}",
            ]
            try program.write("logs/year=2025/month=01/date=25/00-00.json", lines.joined(separator: "\n"))
            let run = try program.run("convert", "logs", "table", "--schema", "schema.json", "--all")
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(run.output.contains("2 unknown keys kept in _extra"))
            #expect(run.output.contains("4 values that did not fit kept in _extra (id 2, tags.element 2)"))
            let cat = try program.run("cat", "table/year=2025/month=01/date=25/part-00000.parquet")
            let rows = try cat.output.split(separator: "\n").map { line in
                try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            }
            #expect(
                rows.map { $0["_extra"] as? String } == [
                    "{\"u\":1}", "{\"id\":\"x\",\"tags\":{\"1\":2,\"2\":3.5}}", "{\"id\":true,\"u\":{\"v\":2}}",
                ])
            let json = try program.run(
                "convert", "logs", "again", "--schema", "schema.json", "--all", "--json", "--unknown-keys", "drop")
            let last = try #require(json.output.split(separator: "\n").last)
            let event = try #require(try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any])
            #expect(event["unknown_keys"] as? Int == 2 && event["kept_keys"] as? Int == 0)
            let drift = try #require(event["drift"] as? [[String: Any]])
            #expect(drift.map { $0["column"] as? String } == ["id", "tags.element"])
            #expect(drift.map { $0["values"] as? Int } == [2, 2])
            #expect(drift[0]["kinds"] as? [String: Int] == ["string": 1, "boolean": 1])
            #expect(drift[1]["kinds"] as? [String: Int] == ["integer": 1, "number": 1])
            let kept = try program.run(
                "convert", "logs", "kept", "--schema", "schema.json", "--all", "--unknown-keys", "extra")
            #expect(kept.exitCode == 0 && kept.output.contains("2 unknown keys kept"))
        }
    }

    /// What is said of unknown keys decides whether there is a column `_extra`, whatever the contract says.
    @Test func theOptionForUnknownKeysComesFirst() throws {
        try Program.inScratchDirectory { program in
            try program.write("logs/a.json", "{\"id\":1,\"u\":2}\n")
            for (policy, said, row) in [
                ("drop", "extra", #"{"id":1,"_extra":"{\"u\":2}"}"#), ("extra", "drop", #"{"id":1}"#),
            ] {
                try program.write(
                    "schema.json",
                    "{\"contract\":1,\"unknown_keys\":\"\(policy)\",\"drift\":\"fail\",\"columns\":[{\"name\":\"id\",\"type\":\"int\"}]}"
                )
                let run = try program.run(
                    "convert", "logs", "table", "--schema", "schema.json", "--all", "--overwrite", "--unknown-keys",
                    said)
                #expect(run.exitCode == 0, "\(run.errors)")
                #expect(try program.run("cat", "table/part-00000.parquet").output == row + "\n")
            }
        }
    }

    @Test func hashedColumnsNeedAKey() throws {
        try Program.inScratchDirectory { program in
            try program.write(
                "schema.json",
                "{\"contract\":1,\"columns\":[{\"name\":\"user\",\"type\":\"string\",\"hash\":\"hmac-sha256\"}]}")
            try program.write("logs/year=2025/month=01/date=25/00-00.json", "{\"user\":\"Hi There\"}\n")
            let convert = ["convert", "logs", "--schema", "schema.json", "--all"]
            let without = try program.run(convert + ["a"])
            #expect(without.exitCode == 64 && without.errors.contains("PARKETT_HASH_KEY"), "\(without.errors)")
            #expect(try program.run(convert + ["a"], environment: ["PARKETT_HASH_KEY": "short"]).exitCode == 64)
            #expect(try program.run(convert + ["a", "--hash-key-file", "none"]).exitCode == 1)
            #expect(!program.exists("a"))
            let key = "0123456789abcdef"
            try program.write("key", key + "\n")
            #expect(try program.run(convert + ["a"], environment: ["PARKETT_HASH_KEY": key]).exitCode == 0)
            #expect(try program.run(convert + ["b", "--hash-key-file", "key"]).exitCode == 0)
            let rows = try ["a", "b"].map { table in
                try program.run("cat", "\(table)/year=2025/month=01/date=25/part-00000.parquet").output
            }
            #expect(rows[0] == rows[1] && !rows[0].contains("Hi There"))
            // python3: hmac.new(b"0123456789abcdef", b"Hi There", "sha256").hexdigest()
            #expect(rows[0].contains("158c003136e2dd83b253c011902a1f6403c7ac22f0292a999a60674cb59e2849"), "\(rows[0])")
        }
    }

    @Test func helpTellsTheExitCodes() throws {
        try Program.inScratchDirectory { program in
            let run = try program.run("help", "convert")
            #expect(run.exitCode == 0)
            #expect(run.output.contains("EXIT CODES"))
            for code in ["0", "1", "4", "5", "64", "130"] { #expect(run.output.contains("\n  \(code) "), "\(code)") }
        }
    }
}
