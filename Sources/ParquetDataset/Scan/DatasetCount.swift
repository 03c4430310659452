public import Parquet
public import SystemPackage

/// Counts the rows of a dataset, and finds the least, the greatest, the sum and the number of different values of columns: of all rows
/// that a where-clause keeps, or of groups of them.
///
///     let count = DatasetCount(by: ["action"], aggregates: [.greatest("at")])
///     let result = try await count.run(over: "table", where: WhereClause("status >= 400"))
///
/// Where directories, statistics and indexes say for certain how many rows there are, or what their bounds are, no values are read.
public struct DatasetCount: Sendable {
    /// What is found out of a column. Nulls are left out.
    public enum Aggregate: Sendable, Hashable {
        /// The least value.
        case least(String)
        /// The greatest value; NaN is above all numbers.
        case greatest(String)
        /// The sum: of whole numbers within INT64, of decimals within 38 digits, of floating-point numbers in the order of the rows.
        case sum(String)
        /// The number of different values.
        case distinct(String)

        /// The column's name.
        public var column: String {
            switch self {
            case .least(let column), .greatest(let column), .sum(let column), .distinct(let column): column
            }
        }

        /// The same of the column `name`.
        fileprivate func of(_ name: String) -> Aggregate {
            switch self {
            case .least: .least(name)
            case .greatest: .greatest(name)
            case .sum: .sum(name)
            case .distinct: .distinct(name)
            }
        }

        /// What the result's column is called.
        public var name: String {
            switch self {
            case .least(let column): "min_\(column)"
            case .greatest(let column): "max_\(column)"
            case .sum(let column): "sum_\(column)"
            case .distinct(let column): "distinct_\(column)"
            }
        }
    }

    /// What came out.
    public struct Result: Sendable {
        /// A row for each group, the largest first: the keys, `count`, and the aggregates. Without keys there is one.
        public let rows: RecordBatch
        /// What was read, and what was spared.
        public let explanation: DatasetExplanation
    }

    /// The columns whose values make the groups.
    public let keys: [String]
    /// What is found out besides the number of rows.
    public let aggregates: [Aggregate]

    /// The most rows that are counted at once.
    private static let batchRowLimit = 1 << 16

    /// Counts by the values of `keys`, all rows together if there are none. A name that no column has means the one that differs from it
    /// only in case.
    public init(by keys: [String] = [], aggregates: [Aggregate] = []) {
        self.keys = keys
        self.aggregates = aggregates
    }

    /// Counts the rows of the dataset at `path` that `clause` is true of.
    ///
    /// - Throws: `ParquetError` with code `argument` for columns that are not there, `schema` for those within groups or lists and
    ///   those that have no order or no sum, `limit` for sums beyond their type, and as `DatasetScan`.
    public nonisolated(nonsending) func run(
        over path: FilePath, where clause: WhereClause? = nil, options: ReaderOptions = .localFiles
    ) async throws(ParquetError) -> Result {
        try await run(over: DatasetFile.all(at: path), where: clause, options: options, sources: .files)
    }

    /// As above, of files that are listed, and read from `sources`.
    nonisolated(nonsending) func run(
        over files: [DatasetFile], where clause: WhereClause?, options: ReaderOptions, sources: DatasetSources
    ) async throws(ParquetError) -> Result {
        var options = options
        // Different values are looked up once.
        options.keepsDictionaries = true
        // A batch takes some steps of its own, and nobody is handed one.
        options.batchRowLimit = max(options.batchRowLimit, DatasetCount.batchRowLimit)
        var columns: [String] = []
        for name in keys + aggregates.map(\.column) where !columns.contains(name) { columns.append(name) }
        var scan = DatasetScan(
            files: files, columns: columns, where: clause, options: options, sources: sources)
        var spelled: [Aggregate] = []
        for aggregate in aggregates {
            for name in try await scan.spelled([aggregate.column]) { spelled.append(aggregate.of(name)) }
        }
        let count = DatasetCount(by: try await scan.spelled(keys), aggregates: spelled)
        var groups = GroupTable(keys: count.keys, aggregates: count.aggregates)
        // Sums of floating-point numbers depend on the order of rows, and different values are known in one place.
        let parts = aggregates.isEmpty && options.concurrency > 1 ? try await scan.takeParts() : []
        if parts.isEmpty {
            try await count.add(&scan, to: &groups, options)
        } else {
            try await count.add(parts, options.concurrency, to: &groups, &scan.explanation)
        }
        return Result(rows: try groups.result(), explanation: scan.explanation)
    }

