import Parquet
import ParquetTestSupport
import Testing

@testable import ParquetInspect

@Suite struct MetadataReportTests {
    /// A file of one row group whose footer has something in every field.
    static func file() async throws -> ParquetFile {
        let schema = try Schema(fields: [
            SchemaField("shape", .byteArray, logicalType: .geometry(crs: nil)),
            SchemaField("x", .double, repetition: .required),
            SchemaField("secret", .int32),
        ])
        let shape = ColumnChunkMetadata(
            fileOffset: 0,
            metadata: ColumnMetadata(
                type: .byteArray, encodings: [.plain, .rle], path: ["shape"], codec: .zstd, valueCount: 3,
                totalUncompressedSize: 90, totalCompressedSize: 80,
                keyValueMetadata: [KeyValue(key: "unit", value: "m")], dataPageOffset: 40, dictionaryPageOffset: 4,
                encodingStatistics: [PageEncodingStatistics(pageType: .dataPageV2, encoding: .plain, count: 2)],
                bloomFilterOffset: 500, bloomFilterLength: 48,
                sizeStatistics: SizeStatistics(unencodedByteArrayByteCount: 63, definitionLevelHistogram: [0, 3]),
                geospatialStatistics: GeospatialStatistics(
                    boundingBox: BoundingBox(xMin: -1.5, xMax: 2, yMin: 0, yMax: 1), geospatialTypes: [1, 3])),
            offsetIndexOffset: 600, offsetIndexLength: 10, columnIndexOffset: 610, columnIndexLength: 20)
        let number = ColumnChunkMetadata(
            fileOffset: 0,
            metadata: ColumnMetadata(
                type: .double, encodings: [.alp], path: ["x"], codec: .uncompressed, valueCount: 3,
                totalUncompressedSize: 24, totalCompressedSize: 24, dataPageOffset: 84,
                statistics: StatisticsRecord(
                    nullCount: 0, distinctCount: 2, maxValue: [0, 0, 0, 0, 0, 0, 0xF0, 0x3F],
                    minValue: [0, 0, 0, 0, 0, 0, 0, 0x80], isMaxValueExact: false, isMinValueExact: true, nanCount: 1)))
        let secret = ColumnChunkMetadata(fileOffset: 0, cryptoMetadata: .footerKey, encryptedMetadata: [1, 2])
        let metadata = FileMetadata(
            version: 2, schema: schema.elements(), rowCount: 3,
            rowGroups: [
                RowGroupMetadata(
                    columns: [shape, number, secret], totalByteSize: 114, rowCount: 3,
                    sortingColumns: [
                        SortingColumn(columnIndex: 1, isDescending: true, areNullsFirst: true),
                        SortingColumn(columnIndex: 7, isDescending: false, areNullsFirst: false),
                    ], fileOffset: 4, totalCompressedSize: 104, ordinal: 0)
            ], keyValueMetadata: [KeyValue(key: "note", value: "hello")], createdBy: "tests",
            columnOrders: [.typeDefined, .ieee754TotalOrder, .unknown(8)],
            encryptionAlgorithm: .aesGCM(AESParameters()), footerSigningKeyMetadata: [0xAB]
        ).encoded()
        return try await ParquetFile(
            MemorySource(
                Footer.magic + [UInt8](repeating: 0, count: 900) + metadata
                    + Footer.trailer(metadataByteCount: UInt32(metadata.count))))
    }

    @Test func text() async throws {
        let text = MetadataReport(try await MetadataReportTests.file()).text
        let lines = text.split(separator: "\n").map(String.init)
        #expect(
            lines.dropFirst().prefix(9) == [
                "created by    tests", "version       2", "rows          3 in 1 row groups", "columns       3",
                "column orders differ", "encryption    AES_GCM_V1", "footer key    0xab", "key           note = hello",
                "row group 0: 3 rows, 114 bytes uncompressed, 104 compressed, at byte 4",
            ])
        #expect(lines[10] == "  sorted by x descending nulls first, column 7")
        let cells = lines.dropFirst(11).map { line in
            line.split(separator: "  ").map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }.map(String.init)
        }
        #expect(
            cells == [
                [
                    "column", "type", "codec", "encodings", "values", "nulls", "nans", "distinct", "bytes",
                    "compressed",
                    "order", "min", "max",
                ],
                ["shape", "BYTE_ARRAY", "ZSTD", "PLAIN,RLE", "3", "-", "-", "-", "90", "80", "TYPE_ORDER", "-", "-"],
                [
                    "x", "DOUBLE", "UNCOMPRESSED", "ALP", "3", "0", "1", "2", "24", "24", "IEEE_754_TOTAL_ORDER",
                    "-0.0",
                    "1.0 ~",
                ],
                ["secret", "encrypted", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-"],
                [
                    "column", "dictionary", "data", "pages", "offset index", "column index", "bloom filter",
                    "byte array bytes", "definition levels", "bounding box", "shapes", "keys", "encryption",
                ],
                [
                    "shape", "4", "40", "2 DATA_PAGE_V2 PLAIN", "600+10", "610+20", "500+48, at most 0.0001 % false",
                    "63", "0 3",
                    "xmin -1.5, xmax 2.0, ymin 0.0, ymax 1.0", "1 3", "unit = m", "-",
                ],
                ["x", "-", "84", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-"],
                ["secret", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "ENCRYPTION_WITH_FOOTER_KEY"],
            ])
    }

    @Test func json() async throws {
        let json = MetadataReport(try await MetadataReportTests.file()).json
        // The oracle reads lines.
        #expect(StrictJSON.members(json.utf8.filter { $0 != 0x0A }) != nil)
        for member in [
            #""column_orders": ["TYPE_ORDER", "IEEE_754_TOTAL_ORDER", "column order 8"]"#,
            #""encryption_algorithm": "AES_GCM_V1""#, #""footer_signing_key_metadata": "0xab""#,
            #""xmin": -1.5"#, #""zmin": null"#, #""geospatial_types": [1, 3]"#, #""nan_count": 1"#,
            #""distinct_count": 2"#, #""is_max_value_exact": false"#, #""max_value": 1.0"#,
            #""unencoded_byte_array_bytes": 63"#, #""definition_level_histogram": [0, 3]"#,
            #""repetition_level_histogram": null"#, #""encryption": "ENCRYPTION_WITH_FOOTER_KEY""#,
            #""encrypted_metadata_bytes": 2"#, #""offset_index_offset": 600"#, #""column_index_bytes": 20"#,
            #""bloom_filter_bytes": 48"#, #""nulls_first": true"#, #""stored_ordinal": 0"#,
        ] {
            #expect(json.contains(member), "\(member)")
        }
    }
}
