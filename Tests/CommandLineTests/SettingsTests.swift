import Foundation
import Testing

/// Options from a file and from the environment.
@Suite struct SettingsTests {
    private func withDay(_ body: (Program) throws -> Void) throws {
        try Program.inScratchDirectory { program in
            try program.write("schema.json", ConvertCommandTests.contract)
            try program.write("logs/date=2025-01-25/00.json", "{\"id\":1}\n")
            try program.write("logs/date=2025-01-26/00.json", "{\"id\":2}\n")
            try body(program)
        }
    }

    /// The end of the plan's line about the output, which says the codec.
    private func codec(_ run: Program.Run) -> Substring? {
        #expect(run.exitCode == 0, "\(run.errors)")
        return run.output.split(separator: "\n").first { $0.hasPrefix("output: ") }?.split(separator: " ").last
    }

    @Test func theCommandLineComesBeforeTheEnvironmentBeforeTheFile() throws {
        try withDay { program in
            let plan = ["convert", "logs", "table", "--all", "--dry-run"]
            let variable = ["PARKETT_CONVERT_CODEC": "snappy"]
            #expect(try codec(program.run(plan)) == "zstd:1")
            #expect(try codec(program.run(plan, environment: variable)) == "snappy")
            try program.write("parkett.json", #"{"convert": {"codec": "gzip:6", "schema": "schema.json"}}"#)
            #expect(try codec(program.run(plan)) == "gzip:6")
            #expect(try program.run(plan).output.contains("that of schema.json"))
            #expect(try codec(program.run(plan, environment: variable)) == "snappy")
            for given in [["--codec", "none"], ["--codec=none"]] {
                #expect(try codec(program.run(plan + given, environment: variable)) == "none")
            }
            // A log says where options are from.
            let log = try program.run(plan + ["--log-level", "debug"], environment: variable).errors
            #expect(
                log.contains("debug: options: --codec=snappy (environment), --schema=schema.json (parkett.json)"),
                "\(log)")
            // Other files, and none.
            try program.write("other.json", #"{"convert": {"codec": "lz4-raw"}}"#)
            #expect(try codec(program.run(plan, environment: ["PARKETT_CONFIG": "other.json"])) == "lz4-raw")
            #expect(try codec(program.run(plan + ["--config=other.json"])) == "lz4-raw")
            #expect(try codec(program.run(["--config", "other.json"] + plan)) == "lz4-raw")
            #expect(try codec(program.run(plan + ["--config="])) == "zstd:1")
            #expect(try codec(program.run(plan, environment: ["PARKETT_CONFIG": ""])) == "zstd:1")
        }
    }

    @Test func flagsNumbersAndArrays() throws {
        try withDay { program in
            try program.write(
                "parkett.json",
                #"{"convert": {"all": true, "dry-run": true, "file-size": 1048576, "page-index": false, "overwrite": false},"#
                    + #" "infer": {"epoch": ["at=seconds", "end=millis"]}}"#)
            let run = try program.run("convert", "logs", "table")
            #expect(run.exitCode == 0 && run.output.contains("files of at most 1 MiB"), "\(run.errors)")
            try program.write("times.json", "{\"at\":1,\"end\":1}\n")
            let types = try program.run("infer", "times.json").output
            #expect(types.components(separatedBy: "\"timestamp(millis)\"").count == 3, "\(types)")
            // What is given several times is given in one place.
            let one = try program.run("infer", "times.json", "--epoch", "at=seconds").output
            #expect(one.components(separatedBy: "\"timestamp(millis)\"").count == 2, "\(one)")
            let variable = ["PARKETT_INFER_EPOCH": "at=seconds,end=millis", "PARKETT_CONFIG": ""]
            #expect(try program.run(["infer", "times.json"], environment: variable).output == types)
            // The variable turns off what the file turns on.
            let off = try program.run(
                ["convert", "logs", "table", "--schema", "schema.json"],
                environment: ["PARKETT_CONVERT_DRY_RUN": "false"])
            #expect(off.exitCode == 0 && program.exists("table/date=2025-01-25"), "\(off.errors)")
            let file = program.directory.appendingPathComponent("table/date=2025-01-25/part-00000.parquet").path
            #expect(try program.run("pages", file).output.contains("page index") == false)
        }
    }

    /// Options that say the same in two ways are one.
    @Test func daysAndAllAreOneOption() throws {
        try withDay { program in
            func days(_ arguments: [String], _ environment: [String: String] = [:]) throws -> [String] {
                let run = try program.run(
                    ["convert", "logs", "table", "--dry-run"] + arguments, environment: environment)
                #expect(run.exitCode == 0, "\(run.errors)")
                return run.output.split(separator: "\n").filter { $0.hasPrefix("date=") }.map { String($0.prefix(15)) }
            }
            let first = "date=2025-01-25", second = "date=2025-01-26"
            try program.write("parkett.json", #"{"convert": {"all": true}}"#)
            #expect(try days([]) == [first, second])
            #expect(try days(["--days", "2025-01-25"]) == [first])
            #expect(try days([], ["PARKETT_CONVERT_DAYS": "2025-01-26"]) == [second])
            #expect(try days([], ["DATE_TO_PROCESS": "2025-01-26"]) == [second])
            #expect(try days(["--all"], ["PARKETT_CONVERT_DAYS": "2025-01-26"]) == [first, second])
        }
    }

    @Test(arguments: [
        (#"{"convert": {"codek": "none"}}"#, "convert.codek is no option; did you mean codec?"),
        (#"{"convrt": {}}"#, "convrt is no command; did you mean convert?"),
        (#"{"infer": {"json": "yes"}}"#, "infer.json should be true or false"),
        (#"{"convert": {"codec": true}}"#, "convert.codec is true or false, it should be a value"),
        (#"{"convert": {"codec": ["none", "snappy"]}}"#, "convert.codec takes one value, not an array"),
        (#"{"convert": {"codec": null}}"#, "convert.codec is null"),
        (#"{"convert": {"codec": "none", "codec": "snappy"}}"#, "occurs twice"),
        (#"{"quarantine": {"list": {"jsn": true}}}"#, "quarantine.list.jsn is no option; did you mean json?"),
        (
            #"{"convert": {"hash-key": "0123456789abcdef"}}"#,
            "convert.hash-key is no option; did you mean hash-key-file?"
        ),
        (#"["convert"]"#, "the document is an array"), (#"{"convert": {}"#, "byte 14: "),
    ])
    func aFileThatDoesNotSayWhatItShouldIs64(text: String, message: String) throws {
        try withDay { program in
            try program.write("parkett.json", text)
            let run = try program.run("convert", "logs", "table", "--all")
            #expect(run.exitCode == 64)
            #expect(run.errors.hasPrefix("Error: parkett.json: ") && run.errors.contains(message), "\(run.errors)")
            #expect(!program.exists("table"))
            // Help is there nevertheless.
            #expect(try program.run("convert", "--help").exitCode == 0)
            #expect(try program.run("help", "convert").exitCode == 0)
        }
    }

    @Test func aFileThatIsNotThereIs64() throws {
        try withDay { program in
            for arguments in [["--config", "none.json"], ["--config"]] {
                #expect(try program.run(["convert", "logs", "table", "--all"] + arguments).exitCode == 64)
            }
            let run = try program.run(["exit-codes"], environment: ["PARKETT_CONFIG": "none.json"])
            #expect(run.exitCode == 64 && run.errors == "Error: none.json: the file with options cannot be read\n")
        }
    }

    @Test func variablesThatNameNoOptionAreTold() throws {
        try withDay { program in
            let run = try program.run(
                ["convert", "logs", "table", "--all", "--schema", "schema.json"],
                environment: ["PARKETT_CONVERT_CODEK": "none", "PARKETT_SERVICE_HOST": "10.0.0.1"])
            #expect(run.exitCode == 0)
            #expect(
                run.errors.contains(
                    "warning: the environment variable PARKETT_CONVERT_CODEK names no option; did you mean PARKETT_CONVERT_CODEC?"
                ))
            #expect(!run.errors.contains("SERVICE"))
            let wrong = try program.run(
                ["convert", "logs", "t", "--all"], environment: ["PARKETT_CONVERT_JSON": "maybe"])
            #expect(wrong.exitCode == 64 && wrong.errors.contains("PARKETT_CONVERT_JSON should be true or false"))
        }
    }
}
