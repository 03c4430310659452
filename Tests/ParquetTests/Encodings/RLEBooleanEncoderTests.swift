import ParquetBytes
import ParquetTestSupport
import Testing

@testable import Parquet

@Suite struct RLEBooleanEncoderTests {
    private func encode(_ values: [Bool]) -> [UInt8] {
        encoded { RLEBooleanEncoder.encode(Bitmap(values), into: &$0) }
    }

    @Test func lengthThenRuns() {
        // No runs: no bytes.
        #expect(encode([]) == [0, 0, 0, 0])
        // One run: 100 << 1 = 200 = C8 01; its value 1.
        #expect(encode([Bool](repeating: true, count: 100)) == [3, 0, 0, 0, 0xC8, 0x01, 0x01])
        // One group of eight, of which three are there: 1, 0, 1.
        #expect(encode([true, false, true]) == [2, 0, 0, 0, 0x03, 0b101])
        // 8 packed, then 32 << 1 = 64 times false.
        #expect(
            encode([true, false, true, true, true, true, true, true] + [Bool](repeating: false, count: 32))
                == [4, 0, 0, 0, 0x03, 0b1111_1101, 64, 0])
    }

    @Test(arguments: 0..<40 as Range<UInt64>, awkwardCounts)
    func anythingComesBack(seed: UInt64, count: Int) throws {
        var random = SeededGenerator(seed: seed)
        // Runs of all lengths, or no runs.
        let longest = [1, 3, 30, 400].randomElement(using: &random, orElse: 1)
        var values: [Bool] = []
        var value = Bool.random(using: &random)
        while values.count < count {
            values += [Bool](repeating: value, count: Int.random(in: 1...longest, using: &random))
            value = longest == 1 ? Bool.random(using: &random) : !value
        }
        values.removeLast(values.count - count)
        let bytes = encode(values)
        #expect(bytes.count <= RLEBooleanEncoder.maximumByteCount(valueCount: count))
        #expect(bytes[0..<4].reversed().reduce(0) { $0 << 8 | Int($1) } == bytes.count - 4)
        var decoder = try RLEBitPackingHybridDecoder(bitWidth: 1, range: 4..<bytes.count)
        var decoded = Bitmap()
        for step in steps(count, using: &random) { _ = try decoder.decode(step, from: bytes.rawBytes, into: &decoded) }
        #expect(decoded == Bitmap(values))
    }
}
