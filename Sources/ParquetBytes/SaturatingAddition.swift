extension Int {
    /// Adds `other`; a sum that is too large becomes `Int.max`. Neither is negative.
    package mutating func addUpToMax(_ other: Int) {
        let (sum, overflow) = addingReportingOverflow(other)
        self = overflow ? .max : sum
    }
}
