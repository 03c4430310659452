internal import Parquet

/// Puts the columns of directories behind rows of a file.
struct RowExtension: Sendable {
    /// The rows' schema afterwards.
    let schema: Schema
    private let partitions: PartitionColumns
    /// The columns, as their places among those of the directories, and the values that all rows of the file have.
    private let values: [(place: Int, text: String?)]
    /// The columns of the batch before: batches mostly have the same number of rows.
    private var constants: [ColumnVector] = []
    private var rowCount = -1

    /// - Parameters:
    ///   - schema: the schema of the rows.
    ///   - places: the columns that are put behind them, as their places among `partitions`.
    init(
        _ schema: Schema, _ partitions: PartitionColumns, _ partition: PartitionPath, places: [Int]
    ) throws(ParquetError) {
        self.partitions = partitions
        let spelled = places.isEmpty ? [] : partitions.spelled(partition)
        values = places.map { ($0, spelled[$0]) }
        self.schema =
            places.isEmpty
            ? schema
            : try Schema(name: schema.name, reading: schema.fields + places.map { partitions.fields[$0] })
    }

    /// `rows` with the columns of the directories.
    mutating func extended(_ rows: RecordBatch) -> RecordBatch {
        if rowCount != rows.rowCount {
            rowCount = rows.rowCount
            constants = values.map { partitions.column($0.place, $0.text, rowCount: rows.rowCount) }
        }
        var batch = RecordBatch(schema: schema)
        batch.setRowCountWithoutColumns(rows.rowCount)
        batch.columns = rows.columns + constants
        return batch
    }
}
