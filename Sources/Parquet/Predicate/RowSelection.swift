internal import ParquetBytes

/// Takes the rows that a predicate is true of out of batches as they are read.
struct RowSelection: Sendable {
    /// All rows, with the columns that the predicate asks, dictionaries kept.
    var unfiltered: RecordBatch

    private var filter: BatchFilter
    /// Where the columns that are handed out are in `unfiltered`.
    private let places: [Int]
    private let keepsDictionaries: Bool
    private let byteLimit: Int
    /// For each column that is handed out the distinct strings that it had last. Batches of a row group share them.
    private var tables: [(distinct: ColumnValues, table: ByteStringTable)?]

    /// - Parameters:
    ///   - projection: the columns that are handed out.
    ///   - all: these and the columns that `predicate` asks.
    init(_ file: ParquetFile, _ predicate: BoundPredicate, _ projection: Projection, _ all: Projection) {
        filter = BatchFilter(predicate, file.schema, selection: all.selection)
        unfiltered = RecordBatch(schema: all.schema)
        places = projection.selection.compactMap { all.selection.firstIndex(of: $0) }
        keepsDictionaries = file.options.keepsDictionaries
        byteLimit = file.options.memoryLimit
        tables = [(distinct: ColumnValues, table: ByteStringTable)?](repeating: nil, count: places.count)
    }

    /// Replaces the columns of `batch` by those of the rows in `unfiltered` that are wanted.
    ///
    /// - Returns: whether there are any.
    /// - Throws: `ParquetError` with code `limit` if the values take more memory than may be used.
    mutating func select(into batch: inout RecordBatch) throws(ParquetError) -> Bool {
        let selection = filter.selection(of: unfiltered)
        let count = selection.oneCount
        guard count > 0 else { return false }
        var bytesLeft = byteLimit
        for (index, place) in places.enumerated() {
            if count == selection.count {
                // What comes in its place is given back, to be read into.
                swap(&unfiltered.columns[place], &batch.columns[index])
            } else {
                batch.columns[index] = unfiltered.columns[place].filtered(by: selection, count)
            }
            if !keepsDictionaries, case .dictionary(_, let distinct) = batch.columns[index].values {
                try resolve(&batch.columns[index].values, distinct, column: index, byteLimit: bytesLeft)
            }
            bytesLeft = max(0, bytesLeft - batch.columns[index].byteCount)
        }
        return true
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
            let path = unfiltered.schema.columns[places[column]].path
            throw error.at(.init(column: path.description))
        }
    }
}
