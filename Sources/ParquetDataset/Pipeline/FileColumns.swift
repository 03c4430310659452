internal import Parquet
internal import ParquetJSON

/// The columns that are written: those of the contract that were asked for, without the ones that the directories of the
/// partitions say already. Athena refuses a table of which a partition column is also one of the files, and Hive and Spark read only
/// one of them.
struct FileColumns: Sendable {
    /// The schema of the files.
    let schema: Schema
    /// The names of the columns that are left out because directories say them.
    let leftOut: [String]
    /// The names of the columns that are left out because others were asked for.
    let notKept: [String]
    /// The columns of batches that are written.
    let written: [Int]
    /// Whether that is all of them.
    private let isAll: Bool

    /// The columns of `schema` that are none of the partitions'. Case makes no difference.
    ///
    /// - Parameters:
    ///   - directoryColumns: the columns that directories say.
    ///   - kept: the top-level columns that were asked for, besides `_extra`; nil for all.
    /// - Throws: `ParquetError` with code `schema` if none is left, `argument` if there is no such column.
    init(
        _ schema: Schema, directoryColumns: Set<String>, keepsPartitionColumns: Bool, kept: [String]? = nil
    ) throws(ParquetError) {
        let names = schema.fields.map(\.name)
        for name in kept ?? [] where !names.contains(name) {
            throw NearNames.error("there is no column \(name) to keep", name, names)
        }
        // What did not fit the columns that are kept must not get lost.
        let wanted = kept.map { Set($0 + [SchemaContract.extraColumnName]) } ?? Set(names)
        let keys = keepsPartitionColumns ? [] : directoryColumns
        notKept = names.filter { !wanted.contains($0) && !keys.contains($0.lowercased()) }
        leftOut = names.filter { keys.contains($0.lowercased()) }
        let fields = schema.fields.filter { wanted.contains($0.name) && !keys.contains($0.name.lowercased()) }
        guard !fields.isEmpty else {
            throw ParquetError(
                .schema,
                "every column is also one of the partitions' directories; keep them with --keep-partition-columns")
        }
        isAll = fields.count == schema.fields.count
        self.schema = isAll ? schema : try Schema(name: schema.name, fields: fields)
        let fieldNames = Set(fields.map(\.name))
        written = schema.columns.indices.filter { fieldNames.contains(schema.columns[$0].path.names[0]) }
    }

    /// The rows of `batch`, which is of the contract's schema, as they are written.
    func written(of batch: RecordBatch) -> RecordBatch {
        guard !isAll else { return batch }
        var result = RecordBatch(schema: schema)
        result.columns = written.map { batch.columns[$0] }
        return result
    }
}
