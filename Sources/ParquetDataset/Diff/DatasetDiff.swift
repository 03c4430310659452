internal import ParquetBytes
public import Parquet
internal import ParquetInspect
public import SystemPackage

/// Compares two datasets, or files: their columns, and their rows without regard to their order, to how they are divided into files, and
/// to how values are stored.
///
/// Each row has a hash of its values (`RowHasher`), and the order-free sums of the hashes (`MultisetHash`) tell whether both have the
/// same rows, each as often. Only if they have not are rows looked for: pass by pass, so that the memory does not grow with them.
public struct DatasetDiff: Sendable {
    /// A column of the root that is not the same.
    public enum ColumnDifference: Sendable, Hashable {
        /// Only the left one has it.
        case onlyLeft(String)
        /// Only the right one has it.
        case onlyRight(String)
        /// Both have it with different types, as message types have them.
        case types(String, left: String, right: String)
    }

    /// Rows that one has and the other has not, or not as often.
    public struct Surplus: Sendable {
        /// How many there are.
        public internal(set) var rowCount = 0
        /// Where the first of them are: the file and the row in it, counted from 0.
        public internal(set) var places: [(file: String, row: Int)] = []
        /// These rows, in the order of `places`; a batch for each file.
        public internal(set) var rows: [RecordBatch] = []
    }

    /// What came out.
    public struct Report: Sendable {
        /// The columns that are not the same.
        public internal(set) var columns: [ColumnDifference] = []
        /// The columns whose values were compared.
        public internal(set) var compared: [String] = []
        /// The number of rows.
        public internal(set) var leftRowCount = 0
        /// The number of rows.
        public internal(set) var rightRowCount = 0
        /// The rows that only the left one has.
        public internal(set) var onlyLeft = Surplus()
        /// The rows that only the right one has.
        public internal(set) var onlyRight = Surplus()

        /// Whether the compared columns have the same rows, each as often.
        public var hasSameRows: Bool { onlyLeft.rowCount == 0 && onlyRight.rowCount == 0 }
        /// Whether nothing is different.
        public var isSame: Bool { columns.isEmpty && hasSameRows }
    }

    private let columns: [String]?
    private let clause: WhereClause?
    private let rowLimit: Int
    private let options: ReaderOptions

    /// - Parameters:
    ///   - columns: the columns of the root to compare; nil compares all that both have with the same type.
    ///   - clause: which rows to compare; nil compares all.
    ///   - rowLimit: how many rows of each side are told.
    public init(
        columns: [String]? = nil, where clause: WhereClause? = nil, rowLimit: Int = 10,
        options: ReaderOptions = ReaderOptions()
    ) {
        self.columns = columns
        self.clause = clause
        self.rowLimit = rowLimit
        self.options = options
    }

    /// Compares the datasets at `left` and `right`: files, directories of partitions, or patterns.
    ///
    /// - Throws: `ParquetError` with code `argument` if no columns are left to compare or one of `columns` is not in both, and as
    ///   `DatasetScan` does.
    public nonisolated(nonsending) func run(
        _ left: FilePath, _ right: FilePath
    ) async throws(ParquetError) -> Report {
        var report = Report()
        let (leftTypes, leftOrder) = try await types(left)
        let (rightTypes, rightOrder) = try await types(right)
        for name in leftOrder {
            guard let type = leftTypes[name] else { continue }
            if let other = rightTypes[name] {
                if type != other { report.columns.append(.types(name, left: type, right: other)) }
            } else {
                report.columns.append(.onlyLeft(name))
            }
        }
        for name in rightOrder where leftTypes[name] == nil { report.columns.append(.onlyRight(name)) }
        if let columns {
            for name in columns where leftTypes[name] == nil || rightTypes[name] == nil {
                throw ParquetError(.argument, "not both have a column \(name)", at: .init(column: name))
            }
            report.compared = columns
        } else {
            report.compared = leftOrder.filter { leftTypes[$0] == rightTypes[$0] }
        }
        guard !report.compared.isEmpty else {
            throw ParquetError(.argument, "there is no column that both have with the same type; name some to compare")
        }

        var sums = (left: MultisetHash(), right: MultisetHash())
        try await forEach(left, report.compared) { hashes, _, _, _ in
            sums.left.insert(hashes)
            report.leftRowCount += hashes.count
        }
        try await forEach(right, report.compared) { hashes, _, _, _ in
            sums.right.insert(hashes)
            report.rightRowCount += hashes.count
        }
        guard sums.left != sums.right || report.leftRowCount != report.rightRowCount else { return report }
        try await findRows(left, right, &report)
        return report
    }

