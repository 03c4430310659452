import Parquet
import ParquetBytes
import ParquetTestSupport
import Testing

@testable import ParquetDataset

@Suite struct CanonicalRowTests {
    static func bytes(_ batch: RecordBatch) throws -> [[UInt8]] {
        var hasher = RowHasher(schema: batch.schema)
        return try hasher.canonicalBytes(of: batch)
    }

    static func hashes(_ batch: RecordBatch) throws -> [Hash256] {
        var hasher = RowHasher(schema: batch.schema)
        var hashes: [Hash256] = []
        try hasher.append(hashesOf: batch, to: &hashes)
        return hashes
    }

    private static func batch(_ fields: [SchemaField], _ columns: [ColumnVector]) throws -> RecordBatch {
        try RecordBatch(schema: Schema(fields: fields), columns: columns)
    }

    private static func hexadecimal(_ text: String) -> [UInt8] {
        text.split(separator: " ").compactMap { UInt8($0, radix: 16) }
    }

    /// The example of CanonicalRows.swift, derived by hand.
    @Test func theExample() throws {
        let batch = try CanonicalRowTests.batch(
            [
                SchemaField(
                    "tags",
                    group: [
                        SchemaField(
                            "list", group: [SchemaField("element", .byteArray, logicalType: .string)],
                            repetition: .repeated)
                    ], logicalType: .list),
                SchemaField("id", .int64, repetition: .required),
            ],
            [
                ColumnVector(
                    presence: .levels(definition: [3, 3, 0, 1, 2], repetition: [0, 1, 0, 0, 0]),
                    values: .byteArray(ByteArrayValues(["a", "b"]))),
                ColumnVector(presence: .all(rowCount: 4), values: .int64([7, -1, 0, 1])),
            ])
        let path = "03 04 74 61 67 73 04 6c 69 73 74 07 65 6c 65 6d 65 6e 74 08 "
        let expected = [
            "01 02 69 64 02 07 00 00 00 00 00 00 00 " + path + "02 00 03 01 03 01 61 01 62",
            // A null list.
            "01 02 69 64 02 ff ff ff ff ff ff ff ff",
            // An empty list: only "tags" is there.
            "01 02 69 64 02 00 00 00 00 00 00 00 00 " + path + "01 00 01",
            // A null in the list: "tags" and "list".
            "01 02 69 64 02 01 00 00 00 00 00 00 00 " + path + "01 00 02",
        ]
        #expect(try CanonicalRowTests.bytes(batch) == expected.map(CanonicalRowTests.hexadecimal))
    }

