import ParquetBytes
import ParquetTestSupport
import Testing

@testable import Parquet

@Suite struct BloomFilterTests {
    /// DuckDB 2.0: header and one block that holds the INT32 0 ..< 50.
    static let duckDBIntegers = FooterSamples.bytes(
        """
        1580011c1c00001c1c00001c1c0000002e65ce3377752adb4a88f4f3e70e9da738218dcfb46b93fa09fd5c57da28eb97bfc17c325d18
        aa6fe2f9a3a83e4ee85afe1e25cfbdfae8406836e6a61099a9ed
        """)
    /// DuckDB 2.0: header and one block that holds the texts v0 … v49.
    static let duckDBTexts = FooterSamples.bytes(
        """
        1580011c1c00001c1c00001c1c000000756173f8a6dc74cd6bdd81d959fc0ed9cbabc9ecfe2245e3aec3649f67ecf54444b8cbb79517
        0bfe8bc5ccda11b4dd36779e1a59578c37bebc267085a2fcd4f7
        """)

    /// The salt's products with 1, shifted: the bits that the type's documentation names.
    @Test func bitsOfOneHash() throws {
        var filter = BloomFilter(distinctValueCount: 1)
        #expect(filter.blockCount == 1)
        filter.insert(hash: 1)
        let bits: [UInt32] = [8, 8, 17, 20, 14, 5, 19, 11]
        let bytes = filter.bytes.rawBytes
        for (word, bit) in bits.enumerated() { #expect(bytes.loadUInt32(at: 4 * word) == 1 << bit) }
        #expect(filter.mightContain(hash: 1))
        #expect(!filter.mightContain(hash: 2))
        // The high half chooses among blocks, of which there is one.
        #expect(filter.mightContain(hash: 0xFFFF_FFFF_0000_0001))
    }

    @Test func theHighHalfChoosesTheBlock() {
        var filter = BloomFilter(distinctValueCount: 256, bitsPerValue: 4)
        #expect(filter.blockCount == 4)
        filter.insert(hash: 0x4000_0000_0000_0001)
        #expect(filter.bytes[..<32].allSatisfy { $0 == 0 })
        #expect(filter.bytes[32..<64].contains { $0 != 0 })
        #expect(filter.bytes[64...].allSatisfy { $0 == 0 })
        #expect(filter.mightContain(hash: 0x7FFF_FFFF_0000_0001))
        #expect(!filter.mightContain(hash: 0x8000_0000_0000_0001))
    }

    @Test func duckDBsFilters() throws {
        var reader = CompactReader(BloomFilterTests.duckDBIntegers.rawBytes)
        let header = try BloomFilterHeader(from: &reader)
        #expect(header == BloomFilterHeader(byteCount: 64))
        #expect(reader.offset == 16)
        #expect(header.encoded() == Array(BloomFilterTests.duckDBIntegers.prefix(16)))
        let integers = try BloomFilter(bytes: Array(BloomFilterTests.duckDBIntegers.dropFirst(16)))
        let texts = try BloomFilter(bytes: Array(BloomFilterTests.duckDBTexts.dropFirst(16)))
        for value in 0..<50 as Range<Int32> {
            #expect(integers.mightContain(value))
            #expect(texts.mightContain("v\(value)"))
        }
        // Two blocks of 50 values are wrong about some, not about all.
        #expect((50..<1050 as Range<Int32>).count { integers.mightContain($0) } < 400)
        #expect((50..<1050).count { texts.mightContain("v\($0)") } < 400)

        // The same values give the same bits.
        var own = BloomFilter(distinctValueCount: 50)
        #expect(own.bytes.count == 128)
        own = try BloomFilter(bytes: [UInt8](repeating: 0, count: 64))
        for value in 0..<50 as Range<Int32> { own.insert(value) }
        #expect(own.encoded() == BloomFilterTests.duckDBIntegers)
    }

    @Test func everyTypeIsFoundAgain() {
        var filter = BloomFilter(distinctValueCount: 6000, bitsPerValue: 16.9)
        for value in 0..<1000 as Range<Int64> {
            filter.insert(value)
            filter.insert(Int32(value) &- 500)
            filter.insert(Float(value) / 8)
            filter.insert(Double(value) / 8)
            filter.insert("text \(value)")
            filter.insert([UInt8(truncatingIfNeeded: value), 0, UInt8(truncatingIfNeeded: value >> 8)])
        }
        for value in 0..<1000 as Range<Int64> {
            #expect(filter.mightContain(value))
            #expect(filter.mightContain(Int32(value) &- 500))
            #expect(filter.mightContain(Float(value) / 8))
            #expect(filter.mightContain(Double(value) / 8))
            #expect(filter.mightContain("text \(value)"))
            #expect(filter.mightContain([UInt8(truncatingIfNeeded: value), 0, UInt8(truncatingIfNeeded: value >> 8)]))
        }
        let wrongCount = (0..<100_000).count { filter.mightContain("absent \($0)") }
        #expect(wrongCount < 300, "\(wrongCount) of 100000")
    }

    @Test func sizes() throws {
        #expect(BloomFilter(distinctValueCount: 0).bytes.count == 32)
        #expect(BloomFilter(distinctValueCount: 100_000).bytes.count == 131_072 * 2)
        #expect(BloomFilter(distinctValueCount: .max).bytes.count == 128 << 20)
        for count in [0, 1, 31, 33] {
            let error = #expect(throws: ParquetError.self) {
                try BloomFilter(bytes: [UInt8](repeating: 0, count: count))
            }
            #expect(error?.code == .malformed)
        }
    }

