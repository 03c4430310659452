/// How the JSON value of a column is to be understood, where its type leaves that open.
public enum ReadRule: String, Sendable, Hashable, CaseIterable {
    /// A timestamp from a number of seconds since 1970-01-01T00:00:00Z. A fraction is taken exactly; non-zero digits beyond the
    /// column's unit do not fit.
    case epochSeconds = "epoch_seconds"
    /// A timestamp from a number of milliseconds, likewise.
    case epochMillis = "epoch_millis"
    /// A timestamp from a number of microseconds, likewise.
    case epochMicros = "epoch_micros"
    /// A timestamp from a number of nanoseconds, likewise.
    case epochNanos = "epoch_nanos"
    /// A timestamp from a string as in `2025-01-25T13:45:30.125+01:00`, moved to UTC (RFC 3339). `T` and `Z` may be lower case,
    /// and a space may stand for `T`. Second 60 is taken where a leap second can be, at 23:59 UTC at the end of a month, and
    /// is, as in POSIX, the second after it.
    case rfc3339
    /// A timestamp from a string in RFC 3339 or another variant of ISO 8601: without seconds, with a comma before the fraction, with
    /// zones as `+01` and `+0100`, in the basic format (`20250125T134530Z`), and without a zone, which then is UTC.
    case iso8601
    /// Bytes from a string as its UTF-8: what a binary column reads if nothing is said.
    case utf8
    /// Bytes from a string in base64 (RFC 4648, section 4, with its padding).
    case base64
    /// Bytes from a string of pairs of hexadecimal digits.
    case hex

    /// The digits behind the second's point that are before the point in a number of this rule, or nil.
    var epochDigits: Int? {
        switch self {
        case .epochSeconds: 0
        case .epochMillis: 3
        case .epochMicros: 6
        case .epochNanos: 9
        case .rfc3339, .iso8601, .utf8, .base64, .hex: nil
        }
    }
}

extension ContractType {
    /// The rules by which a column of this type can be read; none if its type says it all.
    public var readRules: [ReadRule] {
        switch self {
        case .timestamp: [.epochSeconds, .epochMillis, .epochMicros, .epochNanos, .rfc3339, .iso8601]
        case .binary: [.utf8, .base64, .hex]
        case .string, .tinyint, .smallint, .int, .bigint, .float, .double, .boolean, .date, .decimal, .uuid, .json,
            .structure, .array, .map:
            []
        }
    }

    /// Whether a column of this type must say how it is read.
    public var needsReadRule: Bool {
        if case .timestamp = self { true } else { false }
    }
}
