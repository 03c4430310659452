public import Parquet

/// Something that checking a file found.
public struct Finding: Sendable, Equatable {
    /// How much it matters.
    public enum Severity: String, Sendable, CaseIterable, Comparable {
        /// The file contradicts itself or the format: a reader may give wrong rows, skip rows, or refuse the file.
        case error
        /// Odd, or against a recommendation, but no reader is misled.
        case warning
        /// Something could not be looked at: it is encrypted, or of a kind that this version does not know.
        case unchecked = "not checked"

        /// What matters more comes first.
        public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .error: 0
            case .unchecked: 1
            case .warning: 2
            }
        }
    }

    /// How much it matters.
    public let severity: Severity
    /// What was checked.
    public let rule: CheckRule
    /// Where it is; pages count from 0, the dictionary page included.
    public let place: ParquetError.Place
    /// What is wrong, in one sentence with the numbers in it.
    public let message: String

    /// A finding at `place`.
    public init(_ severity: Severity, _ rule: CheckRule, _ message: String, at place: ParquetError.Place) {
        self.severity = severity
        self.rule = rule
        self.place = place
        self.message = message
    }
}

extension Finding: CustomStringConvertible {
    /// Severity, place and message in one line.
    public var description: String {
        let location = place.description
        return "\(severity.rawValue): \(location.isEmpty ? "" : location + ": ")\(message) [\(rule.rawValue)]"
    }
}
