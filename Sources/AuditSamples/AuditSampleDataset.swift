/// Whole sample datasets: which files there are, and their bytes in pieces of a bounded size.
public struct AuditSampleDataset: Sendable {
    /// What the records are about.
    public enum Shape: Sendable {
        /// Sign-in events in `year=2025/month=02/date=24/HH-00.json`, one file per hour.
        case signIn
        /// HTTP audit records in `account_id=…/date=2025-02-24/records.json`, one file per account and day; the first
        /// accounts are the busiest.
        case http(accountCount: Int)
    }

    /// Counts of what was written.
    public struct Summary: Sendable, Equatable {
        /// Files.
        public var fileCount = 0
        /// Lines, over all files.
        public var lineCount = 0
        /// Bytes, over all files.
        public var byteCount = 0
    }

    private let shape: Shape
    private let days: [SampleDay]
    private let eventCount: Int
    private let seed: UInt64

    /// The dataset of `eventCount` lines on each of `days`; the same `seed` makes the same bytes.
    public init(_ shape: Shape, days: [SampleDay], eventCount: Int, seed: UInt64) {
        self.shape = shape
        self.days = days
        self.eventCount = eventCount
        self.seed = seed
    }

    /// Makes the dataset, and gives its files one after another, piece by piece and in order, to `write`: the path
    /// relative to the dataset, and the bytes that follow those given before for the same path.
    ///
    /// A piece is about a mebibyte. Hours and accounts without an event have no file.
    public func write<Failure: Error>(
        to write: (_ path: String, _ bytes: [UInt8]) throws(Failure) -> Void
    ) throws(Failure) -> Summary {
        var summary = Summary()
        var piece: [UInt8] = []
        for day in days {
            switch shape {
            case .signIn:
                let events = SignInEvents(seed: seed, day: day, eventCount: eventCount)
                for hour in 0..<24 {
                    let path = "\(AuditSampleDataset.dayPath(day))/\(hour < 10 ? "0" : "")\(hour)-00.json"
                    var lines = events.hour(hour)
                    try AuditSampleDataset.write(&lines, path, &piece, &summary, write)
                }
            case .http(let accountCount):
                for (index, count) in accountCounts(accountCount).enumerated() {
                    let account = 1001 + index
                    var lines = HTTPAuditRecords(seed: seed, day: day, account: account, recordCount: count)
                    let path = "account_id=\(account)/date=\(day)/records.json"
                    try AuditSampleDataset.write(&lines, path, &piece, &summary, write)
                }
            }
        }
        return summary
    }

    private static func write<Lines: SampleLineSource, Failure: Error>(
        _ lines: inout Lines, _ path: String, _ piece: inout [UInt8], _ summary: inout Summary,
        _ write: (String, [UInt8]) throws(Failure) -> Void
    ) throws(Failure) {
        guard lines.remainingLineCount > 0 else { return }
        summary.fileCount += 1
        summary.lineCount += lines.remainingLineCount
        while lines.remainingLineCount > 0 {
            piece.removeAll(keepingCapacity: true)
            while piece.count < 1 << 20, lines.remainingLineCount > 0 {
                lines.appendLines(64, into: &piece)
            }
            summary.byteCount += piece.count
            try write(path, piece)
        }
    }

    private static func dayPath(_ day: SampleDay) -> String {
        let parts = day.description.split(separator: "-")
        return "year=\(parts[0])/month=\(parts[1])/date=\(parts[2])"
    }

    /// The busiest account has four times the records of one that is a third down the list.
    private func accountCounts(_ accountCount: Int) -> [Int] {
        let scale = Double(accountCount) / 9
        return DailyLoad.counts(
            total: eventCount, weights: (0..<accountCount).map { 1 / (Double($0) + scale) })
    }
}
