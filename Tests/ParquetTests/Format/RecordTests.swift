import ParquetBytes
import ParquetTestSupport
import Testing

@testable import Parquet

@Suite struct RecordTests {
    static func roundTrip<Record: ThriftRecord & Equatable>(_ record: Record) throws {
        let bytes = record.encoded()
        var reader = CompactReader(bytes.rawBytes)
        #expect(try Record(from: &reader) == record)
        #expect(reader.remaining == 0)
    }

    static let statistics = StatisticsRecord(
        deprecatedMax: [1], deprecatedMin: [], nullCount: 1, distinctCount: 2, maxValue: [3], minValue: [4, 5],
        isMaxValueExact: true, isMinValueExact: false, nanCount: 6)
    static let geospatialStatistics = GeospatialStatistics(
        boundingBox: BoundingBox(
            xMin: -180, xMax: 180, yMin: -90.5, yMax: .infinity, zMin: 0, zMax: 1, mMin: -0.5, mMax: 2),
        geospatialTypes: [1, 3, 2001])
    static let chunk = ColumnChunkMetadata(
        filePath: "other.parquet", fileOffset: 4,
        metadata: ColumnMetadata(
            type: .byteArray, encodings: [.plain, .unknown(99)], path: ["a", "b"], codec: .unknown(9), valueCount: 7,
            totalUncompressedSize: 8, totalCompressedSize: 9,
            keyValueMetadata: [KeyValue(key: "k"), KeyValue(key: "", value: "v")], dataPageOffset: 10,
            indexPageOffset: 11, dictionaryPageOffset: 12, statistics: statistics,
            encodingStatistics: [PageEncodingStatistics(pageType: .dataPageV2, encoding: .alp, count: 3)],
            bloomFilterOffset: 13, bloomFilterLength: 14,
            sizeStatistics: SizeStatistics(
                unencodedByteArrayByteCount: 1 << 40, repetitionLevelHistogram: [], definitionLevelHistogram: [1, 2]),
            geospatialStatistics: geospatialStatistics),
        offsetIndexOffset: 15, offsetIndexLength: 16, columnIndexOffset: 17, columnIndexLength: 18,
        cryptoMetadata: .columnKey(path: ["a", "b"], keyMetadata: [0xAB]), encryptedMetadata: [1, 2, 3])

