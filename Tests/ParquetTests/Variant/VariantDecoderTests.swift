import Parquet
import Testing

@Suite struct VariantDecoderTests {
    /// Version 1, two names of one-byte offsets 0, 1, 3: `a` and `bc`.
    static let metadata: [UInt8] = [0x01, 2, 0, 1, 3, 0x61, 0x62, 0x63]

    private func decode(_ bytes: [UInt8], metadata: [UInt8] = metadata) throws(ParquetError) -> VariantValue {
        try VariantValue(bytes, metadata: try VariantMetadata(metadata))
    }

    @Test func names() throws {
        let metadata = try VariantMetadata(VariantDecoderTests.metadata + [9, 9])
        #expect(metadata.names == ["a", "bc"])
        #expect(metadata.byteCount == 8)
        #expect(try VariantMetadata([0x01, 0, 0]).names == [])
        // Offsets of two bytes; bit 4 says that the names are sorted.
        #expect(try VariantMetadata([0x51, 1, 0, 0, 0, 2, 0, 0xC3, 0xA4]).names == ["ä"])
    }

    @Test(
        arguments: [
            [], [0x01], [0x02, 0, 0], [0x01, 1, 0], [0x01, 1, 0, 5, 0x61], [0x01, 2, 0, 3, 1, 0x61, 0x62, 0x63],
            [0x01, 1, 1, 1, 0x61], [0xC1, 0xFF, 0xFF, 0xFF, 0xFF], [0x01, 1, 0, 1, 0xFF],
        ] as [[UInt8]])
    func brokenNames(bytes: [UInt8]) {
        #expect(throws: ParquetError.self) { _ = try VariantMetadata(bytes) }
    }