    @Test func valuesOfEachKind() throws {
        func only(
            _ type: PhysicalType, _ logicalType: LogicalType? = nil, _ typeLength: Int? = nil, _ values: ColumnValues
        )
            throws -> [[UInt8]]
        {
            try CanonicalRowTests.bytes(
                CanonicalRowTests.batch(
                    [SchemaField("v", type, typeLength: typeLength, logicalType: logicalType, repetition: .required)],
                    [ColumnVector(presence: .all(rowCount: values.count), values: values)])
            ).map { Array($0.dropFirst(3)) }
        }
        func bytes(_ texts: String...) -> [[UInt8]] { texts.map(CanonicalRowTests.hexadecimal) }
        #expect(try only(.boolean, nil, nil, .boolean([true, false])) == bytes("01 01", "01 00"))
        #expect(
            try only(.int32, nil, nil, .int32([-2, 258]))
                == bytes("02 fe ff ff ff ff ff ff ff", "02 02 01 00 00 00 00 00 00"))
        #expect(
            try only(.int32, .integer(bitWidth: 32, isSigned: false), nil, .int32([-1]))
                == bytes("03 ff ff ff ff 00 00 00 00"))
        let nan = Float(bitPattern: 0xFFC0_0001)
        #expect(
            try only(.float, nil, nil, .float([nan, -0.0, 0, 1.5]))
                == bytes("04 00 00 c0 7f", "04 00 00 00 80", "04 00 00 00 00", "04 00 00 c0 3f"))
        #expect(
            try only(.double, nil, nil, .double([.signalingNaN, -0.0, 1]))
                == bytes(
                    "05 00 00 00 00 00 00 f8 7f", "05 00 00 00 00 00 00 00 80", "05 00 00 00 00 00 00 f0 3f"))
        #expect(
            try only(
                .fixedLengthByteArray, .float16, 2,
                .fixedLengthByteArray(FixedLengthByteArrayValues(length: 2, bytes: [1, 0xFC, 0, 0x3C, 0, 0x7C])))
                == bytes("06 00 7e", "06 00 3c", "06 00 7c"))
        // −1.28 is −128 hundredths, one byte; 1.28 needs two.
        let decimals = bytes("07 02 00 00 00 01 80", "07 02 00 00 00 02 00 80", "07 02 00 00 00 01 00")
        let decimal = LogicalType.decimal(precision: 9, scale: 2)
        #expect(try only(.int32, decimal, nil, .int32([-128, 128, 0])) == decimals)
        #expect(try only(.int64, decimal, nil, .int64([-128, 128, 0])) == decimals)
        #expect(
            try only(
                .fixedLengthByteArray, decimal, 4,
                .fixedLengthByteArray(
                    FixedLengthByteArrayValues(length: 4, bytes: [255, 255, 255, 128, 0, 0, 0, 128, 0, 0, 0, 0])))
                == decimals)
        #expect(
            try only(
                .byteArray, decimal, nil,
                .byteArray(ByteArrayValues(offsets: [0, 1, 4, 5], bytes: [128, 0, 0, 128, 0]))) == decimals)
        #expect(
            try only(.int64, decimal, nil, .int64([.min]))
                == bytes("07 02 00 00 00 08 80 00 00 00 00 00 00 00"))
        #expect(
            try only(.byteArray, .string, nil, .byteArray(ByteArrayValues(["é", ""]))) == bytes("08 02 c3 a9", "08 00"))
        #expect(
            try only(.int64, .timestamp(unit: .micros, isAdjustedToUTC: true), nil, .int64([1]))
                == bytes("10 06 01 01 00 00 00 00 00 00 00"))
        #expect(try only(.int32, .date, nil, .int32([-1])) == bytes("0e ff ff ff ff ff ff ff ff"))
        let long = try only(.byteArray, nil, nil, .byteArray(ByteArrayValues([String(repeating: "x", count: 300)])))
        #expect(long == [[12, 0xAC, 0x02] + [UInt8](repeating: 0x78, count: 300)])
    }

    /// The same rows, stored otherwise: columns in another order, wider, as indices, with an added column of nulls, in batches of
    /// other sizes.
    @Test func theStorageDoesNotMatter() throws {
        let first = try CanonicalRowTests.batch(
            [SchemaField("a", .int32), SchemaField("b", .byteArray, logicalType: .string)],
            [
                ColumnVector(presence: .validity(Bitmap([true, false, true])), values: .int32([1, 2])),
                ColumnVector(presence: .all(rowCount: 3), values: .byteArray(ByteArrayValues(["x", "y", "x"]))),
            ])
        let second = try CanonicalRowTests.batch(
            [
                SchemaField("b", .byteArray, logicalType: .string, repetition: .required), SchemaField("c", .double),
                SchemaField("a", .int64),
            ],
            [
                ColumnVector(
                    presence: .all(rowCount: 3),
                    values: .dictionary(indices: [0, 1, 0], values: .byteArray(ByteArrayValues(["x", "y"])))),
                ColumnVector(presence: .levels(definition: [0, 0, 0], repetition: nil), values: .double([])),
                ColumnVector(presence: .levels(definition: [1, 0, 1], repetition: nil), values: .int64([1, 2])),
            ])
        #expect(try CanonicalRowTests.bytes(first) == CanonicalRowTests.bytes(second))
        #expect(try CanonicalRowTests.hashes(first) == CanonicalRowTests.hashes(second))
        // The leaf of RFC 9162 over the domain and the bytes.
        let row = try CanonicalRowTests.bytes(first)[1]
        #expect(try CanonicalRowTests.hashes(first)[1] == MerkleTree.leaf(Array("parkett row v1:".utf8) + row))
    }

    /// What is told apart: nulls and empty text, a struct that is null and one of nulls, values in other columns.
    @Test func differentRowsHaveDifferentBytes() throws {
        let group = SchemaField("g", group: [SchemaField("x", .int32), SchemaField("y", .int32)])
        let batch = try CanonicalRowTests.batch(
            [group, SchemaField("s", .byteArray, logicalType: .string)],
            [
                ColumnVector(presence: .levels(definition: [0, 1, 2, 1, 0], repetition: nil), values: .int32([5])),
                ColumnVector(presence: .levels(definition: [0, 1, 1, 2, 0], repetition: nil), values: .int32([5])),
                ColumnVector(
                    presence: .validity(Bitmap([false, false, false, false, true])),
                    values: .byteArray(ByteArrayValues([""]))),
            ])
        let all = try CanonicalRowTests.bytes(batch)
        #expect(Set(all).count == 5)
        #expect(all[0].isEmpty)
    }

    /// Rows of every kind in one large batch are the same as one by one.
    @Test(arguments: 0..<4 as Range<UInt64>) func theSizeOfBatchesDoesNotMatter(seed: UInt64) throws {
        var batches = try RandomBatches(seed: seed, longestString: 200)
        let batch = try batches.next(rowCount: 1_100)
        let all = try CanonicalRowTests.bytes(batch)
        #expect(all.count == 1_100)
        for row in [0, 1, 511, 512, 513, 1_023, 1_024, 1_099] {
            let one = batch.filtered(by: Bitmap((0..<1_100).map { $0 == row }))
            #expect(try CanonicalRowTests.bytes(one) == [all[row]])
        }
    }

    @Test func anotherSchemaIsRefused() throws {
        var hasher = RowHasher(schema: try Schema(fields: [SchemaField("a", .int32)]))
        var hashes: [Hash256] = []
        let other = RecordBatch(schema: try Schema(fields: [SchemaField("b", .int32)]))
        #expect(throws: ParquetError.self) { try hasher.append(hashesOf: other, to: &hashes) }
    }
}
