internal import Parquet
internal import ParquetJSON

extension ConversionOptions {
    /// What the bytes of files depend on besides the sources and the contract, by name: what receipts tell.
    func recorded(for contract: SchemaContract) -> [String: String] {
        var recorded = writer.recorded
        recorded["file_size"] = "\(fileByteLimit)"
        recorded["records"] = records.recorded
        recorded["unknown_keys"] = unknownKeys.map { "\($0)" }
        // Not the key: what tells it from others.
        recorded["hash_key"] = contract.hashesValues ? hashKey?.fingerprint : nil
        recorded["keep_partition_columns"] = keepsPartitionColumns ? "true" : nil
        recorded["columns"] = columns?.joined(separator: ",")
        if !partitionColumns.isEmpty {
            recorded["partition_by"] =
                partitionColumns.map { "\($0.name):\($0.transform.rawValue)(\($0.column))" }.joined(separator: ",")
        }
        recorded["sort_by"] = sortOrder.map { order in
            order.keys.map { key in
                key.column + (key.isDescending ? " desc" : "") + (key.areNullsFirst ? " nulls first" : "")
            }.joined(separator: ",")
        }
        return recorded
    }

    /// The options of a receipt that decide which rows there are and how they look: how records are read and which columns are written.
    ///
    /// - Throws: `ParquetError` with code `malformed` if one is not what it should be.
    init(recorded: [String: String]) throws(ParquetError) {
        self.init()
        do throws(ParquetError) {
            records = try RecordShape(recorded: recorded["records"] ?? "auto")
            partitionColumns =
                try recorded["partition_by"].map { (text) throws(ParquetError) in try PartitionColumn.list(text) } ?? []
            sortOrder = try recorded["sort_by"].map { (text) throws(ParquetError) in try SortOrder(text) }
        } catch {
            throw ParquetError(.malformed, "an option of the receipt is broken: \(error.message)")
        }
        keepsPartitionColumns = recorded["keep_partition_columns"] == "true"
        columns = recorded["columns"].map { $0.split(separator: ",").map(String.init) }
        if let name = recorded["unknown_keys"] {
            guard let policy = SchemaContract.UnknownKeys(rawValue: name) else {
                throw ParquetError(.malformed, "the receipt's option unknown_keys is \"\(name)\", which is not known")
            }
            unknownKeys = policy
        }
    }
}

extension WriterOptions {
    /// The options by name. What is sorted by is told by others.
    fileprivate var recorded: [String: String] {
        var recorded = [
            "profile": "\(profile)", "page_version": "\(dataPageVersion)", "codec": codec.name,
            "row_group_size": "\(rowGroupByteLimit)", "row_group_rows": "\(rowGroupRowLimit)",
            "page_size": "\(pageByteLimit)", "page_rows": "\(pageRowLimit)", "page_index": "\(writesPageIndex)",
            "checksums": "\(writesChecksums)", "floating_point_order": "\(floatingPointOrder)",
            "dictionary": "\(dictionary)", "dictionary_size": "\(dictionaryByteLimit)",
            "statistics_size": "\(statisticsByteLimit)",
        ]
        recorded["bloom_filters"] = bloomFilters?.recorded
        if !keyValueMetadata.isEmpty { recorded["metadata"] = WriterOptions.recorded(keyValueMetadata) }
        for (path, options) in columns {
            var parts: [String] = []
            if let codec = options.codec { parts.append("codec \(codec.name)") }
            if let dictionary = options.dictionary { parts.append("dictionary \(dictionary)") }
            if let encoding = options.encoding { parts.append("encoding \(encoding.name)") }
            switch options.bloomFilter {
            case .none: break
            case .never: parts.append("bloom filter never")
            case .with(let filter): parts.append("bloom filter \(filter.recorded)")
            }
            if let pairs = options.keyValueMetadata { parts.append("metadata \(WriterOptions.recorded(pairs))") }
            recorded["column \(path)"] = parts.joined(separator: ", ")
        }
        return recorded
    }

    private static func recorded(_ pairs: [KeyValue]) -> String {
        let array = CanonicalJSON.array(
            pairs.map { .array([.string($0.key)] + ($0.value.map { [CanonicalJSON.string($0)] } ?? [])) })
        return String(decoding: array.bytes, as: UTF8.self)
    }
}

extension BloomFilterOptions {
    fileprivate var recorded: String {
        "share \(falsePositiveShare), size \(byteLimit)" + (includesDictionaryChunks ? ", of dictionaries too" : "")
    }
}

extension RecordShape {
    fileprivate var recorded: String {
        switch self {
        case .auto: "auto"
        case .lines: "lines"
        case .array: "array"
        case .concatenated: "concatenated"
        case .dynamoDB: "dynamodb"
        case .under(let pointer): "under \(pointer)"
        }
    }

    fileprivate init(recorded: String) throws(ParquetError) {
        let under = "under "
        if recorded.hasPrefix(under) {
            self = try RecordShape(name: "auto", at: String(recorded.dropFirst(under.count)))
        } else {
            self = try RecordShape(name: recorded)
        }
    }
}
