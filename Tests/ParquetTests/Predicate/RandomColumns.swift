import ParquetTestSupport

@testable import Parquet

/// A kind of column that predicates can ask, with random values and literals, from few enough that they meet.
enum RandomColumnKind: CaseIterable {
    case boolean, int8, int32, uint32, int64, uint64, decimal32, decimal64, decimal5Bytes, decimal16Bytes, decimalBytes
    case float, double, float16, date, timeMillis, timeMicros, timeNanos
    case timestampMillis, timestampMicros, timestampNanos, timestampLocal, int96
    case string, bytes, threeBytes, uuid, interval

    func field(_ name: String, repetition: Repetition) -> SchemaField {
        let (type, typeLength, logicalType): (PhysicalType, Int?, LogicalType?) =
            switch self {
            case .boolean: (.boolean, nil, nil)
            case .int8: (.int32, nil, .integer(bitWidth: 8, isSigned: true))
            case .int32: (.int32, nil, nil)
            case .uint32: (.int32, nil, .integer(bitWidth: 32, isSigned: false))
            case .int64: (.int64, nil, nil)
            case .uint64: (.int64, nil, .integer(bitWidth: 64, isSigned: false))
            case .decimal32: (.int32, nil, .decimal(precision: 9, scale: 2))
            case .decimal64: (.int64, nil, .decimal(precision: 18, scale: 4))
            case .decimal5Bytes: (.fixedLengthByteArray, 5, .decimal(precision: 11, scale: 3))
            case .decimal16Bytes: (.fixedLengthByteArray, 16, .decimal(precision: 38, scale: 10))
            case .decimalBytes: (.byteArray, nil, .decimal(precision: 40, scale: 1))
            case .float: (.float, nil, nil)
            case .double: (.double, nil, nil)
            case .float16: (.fixedLengthByteArray, 2, .float16)
            case .date: (.int32, nil, .date)
            case .timeMillis: (.int32, nil, .time(unit: .millis, isAdjustedToUTC: true))
            case .timeMicros: (.int64, nil, .time(unit: .micros, isAdjustedToUTC: true))
            case .timeNanos: (.int64, nil, .time(unit: .nanos, isAdjustedToUTC: true))
            case .timestampMillis: (.int64, nil, .timestamp(unit: .millis, isAdjustedToUTC: true))
            case .timestampMicros: (.int64, nil, .timestamp(unit: .micros, isAdjustedToUTC: true))
            case .timestampNanos: (.int64, nil, .timestamp(unit: .nanos, isAdjustedToUTC: true))
            case .timestampLocal: (.int64, nil, .timestamp(unit: .micros, isAdjustedToUTC: false))
            case .int96: (.int96, nil, nil)
            case .string: (.byteArray, nil, .string)
            case .bytes: (.byteArray, nil, nil)
            case .threeBytes: (.fixedLengthByteArray, 3, nil)
            case .uuid: (.fixedLengthByteArray, 16, .uuid)
            case .interval: (.fixedLengthByteArray, 12, .interval)
            }
        return SchemaField(name, type, typeLength: typeLength, logicalType: logicalType, repetition: repetition)
    }

    func values(_ count: Int, _ random: inout SeededGenerator) -> ColumnValues {
        switch self {
        case .boolean: .boolean(many(count, &random) { Bool.random(using: &$0) })
        case .int8, .int32, .uint32, .decimal32, .date, .timeMillis:
            .int32(many(count, &random) { Int32(truncatingIfNeeded: RandomColumnKind.integer(&$0, 32)) })
        case .int64, .uint64, .decimal64, .timeMicros, .timeNanos, .timestampMillis, .timestampMicros, .timestampNanos,
            .timestampLocal:
            .int64(many(count, &random) { Int64(truncatingIfNeeded: RandomColumnKind.integer(&$0, 64)) })
        case .float: .float(many(count, &random) { Float(RandomColumnKind.double(&$0)) })
        case .double: .double(many(count, &random) { RandomColumnKind.double(&$0) })
        case .decimal5Bytes: fixed(5, count, &random) { bigEndian(RandomColumnKind.integer(&$0, 40), 5) }
        case .decimal16Bytes: fixed(16, count, &random) { bigEndian(RandomColumnKind.integer(&$0, 127), 16) }
        case .decimalBytes:
            .byteArray(
                many(count, &random) { random in
                    // Not always as few bytes as would do.
                    let bytes = bigEndian(RandomColumnKind.integer(&random, 64), Int.random(in: 9...18, using: &random))
                    return Bool.random(using: &random) ? bytes : BigInteger(bigEndianBytes: bytes).bigEndianBytes
                }.reduce(into: ByteArrayValues()) { $0.append($1) })
        case .float16:
            fixed(2, count, &random) { random in
                let bits: UInt16 =
                    [0, 0x8000, 0x3C00, 0xBC00, 0x3800, 0x7C00, 0xFC00, 0x7E00, 0xFE01, 0x0001, 0x2E66, 0x7BFF]
                    .randomElement(using: &random) ?? 0
                return [UInt8(truncatingIfNeeded: bits), UInt8(bits >> 8)]
            }
        case .int96:
            fixed(12, count, &random) { random in
                let nanoseconds = UInt64(bitPattern: Int64.random(in: 0...3, using: &random) * 1_000_000 - 1)
                let day = UInt32(bitPattern: Int32.random(in: 2_440_586...2_440_589, using: &random))
                return (0..<8).map { UInt8(truncatingIfNeeded: nanoseconds >> UInt64(8 * $0)) }
                    + (0..<4).map { UInt8(truncatingIfNeeded: day >> UInt32(8 * $0)) }
            }
        case .string: .byteArray(ByteArrayValues(many(count, &random) { RandomColumnKind.text(&$0) }))
        case .bytes:
            .byteArray(
                many(count, &random) { RandomColumnKind.bytes(&$0) }.reduce(into: ByteArrayValues()) { $0.append($1) })
        case .threeBytes:
            fixed(3, count, &random) { random in (0..<3).map { _ in UInt8.random(in: 254...255, using: &random) } }
        case .uuid:
            fixed(16, count, &random) { random in
                (0..<16).map { $0 % 8 == 0 ? .random(in: 127...128, using: &random) : 7 }
            }
        case .interval:
            fixed(12, count, &random) { random in (0..<12).map { $0 == 4 ? .random(in: 1...2, using: &random) : 0 } }
        }
    }

