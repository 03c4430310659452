internal import Parquet

extension Receipt {
    /// Checks that its numbers add up: for each source, lines are rows, blank ones and quarantined ones; the rows of sources are
    /// those of the outputs and the erased ones; the quarantined lines are those of the quarantine.
    ///
    /// - Throws: `ParquetError` with code `malformed` and the numbers.
    func check() throws(ParquetError) {
        guard number >= 1, (number == 1) == (previous == nil) else {
            throw ParquetError(.malformed, "receipt \(number) names \(previous == nil ? "no" : "a") receipt before it")
        }
        try Receipt.checkDifferent(sources.map(\.name), "source")
        try Receipt.checkDifferent(outputs.map(\.name), "output")
        for output in outputs where !Receipt.isFileName(output.name) {
            throw ParquetError(.malformed, "the output \"\(output.name)\" is no name of a file")
        }
        for name in partition.components where !Receipt.isFileName(name) {
            throw ParquetError(.malformed, "the partition has a directory \"\(name)\"")
        }
        for source in sources {
            let parts = try Receipt.sum([source.rows, source.blankLines, source.quarantinedLines])
            guard source.lines == parts else {
                throw ParquetError(
                    .malformed,
                    "\(source.name) has \(source.lines) lines, but \(source.rows) rows, \(source.blankLines) blank "
                        + "and \(source.quarantinedLines) quarantined")
            }
        }
        let rowsOfSources = try Receipt.sum(sources.map(\.rows))
        let rowsOfOutputs = try Receipt.sum(outputs.map(\.rowCount))
        guard rows.count == rowsOfOutputs else {
            throw ParquetError(.malformed, "\(rows.count) rows are hashed, the outputs have \(rowsOfOutputs)")
        }
        guard try Receipt.sum([rows.count, erased?.rowCount ?? 0]) == rowsOfSources else {
            throw ParquetError(
                .malformed,
                "the sources have \(rowsOfSources) rows, the outputs \(rowsOfOutputs) and \(erased?.rowCount ?? 0) are erased"
            )
        }
        let quarantined = try Receipt.sum(sources.map(\.quarantinedLines))
        guard quarantined == quarantine?.lines ?? 0 else {
            throw ParquetError(
                .malformed, "\(quarantined) lines of the sources are in quarantine, which has \(quarantine?.lines ?? 0)"
            )
        }
        for output in outputs {
            for nulls in output.nulls where nulls.column.isEmpty {
                throw ParquetError(.malformed, "\(output.name) has a column without a name")
            }
        }
    }

    private static func sum(_ numbers: [Int]) throws(ParquetError) -> Int {
        var sum = 0
        for number in numbers {
            let (next, overflow) = sum.addingReportingOverflow(number)
            guard !overflow else { throw ParquetError(.malformed, "the counts are beyond 64 bits") }
            sum = next
        }
        return sum
    }

    private static func checkDifferent(_ names: [String], _ what: String) throws(ParquetError) {
        guard Set(names).count == names.count else { throw ParquetError(.malformed, "an \(what) is named twice") }
    }

    /// Whether it names something in a directory, and nothing outside of it.
    private static func isFileName(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && !name.utf8.contains(UInt8(ascii: "/")) && !name.utf8.contains(0)
    }
}
