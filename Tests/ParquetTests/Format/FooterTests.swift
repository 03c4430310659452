import ParquetBytes
import Testing

@testable import Parquet

@Suite struct FooterTests {
    @Test func readsPyarrow() throws {
        let bytes = FooterSamples.pyarrow
        var reader = CompactReader(bytes.rawBytes)
        let metadata = try FileMetadata(from: &reader)
        #expect(reader.offset == bytes.count - 8)
        #expect(metadata.version == 2)
        #expect(metadata.rowCount == 3)
        #expect(metadata.createdBy == "parquet-cpp-arrow version 26.0.1")
        #expect(metadata.columnOrders == [.typeDefined, .typeDefined])
        #expect(
            metadata.schema == [
                SchemaElement(repetition: .required, name: "schema", childCount: 2),
                SchemaElement(type: .int32, repetition: .required, name: "id"),
                SchemaElement(
                    type: .byteArray, repetition: .optional, name: "name", convertedType: .utf8, logicalType: .string),
            ])
        let rowGroup = try #require(metadata.rowGroups.first)
        #expect(rowGroup.totalByteSize == 139)
        let name = try #require(rowGroup.columns[1].metadata)
        #expect(name.codec == .snappy)
        #expect(name.encodings == [.plain, .rle, .rleDictionary])
        #expect(name.dictionaryPageOffset == 85)
        #expect(name.dataPageOffset == 111)
        #expect(name.totalCompressedSize == 66)
        #expect(name.totalUncompressedSize == 62)
        #expect(
            name.statistics
                == StatisticsRecord(
                    nullCount: 1, maxValue: [0x63], minValue: [0x61], isMaxValueExact: true, isMinValueExact: true))
    }

    @Test func readsDuckDB() throws {
        let bytes = FooterSamples.duckDB
        var reader = CompactReader(bytes.rawBytes)
        let metadata = try FileMetadata(from: &reader)
        #expect(metadata.version == 1)
        #expect(metadata.createdBy == "DuckDB version v2.0.0 (build d54cbbe3df)")
        let schema = try Schema(elements: metadata.schema)
        #expect(schema.columns.map(\.path.description) == ["id", "at"])
        // INT_64 without a logical type, and a TIMESTAMP that is local although the converted type is the UTC one's.
        #expect(schema.columns[0].logicalType == .integer(bitWidth: 64, isSigned: true))
        #expect(schema.columns[1].logicalType == .timestamp(unit: .micros, isAdjustedToUTC: false))
        #expect(metadata.rowGroups[0].columns[1].metadata?.dataPageOffset == 38)
    }

    @Test(arguments: [FooterSamples.pyarrow, FooterSamples.duckDB])
    func writesWhatItRead(bytes: [UInt8]) throws {
        var reader = CompactReader(bytes.rawBytes)
        let metadata = try FileMetadata(from: &reader)
        let again = metadata.encoded()
        var second = CompactReader(again.rawBytes)
        #expect(try FileMetadata(from: &second) == metadata)

        var rowGroups: [UInt8] = []
        for rowGroup in metadata.rowGroups { rowGroups += rowGroup.encoded() }
        let assembled = FileMetadata.encode(
            version: metadata.version, schema: metadata.schema, rowCount: metadata.rowCount,
            rowGroupCount: metadata.rowGroups.count, encodedRowGroups: rowGroups.rawBytes,
            keyValueMetadata: metadata.keyValueMetadata, createdBy: metadata.createdBy,
            columnOrders: metadata.columnOrders)
        #expect(assembled == again)
    }

    @Test func trailerFramesTheMetadata() throws {
        #expect(Footer.trailer(metadataByteCount: 300) == [0x2C, 0x01, 0, 0, 0x50, 0x41, 0x52, 0x31])
        let tail = Footer.trailer(metadataByteCount: 300)
        #expect(try Footer.metadataByteCount(tail: tail.rawBytes, fileByteCount: 312) == 300)
        for (bytes, size, code) in [
            (tail, 311, .malformed), (tail, 8, .malformed),
            ([0, 0, 0, 0, 0x50, 0x41, 0x52, 0x32], 100, .malformed),
            ([0, 0, 0, 0, 0x50, 0x41, 0x52, 0x45], 100, .unsupported),
        ] as [([UInt8], Int, ParquetError.Code)] {
            let error = #expect(throws: ParquetError.self) {
                try Footer.metadataByteCount(tail: bytes.rawBytes, fileByteCount: size)
            }
            #expect(error?.code == code)
        }
    }

    @Test func numbersOfTheFutureAreKept() {
        for number in Int32(-1)...12 {
            #expect(Encoding(rawValue: number).rawValue == number)
            #expect(CompressionCodec(rawValue: number).rawValue == number)
            #expect(PageType(rawValue: number).rawValue == number)
        }
        #expect(Encoding(rawValue: 1) == .unknown(1))
        #expect(Encoding(rawValue: 10) == .alp)
        #expect(CompressionCodec(rawValue: 6) == .zstd)
        #expect(PageType(rawValue: 3) == .dataPageV2)
    }
}
