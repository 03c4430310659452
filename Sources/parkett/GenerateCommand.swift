import ArgumentParser
import AuditSamples
import SystemPackage

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `parkett generate`: makes sample audit logs to try things out with.
struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Make a realistic sample of audit logs: JSON lines, by day.",
        discussion: """
            The same arguments make the same bytes on every machine. Nothing in a sample is about a real person.

            signin  Sign-in events of about 420 bytes, one file per hour, busy by day and quiet by night:
                    OUTPUT/year=2025/month=02/date=24/00-00.json ... 23-00.json
            http    HTTP audit records of about 900 bytes, one file per account and day:
                    OUTPUT/account_id=1001/date=2025-02-24/records.json ...

            EXAMPLES
              A small day:              parkett generate signin sample --events 50000
              A day of about 844 MB:    parkett generate signin day --events 2000000
              Three days, 40 accounts:  parkett generate http calls --days 2025-02-24/2025-02-26 --accounts 40
            """)

    /// The kinds of records that can be made.
    enum Shape: String, CaseIterable, ExpressibleByArgument {
        case signin, http
    }

    @Argument(help: "What the records are about: signin or http.")
    var shape: Shape

    @Argument(help: "The directory to make. It must not exist yet, or be empty.", completion: .directory)
    var output: String

    @Option(help: "How many lines to make for each day.")
    var events = 100_000

    @Option(help: "The day, as 2025-02-24, or the first and the last one of several: 2025-02-24/2025-02-26.")
    var days = "2025-02-24"

    @Option(help: "Another number makes other records of the same kind.")
    var seed: UInt64 = 42

    @Option(help: "For http: how many accounts the records are spread over; the first ones are the busiest.")
    var accounts = 24

    func validate() throws {
        guard events >= 0 else { throw ValidationError("--events must not be negative, it is \(events).") }
        guard (1...1_000_000).contains(accounts) else {
            throw ValidationError("--accounts must be between 1 and 1000000, it is \(accounts).")
        }
        _ = try selectedDays()
    }

    func run() async throws {
        let files = FileManager.default
        if files.fileExists(atPath: output) {
            guard let present = try? files.contentsOfDirectory(atPath: output) else {
                throw ValidationError("\(output) is not a directory that can be read.")
            }
            guard present.isEmpty else {
                throw ValidationError("\(output) is not empty. Choose a new directory, or empty this one first.")
            }
        }
        let dataset = AuditSampleDataset(
            shape == .signin ? .signIn : .http(accountCount: accounts), days: try selectedDays(), eventCount: events,
            seed: seed)
        try files.createDirectory(atPath: output, withIntermediateDirectories: true)
        let summary = try write(dataset)
        print("\(summary.lineCount) lines, \(summary.byteCount) bytes in \(summary.fileCount) files under \(output)")
    }

    /// Writes the files of `dataset`, of which one at a time is open.
    private func write(_ dataset: AuditSampleDataset) throws -> AuditSampleDataset.Summary {
        var openPath: String?
        var file: FileDescriptor?
        defer { try? file?.close() }
        let root = FilePath(output)
        let summary = try dataset.write { path, bytes in
            if path != openPath {
                try file?.close()
                file = nil
                let target = root.appending(path)
                try FileManager.default.createDirectory(
                    atPath: target.removingLastComponent().string, withIntermediateDirectories: true)
                file = try FileDescriptor.open(
                    target, .writeOnly, options: [.create, .truncate],
                    permissions: [.ownerReadWrite, .groupRead, .otherRead])
                openPath = path
            }
            try file?.writeAll(bytes)
        }
        return summary
    }

    private func selectedDays() throws -> [SampleDay] {
        let ends = days.split(separator: "/", omittingEmptySubsequences: false).map { SampleDay(String($0)) }
        guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil else {
            throw ValidationError(
                "--days must be a day such as 2025-02-24, or two with a slash between them, not '\(days)'.")
        }
        guard first <= last else { throw ValidationError("--days ends before it begins: \(days).") }
        return SampleDay.days(from: first, through: last)
    }
}
