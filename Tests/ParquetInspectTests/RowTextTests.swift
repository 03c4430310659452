import Parquet
import Testing

@testable import ParquetInspect

@Suite struct RowTextTests {
    func text(_ write: (inout [UInt8]) -> Void) -> String {
        var bytes: [UInt8] = []
        write(&bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(
        arguments: [
            (0, "1970-01-01"), (-1, "1969-12-31"), (11_016, "2000-02-29"), (11_017, "2000-03-01"),
            (-25_508, "1900-03-01"),
            (2_932_896, "9999-12-31"), (2_932_897, "+10000-01-01"), (-719_528, "0000-01-01"), (-719_529, "-0001-12-31"),
        ] as [(Int64, String)])
    func dates(days: Int64, expected: String) {
        #expect(text { DateText.appendDate(days, to: &$0) } == expected)
    }

    @Test func times() {
        #expect(text { DateText.appendTime(86_399_999, .millis, to: &$0) } == "23:59:59.999")
        #expect(text { DateText.appendTime(1, .nanos, to: &$0) } == "00:00:00.000000001")
        #expect(text { DateText.appendTimestamp(-1, .micros, to: &$0) } == "1969-12-31T23:59:59.999999")
        // The ends of 64 bits, computed with a calendar of arbitrary range.
        #expect(text { DateText.appendTimestamp(.max, .nanos, to: &$0) } == "2262-04-11T23:47:16.854775807")
        #expect(text { DateText.appendTimestamp(.min, .nanos, to: &$0) } == "1677-09-21T00:12:43.145224192")
        #expect(text { DateText.appendTimestamp(.max, .millis, to: &$0) } == "+292278994-08-17T07:12:55.807")
        // Noon of 1970-01-01 as INT96: 43,200 × 10⁹ ns of Julian day 2,440,588.
        let noon: [UInt8] = [0x00, 0x80, 0xA7, 0x48, 0x4A, 0x27, 0, 0, 0x8C, 0x3D, 0x25, 0]
        #expect(text { DateText.appendInt96(noon[...], to: &$0) } == "1970-01-01T12:00:00.000000000")
    }

    @Test(
        arguments: [
            (0, 2, "0.00"), (5, 2, "0.05"), (-5, 0, "-5"), (12_340, 2, "123.40"), (-12_340, 5, "-0.12340"),
        ] as [(Int64, Int, String)])
    func decimals(unscaled: Int64, scale: Int, expected: String) {
        #expect(text { DecimalText.append(unscaled, scale: scale, to: &$0) } == expected)
        var bytes: [UInt8] = []
        withUnsafeBytesOfBigEndian(unscaled) { bytes.append($0) }
        #expect(text { DecimalText.append(bigEndian: bytes[...], scale: scale, to: &$0) } == expected)
    }

    private func withUnsafeBytesOfBigEndian(_ value: Int64, _ body: (UInt8) -> Void) {
        for shift in stride(from: 56, through: 0, by: -8) { body(UInt8(truncatingIfNeeded: value >> Int64(shift))) }
    }

    @Test func longDecimals() {
        let most: [UInt8] = [0x7F] + [UInt8](repeating: 0xFF, count: 15)
        #expect(
            text { DecimalText.append(bigEndian: most[...], scale: 0, to: &$0) }
                == "170141183460469231731687303715884105727")
        let least: [UInt8] = [0x80] + [UInt8](repeating: 0, count: 15)
        #expect(
            text { DecimalText.append(bigEndian: least[...], scale: 39, to: &$0) }
                == "-0.170141183460469231731687303715884105728")
        #expect(text { DecimalText.append(bigEndian: [], scale: 1, to: &$0) } == "0.0")
        #expect(text { DecimalText.append(7, scale: 2_000_000_000, to: &$0) } == "7E-2000000000")
    }

    @Test func stringsAreEscapedAndRepaired() throws {
        let schema = try Schema(fields: [SchemaField("a\"b", .byteArray, logicalType: .string)])
        var values = ByteArrayValues()
        values.append([0x22, 0x5C, 0x0A, 0x00, 0xC3, 0xA4])
        values.append([0x61, 0xFF, 0x62])
        var validity = Bitmap([true, false, true])
        let batch = try RecordBatch(
            schema: schema, columns: [ColumnVector(presence: .validity(validity), values: .byteArray(values))])
        validity.removeAll()
        var renderer = JSONLinesRenderer(schema: schema)
        var bytes: [UInt8] = []
        try renderer.render(batch, into: &bytes)
        #expect(
            String(decoding: bytes, as: UTF8.self) == """
                {"a\\"b":"\\"\\\\\\n\\u0000ä"}
                {"a\\"b":null}
                {"a\\"b":"a\u{FFFD}b"}

                """)
        #expect(renderer.repairedStringCount == 1)
    }

    @Test func binary16() {
        for (bits, expected) in [
            (0x3C00, 1), (0xC000, -2), (0x7BFF, 65504), (0x0001, 0x1p-24), (0x0400, 0x1p-14), (0x7C00, .infinity),
        ] as [(UInt16, Float)] {
            #expect(Float(binary16: bits) == expected)
        }
        #expect(text { NumberText.append(binary16: [0x66, 0x2E], to: &$0) } == "0.1")
    }
}
