import ParquetTestSupport
import Testing

@testable import Parquet

@Suite struct ColumnStatisticsTests {
    private func record(_ field: SchemaField, _ values: ColumnValues, byteLimit: Int = 64) throws -> StatisticsRecord {
        let column = try Schema(fields: [field]).columns[0]
        var statistics = ColumnStatistics(column, .typeDefined)
        statistics.update(values, 0..<values.count)
        return statistics.record(nullCount: 0, byteLimit: byteLimit)
    }

    @Test func signedAndUnsigned() throws {
        let signed = try record(SchemaField("a", .int32), .int32([3, -1, 7]))
        #expect(signed.minValue == [0xFF, 0xFF, 0xFF, 0xFF] && signed.maxValue == [7, 0, 0, 0])
        let type = LogicalType.integer(bitWidth: 32, isSigned: false)
        let unsigned = try record(SchemaField("a", .int32, logicalType: type), .int32([3, -1, 7]))
        #expect(unsigned.minValue == [3, 0, 0, 0] && unsigned.maxValue == [0xFF, 0xFF, 0xFF, 0xFF])
        let long = LogicalType.integer(bitWidth: 64, isSigned: false)
        let unsignedLong = try record(SchemaField("a", .int64, logicalType: long), .int64([3, .min]))
        #expect(unsignedLong.minValue == [3, 0, 0, 0, 0, 0, 0, 0])
        #expect(unsignedLong.maxValue == [0, 0, 0, 0, 0, 0, 0, 0x80])
    }

    /// NaN is no bound, and zero stands for both zeros (parquet.thrift, `ColumnOrder`).
    @Test func floats() throws {
        let mixed = try record(SchemaField("a", .double), .double([.nan, 0, 5, .nan]))
        #expect(mixed.minValue == [0, 0, 0, 0, 0, 0, 0, 0x80])
        #expect(mixed.maxValue == [0, 0, 0, 0, 0, 0, 0x14, 0x40])
        let negative = try record(SchemaField("a", .float), .float([-1, -0.0]))
        #expect(negative.maxValue == [0, 0, 0, 0])
        let none = try record(SchemaField("a", .double), .double([.nan]))
        #expect(none.minValue == nil && none.maxValue == nil && none.nullCount == 0 && none.nanCount == 1)
        #expect(mixed.nanCount == 2 && negative.nanCount == 0)
    }

    @Test func booleans() throws {
        let both = try record(SchemaField("a", .boolean), .boolean([true, false]))
        #expect(both.minValue == [0] && both.maxValue == [1])
        let one = try record(SchemaField("a", .boolean), .boolean([true, true]))
        #expect(one.minValue == [1] && one.maxValue == [1])
    }

    @Test func decimalsInBytesAreSigned() throws {
        let field = SchemaField(
            "a", .fixedLengthByteArray, typeLength: 2, logicalType: .decimal(precision: 4, scale: 0))
        let values = FixedLengthByteArrayValues(length: 2, bytes: [0xFF, 0xFE, 0x00, 0x05, 0xFF, 0x01])
        let bounds = try record(field, .fixedLengthByteArray(values))
        #expect(bounds.minValue == [0xFF, 0x01] && bounds.maxValue == [0x00, 0x05])
    }

    /// Strings around the eight bytes that are compared first, against Swift's own comparison of bytes.
    @Test(arguments: 0..<30 as Range<UInt64>)
    func strings(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let alphabet: [UInt8] = [0, 97, 98, 0xFF]
        var strings: [[UInt8]] = []
        for _ in 0..<50 {
            let length = Int.random(in: 0..<12, using: &random)
            strings.append((0..<length).map { _ in alphabet[Int.random(in: 0..<4, using: &random)] })
        }
        let bounds = try record(SchemaField("a", .byteArray), [UInt8].storage(of: strings))
        #expect(bounds.minValue == strings.min { $0.lexicographicallyPrecedes($1) })
        #expect(bounds.maxValue == strings.max { $0.lexicographicallyPrecedes($1) })
        #expect(bounds.isMinValueExact == true && bounds.isMaxValueExact == true)
    }

    @Test func longValuesAreCut() throws {
        func bounds(_ string: String, limit: Int) throws -> StatisticsRecord {
            try record(
                SchemaField("a", .byteArray, logicalType: .string), .byteArray(ByteArrayValues([string])),
                byteLimit: limit)
        }
        let plain = try bounds("abcdef", limit: 3)
        #expect(plain.minValue == Array("abc".utf8) && plain.isMinValueExact == false)
        #expect(plain.maxValue == Array("abd".utf8) && plain.isMaxValueExact == false)
        // é is two bytes and not cut in two.
        #expect(try bounds("abéx", limit: 3).maxValue == Array("ac".utf8))
        // The code point after U+D7FF is U+E000, and nothing follows the last one.
        #expect(try bounds("\u{D7FF}xx", limit: 3).maxValue == Array("\u{E000}".utf8))
        // Then more of the value stands, up to four times as much.
        let last = try bounds("\u{10FFFF}x", limit: 4)
        #expect(last.maxValue == Array("\u{10FFFF}x".utf8) && last.isMaxValueExact == true)
        #expect(last.minValue == Array("\u{10FFFF}".utf8) && last.isMinValueExact == false)
        let four = String(repeating: "\u{10FFFF}", count: 4)
        #expect(try bounds(four, limit: 4).maxValue == Array(four.utf8))
        let none = try bounds(four + "x", limit: 4)
        #expect(none.maxValue == nil && none.minValue == nil)
        let high = [UInt8](repeating: 0xFF, count: 5)
        let longer = try record(SchemaField("a", .byteArray), [UInt8].storage(of: [high + [1, 2, 3, 4]]), byteLimit: 3)
        #expect(longer.maxValue == high + [2] && longer.isMaxValueExact == false)
        let bytes = try record(SchemaField("a", .byteArray), [UInt8].storage(of: [[1, 0xFF, 0xFF, 9]]), byteLimit: 3)
        #expect(bytes.maxValue == [2])
    }
}
