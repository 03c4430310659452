import Foundation
import Testing

/// Manual pages, completion scripts, and the list of exit codes.
@Suite struct ManualTests {
    private static func tool(_ names: [String]) -> URL? {
        names.map { URL(fileURLWithPath: "/usr/bin/\($0)") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    @Test func everyCommandHasAPage() throws {
        try Program.inScratchDirectory { program in
            #expect(try program.run("man-pages", "man").exitCode == 0)
            let names = try FileManager.default.contentsOfDirectory(
                atPath: program.directory.appendingPathComponent("man").path)
            for command in ["", "-convert", "-quarantine", "-quarantine-list", "-contract-diff", "-exit-codes"] {
                #expect(names.contains("parkett\(command).1"))
            }
            #expect(!names.contains("parkett-help.1"))
            let page = try String(
                contentsOf: program.directory.appendingPathComponent("man/parkett-convert.1"), encoding: .utf8)
            #expect(page.contains(".SH NAME\nparkett\\-convert \\- Convert days of JSON records to Parquet\n"))
            #expect(page.contains(".SS \"EXIT CODES\"\n"))
            #expect(page.contains(".TP\n\\fB\\-\\-codec\\fR \\fIcodec\\fR\n"))
            #expect(page.contains("(default: zstd:1)"))
        }
    }

    /// No macro or escape is wrong, as the formatters see it that are there.
    @Test func formattersHaveNoWarning() throws {
        try Program.inScratchDirectory { program in
            #expect(try program.run("man-pages", "man").exitCode == 0)
            let pages = try FileManager.default.contentsOfDirectory(
                atPath: program.directory.appendingPathComponent("man").path
            ).map { "man/\($0)" }
            if let mandoc = ManualTests.tool(["mandoc"]) {
                let run = try program.run(mandoc, ["-T", "lint", "-W", "warning"] + pages, environment: [:])
                #expect(run.exitCode == 0 && run.output.isEmpty, "\(run.output)")
            }
            if let groff = ManualTests.tool(["groff"]) {
                let run = try program.run(groff, ["-man", "-ww", "-z", "-Tutf8"] + pages, environment: [:])
                #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run.errors)")
            }
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"]) func shellsComplete(shell: String) throws {
        try Program.inScratchDirectory { program in
            let run = try program.run("completions", shell)
            #expect(run.exitCode == 0)
            for name in ["convert", "metrics-file", "log-format"] { #expect(run.output.contains(name)) }
            guard let executable = ManualTests.tool([shell]) else { return }
            try program.write("script", run.output)
            let check = try program.run(executable, ["-n", "script"], environment: [:])
            #expect(check.exitCode == 0, "\(check.errors)")
        }
    }

    @Test func exitCodesAreInOnePlace() throws {
        try Program.inScratchDirectory { program in
            let run = try program.run("exit-codes")
            #expect(run.exitCode == 0)
            for code in ["0", "1", "3", "4", "5", "6", "7", "8", "64", "130", "143", "141"] {
                #expect(run.output.contains("\n  \(code) ") || run.output.hasPrefix("  \(code) "), "\(code)")
            }
            #expect(try program.run("help", "exit-codes").output.contains("\n  130  convert: stopped by Ctrl-C"))
            #expect(try program.run("--help").output.contains("parkett exit-codes"))
        }
    }
}
