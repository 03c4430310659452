import Parquet
import Testing

@testable import ParquetInspect

@Suite struct LogicalTypeCheckTests {
    private func misfit(_ field: SchemaField, _ values: ColumnValues) throws -> LogicalTypeCheck.Misfit? {
        LogicalTypeCheck(try Schema(fields: [field]).columns[0]).misfit(values)
    }

    private func bytes(_ values: [[UInt8]]) -> ColumnValues {
        var strings = ByteArrayValues()
        for value in values { strings.append(value) }
        return .byteArray(strings)
    }

    @Test(arguments: [.string, .json, .enumeration] as [LogicalType])
    func text(type: LogicalType) throws {
        let field = SchemaField("c", .byteArray, logicalType: type)
        #expect(try misfit(field, .byteArray(ByteArrayValues(["plain", "ä€😀", ""]))) == nil)
        let broken = try #require(try misfit(field, bytes([[0x61], [0x61, 0xFF], [0xC3], Array("é".utf8)])))
        #expect(broken.message.hasPrefix("2 values of type"))
        #expect(broken.severity == .error)
        // Two strings that are UTF-8 only together.
        #expect(try misfit(field, bytes([[0xC3], [0xA4]]))?.message.hasPrefix("2 values") == true)
    }

    /// Every sequence of up to four bytes of a set that has each limit, against the standard library.
    @Test func whatIsUTF8() throws {
        let set: [UInt8] = [
            0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5,
        ]
        var values: [[UInt8]] = [[]]
        var level: [[UInt8]] = [[]]
        for _ in 0..<4 {
            level = level.flatMap { start in set.map { start + [$0] } }
            values += level
        }
        let strings = try #require(ByteStrings(bytes(values)))
        var wrongCount = 0
        for (index, value) in values.enumerated()
        where strings.isText(index) != (String(validating: value, as: UTF8.self) != nil) {
            wrongCount += 1
        }
        #expect(wrongCount == 0)
    }

    @Test func smallIntegers() throws {
        let signed = SchemaField("c", .int32, logicalType: .integer(bitWidth: 8, isSigned: true))
        #expect(try misfit(signed, .int32([-128, 127])) == nil)
        #expect(
            try misfit(signed, .int32([-129, 128, 0]))?.message
                == "2 values are out of the range of INT(8, true), such as -129")
        let unsigned = SchemaField("c", .int32, logicalType: .integer(bitWidth: 16, isSigned: false))
        #expect(try misfit(unsigned, .int32([0, 65_535])) == nil)
        #expect(try misfit(unsigned, .int32([-1])) != nil)
        #expect(try misfit(unsigned, .int32([65_536])) != nil)
        let whole = SchemaField("c", .int32, logicalType: .integer(bitWidth: 32, isSigned: false))
        #expect(try misfit(whole, .int32([-1])) == nil)
    }

    @Test func decimals() throws {
        let short = SchemaField("c", .int32, logicalType: .decimal(precision: 3, scale: 1))
        #expect(try misfit(short, .int32([-999, 999])) == nil)
        #expect(try misfit(short, .int32([1000])) != nil)
        let long = SchemaField("c", .byteArray, logicalType: .decimal(precision: 20, scale: 0))
        // 10^20 is 0x056BC75E2D63100000.
        let limit: [UInt8] = [0x05, 0x6B, 0xC7, 0x5E, 0x2D, 0x63, 0x10, 0x00, 0x00]
        let greatest: [UInt8] = [0x00, 0x05, 0x6B, 0xC7, 0x5E, 0x2D, 0x63, 0x0F, 0xFF, 0xFF]
        let least: [UInt8] = [0xFA, 0x94, 0x38, 0xA1, 0xD2, 0x9C, 0xF0, 0x00, 0x01]
        #expect(try misfit(long, bytes([greatest, least, [0]])) == nil)
        #expect(try misfit(long, bytes([limit])) != nil)
        // -10^20
        #expect(try misfit(long, bytes([[0xFA, 0x94, 0x38, 0xA1, 0xD2, 0x9C, 0xF0, 0x00, 0x00]])) != nil)
    }

    @Test func times() throws {
        let field = SchemaField("c", .int64, logicalType: .time(unit: .micros, isAdjustedToUTC: true))
        #expect(try misfit(field, .int64([0, 86_399_999_999])) == nil)
        #expect(try misfit(field, .int64([86_400_000_000]))?.severity == .warning)
        #expect(try misfit(field, .int64([-1]))?.severity == .warning)
    }

    @Test func nothingButNulls() throws {
        let field = SchemaField("c", .int32, logicalType: .unknown)
        #expect(try misfit(field, .int32([])) == nil)
        #expect(try misfit(field, .int32([1])) != nil)
    }
}
