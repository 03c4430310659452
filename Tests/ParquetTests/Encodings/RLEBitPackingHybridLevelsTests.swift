import ParquetBytes
import ParquetTestSupport
import Testing

@testable import Parquet

@Suite struct RLEBitPackingHybridLevelsTests {
    private func encode(_ levels: [UInt8], _ range: Range<Int>? = nil, bitWidth: Int) -> [UInt8] {
        encoded {
            RLEBitPackingHybridEncoder.encode(levels, range ?? 0..<levels.count, bitWidth: bitWidth, into: &$0)
        }
    }

    /// The specification's example: 0 to 7 in three bits each are 88 C6 FA; the header says one group.
    @Test func packsTheExampleOfTheSpecification() {
        #expect(encode([0, 1, 2, 3, 4, 5, 6, 7], bitWidth: 3) == [0x03, 0x88, 0xC6, 0xFA])
        #expect(encode([9, 0, 1, 2, 3, 4, 5, 6, 7, 9], 1..<9, bitWidth: 3) == [0x03, 0x88, 0xC6, 0xFA])
    }

    @Test func repeatsRunsAndFillsTheLastGroup() {
        // One packed group of 1, 0, 2, 2, 2, 2, 2, 2 in two bits: 0b10100001, 0b10101010; then 30 << 1 = 60 times 2; then
        // a group of 3 and seven zeros.
        let levels = [1, 0] + [UInt8](repeating: 2, count: 36) + [3]
        #expect(encode(levels, bitWidth: 2) == [0x03, 0b1010_0001, 0b1010_1010, 60, 0x02, 0x03, 0x03, 0x00])
        #expect(encode([], bitWidth: 2) == [])
    }

    /// Levels give the same bytes as dictionary indices do, within the bound.
    @Test(arguments: 0...8, awkwardCounts)
    func sameBytesAsIndices(bitWidth: Int, count: Int) throws {
        var random = SeededGenerator(seed: UInt64(bitWidth))
        let most = UInt8(truncatingIfNeeded: UInt64.ones(bitWidth))
        for longest in [1, 4, 20, 60] {
            var levels: [UInt8] = []
            while levels.count < count + 11 {
                let level = UInt8.random(in: 0...most, using: &random)
                levels += [UInt8](repeating: level, count: Int.random(in: 1...longest, using: &random))
            }
            let start = Int.random(in: 0...11, using: &random)
            let range = start..<start + count
            let bytes = encode(levels, range, bitWidth: bitWidth)
            let indices = levels.map { UInt32($0) }
            #expect(
                bytes
                    == encoded { RLEBitPackingHybridEncoder.encode(indices, range, bitWidth: bitWidth, into: &$0) })
            #expect(bytes.count <= RLEBitPackingHybridEncoder.maximumByteCount(of: count, bitWidth: bitWidth))
            var decoder = try RLEBitPackingHybridDecoder(bitWidth: bitWidth, range: 0..<bytes.count)
            var decoded: [UInt16] = []
            for step in steps(count, using: &random) {
                try decoder.decode(step, from: bytes.rawBytes, into: &decoded)
            }
            #expect(decoded == levels[range].map(UInt16.init))
        }
    }
}
