internal import Parquet

extension ChunkPages {
    /// The chunk as a JSON document.
    public func json(file: String?) -> String {
        let metadata = chunk.metadata
        return JSONValue.object([
            ("file", .optional(file)),
            ("row_group", .integer(rowGroup)),
            ("column", .string(path)),
            ("type", .optional(metadata?.type.name)),
            ("codec", .optional(metadata?.codec.name)),
            ("values", .optional(metadata?.valueCount)),
            ("compressed_bytes", .optional(metadata?.totalCompressedSize)),
            ("uncompressed_bytes", .optional(metadata?.totalUncompressedSize)),
            ("pages", .array(pages.enumerated().map { page($1, ordinal: $0) })),
            ("offset_index", offsetIndexJSON),
            ("column_index", columnIndexJSON),
            ("bloom_filter", bloomFilterJSON),
            (
                "size_statistics",
                metadata?.sizeStatistics.map { size in
                    .object([
                        ("unencoded_byte_array_bytes", .optional(size.unencodedByteArrayByteCount)),
                        ("repetition_level_histogram", .optional(size.repetitionLevelHistogram) { .integer($0) }),
                        ("definition_level_histogram", .optional(size.definitionLevelHistogram) { .integer($0) }),
                    ])
                } ?? .null
            ),
            ("notes", .array(notes.map { .string($0) })),
        ]).document
    }

    private func page(_ page: Page, ordinal: Int) -> JSONValue {
        let rows = rows(page)
        let statistics = page.statistics
        return .object([
            ("page", .integer(ordinal)),
            ("type", .string(page.header.type.name)),
            ("offset", .integer(page.offset)),
            ("header_bytes", .integer(page.headerByteCount)),
            ("compressed_bytes", .integer(Int(page.header.compressedByteCount))),
            ("uncompressed_bytes", .integer(Int(page.header.uncompressedByteCount))),
            ("encoding", .optional(page.encoding?.name)),
            ("values", .optional(page.valueCount)),
            ("nulls", .optional(page.nullCount)),
            ("rows", .optional(rows.count)),
            ("first_row", .optional(rows.first)),
            ("checksum", .string(page.checksumText)),
            ("min", bound(statistics?.minValue ?? statistics?.deprecatedMin)),
            ("max", bound(statistics?.maxValue ?? statistics?.deprecatedMax)),
            ("error", .optional(page.failure)),
        ])
    }

    private var offsetIndexJSON: JSONValue {
        guard let offsetIndex else { return .null }
        return .object([
            ("offset", .optional(chunk.offsetIndexOffset)),
            ("bytes", .optional(chunk.offsetIndexLength.map { Int($0) })),
            (
                "entries",
                .array(
                    offsetIndex.pageLocations.enumerated().map { place, location in
                        .object([
                            ("offset", .integer(location.offset)),
                            ("bytes", .integer(Int(location.compressedByteCount))),
                            ("first_row", .integer(location.firstRowIndex)),
                            (
                                "unencoded_byte_array_bytes",
                                .optional(offsetIndex.unencodedByteArrayByteCounts?.element(place))
                            ),
                        ])
                    })
            ),
        ])
    }

    private var columnIndexJSON: JSONValue {
        guard let index = columnIndex else { return .null }
        return .object([
            ("offset", .optional(chunk.columnIndexOffset)),
            ("bytes", .optional(chunk.columnIndexLength.map { Int($0) })),
            ("boundary_order", .string(index.boundaryOrder.name)),
            (
                "entries",
                .array(
                    index.nullPages.enumerated().map { place, isNull in
                        .object([
                            ("nulls_only", .boolean(isNull)),
                            ("min", isNull ? .null : bound(index.minValues.element(place))),
                            ("max", isNull ? .null : bound(index.maxValues.element(place))),
                            ("nulls", .optional(index.nullCounts?.element(place))),
                            ("nans", .optional(index.nanCounts?.element(place))),
                            (
                                "repetition_level_histogram",
                                levels(index.repetitionLevelHistograms, place, column.maxRepetitionLevel)
                            ),
                            (
                                "definition_level_histogram",
                                levels(index.definitionLevelHistograms, place, column.maxDefinitionLevel)
                            ),
                        ])
                    })
            ),
        ])
    }

    private var bloomFilterJSON: JSONValue {
        guard let bloomFilter, let fill = bloomFilterFill else { return .null }
        return .object([
            ("offset", .optional(chunk.metadata?.bloomFilterOffset)),
            ("length", .optional(chunk.metadata?.bloomFilterLength.map { Int($0) })),
            ("bytes", .integer(bloomFilter.bytes.count)),
            ("blocks", .integer(bloomFilter.blockCount)),
            ("share_of_bits_set", .number(fill.share)),
            ("false_positive_rate", .number(fill.falsePositives)),
        ])
    }

    private func levels(_ histograms: [Int]?, _ page: Int, _ highest: Int) -> JSONValue {
        .optional(ChunkPages.histogram(histograms, page, levels: highest + 1)) { .integer($0) }
    }

    private func bound(_ bytes: [UInt8]?) -> JSONValue {
        bytes.map { .text(StatisticsText.text(of: $0, column)) } ?? .null
    }
}
