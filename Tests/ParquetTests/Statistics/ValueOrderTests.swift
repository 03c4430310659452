import ParquetTestSupport
import Testing

@testable import Parquet

@Suite struct ValueOrderTests {
    static func column(
        _ type: PhysicalType, _ logicalType: LogicalType? = nil, length: Int? = nil
    ) -> ColumnDescriptor {
        ColumnDescriptor(
            path: ColumnPath(["a"]), physicalType: type, typeLength: length, logicalType: logicalType,
            repetition: .optional, fieldID: nil, maxDefinitionLevel: 1, maxRepetitionLevel: 0)
    }

    static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        (0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }

    static func comparison<Value: Comparable>(_ left: Value, _ right: Value) -> ValueOrder.Comparison {
        left < right ? .less : left == right ? .equal : .greater
    }

    /// Random numbers with those among them where orders part.
    static func integers(_ count: Int) -> [Int64] {
        var random = SeededGenerator(seed: 7)
        let edges: [Int64] = [0, 1, -1, .min, .max, Int64(Int32.min), Int64(Int32.max), 127, 128, -128, -129, 255, 256]
        return edges
            + (0..<count).map { _ in
                Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0...63, using: &random)
            }
    }

    @Test func integersByTheirSign() throws {
        let numbers = ValueOrderTests.integers(100)
        let signed32 = try #require(ValueOrder(ValueOrderTests.column(.int32, .date), .typeDefined))
        let signed64 = try #require(ValueOrder(ValueOrderTests.column(.int64), .typeDefined))
        let unsigned: (Int) -> LogicalType = { .integer(bitWidth: $0, isSigned: false) }
        let unsigned32 = try #require(ValueOrder(ValueOrderTests.column(.int32, unsigned(8)), .typeDefined))
        let unsigned64 = try #require(ValueOrder(ValueOrderTests.column(.int64, unsigned(64)), .typeDefined))
        for left in numbers {
            for right in numbers {
                let (low, high) = (ValueOrderTests.bytes(left), ValueOrderTests.bytes(right))
                #expect(signed64.compare(low, high) == ValueOrderTests.comparison(left, right))
                #expect(
                    unsigned64.compare(low, high)
                        == ValueOrderTests.comparison(UInt64(bitPattern: left), UInt64(bitPattern: right)))
                let (left, right) = (Int32(truncatingIfNeeded: left), Int32(truncatingIfNeeded: right))
                let (low32, high32) = (ValueOrderTests.bytes(left), ValueOrderTests.bytes(right))
                #expect(signed32.compare(low32, high32) == ValueOrderTests.comparison(left, right))
                #expect(
                    unsigned32.compare(low32, high32)
                        == ValueOrderTests.comparison(UInt32(bitPattern: left), UInt32(bitPattern: right)))
            }
        }
        #expect(signed32.compare([1], [0, 0, 0, 0]) == nil)
        #expect(signed64.compare([0, 0, 0, 0], [0, 0, 0, 0]) == nil)
    }

    /// Two's complement, big-endian, in the fewest bytes or with sign bytes before them.
    @Test func decimalsOfAnyLength() throws {
        let numbers = ValueOrderTests.integers(60)
        var random = SeededGenerator(seed: 8)
        func bigEndian(_ value: Int64) -> [UInt8] {
            var bytes = Array(ValueOrderTests.bytes(value).reversed())
            let sign: UInt8 = value < 0 ? 0xFF : 0
            while bytes.count > 1, bytes[0] == sign, bytes[1] & 0x80 == sign & 0x80 { bytes.removeFirst() }
            return [UInt8](repeating: sign, count: .random(in: 0...20, using: &random)) + bytes
        }
        for type in [PhysicalType.byteArray, .fixedLengthByteArray] {
            let order = try #require(
                ValueOrder(
                    ValueOrderTests.column(type, .decimal(precision: 18, scale: 2), length: 16), .typeDefined))
            for left in numbers {
                for right in numbers {
                    #expect(
                        order.compare(bigEndian(left), bigEndian(right)) == ValueOrderTests.comparison(left, right),
                        "\(left) \(right)")
                }
            }
            #expect(order.compare([], [0]) == .equal)
            #expect(order.compare([], [1]) == .less)
            #expect(order.compare([], [0xFF]) == .greater)
        }
    }

    @Test func floatingPointByValue() throws {
        let order = try #require(ValueOrder(ValueOrderTests.column(.double), .typeDefined))
        let order32 = try #require(ValueOrder(ValueOrderTests.column(.float), .typeDefined))
        let total = try #require(ValueOrder(ValueOrderTests.column(.double), .ieee754TotalOrder))
        let total32 = try #require(ValueOrder(ValueOrderTests.column(.float), .ieee754TotalOrder))
        var random = SeededGenerator(seed: 9)
        var patterns: [UInt64] = (0..<150).map { _ in .random(in: 0 ... .max, using: &random) }
        patterns += [
            0.0, -0.0, 1, -1, .infinity, -.infinity, .nan, -.nan, .signalingNaN, .leastNonzeroMagnitude,
            -.greatestFiniteMagnitude,
        ].map { (value: Double) in value.bitPattern }
        for leftPattern in patterns {
            for rightPattern in patterns {
                let (left, right) = (Double(bitPattern: leftPattern), Double(bitPattern: rightPattern))
                let (low, high) = (ValueOrderTests.bytes(leftPattern), ValueOrderTests.bytes(rightPattern))
                #expect(
                    order.compare(low, high)
                        == (left.isNaN || right.isNaN ? nil : ValueOrderTests.comparison(left, right)))
                let isBelow = left.isTotallyOrdered(belowOrEqualTo: right)
                let isAbove = right.isTotallyOrdered(belowOrEqualTo: left)
                #expect(total.compare(low, high) == (isBelow && isAbove ? .equal : isBelow ? .less : .greater))
                let (left32, right32) = (
                    Float(bitPattern: UInt32(leftPattern >> 32)), Float(bitPattern: UInt32(rightPattern >> 32))
                )
                let (low32, high32) = (Array(low[4...]), Array(high[4...]))
                #expect(
                    order32.compare(low32, high32)
                        == (left32.isNaN || right32.isNaN ? nil : ValueOrderTests.comparison(left32, right32)))
                let isBelow32 = left32.isTotallyOrdered(belowOrEqualTo: right32)
                let isAbove32 = right32.isTotallyOrdered(belowOrEqualTo: left32)
                #expect(
                    total32.compare(low32, high32) == (isBelow32 && isAbove32 ? .equal : isBelow32 ? .less : .greater))
            }
        }
    }

    /// 1.0 is 0x3C00, 65504 0x7BFF, infinity 0x7C00, NaN 0x7E00; little-endian.
    @Test func halfPrecision() throws {
        let column = ValueOrderTests.column(.fixedLengthByteArray, .float16, length: 2)
        let order = try #require(ValueOrder(column, .typeDefined))
        let rising: [UInt16] = [0xFC00, 0xFBFF, 0xBC00, 0x8001, 0x8000, 0x0001, 0x3C00, 0x7BFF, 0x7C00]
        for (left, right) in zip(rising, rising.dropFirst()) {
            #expect(order.compare(ValueOrderTests.bytes(left), ValueOrderTests.bytes(right)) == .less)
        }
        #expect(order.compare([0, 0x80], [0, 0]) == .equal)
        #expect(order.compare([0, 0x7E], [0, 0]) == nil)
        let total = try #require(ValueOrder(column, .ieee754TotalOrder))
        #expect(total.compare([0, 0x80], [0, 0]) == .less)
        #expect(total.compare([0, 0x7E], [0, 0x7C]) == .greater)
        #expect(total.compare([0, 0xFE], [0, 0xFC]) == .less)
    }

    @Test func bytesAndBooleans() throws {
        let order = try #require(ValueOrder(ValueOrderTests.column(.byteArray, .string), .typeDefined))
        let rising: [[UInt8]] = [[], [0], [0, 0], [1], [0x61], [0x61, 0x62], [0x7F], [0x80], [0xFF], [0xFF, 0]]
        for left in rising.indices {
            for right in rising.indices {
                #expect(order.compare(rising[left], rising[right]) == ValueOrderTests.comparison(left, right))
            }
        }
        let boolean = try #require(ValueOrder(ValueOrderTests.column(.boolean), .typeDefined))
        #expect(boolean.compare([0], [1]) == .less)
        #expect(boolean.compare([1], [1]) == .equal)
        #expect(boolean.compare([2], [1]) == nil)
        #expect(boolean.compare([], [1]) == nil)
    }

    /// Nanoseconds of the day in eight bytes, then the Julian day in four.
    @Test func timestampsOf96Bits() throws {
        let column = ValueOrderTests.column(.int96)
        #expect(ValueOrder(column, .typeDefined) == nil)
        let order = try #require(ValueOrder(column, .int96Timestamp))
        func value(_ day: Int32, _ nanos: Int64) -> [UInt8] {
            ValueOrderTests.bytes(nanos) + ValueOrderTests.bytes(day)
        }
        #expect(order.compare(value(1, 5), value(2, 4)) == .less)
        #expect(order.compare(value(2, 5), value(2, 4)) == .greater)
        #expect(order.compare(value(-1, 5), value(0, 4)) == .less)
        #expect(order.compare(value(2, 5), value(2, 5)) == .equal)
        #expect(order.compare(value(2, 5), [0]) == nil)
    }

    @Test func whereNoOrderIsDefined() {
        for (type, logicalType, length) in [
            (.fixedLengthByteArray, .interval, 12), (.byteArray, .geometry(crs: nil), nil),
            (.byteArray, .geography(crs: nil, algorithm: nil), nil), (.int96, nil, nil),
        ] as [(PhysicalType, LogicalType?, Int?)] {
            #expect(ValueOrder(ValueOrderTests.column(type, logicalType, length: length), .typeDefined) == nil)
        }
        let integer = ValueOrderTests.column(.int32)
        for order in [nil, .unknown(9), .ieee754TotalOrder, .int96Timestamp] as [ColumnOrder?] {
            #expect(ValueOrder(integer, order) == nil)
        }
    }

    @Test func boundsThatMayBeTrusted() throws {
        let integer = ValueOrderTests.column(.int32)
        let (one, two, nine): ([UInt8], [UInt8], [UInt8]) = ([1, 0, 0, 0], [2, 0, 0, 0], [9, 0, 0, 0])
        let current = StatisticsRecord(deprecatedMax: nine, deprecatedMin: nine, maxValue: two, minValue: one)
        let bounds = try #require(current.bounds(integer, .typeDefined))
        #expect(bounds.min == one && bounds.max == two)
        #expect(bounds.mightContain(one) && bounds.mightContain(two) && !bounds.mightContain(nine))
        #expect(!bounds.mightContain([0, 0, 0, 0]))
        #expect(current.bounds(integer, nil) == nil)
        #expect(StatisticsRecord(maxValue: one, minValue: two).bounds(integer, .typeDefined) == nil)
        #expect(StatisticsRecord(maxValue: [1]).bounds(integer, .typeDefined) == nil)

        let old = StatisticsRecord(deprecatedMax: two, deprecatedMin: one)
        #expect(old.bounds(integer, nil)?.max == two)
        for (column, isTrusted) in [
            (ValueOrderTests.column(.int32, .integer(bitWidth: 32, isSigned: false)), false),
            (ValueOrderTests.column(.byteArray, .string), false), (ValueOrderTests.column(.int32, .date), true),
            (ValueOrderTests.column(.float), true),
            (ValueOrderTests.column(.fixedLengthByteArray, .decimal(precision: 9, scale: 0), length: 4), false),
        ] {
            #expect((old.bounds(column, .typeDefined) != nil) == isTrusted, "\(column)")
        }
        let nan = StatisticsRecord(
            maxValue: ValueOrderTests.bytes(Double.nan.bitPattern), minValue: ValueOrderTests.bytes(1.0.bitPattern))
        let half = try #require(nan.bounds(ValueOrderTests.column(.double), .typeDefined))
        #expect(half.max == nil)
        #expect(!half.mightContain(ValueOrderTests.bytes(0.5.bitPattern)))
        #expect(half.mightContain(ValueOrderTests.bytes(Double.nan.bitPattern)))
        // A zero of either sign bounds both.
        let zero = StatisticsRecord(minValue: ValueOrderTests.bytes(0.0.bitPattern))
        #expect(
            zero.bounds(ValueOrderTests.column(.double), .typeDefined)?.mightContain(
                ValueOrderTests.bytes((-0.0).bitPattern)) == true)
    }
}
