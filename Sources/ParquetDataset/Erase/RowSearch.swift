internal import Parquet
internal import ParquetBytes
internal import ParquetJSON

/// The rows of a file that a where-clause is true of.
struct RowSearch: Sendable {
    /// The file's name.
    let file: String
    /// Its rows.
    private(set) var rowCount = 0
    /// The rows that are found, by row group: a bit for each row.
    private(set) var rowGroups: [Int: Bitmap] = [:]
    /// How many rows are found.
    private(set) var foundCount = 0
    /// How many of them for what stands in `_extra` alone.
    private(set) var foundInExtraCount = 0
    /// The columns that were asked.
    private(set) var columns: [String] = []
    /// Why conditions could not be asked of any column.
    private(set) var problems: [WhereFilter.Problem] = []
    /// Whether the file has `_extra`, which was searched.
    private(set) var hasExtra = false
    /// Whether the partition's values settle that there are none.
    private(set) var isPruned = false

    /// Searches `file`.
    ///
    /// - Parameters:
    ///   - partition: whose values are columns, too.
    ///   - lines: what asks the clause of `_extra`.
    init(
        _ clause: WhereClause, _ lines: LineSearch, _ file: ParquetFile, name: String, partition: PartitionPath
    ) async throws(ParquetError) {
        self.file = name
        rowCount = file.rowCount
        let extra = file.schema.columns.first { $0.path.names == [SchemaContract.extraColumnName] && $0.isText }
        hasExtra = extra != nil
        var filter = try WhereFilter(
            clause, schema: file.schema, constants: partition.values, beside: extra?.path)
        problems = filter.problems
        columns = filter.columns
        guard filter.canBeTrue else {
            isPruned = true
            return
        }
        for ordinal in file.metadata.rowGroups.indices {
            let count = file.metadata.rowGroups[ordinal].rowCount
            if filter.columns.isEmpty {
                try take(filter.selection(of: RecordBatch(schema: file.schema), rowCount: count), ordinal, count)
                continue
            }
            var found = Bitmap()
            var reader = try file.reader(columns: filter.columns, rowGroups: ordinal..<ordinal + 1)
            var batch = RecordBatch(schema: reader.schema)
            while try await reader.next(into: &batch) {
                let own = try filter.selection(of: batch, rowCount: batch.rowCount)
                var all = own
                if let place = filter.placeBeside {
                    let beside = try RowSearch.outcomes(batch.columns[place], lines)
                    if !beside.isEmpty {
                        all = try filter.selection(of: batch, rowCount: batch.rowCount, beside: beside)
                    }
                }
                foundInExtraCount += all.oneCount - own.oneCount
                found.append(all, 0..<all.count)
            }
            try take(found, ordinal, count)
        }
    }

    private mutating func take(_ found: Bitmap, _ ordinal: Int, _ count: Int) throws(ParquetError) {
        guard found.count == count else {
            throw ParquetError(
                .malformed, "\(found.count) rows where the footer has \(count)",
                at: .init(file: file, rowGroup: ordinal))
        }
        let ones = found.oneCount
        guard ones > 0 else { return }
        rowGroups[ordinal] = found
        foundCount += ones
    }

    /// What the objects in `extra` make of the conditions, by row, where they say anything.
    private static func outcomes(
        _ extra: ColumnVector, _ lines: LineSearch
    ) throws(ParquetError) -> [Int: [WhereOutcomes?]] {
        guard extra.values.count > 0, case .byteArray(let texts) = try extra.values.resolved() else { return [:] }
        var outcomes: [Int: [WhereOutcomes?]] = [:]
        var index = 0
        for row in 0..<extra.rowCount where extra.presence.hasValue(row) {
            let own = lines.outcomes(beside: Array(texts.bytes[texts.range(at: index)]))
            if own.contains(where: { $0 != nil }) { outcomes[row] = own }
            index += 1
        }
        return outcomes
    }
}

extension ColumnDescriptor {
    /// Whether it is one text of each row, or none.
    fileprivate var isText: Bool {
        physicalType == .byteArray && maxRepetitionLevel == 0 && maxDefinitionLevel <= 1
    }
}

extension Presence {
    /// Whether a row of an optional column of the root has a value.
    fileprivate func hasValue(_ row: Int) -> Bool {
        switch self {
        case .all: true
        case .validity(let bits): bits[row]
        case .levels(let definition, _): definition[row] > 0
        }
    }
}
