import ParquetBytes
import ParquetTestSupport
import Testing

@testable import Parquet

/// A vector before it is encoded; the encoder of these tests takes what it is told and finds out nothing.
private struct ALPVector {
    var exponent: UInt8
    var factor: UInt8
    var integers: [Int64]
    var exceptions: [(position: UInt16, bits: UInt64)] = []

    func bytes(width: Int) -> [UInt8] {
        let smallest = integers.min() ?? 0
        let mask = width == 8 ? UInt64.max : 0xFFFF_FFFF
        let distances = integers.map { UInt64(bitPattern: $0 &- smallest) & mask }
        let bitWidth = 64 - (distances.max() ?? 0).leadingZeroBitCount
        var bits = BitString()
        for distance in distances { bits.append(distance, width: bitWidth) }
        return [exponent, factor] + littleEndian(UInt64(exceptions.count), 2)
            + littleEndian(UInt64(bitPattern: smallest), width) + [UInt8(bitWidth)] + bits.bytes
            + exceptions.flatMap { littleEndian(UInt64($0.position), 2) }
            + exceptions.flatMap { littleEndian($0.bits, width) }
    }
}

private func littleEndian(_ value: UInt64, _ byteCount: Int) -> [UInt8] {
    (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
}

private func alp(_ vectors: [ALPVector], logarithm: UInt8, width: Int) -> [UInt8] {
    let bodies = vectors.map { $0.bytes(width: width) }
    var places: [UInt8] = []
    var place = bodies.count * 4
    for body in bodies {
        places += littleEndian(UInt64(place), 4)
        place += body.count
    }
    let count = vectors.reduce(0) { $0 + $1.integers.count }
    return [0, 0, logarithm] + littleEndian(UInt64(count), 4) + places + bodies.joined()
}

@Suite struct ALPDecoderTests {
    func decode<Value: ALPValue>(_ bytes: [UInt8], _ steps: [Int], as type: Value.Type) throws -> [Value] {
        let page = [9, 9] + bytes
        var decoder = try ALPDecoder<Value>(page.rawBytes, range: 2..<page.count)
        var values: [Value] = []
        for step in steps { try decoder.decode(step, from: page.rawBytes, into: &values) }
        return values
    }

    @Test(arguments: [[3], [1, 1, 1], [0, 2, 1]])
    func floats(steps: [Int]) throws {
        let bytes = hex(
            """
            00 00 03 03 00 00 00
            04 00 00 00
            02 00 01 00  96 00 00 00  07
            80 25 00
            02 00  00 00 C0 7F
            """)
        let values = try decode(bytes, steps, as: Float.self)
        #expect(values.prefix(2) == [1.5, 2.25])
        #expect(values.count == 3 && values[2].bitPattern == 0x7FC0_0000)
    }

    /// The worked example of AlpEncoding.md: exponent 4, factor 3, integers from 3335 in 15 bits, value 1 is NaN.
    @Test(arguments: [[4], [1, 3]])
    func exampleOfTheSpecification(steps: [Int]) throws {
        var bits = BitString()
        for distance in [11665, 11665, 21665, 0] as [UInt64] { bits.append(distance, width: 15) }
        let bytes =
            hex("00 00 0A 04 00 00 00   04 00 00 00   04 03 01 00   07 0D 00 00 00 00 00 00   0F") + bits.bytes
            + hex("01 00   01 00 00 00 00 00 F8 7F")
        #expect(bytes.count == 11 + 31)
        let values = try decode(bytes, steps, as: Double.self)
        #expect([values[0], values[2], values[3]] == [1500, 2500, 333.5])
        #expect(values[1].bitPattern == 0x7FF8_0000_0000_0001)
    }

    /// The bits that C's `strtod` and `strtof` give, which round correctly.
    @Test func powersOfTenAreCorrectlyRounded() {
        #expect(
            Double.negativePowersOfTen.map(\.bitPattern) == [
                0x3FF0_0000_0000_0000, 0x3FB9_9999_9999_999A, 0x3F84_7AE1_47AE_147B, 0x3F50_624D_D2F1_A9FC,
                0x3F1A_36E2_EB1C_432D, 0x3EE4_F8B5_88E3_68F1, 0x3EB0_C6F7_A0B5_ED8D, 0x3E7A_D7F2_9ABC_AF48,
                0x3E45_798E_E230_8C3A, 0x3E11_2E0B_E826_D695, 0x3DDB_7CDF_D9D7_BDBB, 0x3DA5_FD7F_E179_6495,
                0x3D71_9799_812D_EA11, 0x3D3C_25C2_6849_7682, 0x3D06_849B_86A1_2B9B, 0x3CD2_03AF_9EE7_5616,
                0x3C9C_D2B2_97D8_89BC, 0x3C67_0EF5_4646_D497, 0x3C32_725D_D1D2_43AC,
            ])
        #expect(
            Double.powersOfTen.map(\.bitPattern) == [
                0x3FF0_0000_0000_0000, 0x4024_0000_0000_0000, 0x4059_0000_0000_0000, 0x408F_4000_0000_0000,
                0x40C3_8800_0000_0000, 0x40F8_6A00_0000_0000, 0x412E_8480_0000_0000, 0x4163_12D0_0000_0000,
                0x4197_D784_0000_0000, 0x41CD_CD65_0000_0000, 0x4202_A05F_2000_0000, 0x4237_4876_E800_0000,
                0x426D_1A94_A200_0000, 0x42A2_309C_E540_0000, 0x42D6_BCC4_1E90_0000, 0x430C_6BF5_2634_0000,
                0x4341_C379_37E0_8000, 0x4376_3457_85D8_A000, 0x43AB_C16D_674E_C800,
            ])
        #expect(
            Float.negativePowersOfTen.map(\.bitPattern) == [
                0x3F80_0000, 0x3DCC_CCCD, 0x3C23_D70A, 0x3A83_126F, 0x38D1_B717, 0x3727_C5AC, 0x3586_37BD, 0x33D6_BF95,
                0x322B_CC77, 0x3089_705F, 0x2EDB_E6FF,
            ])
        #expect(
            Float.powersOfTen.map(\.bitPattern) == [
                0x3F80_0000, 0x4120_0000, 0x42C8_0000, 0x447A_0000, 0x461C_4000, 0x47C3_5000, 0x4974_2400, 0x4B18_9680,
                0x4CBE_BC20, 0x4E6E_6B28, 0x5015_02F9,
            ])
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func anythingComesBack(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let logarithm = UInt8.random(in: 3...7, using: &random)
        let count = Int.random(in: 0...600, using: &random)
        let isDouble = Bool.random(using: &random)
        var vectors: [ALPVector] = []
        var expected: [UInt64] = []
        for start in stride(from: 0, to: count, by: 1 << Int(logarithm)) {
            let length = min(1 << Int(logarithm), count - start)
            let exponent = UInt8.random(in: 0...(isDouble ? 18 : 10), using: &random)
            let factor = UInt8.random(in: 0...exponent, using: &random)
            let bound = Int64.max >> Int64.random(in: (isDouble ? 0 : 32)...62, using: &random)
            var vector = ALPVector(exponent: exponent, factor: factor, integers: [])
            for position in 0..<length {
                let integer = Int64.random(in: -bound - 1...bound, using: &random)
                vector.integers.append(integer)
                if isDouble {
                    let value = Double(integer) * Double("1e\(factor)", orElse: 0) * Double("1e-\(exponent)", orElse: 0)
                    expected.append(value.bitPattern)
                } else {
                    let value = Float(integer) * Float("1e\(factor)", orElse: 0) * Float("1e-\(exponent)", orElse: 0)
                    expected.append(UInt64(value.bitPattern))
                }
                if Int.random(in: 0..<10, using: &random) == 0 {
                    let bits = UInt64.random(in: 0...(isDouble ? .max : 0xFFFF_FFFF), using: &random)
                    vector.exceptions.insert((UInt16(position), bits), at: 0)
                    expected[expected.count - 1] = bits
                }
            }
            vectors.append(vector)
        }
        let bytes = alp(vectors, logarithm: logarithm, width: isDouble ? 8 : 4)
        let taken = steps(count, using: &random)
        if isDouble {
            #expect(try decode(bytes, taken, as: Double.self).map(\.bitPattern) == expected)
        } else {
            #expect(try decode(bytes, taken, as: Float.self).map { UInt64($0.bitPattern) } == expected)
        }
    }

    @Test func noValues() throws {
        #expect(try decode([], [0], as: Double.self) == [])
        #expect(try decode([0, 0, 10, 0, 0, 0, 0], [0], as: Double.self) == [])
        #expect(throws: ParquetError.self) { try decode([], [1], as: Double.self) }
    }

    @Test(
        arguments: [
            ("01 00 0A 01 00 00 00", .unsupported), ("00 01 0A 01 00 00 00", .unsupported),
            ("00 00 02 01 00 00 00", .malformed), ("00 00 10 01 00 00 00", .malformed),
            ("00 00 0A 01 00 00 80", .malformed), ("00 00 0A 01 00 00", .malformed),
            ("00 00 0A 01 00 00 00  04 00 00", .malformed),
            // A vector at another place; an exponent of 11; a factor above the exponent; 33 bits; an exception too many;
            // an exception behind the end; a vector that is cut off.
            ("00 00 0A 01 00 00 00  05 00 00 00  00 00 00 00  01 00 00 00  00", .malformed),
            ("00 00 0A 01 00 00 00  04 00 00 00  0B 00 00 00  01 00 00 00  00", .malformed),
            ("00 00 0A 01 00 00 00  04 00 00 00  01 02 00 00  01 00 00 00  00", .malformed),
            ("00 00 0A 01 00 00 00  04 00 00 00  01 01 00 00  01 00 00 00  21 00 00 00 00 00", .malformed),
            (
                "00 00 0A 01 00 00 00  04 00 00 00  01 01 02 00  01 00 00 00  00 00 00 00 00 00 00 00 00 00 00 00 00",
                .malformed
            ),
            ("00 00 0A 01 00 00 00  04 00 00 00  01 01 01 00  01 00 00 00  00 01 00 00 00 00 00", .malformed),
            ("00 00 0A 01 00 00 00  04 00 00 00  01 01 00 00  01 00 00 00  08", .malformed),
        ] as [(String, ParquetError.Code)])
    func brokenPagesAreRefused(text: String, code: ParquetError.Code) {
        let error = #expect(throws: ParquetError.self) { try decode(hex(text), [1], as: Float.self) }
        #expect(error?.code == code)
    }

    @Test func mutantsNeverTrap() {
        let vectors = [0..<8, 8..<16, 16..<19].map { range in
            ALPVector(
                exponent: 3, factor: 1, integers: range.map { Int64($0 * 37 - 200) }, exceptions: [(1, 5), (0, 7)])
        }
        forEachMutant(of: alp(vectors, logarithm: 3, width: 8)) { mutant in
            _ = try? decode(mutant, [19], as: Double.self)
            _ = try? decode(mutant, [1, 10, 5_000], as: Float.self)
        }
    }
}

extension LosslessStringConvertible {
    /// The value that `text` describes, or `other`.
    fileprivate init(_ text: String, orElse other: Self) {
        self = Self(text) ?? other
    }
}