    /// Takes the rows of the files that are left up.
    private nonisolated(nonsending) func add(
        _ scan: inout DatasetScan, to groups: inout GroupTable, _ options: ReaderOptions
    ) async throws(ParquetError) {
        while let file = try await scan.openNext() {
            do throws(ParquetError) {
                if let known = try await knownBatch(file, &scan, options) {
                    try groups.add(known.batch, count: known.rowCount)
                    continue
                }
                var reader = try scan.makeReader(file)
                var rows = RecordBatch(schema: reader.schema)
                var rowExtension = try scan.rowExtension(of: reader.schema, file)
                while try await reader.next(into: &rows) { try groups.add(rowExtension.extended(rows)) }
                scan.explanation.scan += reader.explanation
            } catch {
                throw error.at(.init(file: file.path))
            }
        }
    }

    /// What came of a file that was looked at by itself.
    private struct Part: Sendable {
        var rows: RecordBatch
        var counts: [Int]
        var explanation: DatasetExplanation
    }

    /// Takes the rows of the files up, `concurrency` files at a time, in the order of the files.
    private nonisolated(nonsending) func add(
        _ parts: [DatasetScan.Part], _ concurrency: Int, to groups: inout GroupTable,
        _ explanation: inout DatasetExplanation
    ) async throws(ParquetError) {
        let outcome = await withTaskGroup(of: (Int, Swift.Result<Part, ParquetError>).self) {
            group -> Swift.Result<[Part], ParquetError> in
            var next = 0
            var found = [Part?](repeating: nil, count: parts.count)
            var failure: (place: Int, error: ParquetError)?
            while next < parts.count || !group.isEmpty {
                if failure == nil, next < parts.count, next < concurrency {
                    start(parts[next], next, in: &group)
                    next += 1
                    continue
                }
                guard let (place, result) = await group.next() else { break }
                switch result {
                case .success(let part): found[place] = part
                // Of several the first in the order of the files is told.
                case .failure(let error): if place < failure?.place ?? .max { failure = (place, error) }
                }
                if failure == nil, next < parts.count {
                    start(parts[next], next, in: &group)
                    next += 1
                } else if failure != nil {
                    next = parts.count
                }
            }
            if let failure { return .failure(failure.error) }
            return .success(found.compactMap { $0 })
        }
        for part in try outcome.get() {
            try groups.add(part.rows, counts: part.counts)
            explanation += part.explanation
        }
    }

    private func start(
        _ description: DatasetScan.Part, _ place: Int,
        in group: inout TaskGroup<(Int, Swift.Result<Part, ParquetError>)>
    ) {
        group.addTask {
            let result: Swift.Result<Part, ParquetError>
            do throws(ParquetError) {
                let part = try await count(description)
                result = .success(part)
            } catch {
                result = .failure(error)
            }
            return (place, result)
        }
    }

    /// Counts the rows of one file.
    private nonisolated(nonsending) func count(
        _ description: DatasetScan.Part
    ) async throws(ParquetError) -> Part {
        var scan = DatasetScan(description)
        var groups = GroupTable(keys: keys, aggregates: aggregates)
        try await add(&scan, to: &groups, description.options)
        let (rows, counts) = try groups.partial()
        return Part(rows: rows, counts: counts, explanation: scan.explanation)
    }

    /// What is known of a file's rows without their values: the bounds of the columns, as rows, and how many rows there are.
    private nonisolated(nonsending) func knownBatch(
        _ file: DatasetScan.OpenFile, _ scan: inout DatasetScan, _ options: ReaderOptions
    ) async throws(ParquetError) -> (batch: RecordBatch, rowCount: Int)? {
        guard keys.allSatisfy({ scan.partitions.contains($0) }) else { return nil }
        let fileColumns = aggregates.map(\.column).filter { !scan.partitions.contains($0) }
        if fileColumns.isEmpty, aggregates.allSatisfy(\.isBound) {
            let count: Int
            if let predicate = file.predicate {
                let answer = try await file.file.countRows(where: predicate)
                scan.explanation.scan += answer
                count = answer.matchedRowCount
            } else {
                count = file.file.rowCount
                scan.explanation.scan += file.file.openingExplanation(matchedRowCount: count)
            }
            guard count > 0 else { return (try scan.constants(file, rowCount: 0), 0) }
            return (try scan.constants(file, rowCount: 1), count)
        }
        // Columns that the file lacks are null, which rows tell.
        let names = fileColumns.compactMap { file.ownName(of: $0) }
        guard options.pruning.contains(.statistics), file.predicate == nil, aggregates.allSatisfy(\.isBound),
            file.file.rowCount > 0, names.count == fileColumns.count,
            let bounds = try file.file.exactBounds(of: names)
        else { return nil }
        scan.explanation.scan += file.file.openingExplanation(matchedRowCount: file.file.rowCount)
        return (try scan.extended(bounds, file), file.file.rowCount)
    }
}

extension DatasetCount.Aggregate {
    /// Whether it is known of all rows if it is of the least and the greatest.
    fileprivate var isBound: Bool {
        switch self {
        case .least, .greatest: true
        case .sum, .distinct: false
        }
    }
}
