import Foundation
import Testing

/// What `convert` does when it is told to end. Standard input is a pipe that stays open, so that it is in the midst of something
/// for as long as the test wants.
@Suite struct SignalTests {
    private static let schema =
        "{\"contract\":1,\"columns\":[{\"name\":\"id\",\"type\":\"bigint\"},{\"name\":\"s\",\"type\":\"string\"}]}"

    /// A program that runs, and its three streams.
    private final class Running {
        let process = Process()
        let input = Pipe()
        let output = Pipe()
        let errors = Pipe()
        private(set) var told = ""

        init(_ program: Program, _ arguments: [String]) throws {
            // A program that ends early is an expectation that fails, not the end of the tests.
            _ = signal(SIGPIPE, SIG_IGN)
            process.executableURL = Program.executable
            process.arguments = arguments
            process.currentDirectoryURL = program.directory
            process.environment = Program.environment
            process.standardInput = input
            process.standardOutput = output
            process.standardError = errors
        }

        func send(_ text: String) throws { try input.fileHandleForWriting.write(contentsOf: Data(text.utf8)) }

        /// Reads what is told on standard error until it holds `text`; false if it ends before.
        func hears(_ text: String) -> Bool {
            while !told.contains(text) {
                let data = errors.fileHandleForReading.availableData
                if data.isEmpty { return false }
                told += String(decoding: data, as: UTF8.self)
            }
            return true
        }

        /// Waits for the end.
        func end() -> Int32 {
            _ = hears("\u{0}")
            process.waitUntilExit()
            return process.terminationStatus
        }
    }

    /// Every name in the directory, hidden ones included.
    private func names(_ program: Program) throws -> [String] {
        (FileManager.default.enumerator(atPath: program.directory.path)?.allObjects as? [String] ?? []).sorted()
    }

    private func wait(for running: Running, until isTrue: () throws -> Bool) rethrows {
        var left = 30_000
        while running.process.isRunning, left > 0, try !isTrue() {
            left -= 1
            usleep(2_000)
        }
        #expect(left > 0, "what was waited for did not happen within a minute")
    }

    private func lines(_ count: Int) -> String {
        (0..<count).map { "{\"id\":\($0 * 7919 % 10_007),\"s\":\"\(String(repeating: "x", count: 200))\"}\n" }.joined()
    }

    @Test(arguments: [SIGINT, SIGTERM]) func nothingIsLeftOfAConversion(signal: Int32) throws {
        try Program.inScratchDirectory { program in
            try program.write("schema.json", SignalTests.schema)
            let running = try Running(
                program, ["convert", "-", "table", "--schema", "schema.json", "--metrics-file", "run.prom"])
            try running.process.run()
            try running.send(lines(40_000))
            // Rows are being written.
            try wait(for: running) { try names(program).contains { $0.contains("/.parkett-staging-") } }
            kill(running.process.processIdentifier, signal)
            #expect(running.end() == 128 + signal)
            #expect(running.told.contains("error: stopped; partitions that were complete are kept in table exit_code="))
            #expect(try names(program) == ["run.prom", "schema.json"])
            let metrics = try String(
                contentsOf: program.directory.appendingPathComponent("run.prom"), encoding: .utf8)
            #expect(metrics.contains("parkett_exit_code{output=\"table\"} \(128 + signal)\n"))
        }
    }

    @Test(arguments: [SIGINT, SIGTERM]) func completePartitionsAreKept(signal: Int32) throws {
        try Program.inScratchDirectory { program in
            try program.write("schema.json", SignalTests.schema)
            try program.write("logs/date=2025-01-25/00.json", "{\"id\":1}\n")
            let text = String(repeating: lines(10_000), count: 20)
            try program.write("logs/date=2025-01-26/00.json", text)
            let running = try Running(program, ["convert", "logs", "table", "--schema", "schema.json", "--all"])
            try running.process.run()
            #expect(running.hears("partition started bytes_in=\(text.utf8.count)"))
            kill(running.process.processIdentifier, signal)
            let code = running.end()
            #expect(program.exists("table/date=2025-01-25/part-00000.parquet"))
            // A machine may be done before the signal arrives.
            guard code != 0 else { return }
            #expect(code == 128 + signal)
            #expect(!program.exists("table/date=2025-01-26"))
            #expect(try names(program).allSatisfy { !$0.contains("staging") })
        }
    }

    /// Without a schema, standard input is read to its end before anything else.
    @Test(arguments: [SIGINT, SIGTERM]) func nothingIsLeftOfFindingOutTheSchema(signal: Int32) throws {
        try Program.inScratchDirectory { program in
            let running = try Running(program, ["convert", "-", "table"])
            try running.process.run()
            try running.send(lines(10_000))
            kill(running.process.processIdentifier, signal)
            #expect(running.end() == 128 + signal)
            #expect(try names(program) == [])
        }
    }