    /// The types of the columns of the root, of all files together, and their names in order. A column that files disagree about has
    /// a type that says so.
    private nonisolated(nonsending) func types(
        _ path: FilePath
    ) async throws(ParquetError) -> (types: [String: String], order: [String]) {
        var scan = try DatasetScan(path, options: options)
        var types: [String: String] = [:]
        var order: [String] = []
        while let file = try await scan.openNext() {
            for field in file.wholeSchema.fields {
                let type = field.typeText
                if let known = types[field.name] {
                    if known != type, !known.hasSuffix(" and others") { types[field.name] = known + " and others" }
                } else {
                    types[field.name] = type
                    order.append(field.name)
                }
            }
        }
        return (types, order)
    }

    /// Has `body` look at the rows of a dataset, batch by batch, with their hashes, their file and the number of rows before them in
    /// what is read of it.
    private nonisolated(nonsending) func forEach(
        _ path: FilePath, _ columns: [String],
        _ body: (_ hashes: [Hash256], _ batch: RecordBatch, _ file: String, _ rowsBefore: Int) throws(ParquetError) ->
            Void
    ) async throws(ParquetError) {
        var scan = try DatasetScan(path, columns: columns, where: clause, options: options)
        var hasher: RowHasher?
        var schema: Schema?
        var hashes: [Hash256] = []
        while let file = try await scan.openNext() {
            do throws(ParquetError) {
                var reader = try scan.makeReader(file)
                var rows = RecordBatch(schema: reader.schema)
                var rowsBefore = 0
                while try await reader.next(into: &rows) {
                    let batch = try scan.extended(rows, file)
                    if schema != batch.schema {
                        schema = batch.schema
                        hasher = RowHasher(schema: batch.schema)
                    }
                    hashes.removeAll(keepingCapacity: true)
                    try hasher?.append(hashesOf: batch, to: &hashes)
                    try body(hashes, batch, file.path, rowsBefore)
                    rowsBefore += hashes.count
                }
            } catch {
                throw error.place.file == nil ? error.at(.init(file: file.path)) : error
            }
        }
    }

    /// Finds the rows of which one has more than the other.
    private nonisolated(nonsending) func findRows(
        _ left: FilePath, _ right: FilePath, _ report: inout Report
    ) async throws(ParquetError) {
        let passCount = RowDifference.passCount(rowCount: max(report.leftRowCount, report.rightRowCount))
        var places: (left: [RowDifference.Place], right: [RowDifference.Place]) = ([], [])
        var files: (left: [String], right: [String]) = ([], [])
        for pass in 0..<passCount {
            var difference = RowDifference(pass: pass, passCount: passCount)
            files = ([], [])
            try await forEach(left, report.compared) { hashes, _, file, before in
                if files.left.last != file { files.left.append(file) }
                difference.add(hashes, file: files.left.count - 1, firstRow: before, weight: 1)
            }
            try await forEach(right, report.compared) { hashes, _, file, before in
                if files.right.last != file { files.right.append(file) }
                difference.add(hashes, file: files.right.count - 1, firstRow: before, weight: -1)
            }
            report.onlyLeft.rowCount += difference.count(weight: 1)
            report.onlyRight.rowCount += difference.count(weight: -1)
            places.left = Array((places.left + difference.first(rowLimit, weight: 1)).sorted().prefix(rowLimit))
            places.right = Array((places.right + difference.first(rowLimit, weight: -1)).sorted().prefix(rowLimit))
        }
        report.onlyLeft.places = places.left.map { (files.left[$0.file], $0.row) }
        report.onlyRight.places = places.right.map { (files.right[$0.file], $0.row) }
        report.onlyLeft.rows = try await rows(left, report.compared, report.onlyLeft.places)
        report.onlyRight.rows = try await rows(right, report.compared, report.onlyRight.places)
    }

    /// The rows at `places`.
    private nonisolated(nonsending) func rows(
        _ path: FilePath, _ columns: [String], _ places: [(file: String, row: Int)]
    ) async throws(ParquetError) -> [RecordBatch] {
        guard !places.isEmpty else { return [] }
        let wanted = Dictionary(grouping: places, by: \.file).mapValues { Set($0.map(\.row)) }
        var found: [RecordBatch] = []
        try await forEach(path, columns) { hashes, batch, file, before in
            guard let rows = wanted[file] else { return }
            let selection = Bitmap(hashes.indices.map { rows.contains(before + $0) })
            if selection.oneCount > 0 { found.append(batch.filtered(by: selection)) }
        }
        return found
    }
}

extension SchemaField {
    /// The type without the name, and without whether values may be missing.
    fileprivate var typeText: String {
        switch content {
        case .leaf(let type, let typeLength, let logicalType):
            var text = repetition == .repeated ? "repeated " : ""
            text += type.messageTypeName
            if let typeLength { text += "(\(typeLength))" }
            if let logicalType { text += " (\(logicalType.messageTypeName))" }
            return text
        case .group(let children, let logicalType):
            var text = repetition == .repeated ? "repeated group" : "group"
            if let logicalType { text += " (\(logicalType.messageTypeName))" }
            return text + " {" + children.map { "\($0.name): \($0.typeText)" }.joined(separator: ", ") + "}"
        }
    }
}