    /// The primitive type in bits 2–7 of the first byte, then the value, little-endian.
    @Test func primitives() throws {
        #expect(try decode([0 << 2]) == .null)
        #expect(try decode([1 << 2]) == .boolean(true))
        #expect(try decode([2 << 2]) == .boolean(false))
        #expect(try decode([3 << 2, 0xFE]) == .int8(-2))
        #expect(try decode([4 << 2, 0xD2, 0x04]) == .int16(1234))
        #expect(try decode([5 << 2, 0, 0, 0, 0x80]) == .int32(.min))
        #expect(try decode([6 << 2, 1, 0, 0, 0, 0, 0, 0, 0x80]) == .int64(.min + 1))
        #expect(try decode([7 << 2, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F]) == .double(1.5))
        #expect(try decode([8 << 2, 2, 0xD2, 0x04, 0, 0]) == .decimal4(unscaled: 1234, scale: 2))
        #expect(
            try decode([9 << 2, 38, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])
                == .decimal8(unscaled: -1, scale: 38))
        #expect(
            try decode([10 << 2, 0] + [UInt8](repeating: 0, count: 15) + [0x80])
                == .decimal16(unscaled: .min, scale: 0))
        #expect(try decode([11 << 2, 1, 0, 0, 0]) == .date(days: 1))
        #expect(
            try decode([12 << 2, 1, 0, 0, 0, 0, 0, 0, 0]) == .timestamp(1, unit: .micros, isAdjustedToUTC: true))
        #expect(
            try decode([13 << 2, 1, 0, 0, 0, 0, 0, 0, 0]) == .timestamp(1, unit: .micros, isAdjustedToUTC: false))
        #expect(try decode([14 << 2, 0, 0, 0xC0, 0x3F]) == .float(1.5))
        #expect(try decode([15 << 2, 2, 0, 0, 0, 7, 8]) == .binary([7, 8]))
        #expect(try decode([16 << 2, 2, 0, 0, 0, 0x68, 0x69]) == .string("hi"))
        #expect(try decode([17 << 2, 1, 0, 0, 0, 0, 0, 0, 0]) == .time(microseconds: 1))
        #expect(
            try decode([18 << 2, 1, 0, 0, 0, 0, 0, 0, 0]) == .timestamp(1, unit: .nanos, isAdjustedToUTC: true))
        #expect(
            try decode([19 << 2, 1, 0, 0, 0, 0, 0, 0, 0]) == .timestamp(1, unit: .nanos, isAdjustedToUTC: false))
        #expect(try decode([20 << 2] + Array(0...15)) == .uuid(0x0001_0203_0405_0607_0809_0A0B_0C0D_0E0F))
        #expect(try decode([2 << 2 | 1, 0x68, 0x69]) == .string("hi"))
    }

    /// `{"a": 1, "bc": [true, "x"]}`, the values in the other order.
    @Test func objectsAndArrays() throws {
        // Two elements, offsets of one byte 0, 1, 3, then the values.
        let array: [UInt8] = [0x03, 2, 0, 1, 3, 0x04, 0x05, 0x78]
        #expect(try decode(array) == .array([.boolean(true), .string("x")]))
        let object: [UInt8] = [0x02, 2, 0, 1, 8, 0, 10] + array + [0x0C, 1]
        #expect(
            try decode(object)
                == .object([
                    VariantField(name: "a", value: .int8(1)),
                    VariantField(name: "bc", value: .array([.boolean(true), .string("x")])),
                ]))
        // A count of four bytes, ids of two, offsets of three.
        let wide: [UInt8] = [0x02 | (0x10 | 1 << 2 | 2) << 2, 1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0]
        #expect(try decode(wide) == .object([VariantField(name: "bc", value: .null)]))
        #expect(try decode([0x02, 0, 0]) == .object([]))
        #expect(try decode([0x03, 0, 0]) == .array([]))
        // Names out of their order are put into it.
        #expect(
            try decode([0x02, 2, 1, 0, 0, 1, 2, 0x04, 0x08])
                == .object([
                    VariantField(name: "a", value: .boolean(false)), VariantField(name: "bc", value: .boolean(true)),
                ]))
    }

    @Test(
        arguments: [
            [], [5 << 2, 1, 2, 3], [16 << 2, 5, 0, 0, 0, 0x61], [16 << 2, 0xFF, 0xFF, 0xFF, 0xFF], [3 << 2 | 1, 0x61],
            [1 << 2 | 1, 0xFF], [8 << 2, 39, 0, 0, 0, 0], [63 << 2],
            // A name that is not there, an offset beyond the values, values beyond the end, too many elements.
            [0x02, 1, 2, 0, 1, 0], [0x03, 1, 1, 1, 0], [0x03, 1, 0, 9, 0], [0x03, 200, 0],
            [0x0F | 0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0],
            // The same name twice.
            [0x02, 2, 0, 0, 0, 1, 2, 0, 0],
        ] as [[UInt8]])
    func brokenValues(bytes: [UInt8]) {
        #expect(throws: ParquetError.self) { _ = try decode(bytes) }
    }

    /// Each of 40 arrays has its successor twice: 2⁴⁰ values in 240 bytes.
    @Test func valuesThatShareBytes() {
        var bytes: [UInt8] = [0]
        for _ in 0..<40 { bytes = [0x03, 2, 0, 0, UInt8(truncatingIfNeeded: min(255, bytes.count))] + bytes }
        let error = #expect(throws: ParquetError.self) { _ = try decode(bytes) }
        #expect(error?.code == .malformed)
    }

    @Test func depth() throws {
        func nested(_ depth: Int) -> [UInt8] {
            var bytes: [UInt8] = [0]
            for _ in 0..<depth {
                let count = UInt32(bytes.count)
                let size = (0..<4).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
                bytes = [0x03 | 3 << 2, 1, 0, 0, 0, 0] + size + bytes
            }
            return bytes
        }
        _ = try decode(nested(199))
        #expect(throws: ParquetError.self) { _ = try decode(nested(200)) }
        #expect(throws: ParquetError.self) { _ = try decode(nested(20_000)) }
    }

    /// Each byte of a value changed to each other: a value or an error, never a trap.
    @Test func anyBytes() {
        let array: [UInt8] = [0x03, 2, 0, 1, 3, 0x04, 0x05, 0x78]
        let object: [UInt8] = [0x02, 2, 0, 1, 8, 0, 10] + array + [0x0C, 1]
        for place in object.indices {
            for byte in UInt8.min ... .max {
                var changed = object
                changed[place] = byte
                _ = try? decode(changed)
            }
            _ = try? decode(Array(object[..<place]))
        }
        for place in VariantDecoderTests.metadata.indices {
            for byte in UInt8.min ... .max {
                var changed = VariantDecoderTests.metadata
                changed[place] = byte
                _ = try? decode(object, metadata: changed)
            }
        }
    }
}
