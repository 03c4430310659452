internal import Parquet

/// The columns that are written: those of the contract without the ones that the directories of the partitions say already.
/// Athena refuses a table of which a partition column is also one of the files, and Hive and Spark read only one of them.
struct FileColumns: Sendable {
    /// The schema of the files.
    let schema: Schema
    /// The names of the columns that are left out.
    let leftOut: [String]
    /// The columns of batches that are written.
    private let written: [Int]

    /// The columns of `schema` that are none of the partitions'. Case makes no difference.
    ///
    /// - Throws: `ParquetError` with code `schema` if none is left.
    init(_ schema: Schema, partitions: [InputPartition], keepsPartitionColumns: Bool) throws(ParquetError) {
        let keys = keepsPartitionColumns ? [] : Set(partitions.flatMap { $0.path.values.map { $0.key.lowercased() } })
        let fields = schema.fields.filter { !keys.contains($0.name.lowercased()) }
        leftOut = schema.fields.map(\.name).filter { keys.contains($0.lowercased()) }
        guard !fields.isEmpty else {
            throw ParquetError(
                .schema,
                "every column is also one of the partitions' directories; keep them with --keep-partition-columns")
        }
        self.schema = leftOut.isEmpty ? schema : try Schema(name: schema.name, fields: fields)
        written = schema.columns.indices.filter { !keys.contains(schema.columns[$0].path.names[0].lowercased()) }
    }

    /// The rows of `batch`, which is of the contract's schema, as they are written.
    func written(of batch: RecordBatch) -> RecordBatch {
        guard !leftOut.isEmpty else { return batch }
        var result = RecordBatch(schema: schema)
        result.columns = written.map { batch.columns[$0] }
        return result
    }
}
