internal import Parquet

/// The findings of a check, as they are made.
struct FindingLog: Sendable {
    private(set) var findings: [Finding] = []
    /// How many findings there were beyond the limit.
    private(set) var droppedCount = 0
    /// Where the check is.
    var place = ParquetError.Place()

    /// Findings are for people; a file that consists of them is an attack on the memory.
    static let limit = 10_000

    mutating func error(_ rule: CheckRule, _ message: @autoclosure () -> String, at place: ParquetError.Place? = nil) {
        add(.error, rule, message(), place)
    }

    mutating func warn(_ rule: CheckRule, _ message: @autoclosure () -> String, at place: ParquetError.Place? = nil) {
        add(.warning, rule, message(), place)
    }

    mutating func uncheck(_ rule: CheckRule, _ message: @autoclosure () -> String, at place: ParquetError.Place? = nil)
    {
        add(.unchecked, rule, message(), place)
    }

    /// Notes an error that reading threw; what is not supported or too large was not checked.
    mutating func note(_ error: ParquetError, _ rule: CheckRule) {
        var place = error.at(place).place
        place.file = nil
        switch error.code {
        case .unsupported, .limit: uncheck(rule, error.message, at: place)
        default: self.error(rule, error.message, at: place)
        }
    }

    /// Puts the findings in the order of the file: what concerns all of it, then by row group and column.
    mutating func sort(by schema: Schema) {
        var columns: [String: Int] = [:]
        for (place, column) in schema.columns.enumerated().reversed() { columns[column.path.description] = place }
        func key(_ place: ParquetError.Place) -> (Int, Int) {
            (place.rowGroup ?? -1, place.column.map { columns[$0] ?? -1 } ?? -1)
        }
        // Those of one chunk keep the order in which they were made.
        let sorted = findings.enumerated().sorted { left, right in
            let one = key(left.element.place)
            let other = key(right.element.place)
            return one == other ? left.offset < right.offset : one < other
        }
        findings = sorted.map(\.element)
    }

    private mutating func add(
        _ severity: Finding.Severity, _ rule: CheckRule, _ message: String, _ place: ParquetError.Place?
    ) {
        guard findings.count < FindingLog.limit else {
            droppedCount += 1
            return
        }
        findings.append(Finding(severity, rule, message, at: place ?? self.place))
    }
}
