public import Parquet

/// What a file's footer says: sizes, row groups, column chunks, encodings and statistics, as text or as JSON.
public struct MetadataReport: Sendable {
    let file: ParquetFile

    /// A report on `file`.
    public init(_ file: ParquetFile) {
        self.file = file
    }

    /// What a reader should be told about the schema, a line each: annotations that this version does not know or that
    /// make no sense, whose fields are read as their physical type.
    public var notes: [String] {
        file.metadata.schemaNotes.map(\.description)
    }

    /// The report as a JSON document.
    public var json: String {
        let metadata = file.metadata
        return JSONValue.object([
            ("bytes", .integer(file.byteCount)),
            ("footer_bytes", .integer(file.metadataByteCount)),
            ("version", .integer(Int(metadata.version))),
            ("created_by", metadata.createdBy.map { .string($0) } ?? .null),
            ("rows", .integer(metadata.rowCount)),
            ("columns", .integer(file.schema.columns.count)),
            ("schema", .string(file.schema.messageType)),
            ("key_value_metadata", JSONValue.pairs(metadata.keyValueMetadata)),
            ("column_orders", metadata.columnOrders.map { .array($0.map { .string($0.name) }) } ?? .null),
            ("row_groups", .array(metadata.rowGroups.enumerated().map { rowGroup($1, ordinal: $0) })),
        ]).document
    }

    private func rowGroup(_ rowGroup: RowGroupMetadata, ordinal: Int) -> JSONValue {
        .object([
            ("ordinal", .integer(ordinal)),
            ("rows", .integer(rowGroup.rowCount)),
            ("uncompressed_bytes", .integer(rowGroup.totalByteSize)),
            ("compressed_bytes", .optional(rowGroup.totalCompressedSize)),
            ("file_offset", .optional(rowGroup.fileOffset)),
            (
                "sorting_columns",
                rowGroup.sortingColumns.map { columns in
                    .array(
                        columns.map { column in
                            .object([
                                ("column", .integer(Int(column.columnIndex))),
                                ("descending", .boolean(column.isDescending)),
                                ("nulls_first", .boolean(column.areNullsFirst)),
                            ])
                        })
                } ?? .null
            ),
            ("column_chunks", .array(zip(rowGroup.columns, file.schema.columns).map { columnChunk($0, $1) })),
        ])
    }

    private func columnChunk(_ chunk: ColumnChunkMetadata, _ column: ColumnDescriptor) -> JSONValue {
        guard let metadata = chunk.metadata else {
            return .object([("path", .string(column.path.description)), ("encrypted", .boolean(chunk.isEncrypted))])
        }
        return .object([
            ("path", .string(column.path.description)),
            ("type", .string(metadata.type.name)),
            ("codec", .string(metadata.codec.name)),
            ("encodings", .array(metadata.encodings.map { .string($0.name) })),
            (
                "pages",
                metadata.encodingStatistics.map { pages in
                    .array(
                        pages.map { page in
                            .object([
                                ("type", .string(page.pageType.name)), ("encoding", .string(page.encoding.name)),
                                ("count", .integer(Int(page.count))),
                            ])
                        })
                } ?? .null
            ),
            ("values", .integer(metadata.valueCount)),
            ("uncompressed_bytes", .integer(metadata.totalUncompressedSize)),
            ("compressed_bytes", .integer(metadata.totalCompressedSize)),
            ("dictionary_page_offset", .optional(metadata.dictionaryPageOffset)),
            ("data_page_offset", .integer(metadata.dataPageOffset)),
            ("offset_index_offset", .optional(chunk.offsetIndexOffset)),
            ("offset_index_bytes", .optional(chunk.offsetIndexLength.map { Int($0) })),
            ("column_index_offset", .optional(chunk.columnIndexOffset)),
            ("column_index_bytes", .optional(chunk.columnIndexLength.map { Int($0) })),
            ("bloom_filter_offset", .optional(metadata.bloomFilterOffset)),
            ("bloom_filter_bytes", .optional(metadata.bloomFilterLength.map { Int($0) })),
            ("statistics", metadata.statistics.map { statistics($0, column) } ?? .null),
        ])
    }

    private func statistics(_ statistics: StatisticsRecord, _ column: ColumnDescriptor) -> JSONValue {
        func bound(_ bytes: [UInt8]?) -> JSONValue {
            bytes.map { .text(StatisticsText.text(of: $0, column)) } ?? .null
        }
        func exact(_ value: Bool?) -> JSONValue { value.map { .boolean($0) } ?? .null }
        return .object([
            ("min_value", bound(statistics.minValue)),
            ("max_value", bound(statistics.maxValue)),
            ("is_min_value_exact", exact(statistics.isMinValueExact)),
            ("is_max_value_exact", exact(statistics.isMaxValueExact)),
            ("null_count", .optional(statistics.nullCount)),
            ("distinct_count", .optional(statistics.distinctCount)),
            ("nan_count", .optional(statistics.nanCount)),
            ("deprecated_min", bound(statistics.deprecatedMin)),
            ("deprecated_max", bound(statistics.deprecatedMax)),
        ])
    }
}

extension JSONValue {
    /// Key-value metadata as an array of objects: keys may occur more than once.
    fileprivate static func pairs(_ pairs: [KeyValue]?) -> JSONValue {
        guard let pairs else { return .null }
        return .array(
            pairs.map { pair in
                .object([("key", .string(pair.key)), ("value", pair.value.map { .string($0) } ?? .null)])
            })
    }
}

extension ColumnOrder {
    /// The order's name in the specification.
    var name: String {
        switch self {
        case .typeDefined: "TYPE_ORDER"
        case .ieee754TotalOrder: "IEEE_754_TOTAL_ORDER"
        case .int96Timestamp: "INT96_TIMESTAMP_ORDER"
        case .unknown(let id): "column order \(id)"
        }
    }
}
