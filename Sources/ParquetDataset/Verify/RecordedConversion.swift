internal import Parquet
internal import ParquetJSON
internal import SystemPackage

/// How the rows of a receipt were made of its sources: the contract and the options that it names.
struct RecordedConversion {
    let reader: JSONLinesReader
    let columns: FileColumns
    let records: RecordShape
    let isSorted: Bool

    /// - Throws: `ParquetError` with code `input` if the contract is not kept any more, `argument` if values are hashed and there is no
    ///   key.
    init(_ receipt: Receipt, in store: any DatasetStore, hashKey: HashKey?) async throws(ParquetError) {
        let path = "\(DatasetSession.contractFolder)/\(receipt.contract.sha256).json"
        let place = ParquetError.Place(file: "\(store.name)/\(ContractStore.directoryName)/\(path)")
        guard let bytes = try await store.record(path, limit: RecordedConversion.contractByteLimit) else {
            throw ParquetError(.input, "the contract of receipt \(receipt.number) is not there", at: place)
        }
        guard Hash256(of: bytes) == receipt.contract.sha256 else {
            throw ParquetError(.malformed, "the contract was changed", at: place)
        }
        let contract = try SchemaContract(json: bytes)
        let options = try ConversionOptions(recorded: receipt.options)
        let reader = try JSONLinesReader(contract: contract, unknownKeys: options.unknownKeys, hashKey: hashKey)
        let partitions = receipt.isByColumns ? [] : receipt.partitions.map { InputPartition(path: $0.path, chunks: []) }
        let arrangement = try RowArrangement(reader.schema, partitions: partitions, options: options)
        self.reader = reader
        columns = arrangement.columns
        records = options.records
        isSorted = arrangement.sorts
    }

    private static let contractByteLimit = 64 << 20
}