    /// A value that the column can be compared with.
    func literal(_ random: inout SeededGenerator) -> Value {
        switch self {
        case .boolean: return .boolean(.random(using: &random))
        case .int8, .int32, .uint32, .int64, .uint64, .decimal32, .decimal64, .decimal5Bytes, .decimal16Bytes,
            .decimalBytes,
            .float, .double, .float16:
            return RandomColumnKind.number(&random)
        case .date: return .date(days: Int32(truncatingIfNeeded: RandomColumnKind.integer(&random, 32)))
        case .timeMillis, .timeMicros, .timeNanos:
            return .time(
                Int64(truncatingIfNeeded: RandomColumnKind.integer(&random, 64)), unit: unit(&random),
                isAdjustedToUTC: true)
        case .timestampMillis, .timestampMicros, .timestampNanos, .timestampLocal, .int96:
            if Int.random(in: 0..<5, using: &random) == 0 {
                return .int96(
                    julianDay: .random(in: 2_440_586...2_440_589, using: &random),
                    nanosecondsOfDay: .random(in: 0...3, using: &random) * 1_000_000 - 1)
            }
            return .timestamp(
                Int64(truncatingIfNeeded: RandomColumnKind.integer(&random, 64)), unit: unit(&random),
                isAdjustedToUTC: self != .timestampLocal)
        case .string, .bytes, .threeBytes:
            return Bool.random(using: &random)
                ? .string(RandomColumnKind.text(&random)) : .bytes(RandomColumnKind.bytes(&random))
        case .uuid:
            return .uuid(
                UInt128(UInt64.random(in: 127...128, using: &random) << 56 | 0x07_0707_0707_0707) << 64
                    | 0x7F07_0707_0707_0707)
        case .interval: return .interval(months: 0, days: .random(in: 0...2, using: &random), milliseconds: 0)
        }
    }

    var isText: Bool { self == .string }
    var isBytes: Bool { self == .string || self == .bytes || self == .threeBytes }

    private func many<Value>(
        _ count: Int, _ random: inout SeededGenerator, _ value: (inout SeededGenerator) -> Value
    ) -> [Value] {
        (0..<count).map { _ in value(&random) }
    }

    private func fixed(
        _ length: Int, _ count: Int, _ random: inout SeededGenerator, _ value: (inout SeededGenerator) -> [UInt8]
    ) -> ColumnValues {
        .fixedLengthByteArray(
            FixedLengthByteArrayValues(length: length, bytes: many(count, &random, value).flatMap { $0 }))
    }

    private func bigEndian(_ number: Int128, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> Int128(min(127, 8 * $0))) }
    }

    private func unit(_ random: inout SeededGenerator) -> TimeUnit {
        TimeUnit.allCases.randomElement(using: &random) ?? .millis
    }

    /// A small number, one about a power of a thousand, or an end of the range of signed numbers of so many bits.
    private static func integer(_ random: inout SeededGenerator, _ bitCount: Int) -> Int128 {
        let near = Int128.random(in: -2...2, using: &random)
        let most: Int128 = .max >> Int128(128 - bitCount)
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return most - max(0, near)
        case 1: return -most - 1 + max(0, near)
        case 2: return near * 1000 + Int128.random(in: -1...1, using: &random)
        case 3: return near * 1_000_000
        case 4: return near * 100
        default: return near
        }
    }

    private static func double(_ random: inout SeededGenerator) -> Double {
        [
            .nan, -.nan, .infinity, -.infinity, 0, -0.0, 1, -1, 0.5, -0.5, 2, 0.1, Double(0.1 as Float), 100, 0x1p53,
            0x1p63,
            -0x1p63, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude,
            Double(Float.greatestFiniteMagnitude), 1e-3, 65504,
        ].randomElement(using: &random) ?? 0
    }

    private static func number(_ random: inout SeededGenerator) -> Value {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: .int32(Int32(truncatingIfNeeded: integer(&random, 32)))
        case 1: .int64(Int64(truncatingIfNeeded: integer(&random, 64)))
        case 2: .uint32(UInt32(truncatingIfNeeded: integer(&random, 32)))
        case 3: .uint64(UInt64(truncatingIfNeeded: integer(&random, 64)))
        case 4: .float(Float(double(&random)))
        case 5: .double(double(&random))
        default:
            .decimal(
                unscaled: integer(&random, Bool.random(using: &random) ? 34 : 128),
                scale: Int.random(in: -3...12, using: &random))
        }
    }

    private static func text(_ random: inout SeededGenerator) -> String {
        [
            "", "a", "ab", "abc", "b", "a%", "a_b", "aéb", "é", "\u{1F600}", "\u{1F600}b", "ａ", "abcdefghi", "abcdefgh",
            "abcdefghij", "abcdefgiij",
        ].randomElement(using: &random) ?? ""
    }

    private static func bytes(_ random: inout SeededGenerator) -> [UInt8] {
        (0..<Int.random(in: 0...4, using: &random)).map { _ in UInt8.random(in: 253...255, using: &random) }
    }
}