    @Test(arguments: [SIGINT, SIGTERM]) func nothingIsLeftOfSorting(signal: Int32) throws {
        try Program.inScratchDirectory { program in
            try program.write("schema.json", SignalTests.schema)
            let running = try Running(
                program,
                [
                    "convert", "-", "table", "--schema", "schema.json", "--partition-by", "id", "--memory", "80MiB",
                    "--threads",
                    "1", "--row-group-size", "1MiB",
                ])
            try running.process.run()
            let text = lines(20_000)
            // Rows that do not fit the memory are in files.
            while try running.process.isRunning && !names(program).contains(where: { $0.contains("/runs/run-") }) {
                try running.send(text)
            }
            kill(running.process.processIdentifier, signal)
            #expect(running.end() == 128 + signal)
            #expect(try names(program) == ["schema.json"])
        }
    }

    /// Nobody reads the events, so that the program stands where it tells the first one, and cannot end by itself.
    @Test(arguments: [SIGINT, SIGTERM]) func aSecondSignalEndsItAtOnce(signal: Int32) throws {
        try Program.inScratchDirectory { program in
            try program.write("schema.json", SignalTests.schema)
            try program.write("logs/date=2025-01-25/00.json", "{\"id\":1}\n")
            let running = try Running(
                program, ["convert", "logs", "table", "--schema", "schema.json", "--all", "--json"])
            let filler = running.output.fileHandleForWriting
            let flags = fcntl(filler.fileDescriptor, F_GETFL)
            _ = fcntl(filler.fileDescriptor, F_SETFL, flags | O_NONBLOCK)
            while (try? filler.write(contentsOf: Data(repeating: 0x20, count: 1))) != nil {}
            _ = fcntl(filler.fileDescriptor, F_SETFL, flags)
            try running.process.run()
            // It handles signals before it tells anything; who was killed by the first one ends with another code.
            try wait(for: running) { try isCaught(signal, by: running.process.processIdentifier) }
            kill(running.process.processIdentifier, signal)
            #expect(running.process.isRunning)
            while running.process.isRunning {
                usleep(20_000)
                kill(running.process.processIdentifier, signal)
            }
            running.process.waitUntilExit()
            #expect(running.process.terminationReason == .exit && running.process.terminationStatus == 128 + signal)
        }
    }

    /// Whether a process does not leave `signal` to the system.
    private func isCaught(_ signal: Int32, by process: Int32) throws -> Bool {
        #if os(Linux)
            let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
            let masks = status.split(separator: "\n").filter { $0.hasPrefix("SigIgn:") || $0.hasPrefix("SigCgt:") }
            return masks.contains { line in
                let mask = UInt64(line.drop { $0 != "\t" }.dropFirst(), radix: 16) ?? 0
                return mask >> UInt64(signal - 1) & 1 == 1
            }
        #else
            usleep(200_000)
            return true
        #endif
    }

    /// Files do not get the numbers of streams that are closed: what is told would be written into them.
    @Test(arguments: [("2>&-", 0), ("<&-", 0), (">&-", 1), (">&- 2>&- <&-", 1)]) func closedStreamsAreNoFiles(
        redirection: String, code: Int32
    ) throws {
        try Program.inScratchDirectory { program in
            try program.write("schema.json", SignalTests.schema)
            try program.write("logs/date=2025-01-25/00.json", lines(1_000))
            let command = "'\(Program.executable.path)' convert logs table --all --schema schema.json \(redirection)"
            let run = try program.run(URL(fileURLWithPath: "/bin/sh"), ["-c", command], environment: [:])
            #expect(run.exitCode == code, "\(run.errors)")
            #expect(try program.run("check", "table/date=2025-01-25/part-00000.parquet").exitCode == 0)
            #expect(try names(program).allSatisfy { !$0.contains("staging") })
        }
    }

    /// What is read by nobody is told to nobody; the files are complete, and the shell learns of it.
    @Test func closedStandardOutputIsAnError() throws {
        try Program.inScratchDirectory { program in
            try program.write("schema.json", SignalTests.schema)
            try program.write("logs/date=2025-01-25/00.json", "{\"id\":1}\n")
            for options in [[], ["--json"]] {
                let running = try Running(
                    program, ["convert", "logs", "table", "--schema", "schema.json", "--all", "--overwrite"] + options)
                try running.output.fileHandleForReading.close()
                try running.process.run()
                #expect(running.end() == 1)
                #expect(running.process.terminationReason == .exit)
                #expect(running.told.contains("error: standard output was closed before everything was told"))
                #expect(program.exists("table/date=2025-01-25/part-00000.parquet"))
                #expect(try names(program).allSatisfy { !$0.contains("staging") })
            }
        }
    }
}
