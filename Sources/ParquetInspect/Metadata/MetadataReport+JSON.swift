internal import Parquet

extension MetadataReport {
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
            ("schema_notes", .array(notes.map { .string($0) })),
            ("key_value_metadata", JSONValue.pairs(metadata.keyValueMetadata)),
            ("column_orders", metadata.columnOrders.map { .array($0.map { .string($0.name) }) } ?? .null),
            ("encryption_algorithm", .optional(metadata.encryptionAlgorithm?.name)),
            ("footer_signing_key_metadata", .optional(metadata.footerSigningKeyMetadata)),
            ("row_groups", .array(metadata.rowGroups.enumerated().map { rowGroup($1, ordinal: $0) })),
        ]).document
    }

    private func rowGroup(_ rowGroup: RowGroupMetadata, ordinal: Int) -> JSONValue {
        .object([
            ("ordinal", .integer(ordinal)),
            ("stored_ordinal", .optional(rowGroup.ordinal.map { Int($0) })),
            ("rows", .integer(rowGroup.rowCount)),
            ("uncompressed_bytes", .integer(rowGroup.totalByteSize)),
            ("compressed_bytes", .optional(rowGroup.totalCompressedSize)),
            ("file_offset", .optional(rowGroup.fileOffset)),
            (
                "sorting_columns",
                .optional(rowGroup.sortingColumns) { column in
                    .object([
                        ("column", .integer(Int(column.columnIndex))),
                        ("descending", .boolean(column.isDescending)),
                        ("nulls_first", .boolean(column.areNullsFirst)),
                    ])
                }
            ),
            ("column_chunks", .array(zip(rowGroup.columns, file.schema.columns).map { columnChunk($0, $1) })),
        ])
    }

    private func columnChunk(_ chunk: ColumnChunkMetadata, _ column: ColumnDescriptor) -> JSONValue {
        var members: [(String, JSONValue)] = [("path", .string(column.path.description))]
        if let filePath = chunk.filePath { members.append(("file_path", .string(filePath))) }
        if chunk.fileOffset != 0 { members.append(("file_offset", .integer(chunk.fileOffset))) }
        if chunk.isEncrypted {
            members += [
                ("encrypted", .boolean(true)), ("encryption", .optional(chunk.cryptoMetadata?.name)),
                ("encrypted_metadata_bytes", .optional(chunk.encryptedMetadata?.count)),
            ]
        }
        if let metadata = chunk.metadata { members += self.members(of: metadata, column) }
        members += [
            ("offset_index_offset", .optional(chunk.offsetIndexOffset)),
            ("offset_index_bytes", .optional(chunk.offsetIndexLength.map { Int($0) })),
            ("column_index_offset", .optional(chunk.columnIndexOffset)),
            ("column_index_bytes", .optional(chunk.columnIndexLength.map { Int($0) })),
        ]
        return .object(members)
    }

    private func members(of metadata: ColumnMetadata, _ column: ColumnDescriptor) -> [(String, JSONValue)] {
        [
            ("type", .string(metadata.type.name)),
            ("codec", .string(metadata.codec.name)),
            ("encodings", .array(metadata.encodings.map { .string($0.name) })),
            (
                "pages",
                .optional(metadata.encodingStatistics) { page in
                    .object([
                        ("type", .string(page.pageType.name)), ("encoding", .string(page.encoding.name)),
                        ("count", .integer(Int(page.count))),
                    ])
                }
            ),
            ("values", .integer(metadata.valueCount)),
            ("uncompressed_bytes", .integer(metadata.totalUncompressedSize)),
            ("compressed_bytes", .integer(metadata.totalCompressedSize)),
            ("dictionary_page_offset", .optional(metadata.dictionaryPageOffset)),
            ("data_page_offset", .integer(metadata.dataPageOffset)),
            ("index_page_offset", .optional(metadata.indexPageOffset)),
            ("bloom_filter_offset", .optional(metadata.bloomFilterOffset)),
            ("bloom_filter_bytes", .optional(metadata.bloomFilterLength.map { Int($0) })),
            (
                "bloom_filter_false_positives",
                metadata.maximumFalsePositiveShare.map { .string("at most \(BloomFilterErrors.percent($0))") } ?? .null
            ),
            ("key_value_metadata", JSONValue.pairs(metadata.keyValueMetadata)),
            ("statistics", metadata.statistics.map { statistics($0, column) } ?? .null),
            ("size_statistics", metadata.sizeStatistics.map { sizeStatistics($0) } ?? .null),
            ("geospatial_statistics", metadata.geospatialStatistics.map { geospatialStatistics($0) } ?? .null),
        ]
    }

    private func sizeStatistics(_ statistics: SizeStatistics) -> JSONValue {
        .object([
            ("unencoded_byte_array_bytes", .optional(statistics.unencodedByteArrayByteCount)),
            ("repetition_level_histogram", .optional(statistics.repetitionLevelHistogram) { .integer($0) }),
            ("definition_level_histogram", .optional(statistics.definitionLevelHistogram) { .integer($0) }),
        ])
    }

    private func geospatialStatistics(_ statistics: GeospatialStatistics) -> JSONValue {
        .object([
            (
                "bounding_box",
                statistics.boundingBox.map { box in
                    .object(box.bounds.map { ($0.name, $0.value.map { .number($0) } ?? .null) })
                } ?? .null
            ),
            ("geospatial_types", .optional(statistics.geospatialTypes) { .integer(Int($0)) }),
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
