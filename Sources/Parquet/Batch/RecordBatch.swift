/// Rows, held column by column: the unit in which data crosses into and out of the library.
public struct RecordBatch: Sendable, Equatable {
    /// The schema of the rows.
    public let schema: Schema
    /// A vector for each of `schema.columns`, in that order.
    public var columns: [ColumnVector]

    /// A batch without rows.
    public init(schema: Schema) {
        self.schema = schema
        columns = schema.columns.map { column in
            let presence: Presence =
                column.maxRepetitionLevel > 0 || column.maxDefinitionLevel > 1
                ? .levels(definition: [], repetition: column.maxRepetitionLevel > 0 ? [] : nil) : .all(rowCount: 0)
            return ColumnVector(
                presence: presence, values: ColumnValues(empty: column.physicalType, typeLength: column.typeLength))
        }
    }

    /// A batch of `columns`.
    ///
    /// - Throws: `ParquetError` with code `schema` if a vector does not have its column's shape, or the vectors differ in
    ///   their number of rows.
    public init(schema: Schema, columns: [ColumnVector]) throws(ParquetError) {
        self.schema = schema
        self.columns = columns
        try check()
    }

    /// The number of rows: that of the first column.
    public var rowCount: Int { columns.first?.rowCount ?? rowCountWithoutColumns }

    /// The number of rows of a batch without columns.
    private var rowCountWithoutColumns = 0

    /// Roughly how many bytes of memory the columns take.
    package var byteCount: Int { columns.indices.reduce(0) { $0 + columns[$1].byteCount } }

    /// Makes a batch without columns one of `rowCount` rows.
    package mutating func setRowCountWithoutColumns(_ rowCount: Int) {
        rowCountWithoutColumns = rowCount
    }

    /// Checks every vector against its column, and that all have the same number of rows.
    ///
    /// - Throws: `ParquetError` with code `schema`, naming the column.
    public func check() throws(ParquetError) {
        guard columns.count == schema.columns.count else {
            throw ParquetError(.schema, "\(columns.count) columns in the batch, \(schema.columns.count) in the schema")
        }
        let rowCount = rowCount
        // By their numbers: a loop over the columns themselves retains all that each has.
        for column in columns.indices {
            try columns[column].check(against: schema.columns[column])
            let count = columns[column].rowCount
            guard count == rowCount else {
                throw ParquetError(
                    .schema, "\(count) rows, the first column has \(rowCount)",
                    at: .init(column: schema.columns[column].path.description))
            }
        }
    }
}
