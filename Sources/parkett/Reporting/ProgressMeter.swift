import Logging
import ParquetDataset

/// How far a conversion is, in numbers for people, and when they are due.
struct ProgressMeter {
    /// Seconds that must lie between two displays.
    let interval: Double
    private var lastSeconds: Double
    /// When sorting began, for the time that is left of it.
    private var sortingSince: Double?

    init(interval: Double, isDueAtOnce: Bool) {
        self.interval = interval
        lastSeconds = isDueAtOnce ? -.infinity : 0
    }

    /// What to show of `progress`; nil if it is too soon.
    mutating func reading(of progress: ConversionProgress) -> Reading? {
        if progress.sortedRows == nil { sortingSince = nil } else { sortingSince = sortingSince ?? progress.seconds }
        guard isDue(at: progress.seconds) else { return nil }
        return Reading(progress, since: sortingSince ?? 0)
    }

    /// Whether it is time to show something, after so many seconds.
    mutating func isDue(at seconds: Double) -> Bool {
        // Finding out the schema and converting begin to count at their starts.
        if seconds < lastSeconds { lastSeconds = min(0, lastSeconds) }
        guard seconds - lastSeconds >= interval else { return false }
        lastSeconds = seconds
        return true
    }

    /// What is shown.
    struct Reading {
        private let progress: ConversionProgress
        /// Whole percent.
        let percent: Int?
        private let rowsPerSecond: Int
        private let megabytesPerSecond: Int
        /// As long as the rest takes at the speed so far.
        let secondsLeft: Int?

        init(_ progress: ConversionProgress, since start: Double = 0) {
            self.progress = progress
            percent = progress.fraction.map { Int(min(1, max(0, $0)) * 100) }
            let seconds = max(progress.seconds, 0.001)
            rowsPerSecond = Int(Double(progress.rows) / seconds)
            megabytesPerSecond = Int(Double(progress.textBytes) / seconds / 1_000_000)
            secondsLeft = progress.fraction.flatMap { fraction in
                let elapsed = progress.seconds - start
                guard fraction > 0.001, elapsed > 0 else { return nil }
                return Int(min(1e9, elapsed / fraction * max(0, 1 - fraction)).rounded(.up))
            }
        }

        /// One line of at most `width` cells: what matters least is left out where there is no room.
        func line(width: Int) -> String {
            let bytes =
                progress.byteCount.map { "\(ByteCount(progress.bytesRead)) of \(ByteCount($0))" }
                ?? "\(ByteCount(progress.bytesRead))"
            // With the rank in which they go.
            var parts: [(rank: Int, text: String)] = []
            if let percent { parts.append((0, "\(PlainText.padded("\(percent)", 3, right: true)) %")) }
            if progress.sortedRows != nil { parts.append((1, "sorting")) }
            parts.append((2, bytes))
            parts.append((3, "\(rowsPerSecond) rows/s"))
            parts.append((5, "\(megabytesPerSecond) MB/s"))
            parts.append((4, PlainText.count(progress.files, "file")))
            if let secondsLeft { parts.append((1, "\(ProgressMeter.clock(secondsLeft)) left")) }
            func joined() -> String { parts.map(\.text).joined(separator: "  ") }
            while PlainText.width(joined()) > width, let most = parts.map(\.rank).max() {
                parts.removeAll { $0.rank == most }
            }
            // The partition gets what room there is.
            let room = width - PlainText.width(joined()) - 2
            let name = PlainText.printable(progress.partition.description)
            guard room >= 8, !progress.partition.isRoot else { return joined() }
            return joined() + "  " + PlainText.end(of: name, width: room)
        }

        /// For a log.
        var details: Logger.Metadata {
            var details: Logger.Metadata = [
                "bytes_read": .stringConvertible(progress.bytesRead), "rows": .stringConvertible(progress.rows),
                "rows_per_second": .stringConvertible(rowsPerSecond),
                "mb_per_second": .stringConvertible(megabytesPerSecond), "files": .stringConvertible(progress.files),
                "partition": .string(progress.partition.description),
            ]
            if let byteCount = progress.byteCount { details["bytes_total"] = .stringConvertible(byteCount) }
            if let percent { details["percent"] = .stringConvertible(percent) }
            if let secondsLeft { details["seconds_left"] = .stringConvertible(secondsLeft) }
            if let sortedRows = progress.sortedRows { details["sorted_rows"] = .stringConvertible(sortedRows) }
            return details
        }
    }

    /// `4:07`, `1:04:07`.
    static func clock(_ seconds: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let (minutes, rest) = seconds.quotientAndRemainder(dividingBy: 60)
        return minutes < 60 ? "\(minutes):\(two(rest))" : "\(minutes / 60):\(two(minutes % 60)):\(two(rest))"
    }
}
