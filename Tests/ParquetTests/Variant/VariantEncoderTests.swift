import Parquet
import ParquetTestSupport
import Testing

@Suite struct VariantEncoderTests {
    private func encode(_ value: VariantValue) throws(ParquetError) -> [UInt8] {
        var encoder = VariantEncoder()
        return try encoder.encode(value).value
    }

    /// The primitive type in bits 2–7 of the first byte, then the value, little-endian.
    @Test func primitives() throws {
        #expect(try encode(.null) == [0])
        #expect(try encode(.boolean(true)) == [1 << 2])
        #expect(try encode(.boolean(false)) == [2 << 2])
        #expect(try encode(.int8(-2)) == [3 << 2, 0xFE])
        #expect(try encode(.int16(1234)) == [4 << 2, 0xD2, 0x04])
        #expect(try encode(.int32(.min)) == [5 << 2, 0, 0, 0, 0x80])
        #expect(try encode(.int64(.min + 1)) == [6 << 2, 1, 0, 0, 0, 0, 0, 0, 0x80])
        #expect(try encode(.double(1.5)) == [7 << 2, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F])
        #expect(try encode(.decimal4(unscaled: 1234, scale: 2)) == [8 << 2, 2, 0xD2, 0x04, 0, 0])
        #expect(
            try encode(.decimal8(unscaled: -1, scale: 38)) == [9 << 2, 38] + [UInt8](repeating: 0xFF, count: 8))
        #expect(
            try encode(.decimal16(unscaled: 1 << 120, scale: 0))
                == [10 << 2, 0] + [UInt8](repeating: 0, count: 15) + [1])
        #expect(try encode(.date(days: 1)) == [11 << 2, 1, 0, 0, 0])
        for (type, unit, isAdjusted) in [
            (12, .micros, true), (13, .micros, false), (18, .nanos, true), (19, .nanos, false),
        ] as [(UInt8, TimeUnit, Bool)] {
            #expect(
                try encode(.timestamp(1, unit: unit, isAdjustedToUTC: isAdjusted))
                    == [type << 2, 1, 0, 0, 0, 0, 0, 0, 0])
        }
        #expect(try encode(.float(1.5)) == [14 << 2, 0, 0, 0xC0, 0x3F])
        #expect(try encode(.binary([7, 8])) == [15 << 2, 2, 0, 0, 0, 7, 8])
        #expect(try encode(.time(microseconds: 1)) == [17 << 2, 1, 0, 0, 0, 0, 0, 0, 0])
        #expect(try encode(.uuid(0x0001_0203_0405_0607_0809_0A0B_0C0D_0E0F)) == [20 << 2] + Array(0...15))
        #expect(try encode(.string("hi")) == [2 << 2 | 1, 0x68, 0x69])
        let short = String(repeating: "x", count: 63)
        #expect(try encode(.string(short)) == [63 << 2 | 1] + Array(short.utf8))
        #expect(try encode(.string(short + "x")) == [16 << 2, 64, 0, 0, 0] + Array(short.utf8) + [0x78])
    }

    /// `{"b": [true, "x"], "a": 1}`, as the encoder's description lays it out.
    @Test func objectsAndArrays() throws {
        var encoder = VariantEncoder()
        let binary = try encoder.encode(
            .object([
                VariantField(name: "b", value: .array([.boolean(true), .string("x")])),
                VariantField(name: "a", value: .int8(1)),
            ]))
        #expect(binary.metadata == [0x11, 2, 0, 1, 2, 0x61, 0x62])
        #expect(
            binary.value == [0x02, 2, 0, 1, 0, 2, 10, 0x0C, 1, 0x03, 2, 0, 1, 3, 0x04, 0x05, 0x78])
        #expect(try encode(.object([])) == [0x02, 0, 0])
        #expect(try encode(.array([])) == [0x03, 0, 0])
        // 256 nulls: a count of four bytes; 256 bytes of values: offsets of two.
        let array = try encode(.array([VariantValue](repeating: .null, count: 256)))
        #expect(array.prefix(9) == [(4 | 1) << 2 | 3, 0, 1, 0, 0, 0, 0, 1, 0])
        #expect(array.count == 5 + 257 * 2 + 256)
    }

    /// Names sort by their bytes, and are told apart by them: "é" of one scalar and of two are two names.
    @Test func namesAreBytes() throws {
        var encoder = VariantEncoder()
        let fields = ["z", "\u{E9}", "e\u{301}", "Z"].map { VariantField(name: $0, value: .null) }
        let binary = try encoder.encode(.object(fields))
        let metadata = try VariantMetadata(binary.metadata)
        #expect(metadata.names.map { Array($0.utf8) } == [[0x5A], [0x65, 0xCC, 0x81], [0x7A], [0xC3, 0xA9]])
        guard case .object(let decoded) = try VariantValue(binary.value, metadata: metadata) else {
            Issue.record("no object")
            return
        }
        #expect(decoded.map { Array($0.name.utf8) } == metadata.names.map { Array($0.utf8) })
    }

    @Test func whatIsNoVariant() {
        let twice = VariantValue.object([VariantField(name: "a", value: .null), VariantField(name: "a", value: .null)])
        for value in [
            twice, .decimal4(unscaled: 1_000_000_000, scale: 0), .decimal8(unscaled: .max, scale: 0),
            .decimal16(unscaled: .min, scale: 0), .decimal4(unscaled: 1, scale: 39), .decimal4(unscaled: 1, scale: -1),
            .timestamp(1, unit: .millis, isAdjustedToUTC: true),
        ] {
            #expect(throws: ParquetError.self) { _ = try encode(value) }
        }
        var deep = VariantValue.null
        for _ in 0..<199 { deep = .array([deep]) }
        #expect(throws: Never.self) { _ = try encode(deep) }
        #expect(throws: ParquetError.self) { _ = try encode(.array([deep])) }
    }

    @Test(arguments: 0..<200)
    func randomVariantsComeBack(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var encoder = VariantEncoder()
        for _ in 0..<20 {
            let value = VariantEncoderTests.random(depth: 4, &random)
            let binary = try encoder.encode(value)
            let metadata = try VariantMetadata(binary.metadata)
            #expect(metadata.byteCount == binary.metadata.count)
            #expect(try VariantValue(binary.value, metadata: metadata) == value)
        }
    }

    private static func random(depth: Int, _ random: inout SeededGenerator) -> VariantValue {
        let count = Int.random(in: 0..<(Int.random(in: 0..<50, using: &random) == 0 ? 400 : 5), using: &random)
        switch Int.random(in: 0..<(depth == 0 ? 18 : 24), using: &random) {
        case 0: return .null
        case 1: return .boolean(Bool.random(using: &random))
        case 2: return .int8(Int8.random(in: .min ... .max, using: &random))
        case 3: return .int16(Int16.random(in: .min ... .max, using: &random))
        case 4: return .int32(Int32.random(in: .min ... .max, using: &random))
        case 5: return .int64(Int64.random(in: .min ... .max, using: &random))
        case 6: return .float(Float.random(in: -1...1, using: &random))
        case 7: return .double(Double.random(in: -1...1, using: &random))
        case 8: return .decimal4(unscaled: Int32.random(in: -9999...9999, using: &random), scale: count % 39)
        case 9: return .decimal8(unscaled: Int64.random(in: -9999...9999, using: &random), scale: 0)
        case 10: return .decimal16(unscaled: Int128(Int64.random(in: .min ... .max, using: &random)) * 99, scale: 38)
        case 11: return .date(days: Int32.random(in: .min ... .max, using: &random))
        case 12: return .time(microseconds: Int64.random(in: 0..<86_400_000_000, using: &random))
        case 13: return .timestamp(7, unit: Bool.random(using: &random) ? .micros : .nanos, isAdjustedToUTC: true)
        case 14: return .timestamp(7, unit: Bool.random(using: &random) ? .micros : .nanos, isAdjustedToUTC: false)
        case 15: return .binary((0..<count).map { UInt8(truncatingIfNeeded: $0) })
        case 16: return .uuid(UInt128(random.next()) << 64 | UInt128(random.next()))
        case 17: return .string(String(repeating: "ö", count: count * 9))
        case 18, 19, 20:
            return .array((0..<count).map { _ in VariantEncoderTests.random(depth: depth - 1, &random) })
        default:
            let names = Set((0..<count).map { _ in "n\(Int.random(in: 0..<1000, using: &random))" })
            return .object(
                names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map {
                    VariantField(name: $0, value: VariantEncoderTests.random(depth: depth - 1, &random))
                })
        }
    }
}
