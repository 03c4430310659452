internal import Parquet

/// What checking a file found.
public struct CheckReport: Sendable {
    /// The outcome for the file as a whole.
    public enum Verdict: String, Sendable {
        /// All was looked at, and nothing is wrong; there may be warnings.
        case sound
        /// Something is wrong.
        case unsound
        /// Nothing is wrong as far as could be looked, but that is not everywhere.
        case unchecked = "not fully checked"
    }

    /// The findings, by row group and column in the order of the file.
    public let findings: [Finding]
    /// How many findings were too many to be kept.
    public let droppedCount: Int
    /// How many rows, column chunks and pages were looked at.
    public let counts: Counts

    /// How much was looked at.
    public struct Counts: Sendable, Equatable {
        /// Rows, of all row groups, as the footer tells.
        public var rows = 0
        /// Row groups.
        public var rowGroups = 0
        /// Column chunks whose pages were gone over.
        public var columnChunks = 0
        /// Pages, dictionary pages included.
        public var pages = 0
        /// Values that were decoded, nulls included.
        public var values = 0
    }

    init(_ log: FindingLog, _ counts: Counts) {
        findings = log.findings
        droppedCount = log.droppedCount
        self.counts = counts
    }

    /// The outcome.
    public var verdict: Verdict {
        if droppedCount > 0 || findings.contains(where: { $0.severity == .error }) { return .unsound }
        return findings.contains { $0.severity == .unchecked } ? .unchecked : .sound
    }

    private func count(_ severity: Finding.Severity) -> Int { findings.count { $0.severity == severity } }

    /// A line a finding, then one with the verdict, each with the file before it.
    ///
    /// - Parameter isQuiet: leaves warnings out, and gives nothing at all of a file that is sound.
    public func text(file: String? = nil, isQuiet: Bool = false) -> String {
        if isQuiet, verdict == .sound { return "" }
        let start = file.map { "\($0): " } ?? ""
        var text = ""
        for finding in findings where !isQuiet || finding.severity != .warning { text += "\(start)\(finding)\n" }
        if droppedCount > 0 { text += "\(start)… and \(droppedCount) more\n" }
        text += "\(start)\(verdict.rawValue): \(counts.rows) rows, \(counts.rowGroups) row groups, "
        text += "\(counts.columnChunks) column chunks, \(counts.pages) pages; "
        text += "\(count(.error)) errors, \(count(.warning)) warnings, \(count(.unchecked)) not checked\n"
        return text
    }

    /// A JSON document.
    public func json(file: String?) -> String {
        JSONValue.object([
            ("file", .optional(file)),
            ("verdict", .string(verdict.rawValue)),
            ("errors", .integer(count(.error))),
            ("warnings", .integer(count(.warning))),
            ("not_checked", .integer(count(.unchecked))),
            ("findings_left_out", .integer(droppedCount)),
            ("rows", .integer(counts.rows)),
            ("row_groups", .integer(counts.rowGroups)),
            ("column_chunks", .integer(counts.columnChunks)),
            ("pages", .integer(counts.pages)),
            ("values", .integer(counts.values)),
            (
                "findings",
                .array(
                    findings.map { finding in
                        .object([
                            ("severity", .string(finding.severity.rawValue)),
                            ("rule", .string(finding.rule.rawValue)),
                            ("row_group", .optional(finding.place.rowGroup)),
                            ("column", .optional(finding.place.column)),
                            ("page", .optional(finding.place.page)),
                            ("byte", .optional(finding.place.byteOffset)),
                            ("message", .string(finding.message)),
                        ])
                    })
            ),
        ]).document
    }
}
