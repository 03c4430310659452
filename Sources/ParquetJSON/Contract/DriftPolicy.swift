/// What becomes of a value that does not fit its column.
public enum DriftPolicy: String, Sendable, Hashable, CaseIterable {
    /// The value goes, as JSON, into the column `_extra`, and the column has null.
    case extra
    /// The column takes the least wider type that holds the values, in a new revision of the contract, if `TypeWidening` allows one.
    /// Else, and in what lies in structs, arrays and maps, as `extra`.
    case widen
    /// The line is no row: it is rejected, and others go on (`JSONLinesReader.read(_:into:rejecting:)`).
    case quarantine
    /// The line does not fit, and nothing goes on.
    case fail

    /// Whether a value that does not fit is kept beside its row.
    var keepsRow: Bool { self == .extra || self == .widen }
}
