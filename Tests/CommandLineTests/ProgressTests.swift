import Foundation
import Testing

@testable import ParquetDataset
@testable import parkett

/// The progress line, its numbers, and when it is shown.
@Suite struct ProgressTests {
    private func progress(
        fraction: Double? = 0.25, rows: Int = 1_000_000, seconds: Double = 10, sorted: Int? = nil,
        partition: [String] = ["year=2025", "month=01", "date=25"]
    ) -> ConversionProgress {
        ConversionProgress(
            partition: PartitionPath(directories: partition), fraction: fraction, bytesRead: 64 << 20,
            byteCount: fraction == nil ? nil : 256 << 20, rows: rows, textBytes: 500_000_000, sortedRows: sorted,
            files: 3, seconds: seconds)
    }

    @Test func itSaysHowFarAndHowFast() {
        // A million rows and 500 MB in ten seconds; a quarter is done, so thirty seconds are left.
        #expect(
            ProgressMeter.Reading(progress()).line(width: 120)
                == " 25 %  64 MiB of 256 MiB  100000 rows/s  50 MB/s  3 files  0:30 left  year=2025/month=01/date=25")
        // Of standard input the end is not known.
        #expect(
            ProgressMeter.Reading(progress(fraction: nil, partition: [])).line(width: 120)
                == "64 MiB  100000 rows/s  50 MB/s  3 files")
        // Sorting began after eight of the ten seconds: half took two, and the rest takes two.
        var meter = ProgressMeter(interval: 1, isDueAtOnce: true)
        #expect(meter.reading(of: progress(seconds: 8, sorted: 0)) != nil)
        #expect(meter.reading(of: progress(fraction: 0.5, sorted: 9))?.secondsLeft == 2)
        #expect(ProgressMeter.clock(59) == "0:59" && ProgressMeter.clock(3_847) == "1:04:07")
    }

    @Test(arguments: 1...130) func itNeverWraps(width: Int) {
        for partition in [["dt=2025-01-25"], ["город=Москва", "日付=二〇二五年一月二十五日", "date=25"]] {
            let line = ProgressMeter.Reading(progress(partition: partition)).line(width: width)
            #expect(PlainText.width(line) <= width, "\(line)")
            // What matters most is there as soon as there is room.
            if width >= 5 { #expect(line.hasPrefix(" 25 %")) }
            if width >= 17 { #expect(line.contains("0:30 left")) }
        }
    }

    @Test func itIsShownAtMostOncePerInterval() {
        var terminal = ProgressMeter(interval: 0.1, isDueAtOnce: true)
        let shown = (0..<100).filter { terminal.reading(of: progress(seconds: Double($0) / 100)) != nil }
        #expect(shown.count <= 10 && shown.first == 0)
        var log = ProgressMeter(interval: 10, isDueAtOnce: false)
        #expect((0...60).filter { log.reading(of: progress(seconds: Double($0) / 2)) != nil } == [20, 40, 60])
    }

    /// At a terminal, as `script` makes one: a line that is removed again, and no log.
    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script") && Terminal.isLinux))
    func aTerminalGetsALine() throws {
        try Program.inScratchDirectory { program in
            try program.write("schema.json", ConvertCommandTests.contract)
            try program.write("logs/date=2025-01-25/00.json", "{\"id\":1}\n")
            let command =
                "stty cols 40; '\(Program.executable.path)' convert logs table --all --schema schema.json >summary"
            let run = try program.run(
                URL(fileURLWithPath: "/usr/bin/script"), ["-qec", command, "/dev/null"],
                environment: ["SHELL": "/bin/sh"])
            #expect(run.exitCode == 0, "\(run.output)")
            #expect(run.output.contains("1 partition with 1 chunk, 9 B\r\n"))
            #expect(run.output.contains("\r\u{1B}[K100 %  9 B of 9 B"), "\(run.output)")
            #expect(run.output.contains("\r\u{1B}[Kdate=2025-01-25: 1 rows of 1 lines"))
            #expect(!run.output.contains("info: "))
        }
    }
}

extension Terminal {
    /// Whether `script` takes the options of Linux.
    fileprivate static var isLinux: Bool {
        #if os(Linux)
            true
        #else
            false
        #endif
    }
}
