internal import Parquet

extension Receipt {
    /// Checks that its numbers add up: for each source, lines are rows, blank ones and quarantined ones; the rows of sources are
    /// those of the outputs and those erased before; the quarantined lines are those of the quarantines; digests are those of what is there.
    ///
    /// - Throws: `ParquetError` with code `malformed` and the numbers.
    func check() throws(ParquetError) {
        guard number >= 1, (number == 1) == (previous == nil) else {
            throw ParquetError(.malformed, "receipt \(number) names \(previous == nil ? "no" : "a") receipt before it")
        }
        try Receipt.checkDifferent(sources.map(\.name), "source")
        try Receipt.checkDifferent(partitions.map(\.path.description), "partition")
        try Receipt.checkDifferent(quarantines.map(\.file), "quarantine")
        for quarantine in quarantines
        where quarantine.file.split(separator: "/", omittingEmptySubsequences: false).contains(where: {
            !Receipt.isFileName(String($0))
        }) {
            throw ParquetError(.malformed, "the quarantine \"\(quarantine.file)\" is no path of a file")
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
        for partition in partitions { try partition.check(isHashed: multiset != nil) }
        if partitions.count == 1, partitions[0].rows.digest != multiset?.digest {
            throw ParquetError(.malformed, "the hash of all rows is not that of the one partition's")
        }
        switch action {
        case .convert: try checkSources()
        case .compact, .erase:
            guard sources.isEmpty else { throw ParquetError(.malformed, "\(action.rawValue) has no sources") }
        }
        guard (action == .erase) == (erased != nil) else {
            throw ParquetError(.malformed, "a receipt tells of erased rows if its action is erase, and only then")
        }
        _ = try Receipt.sum(erased?.removals.map(\.rowCount) ?? [])
        let earlier = [0] + earlierErasures.map(\.receipt) + [number]
        guard zip(earlier, earlier.dropFirst()).allSatisfy({ $0 < $1 }),
            earlierErasures.isEmpty || action == .convert && !isByColumns
        else {
            throw ParquetError(
                .malformed,
                "the erasures before are not in their order, not before, or not of a partition that was added to")
        }
    }

    private func checkSources() throws(ParquetError) {
        let rowsOfSources = try Receipt.sum(sources.map(\.rows))
        let rowsOfOutputs = try Receipt.sum(partitions.map(\.rows.count))
        let erasedRows = try Receipt.sum(earlierErasures.map(\.rowCount))
        guard rowsOfSources == (try Receipt.sum([rowsOfOutputs, erasedRows])) else {
            throw ParquetError(
                .malformed,
                "the sources have \(rowsOfSources) rows, the outputs \(rowsOfOutputs), and \(erasedRows) were erased before"
            )
        }
        let quarantined = try Receipt.sum(sources.map(\.quarantinedLines))
        let kept = try Receipt.sum(quarantines.map(\.lines))
        guard quarantined == kept else {
            throw ParquetError(
                .malformed, "\(quarantined) lines of the sources are in quarantine, which has \(kept)")
        }
    }

    fileprivate static func sum(_ numbers: [Int]) throws(ParquetError) -> Int {
        var sum = 0
        for number in numbers {
            let (next, overflow) = sum.addingReportingOverflow(number)
            guard !overflow else { throw ParquetError(.malformed, "the counts are beyond 64 bits") }
            sum = next
        }
        return sum
    }

    fileprivate static func checkDifferent(_ names: [String], _ what: String) throws(ParquetError) {
        guard Set(names).count == names.count else { throw ParquetError(.malformed, "one \(what) is named twice") }
    }

    /// Whether it names something in a directory, and nothing outside of it.
    fileprivate static func isFileName(_ name: String) -> Bool {
        !name.isEmpty && name != "." && name != ".." && !name.utf8.contains(UInt8(ascii: "/")) && !name.utf8.contains(0)
    }
}

extension Receipt.Partition {
    fileprivate func check(isHashed: Bool) throws(ParquetError) {
        try Receipt.checkDifferent(outputs.map(\.name), "output")
        for output in outputs where !Receipt.isFileName(output.name) {
            throw ParquetError(.malformed, "the output \"\(output.name)\" is no name of a file")
        }
        for name in path.components where !Receipt.isFileName(name) {
            throw ParquetError(.malformed, "the partition has a directory \"\(name)\"")
        }
        for output in outputs {
            for nulls in output.nulls where nulls.column.isEmpty {
                throw ParquetError(.malformed, "\(output.name) has a column without a name")
            }
        }
        _ = try Receipt.sum(outputs.map(\.byteCount))
        let rowsOfOutputs = try Receipt.sum(outputs.map(\.rowCount))
        guard rows.count == rowsOfOutputs else {
            throw ParquetError(.malformed, "\(path) has \(rows.count) rows, its outputs \(rowsOfOutputs)")
        }
        guard isHashed else {
            guard rows.digest == nil, rows.trees.isEmpty else {
                throw ParquetError(.malformed, "\(path) has hashes of rows, the receipt none")
            }
            return
        }
        let rowsOfTrees = try Receipt.sum(rows.trees.map(\.rowCount))
        guard rows.digest != nil, rowsOfTrees == rows.count else {
            throw ParquetError(.malformed, "\(path) has \(rows.count) rows, \(rowsOfTrees) are hashed")
        }
    }
}