    /// A file without rows whose column has `filter` at byte 4.
    static func file(_ filter: [UInt8], offset: Int = 4, length: Int32?) async throws -> ParquetFile {
        let chunk = ColumnChunkMetadata(
            fileOffset: 0,
            metadata: ColumnMetadata(
                type: .int32, encodings: [], path: ["i"], codec: .uncompressed, valueCount: 0,
                totalUncompressedSize: 0, totalCompressedSize: 0, dataPageOffset: 4, bloomFilterOffset: offset,
                bloomFilterLength: length))
        let metadata = FileMetadata(
            version: 1, schema: try Schema(fields: [SchemaField("i", .int32)]).elements(), rowCount: 0,
            rowGroups: [RowGroupMetadata(columns: [chunk], totalByteSize: 0, rowCount: 0)]
        ).encoded()
        return try await ParquetFile(
            MemorySource(
                Footer.magic + filter + metadata + Footer.trailer(metadataByteCount: UInt32(metadata.count))))
    }

    @Test func isReadFromAFileWithAndWithoutItsLength() async throws {
        let bytes = BloomFilterTests.duckDBIntegers
        for length in [nil, Int32(bytes.count)] {
            let file = try await BloomFilterTests.file(bytes, length: length)
            let filter = try await file.bloomFilter(rowGroup: 0, column: 0)
            #expect(filter?.bytes == Array(bytes.dropFirst(16)))
        }
        let without = try await BloomFilterTests.file(bytes, offset: 0, length: nil)
        #expect(try await without.bloomFilter(rowGroup: 0, column: 0) == nil)
    }

    @Test func brokenFiltersAreRefused() async throws {
        let bytes = BloomFilterTests.duckDBIntegers
        var murmur = bytes
        murmur[8] = 0x2C
        var short = bytes
        short[1] = 0x3E
        short[2] = 0x00
        let long = BloomFilterHeader(byteCount: .max).encoded() + bytes
        let negative = BloomFilterHeader(byteCount: -32).encoded() + bytes
        for (filter, offset, length, code) in [
            (murmur, 4, nil, .unsupported), (short, 4, nil, .malformed), (long, 4, nil, .malformed),
            (long, 4, Int32(long.count), .malformed), (negative, 4, nil, .malformed), (bytes, -5, nil, .malformed),
            (bytes, .min, nil, .malformed), (bytes, .max, nil, .malformed), (bytes, 4, 40, .malformed),
            (bytes, 4, -1, .malformed), (bytes, 4, 0, .malformed), (bytes, 4, .max, .malformed),
        ] as [([UInt8], Int, Int32?, ParquetError.Code)] {
            let file = try await BloomFilterTests.file(filter, offset: offset, length: length)
            let error = await #expect(throws: ParquetError.self) { try await file.bloomFilter(rowGroup: 0, column: 0) }
            #expect(error?.code == code, "\(offset) \(String(describing: length)) \(String(describing: error))")
        }
    }

    @Test(.enabled(if: TestingFiles.arePresent, "the folder parquet-testing is not there"))
    func filesOfOtherWriters() async throws {
        let bytes = try TestingFiles.bytes("data/bloom_filter.xxhash.bin")
        var reader = CompactReader(bytes.rawBytes)
        let header = try BloomFilterHeader(from: &reader)
        try header.check()
        let filter = try BloomFilter(bytes: Array(bytes[reader.offset...].prefix(Int(header.byteCount))))
        for text in ["hello", "parquet", "bloom", "filter"] { #expect(filter.mightContain(text)) }
        #expect((0..<1000).count { filter.mightContain("absent \($0)") } < 5)

        for name in ["data_index_bloom_encoding_stats", "data_index_bloom_encoding_with_length"] {
            let file = try await ParquetFile(MemorySource(try TestingFiles.bytes("data/\(name).parquet")))
            let filter = try #require(try await file.bloomFilter(rowGroup: 0, column: 0))
            for text in [
                "Hello", "This is", "a", "test", "How", "are you", "doing ", "today", "the quick", "brown fox",
            ] {
                #expect(filter.mightContain(text), "\(name) \(text)")
            }
            #expect((0..<1000).count { filter.mightContain("absent \($0)") } < 50)
        }
    }
}
