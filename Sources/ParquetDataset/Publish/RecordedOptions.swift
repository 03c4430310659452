internal import Parquet
internal import ParquetJSON

extension ConversionOptions {
    /// The options of a receipt that decide which rows there are and how they look: how records are read and which columns are written.
    ///
    /// - Throws: `ParquetError` with code `malformed` if one is not what it should be.
    init(recorded: [String: String]) throws(ParquetError) {
        self.init()
        do throws(ParquetError) {
            records = try RecordShape(name: recorded["records"] ?? "auto", at: recorded["records-at"])
            keepsPartitionColumns = recorded["keep-partition-columns"] == "true"
            partitionColumns =
                try recorded["partition-by"].map { (text) throws(ParquetError) in
                    try PartitionColumn.list(text)
                } ?? []
            sortOrder = try recorded["sort-by"].map { (text) throws(ParquetError) in try SortOrder(text) }
        } catch {
            throw ParquetError(.malformed, "an option of the receipt is broken: \(error.message)")
        }
        columns = recorded["columns"].map { $0.split(separator: ",").map(String.init) }
        if let name = recorded["unknown-keys"] {
            guard let policy = SchemaContract.UnknownKeys(rawValue: name) else {
                throw ParquetError(.malformed, "the receipt's option unknown-keys is \"\(name)\", which is not known")
            }
            unknownKeys = policy
        }
    }
}
