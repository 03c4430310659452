import ParquetTestSupport
import Testing

@testable import Parquet

/// `isIn` with many values, which is looked up in a table: the same rows as with one comparison for each value.
@Suite struct MembershipTests {
    /// Rows of values of which some are among the literals, and null rows.
    @Test(arguments: RandomColumnKind.allCases, [3, 63, 64, 65, 199, 200, 600])
    func theSameAsOneComparisonEach(kind: RandomColumnKind, count: Int) throws {
        var random = SeededGenerator(seed: UInt64(count))
        let field = kind.field("c", repetition: .optional)
        let rowCount = 300
        let present = (0..<rowCount).map { $0 % 7 != 3 }
        let values = kind.values(present.count { $0 }, &random)
        let batch = try RecordBatch(
            schema: try Schema(fields: [SchemaField("id", .int32, repetition: .required), field]),
            columns: [
                ColumnVector(.int32((0..<Int32(rowCount)).map { $0 })),
                ColumnVector(presence: .validity(Bitmap(present)), values: values),
            ])
        // Some values of the rows, so that there is something to find, and some that need not be there.
        var literals = try batch.rows.prefix(count / 2).map { $0.values[1] }.filter { $0 != .null }
        while literals.count < count { literals.append(kind.literal(&random)) }
        func rows(_ predicate: Parquet.Predicate) throws -> [Int32] {
            try batch.filtered(where: predicate)[Column<Int32>("id")]
        }
        let each = Parquet.Predicate.or(literals.map { .comparison(["c"], .equal, $0) })
        let expected = try rows(each)
        #expect(!expected.isEmpty)
        #expect(try rows(.isIn(["c"], literals)) == expected)
        #expect(try rows(.isIn(["c"], literals + [.null])) == expected)
        #expect(try rows(!.isIn(["c"], literals)) == rows(!each))
        #expect(try rows(!.isIn(["c"], literals + [.null])).isEmpty)
    }

    /// Numbers that are equal though they are stored otherwise, among enough others for a table.
    @Test func whatIsEqualIsFound() throws {
        func kept(_ values: ColumnValues, _ literals: [Value], _ logicalType: LogicalType? = nil) throws -> [Int32] {
            let field = SchemaField("c", values.physicalType, logicalType: logicalType, repetition: .required)
            let batch = try RecordBatch(
                schema: try Schema(fields: [SchemaField("id", .int32, repetition: .required), field]),
                columns: [ColumnVector(.int32((0..<Int32(values.count)).map { $0 })), ColumnVector(values)])
            return try batch.filtered(where: .isIn(["c"], literals))[Column<Int32>("id")]
        }
        let far = (1...100).map { Value.int64(1_000_000 + $0) }
        let doubles = ColumnValues.double([.nan, -.nan, 0, -0.0, 1.5, .infinity, .leastNonzeroMagnitude, 1_000_001])
        #expect(try kept(doubles, far + [.double(.nan)]) == [0, 1, 7])
        #expect(try kept(doubles, far + [.int32(0)]) == [2, 3, 7])
        #expect(try kept(doubles, far + [.double(-0.0), .decimal(unscaled: 150, scale: 2)]) == [2, 3, 4, 7])
        #expect(try kept(doubles, far + [.float(.infinity), .double(.leastNonzeroMagnitude)]) == [5, 6, 7])
        let floats = ColumnValues.float([.nan, 0, -0.0, 0.1, 1_000_100])
        #expect(try kept(floats, far + [.float(.nan), .double(0.1)]) == [0, 4])
        #expect(try kept(floats, far + [.float(0.1), .float(-0.0)]) == [1, 2, 3, 4])
        // Hundredths: 1,000,001 is not among the literals, 10000.01 is.
        let cents = ColumnValues.int32([1_000_001, 100, 0])
        let decimals = (1...300).map { Value.decimal(unscaled: 1_000_000_000 + Int128($0) * 1000, scale: 5) }
        #expect(try kept(cents, decimals + [.int32(1)], .decimal(precision: 9, scale: 2)) == [0, 1])
        // The same unscaled value in different lengths.
        var bytes = ByteArrayValues()
        for value in [[1], [0, 0, 1], [0xFF], [0xFF, 0xFF], [], [0], [2]] as [[UInt8]] { bytes.append(value) }
        let wide = (1...300).map { Value.decimal(unscaled: 1000 + $0, scale: 0) }
        let decimal = LogicalType.decimal(precision: 10, scale: 0)
        #expect(try kept(.byteArray(bytes), wide + [.int32(1)], decimal) == [0, 1])
        #expect(try kept(.byteArray(bytes), wide + [.int32(-1), .int64(0)], decimal) == [2, 3, 4, 5])
        // Milliseconds, asked for in seconds' fractions of other units.
        let times = ColumnValues.int64([5, 1_000_007, -3])
        let millis = LogicalType.timestamp(unit: .millis, isAdjustedToUTC: true)
        let micros = (1...300).map { Value.timestamp((1_000_000 + $0) * 1000, unit: .micros, isAdjustedToUTC: true) }
        #expect(
            try kept(times, micros + [.timestamp(-3_000_000, unit: .nanos, isAdjustedToUTC: true)], millis) == [1, 2])
        // Unsigned numbers beyond the signed ones.
        let unsigned = ColumnValues.int64([-1, 1, .min])
        #expect(
            try kept(unsigned, far + [.uint64(.max), .int64(.min)], .integer(bitWidth: 64, isSigned: false)) == [0])
    }

    /// Strings of which some begin others, and those that differ in zeros only.
    @Test func tablesOfStrings() {
        let strings =
            [[], [0], [0, 0]] + (0..<300).map { Array("key-\($0)".utf8) }
            + (0..<300).map { [UInt8](repeating: 7, count: $0 + 1) }
        let table = StringTable(strings)
        let all = Set(strings)
        for string in strings + strings.map({ $0 + [0] }) + strings.map({ Array($0.dropLast()) }) + [[1], [7, 8]] {
            let padded = [9, 9] + string + [0, 7]
            #expect(table.contains(padded.rawBytes, 2, 2 + string.count) == all.contains(string))
        }
    }

    /// Numbers whose bits are the same but for the highest ones, and those of which one stands for an empty place.
    @Test func tablesOfAwkwardNumbers() {
        for numbers in [
            (0..<1000).map { UInt64($0) }, (0..<1000).map { UInt64($0) << 52 }, (0..<1000).map { UInt64($0) << 32 },
            (0..<100).map { _ in 7 }, [0], [.max, 0, 1],
        ] as [[UInt64]] {
            let table = NumberTable(numbers)
            let all = Set(numbers)
            for number in numbers + [0, 1, 2, 5, 1000, 1001, .max, 1 << 63, 999 << 52 | 1] {
                #expect(table.contains(number) == all.contains(number))
            }
        }
    }
}
