internal import ParquetBytes

/// Answers a predicate for batches of the columns that are asked first, and takes the rows out of them that it is true of.
struct RowSelection: Sendable {
    private var filter: BatchFilter
    private let keepsDictionaries: Bool
    private let byteLimit: Int
    /// For each of the columns its place among all that are read, its name, and whether it is handed out.
    private let columns: [(place: Int, path: ColumnPath, isOutput: Bool)]
    /// For each of the columns the distinct strings that it had last. Batches of a row group share them.
    private var tables: [(distinct: ColumnValues, table: ByteStringTable)?]

    /// - Parameter places: the columns that are asked first.
    init(_ file: ParquetFile, _ predicate: BoundPredicate, _ request: ScanRequest, places: [Int]) {
        filter = BatchFilter(predicate, file.schema, selection: places.map { request.all.selection[$0] })
        keepsDictionaries = file.options.keepsDictionaries
        byteLimit = file.options.memoryLimit
        columns = places.map {
            ($0, file.schema.columns[request.all.selection[$0]].path, request.outputs[$0] != nil)
        }
        tables = [(distinct: ColumnValues, table: ByteStringTable)?](repeating: nil, count: places.count)
    }

    /// Takes the rows out of `vectors` that the predicate is true of; they hold `rows`.
    ///
    /// - Returns: these rows, and of columns that are not handed out nil.
    /// - Throws: `ParquetError` with code `limit` if the values take more memory than may be used.
    mutating func select(
        _ vectors: [ColumnVector], _ rows: RowRanges, isCertain: Bool
    ) throws(ParquetError) -> (survivors: RowRanges, vectors: [ColumnVector?]) {
        let selection = isCertain ? nil : filter.selection(of: vectors, rowCount: rows.count)
        let count = selection?.oneCount ?? rows.count
        var taken = [ColumnVector?](repeating: nil, count: vectors.count)
        guard count > 0 else { return (RowRanges(), taken) }
        var bytesLeft = byteLimit
        for (index, column) in columns.enumerated() where column.isOutput {
            var vector = vectors[index]
            if let selection { vector = vector.filtered(by: selection, count) }
            if !keepsDictionaries, case .dictionary(_, let distinct) = vector.values {
                try resolve(&vector.values, distinct, column: index, byteLimit: bytesLeft)
            }
            bytesLeft = max(0, bytesLeft - vector.byteCount)
            taken[index] = vector
        }
        return (selection.map { rows.selecting($0) } ?? rows, taken)
    }

    /// Replaces the indices in `values` by what they stand for.
    private mutating func resolve(
        _ values: inout ColumnValues, _ distinct: ColumnValues, column: Int, byteLimit: Int
    ) throws(ParquetError) {
        if case .byteArray = distinct, tables[column]?.distinct != distinct {
            tables[column] = distinct.byteArrayTable.map { (distinct, $0) }
        }
        do throws(ParquetError) {
            try values.resolveDictionary(tables[column]?.table, byteLimit: byteLimit)
        } catch {
            throw error.at(.init(column: columns[column].path.description))
        }
    }
}