    /// What is taken from the row group before is what this one has.
    @Test func rowGroupsThatRepeatSomeListsRoundTrip() throws {
        func chunk(
            _ path: [String], _ encodings: [Encoding], _ pageCounts: [Int32]?, repetition: [Int]? = nil,
            definition: [Int]? = nil
        ) -> ColumnChunkMetadata {
            ColumnChunkMetadata(
                fileOffset: 0,
                metadata: ColumnMetadata(
                    type: .int32, encodings: encodings, path: path, codec: .zstd, valueCount: 1,
                    totalUncompressedSize: 2, totalCompressedSize: 3, dataPageOffset: 4,
                    encodingStatistics: pageCounts?.map {
                        PageEncodingStatistics(pageType: .dataPage, encoding: .plain, count: $0)
                    },
                    sizeStatistics: repetition == nil && definition == nil
                        ? nil
                        : SizeStatistics(repetitionLevelHistogram: repetition, definitionLevelHistogram: definition)))
        }
        let variants = [
            chunk(["a", "b"], [.plain, .rle], [1, 2]), chunk(["a", "b"], [.plain, .rle], [1, 2]),
            chunk(["a", "c"], [.plain], [1]), chunk(["a"], [.plain, .rle, .rleDictionary], nil),
            chunk(["a", "b", "c"], [], []), chunk([], [.rle], [1, 3]), chunk(["a", ""], [.rle, .plain], [70_000]),
            ColumnChunkMetadata(fileOffset: 0, cryptoMetadata: .footerKey),
            chunk(["d"], [.plain], nil, repetition: [5, 0], definition: [0, 5]),
            chunk(["d"], [.plain], nil, repetition: [0, 5], definition: [5, 0]),
            chunk(["d"], [.plain], nil, definition: [0, 5, 300]),
            chunk(["d"], [.plain], nil, repetition: [], definition: [0]),
        ]
        var random = SeededGenerator(seed: 7)
        for _ in 0..<200 {
            let rowGroups = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                RowGroupMetadata(
                    columns: (0..<Int.random(in: 0...4, using: &random)).map { _ in
                        variants[Int.random(in: 0..<variants.count, using: &random)]
                    }, totalByteSize: 1, rowCount: 2)
            }
            try RecordTests.roundTrip(FileMetadata(version: 1, schema: [], rowCount: 0, rowGroups: rowGroups))
        }
    }

    @Test func everyFieldRoundTrips() throws {
        try RecordTests.roundTrip(RecordTests.statistics)
        try RecordTests.roundTrip(RecordTests.geospatialStatistics)
        try RecordTests.roundTrip(RecordTests.chunk)
        let rowGroup = RowGroupMetadata(
            columns: [RecordTests.chunk, ColumnChunkMetadata(fileOffset: 0, cryptoMetadata: .footerKey)],
            totalByteSize: 1, rowCount: 2,
            sortingColumns: [SortingColumn(columnIndex: 1, isDescending: true, areNullsFirst: false)], fileOffset: 4,
            totalCompressedSize: 5, ordinal: -6)
        try RecordTests.roundTrip(rowGroup)
        try RecordTests.roundTrip(
            FileMetadata(
                version: 2, schema: [SchemaElement(name: "schema", childCount: 0, unknownLogicalTypeID: 2555)],
                rowCount: 3, rowGroups: [rowGroup], keyValueMetadata: [], createdBy: "me",
                columnOrders: [.typeDefined, .ieee754TotalOrder, .int96Timestamp, .unknown(44)],
                encryptionAlgorithm: .aesGCMCTR(
                    AESParameters(prefix: [1], fileIdentifier: [2, 3], readerSuppliesPrefix: true)),
                footerSigningKeyMetadata: [9]))
        for algorithm in [.aesGCM(AESParameters()), .unknown(3)] as [EncryptionAlgorithm] {
            try RecordTests.roundTrip(algorithm)
        }
        for metadata in [.footerKey, .columnKey(path: [], keyMetadata: nil), .unknown(3)] as [ColumnCryptoMetadata] {
            try RecordTests.roundTrip(metadata)
        }
        try RecordTests.roundTrip(
            PageHeader(
                type: .dataPageV2, uncompressedByteCount: 1, compressedByteCount: 2, checksum: .max,
                dataPage: DataPageHeader(
                    valueCount: 1, encoding: .plain, definitionLevelEncoding: .rle, repetitionLevelEncoding: .bitPacked,
                    statistics: RecordTests.statistics),
                dictionaryPage: DictionaryPageHeader(valueCount: 1, encoding: .plain, isSorted: true),
                dataPageV2: DataPageHeaderV2(
                    valueCount: 1, nullCount: 2, rowCount: 3, encoding: .byteStreamSplit, definitionLevelsByteCount: 4,
                    repetitionLevelsByteCount: 5, isCompressed: false, statistics: RecordTests.statistics)))
        try RecordTests.roundTrip(BloomFilterHeader(byteCount: 32, algorithm: 2, hash: 3, compression: 4))
    }

    @Test(
        arguments: [
            .variant(specificationVersion: nil), .variant(specificationVersion: 1), .geometry(crs: nil),
            .geometry(crs: "srid:5070"), .geography(crs: nil, algorithm: nil),
            .geography(crs: "OGC:CRS84", algorithm: .karney), .geography(crs: nil, algorithm: .unknown(77)), .file,
        ] as [LogicalType])
    func logicalTypesRoundTrip(logicalType: LogicalType) throws {
        try RecordTests.roundTrip(SchemaElement(name: "a", logicalType: logicalType))
        #expect(ConvertedType(logicalType) == nil)
    }

    /// 10: LogicalType { 18: GeographyType { 1: "X", 2: THOMAS = 2 } }
    @Test func bytesOfAGeography() {
        let element = SchemaElement(name: "a", logicalType: .geography(crs: "X", algorithm: .thomas))
        #expect(
            element.encoded() == [
                0x48, 0x01, 0x61,  // 4: "a"
                0x6C,  // 10: LogicalType
                0x0C, 0x24,  //   18, which is 18 after 0: struct, zigzag 36
                0x18, 0x01, 0x58,  //     1: "X"
                0x15, 0x04,  //     2: 2
                0x00, 0x00, 0x00,
            ])
    }

    @Test func algorithmsOfTheFutureAreKept() {
        for number in Int32(-1)...6 { #expect(EdgeInterpolationAlgorithm(rawValue: number).rawValue == number) }
        #expect(EdgeInterpolationAlgorithm(rawValue: 4) == .karney)
    }

    /// 1: -180.5 is 0xC066900000000000, little-endian in the file.
    @Test func bytesOfABoundingBox() {
        let box = BoundingBox(xMin: -180.5, xMax: 0, yMin: 0, yMax: 0)
        let zero: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0]
        let low: [UInt8] = [0x17, 0x00, 0x00, 0x00, 0x00, 0x00, 0x90, 0x66, 0xC0]
        #expect(box.encoded() == low + [0x17] + zero + [0x17] + zero + [0x17] + zero + [0x00])
    }

    /// A footer of a few bytes may list as many records as it has bytes; in memory they must not be a hundred times that.
    @Test func recordsThatCanBeManyAreSmall() {
        // The first number is the fewest bytes the record takes in a list.
        #expect(MemoryLayout<ColumnChunkMetadata>.stride <= 3 * 43)
        #expect(MemoryLayout<RowGroupMetadata>.stride <= 7 * 16)
        #expect(MemoryLayout<SchemaElement>.stride <= 3 * 48)
        #expect(MemoryLayout<KeyValue>.stride <= 3 * 16)
        #expect(MemoryLayout<PageLocation>.stride <= 7 * 4)
        #expect(MemoryLayout<ColumnOrder>.stride <= 8)
        #expect(MemoryLayout<SortingColumn>.stride <= 8)
        #expect(MemoryLayout<PageEncodingStatistics>.stride <= 28)
    }
}
