import ParquetCodecs
import ParquetTestSupport
import Testing

@testable import Parquet

/// Every encoding of every type, at every kind of depth, in both page versions and all codecs, comes back bit for bit.
@Suite struct FeatureMatrixTests {
    struct Leaf: Sendable {
        var type: PhysicalType
        var typeLength: Int?
        var logicalType: LogicalType?
    }

    private static let leaves: [Leaf] = [
        Leaf(type: .boolean), Leaf(type: .int32), Leaf(type: .int64), Leaf(type: .float), Leaf(type: .double),
        Leaf(type: .byteArray), Leaf(type: .byteArray, logicalType: .string),
        Leaf(type: .fixedLengthByteArray, typeLength: 16, logicalType: .uuid),
        Leaf(type: .fixedLengthByteArray, typeLength: 2, logicalType: .float16),
        Leaf(type: .fixedLengthByteArray, typeLength: 7, logicalType: .decimal(precision: 15, scale: 3)),
        Leaf(type: .int32, logicalType: .integer(bitWidth: 32, isSigned: false)),
        Leaf(type: .int64, logicalType: .timestamp(unit: .micros, isAdjustedToUTC: true)),
    ]
    private static let encodings: [Encoding] = [
        .plain, .rleDictionary, .rle, .deltaBinaryPacked, .deltaLengthByteArray, .deltaByteArray, .byteStreamSplit,
        .alp,
    ]
    private static let depths: [[RandomColumn.Layer]] = [
        [], [.optionalGroup], [.list], [.requiredGroup, .repeatedGroup, .optionalGroup], [.list, .list, .list],
    ]
    private static var codecs: [PageCodec] {
        var codecs: [PageCodec] = [.uncompressed, .snappy, .gzip(level: 1), .zstd(level: 1), .lz4Raw]
        if (try? PageCodec.brotli(quality: 1).checkAvailability()) != nil { codecs.append(.brotli(quality: 1)) }
        return codecs
    }

    @Test(arguments: 0..<96 as Range<UInt64>)
    func everythingComesBack(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        var options = WriterOptions()
        options.dataPageVersion = seed % 2 == 0 ? .v1 : .v2
        let codecs = FeatureMatrixTests.codecs
        options.codec = codecs[Int(seed / 2) % codecs.count]
        options.pageRowLimit = [50, 300, 20_000].randomElement(using: &random) ?? 50
        options.rowGroupRowLimit = [400, 1 << 20].randomElement(using: &random) ?? 400
        options.concurrency = Int.random(in: 1...3, using: &random)
        options.floatingPointOrder = Bool.random(using: &random) ? .typeDefined : .ieee754TotalOrder
        options.bloomFilters = Bool.random(using: &random) ? BloomFilterOptions() : nil
        options.profile = CompatibilityProfile.allCases.randomElement(using: &random) ?? .athena
        var columns: [RandomColumn] = []
        for leaf in FeatureMatrixTests.leaves {
            // Each type in all its encodings, and in the one that is chosen.
            let choices: [Encoding?] = [nil] + FeatureMatrixTests.encodings.filter { $0.canEncode(leaf.type) }
            for encoding in choices {
                let column = RandomColumn(
                    "c\(columns.count)", leaf.type, typeLength: leaf.typeLength, logicalType: leaf.logicalType,
                    isOptional: Bool.random(using: &random),
                    layers: FeatureMatrixTests.depths.randomElement(using: &random) ?? [],
                    distribution: RandomColumn.Distribution.allCases.randomElement(using: &random) ?? .any)
                columns.append(column)
                let path = try Schema(fields: [column.field]).columns[0].path
                options.columns[path] = WriterOptions.ColumnOptions(
                    encoding: encoding, keyValueMetadata: [KeyValue(key: "seed", value: "\(seed)")])
            }
        }
        let schema = try Schema(fields: columns.map(\.field))
        var batches: [RecordBatch] = []
        for _ in 0..<3 {
            let rowCount = Int.random(in: 0...400, using: &random)
            batches.append(
                try RecordBatch(
                    schema: schema, columns: columns.map { $0.vector(rowCount: rowCount, &random) }))
        }
        let bytes = try await write(batches, schema, options)
        let read = try await readColumns(bytes)
        #expect(read.schema.columns == schema.columns)
        let expected = try PlainColumn.columns(batches, schema)
        for (index, column) in schema.columns.enumerated() {
            #expect(read.columns[index] == expected[index], "\(column.path) \(column.physicalType.name)")
        }
        let metadata = try await ParquetFile(MemorySource(bytes)).metadata
        for chunk in metadata.rowGroups.flatMap(\.columns).compactMap(\.metadata) {
            let wanted = options.columns[ColumnPath(chunk.path)]?.encoding
            #expect(wanted.map { chunk.encodings.contains($0) } ?? true)
            #expect(chunk.keyValueMetadata == [KeyValue(key: "seed", value: "\(seed)")])
        }

        // The bytes depend neither on the number of threads nor on how rows come in batches.
        options.concurrency = 1
        let sink = MemorySink()
        var writer = try ParquetWriter(to: sink, schema: schema, options: options)
        for batch in batches { try writer.append(batch) }
        _ = try writer.finish()
        #expect(sink.bytes == bytes)
    }
}
