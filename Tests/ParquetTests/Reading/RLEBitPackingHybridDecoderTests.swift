import ParquetBytes
import Testing

@testable import Parquet

@Suite struct RLEBitPackingHybridDecoderTests {
    func decode(_ bytes: [UInt8], bitWidth: Int, count: Int, step: Int = .max) throws -> [UInt32] {
        var decoder = try RLEBitPackingHybridDecoder(bitWidth: bitWidth, range: 0..<bytes.count)
        var values: [UInt32] = []
        var left = count
        while left > 0 {
            let taken = min(step, left)
            try decoder.decode(taken, from: bytes.rawBytes, into: &values)
            left -= taken
        }
        return values
    }

    /// The example of Encodings.md: 0 to 7 in three bits are 10001000 11000110 11111010.
    @Test(arguments: [1, 3, 8])
    func bitPackedExampleOfTheSpecification(step: Int) throws {
        #expect(
            try decode([0x03, 0b1000_1000, 0b1100_0110, 0b1111_1010], bitWidth: 3, count: 8, step: step)
                == [0, 1, 2, 3, 4, 5, 6, 7])
    }

    @Test(arguments: [1, 2, 100])
    func runsOfBothKinds(step: Int) throws {
        let bytes: [UInt8] = [
            0x06, 0x05,  // 3 times 5
            0x03, 0b1000_1000, 0b1100_0110, 0b1111_1010,  // 0 to 7
            0x00, 0x07,  // no times 7
            0xC8, 0x01, 0x02,  // 100 times 2
        ]
        #expect(
            try decode(bytes, bitWidth: 3, count: 111, step: step)
                == [5, 5, 5, 0, 1, 2, 3, 4, 5, 6, 7] + [UInt32](repeating: 2, count: 100))
    }

    @Test func widthsOfZeroAndThirtyTwo() throws {
        #expect(try decode([0x08], bitWidth: 0, count: 4) == [0, 0, 0, 0])
        #expect(
            try decode([0x02, 0x78, 0x56, 0x34, 0x12], bitWidth: 32, count: 1) == [0x1234_5678])
        // Eight values of 32 bits: 1, 2, … 8, little-endian.
        let packed = (1...8).flatMap { value -> [UInt8] in [UInt8(value), 0, 0, 0xF0] }
        #expect(
            try decode([0x03] + packed, bitWidth: 32, count: 8) == (1...8).map { 0xF000_0000 + UInt32($0) })
    }

    @Test func everyWidthAgainstBitByBit() throws {
        for bitWidth in 1...32 {
            let bytes = (0..<bitWidth * 2).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ bitWidth &* 7) }
            let expected: [UInt32] = (0..<16).map { index in
                (0..<bitWidth).reduce(0) { value, bit in
                    let place = index * bitWidth + bit
                    return value | UInt32(bytes[place / 8] >> UInt8(place % 8) & 1) << UInt32(bit)
                }
            }
            #expect(try decode([0x05] + bytes, bitWidth: bitWidth, count: 16, step: 5) == expected)
        }
    }

    @Test func theLastGroupMayEndWithItsLastValue() throws {
        // A group of eight three-bit values of which two bytes are there: five values.
        #expect(try decode([0x03, 0b1000_1000, 0b1100_0110], bitWidth: 3, count: 5) == [0, 1, 2, 3, 4])
        #expect(throws: ParquetError.self) { try decode([0x03, 0b1000_1000, 0b1100_0110], bitWidth: 3, count: 6) }
    }

    @Test(
        arguments: [
            [], [0x06], [0x80], [0x03],
            [0x04, 0x01],  // two values where three are asked for
            [0x06, 0x08],  // 8 does not fit three bits
        ] as [[UInt8]])
    func brokenRunsAreRefused(bytes: [UInt8]) {
        let error = #expect(throws: ParquetError.self) { try decode(bytes, bitWidth: 3, count: 3) }
        #expect(error?.code == .malformed)
    }
}
