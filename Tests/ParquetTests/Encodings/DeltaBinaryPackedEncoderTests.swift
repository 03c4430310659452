import ParquetBytes
import ParquetTestSupport
import Testing

@testable import Parquet

@Suite struct DeltaBinaryPackedEncoderTests {
    private func encode(_ values: [Int32]) -> [UInt8] {
        encoded {
            DeltaBinaryPackedEncoder.encode(
                plain: values.rawBytes, valueCount: values.count, type: .int32, into: &$0)
        }
    }

    private func encode(_ values: [Int64]) -> [UInt8] {
        encoded {
            DeltaBinaryPackedEncoder.encode(
                plain: values.rawBytes, valueCount: values.count, type: .int64, into: &$0)
        }
    }

    /// The second example of Encodings.md in blocks of a size that is allowed.
    @Test func exampleOfTheSpecification() {
        let expected: [UInt8] = [
            0x80, 0x01,  // 128 values a block: 128 = 1 << 7
            0x04,  // 4 miniblocks
            0x08,  // 8 values
            0x0E,  // the first is 7: zigzag 14
            // -2, -2, -2, 1, 1, 1, 1
            0x03,  // the smallest difference is -2: zigzag 3
            0x02, 0x00, 0x00, 0x00,  // the greatest distance from it is 3, two bits; three miniblocks are not needed
            0b1100_0000, 0b0011_1111,  // 0, 0, 0, 3 and 3, 3, 3, the first in the lowest bits
            0x00, 0x00, 0x00, 0x00, 0x00, 0x00,  // up to 32 values of two bits
        ]
        #expect(encode([7, 5, 3, 1, 2, 3, 4, 5] as [Int32]) == expected)
        #expect(encode([7, 5, 3, 1, 2, 3, 4, 5] as [Int64]) == expected)
    }

    @Test func noneAndOne() {
        #expect(encode([] as [Int64]) == [0x80, 0x01, 0x04, 0x00, 0x00])
        // -1 is zigzag 1.
        #expect(encode([-1] as [Int64]) == [0x80, 0x01, 0x04, 0x01, 0x01])
        // INT32's least number is zigzag 2³² - 1: four times seven bits and four.
        #expect(encode([.min] as [Int32]) == [0x80, 0x01, 0x04, 0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F])
        // INT64's is zigzag 2⁶⁴ - 1: nine times seven bits and one.
        #expect(
            encode([.min] as [Int64])
                == [0x80, 0x01, 0x04, 0x01] + [UInt8](repeating: 0xFF, count: 9) + [0x01])
    }

    /// 1…129 need one block; 130 more than one, of which the second has one difference.
    @Test func equalDifferencesTakeNoBits() {
        // 129 values are 81 01; one block: differences from 1 (zigzag 2), no bits.
        #expect(
            encode((1...129).map { Int64($0) }) == [0x80, 0x01, 0x04, 0x81, 0x01, 0x02, 0x02, 0x00, 0x00, 0x00, 0x00])
        #expect(
            encode((1...130).map { Int64($0) })
                == [0x80, 0x01, 0x04, 0x82, 0x01, 0x02, 0x02, 0, 0, 0, 0] + [0x02, 0, 0, 0, 0])
    }

    /// From the greatest number to the least and back: in 32 bits the differences are 1 and -1, and nothing is wider.
    @Test func differencesWrapAround() {
        let expected: [UInt8] = [
            0x80, 0x01, 0x04, 0x03,
            0xFE, 0xFF, 0xFF, 0xFF, 0x0F,  // the first is 2³¹ - 1: zigzag 2³² - 2
            0x01,  // the smallest difference is -1: zigzag 1
            0x02, 0x00, 0x00, 0x00,  // 1 - -1 takes two bits
            0b0000_0010, 0, 0, 0, 0, 0, 0, 0,  // 2, 0
        ]
        #expect(encode([.max, .min, .max] as [Int32]) == expected)
    }

    /// INT32 takes no more than 32 bits a value, as the specification demands.
    @Test func widthsStayWithinTheType() {
        // Differences of INT32's least and greatest number, so that their distance takes all bits.
        let values: [Int32] = [0, .min, -1]
        let expected: [UInt8] = [
            0x80, 0x01, 0x04, 0x03, 0x00,
            0xFF, 0xFF, 0xFF, 0xFF, 0x0F,  // the smallest difference is -2³¹: zigzag 2³² - 1
            0x20, 0x00, 0x00, 0x00,
            0x00, 0x00, 0x00, 0x00,  // -2³¹ - -2³¹
            0xFF, 0xFF, 0xFF, 0xFF,  // 2³¹ - 1 - -2³¹
        ]
        #expect(encode(values) == expected + [UInt8](repeating: 0, count: 30 * 4))
    }

    /// A block with another width in each miniblock, against the slow encoder that puts down bit by bit.
    @Test(arguments: 0...64)
    func everyWidth(width: Int) throws {
        var random = SeededGenerator(seed: UInt64(width))
        var value = Int64.random(in: .min ... .max, using: &random)
        var values = [value]
        for index in 1..<777 {
            let bits = index / 32 % 3 == 0 ? width : Int.random(in: 0...width, using: &random)
            let mask = UInt64.ones(bits)
            // The first differences of blocks are the least and the greatest of the width.
            let distance = index % 128 == 1 ? 0 : index % 32 == 2 ? mask : UInt64.random(in: 0...mask, using: &random)
            value &+= -5 &+ Int64(bitPattern: distance)
            values.append(value)
        }
        #expect(encode(values) == deltaBinaryPacked(values))
        let narrow = values.map { Int32(truncatingIfNeeded: $0) }
        #expect(encode(narrow) == deltaBinaryPacked(narrow))
    }

    @Test(arguments: IntegerSequence.allCases, awkwardCounts)
    func anythingComesBack(sequence: IntegerSequence, count: Int) throws {
        var random = SeededGenerator(seed: UInt64(count))
        let values = sequence.values(count, using: &random)
        let bytes = encode(values)
        #expect(bytes == deltaBinaryPacked(values))
        #expect(bytes.count <= DeltaBinaryPackedEncoder.maximumByteCount(valueCount: count, width: 8))
        #expect(try DeltaBinaryPackedDecoderTests().decode(bytes, steps(count, using: &random)) == values)
        let decoder = try DeltaBinaryPackedDecoder(bytes.rawBytes, range: 0..<bytes.count)
        #expect(try decoder.endOffset(in: bytes.rawBytes) == bytes.count)

        let narrow = values.map { Int32(truncatingIfNeeded: sequence == .alternatingExtremes ? $0 >> 32 : $0) }
        let narrowBytes = encode(narrow)
        #expect(narrowBytes == deltaBinaryPacked(narrow))
        #expect(narrowBytes.count <= DeltaBinaryPackedEncoder.maximumByteCount(valueCount: count, width: 4))
        #expect(try DeltaBinaryPackedDecoderTests().decode32(narrowBytes, steps(count, using: &random)) == narrow)
    }

    /// pyarrow writes INT32 in blocks of 128 values, too, and the same bytes.
    @Test func pagesOfOtherEngines() {
        let values = (0..<150).map { Int32(truncatingIfNeeded: $0 % 50 == 0 ? $0 * 0x9E37_79B9 : $0 * $0 * 7919) }
        #expect(encode(values) == EnginePages.int32)
    }
}
