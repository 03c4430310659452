import ParquetBytes
import ParquetTestSupport
import Testing

@testable import Parquet

@Suite struct BitPackedDecoderTests {
    func decode(_ bytes: [UInt8], bitWidth: Int, _ steps: [Int], behind: [UInt8] = []) throws -> [UInt32] {
        let page = [0xAA] + bytes + behind
        var decoder = try BitPackedDecoder(bitWidth: bitWidth, range: 1..<1 + bytes.count)
        var values: [UInt32] = []
        for step in steps { try decoder.decode(step, from: page.rawBytes, into: &values) }
        return values
    }

    /// The example of Encodings.md: 0 to 7 in three bits.
    @Test(arguments: [[8], [1, 2, 5], [0, 7, 1]])
    func exampleOfTheSpecification(steps: [Int]) throws {
        let bytes: [UInt8] = [0b0000_0101, 0b0011_1001, 0b0111_0111]
        #expect(try decode(bytes, bitWidth: 3, steps) == [0, 1, 2, 3, 4, 5, 6, 7])
        #expect(BitPackedDecoder.byteCount(of: 8, bitWidth: 3) == 3)
        #expect(BitPackedDecoder.byteCount(of: 30, bitWidth: 2) == 8)
        #expect(BitPackedDecoder.byteCount(of: .max, bitWidth: 32) > 1 << 40)
    }

    @Test(arguments: 0...32)
    func everyWidth(bitWidth: Int) throws {
        var random = SeededGenerator(seed: UInt64(bitWidth))
        for count in [0, 1, 8, 77] {
            let values = (0..<count).map { _ in
                UInt32(UInt64.random(in: 0...(1 << UInt64(bitWidth) - 1), using: &random))
            }
            var bits = BitString()
            for value in values { bits.appendHighestFirst(UInt64(value), width: bitWidth) }
            let bytes = bits.bytesHighestFirst
            #expect(bytes.count == BitPackedDecoder.byteCount(of: count, bitWidth: bitWidth))
            #expect(try decode(bytes, bitWidth: bitWidth, steps(count, using: &random)) == values)
            #expect(
                try decode(bytes, bitWidth: bitWidth, [count], behind: [UInt8](repeating: 0xFF, count: 9)) == values)
            guard bitWidth > 0 else { continue }
            #expect(throws: ParquetError.self) { try decode(bytes, bitWidth: bitWidth, [count + 8]) }
            #expect(throws: ParquetError.self) { try decode(bytes, bitWidth: bitWidth, [.max]) }
        }
    }

    @Test(arguments: [-1, 33])
    func widthsAreChecked(bitWidth: Int) {
        #expect(throws: ParquetError.self) { try decode([], bitWidth: bitWidth, [0]) }
    }
}
