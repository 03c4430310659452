import ParquetBytes
import ParquetTestSupport
import Testing

@testable import Parquet

@Suite struct RLEBitPackingHybridEncoderTests {
    private func encode(_ values: [UInt32], bitWidth: Int) -> [UInt8] {
        var target = ByteBuffer()
        RLEBitPackingHybridEncoder.encode(values, 0..<values.count, bitWidth: bitWidth, into: &target)
        return target.takeArray()
    }

    /// The specification's example: 0 to 7 in three bits each are 88 C6 FA; the header says one group.
    @Test func packsTheExampleOfTheSpecification() {
        #expect(encode([0, 1, 2, 3, 4, 5, 6, 7], bitWidth: 3) == [0x03, 0x88, 0xC6, 0xFA])
    }

    @Test func repeatsLongRuns() {
        // 100 << 1 = 200 = C8 01; the value in two bytes, since nine bits need them.
        #expect(encode([UInt32](repeating: 300, count: 100), bitWidth: 9) == [0xC8, 0x01, 0x2C, 0x01])
    }

    @Test func fillsTheLastGroupWithZeros() {
        #expect(encode([1, 1, 1], bitWidth: 1) == [0x03, 0x07])
    }

    @Test func bitmaps() {
        func encode(_ bits: [Bool]) -> [UInt8] {
            var target = ByteBuffer()
            RLEBitPackingHybridEncoder.encode(Bitmap(bits), into: &target)
            return target.takeArray()
        }
        #expect(encode([Bool](repeating: true, count: 20_000)) == [0xC0, 0xB8, 0x02, 0x01])
        #expect(encode([Bool](repeating: false, count: 13)) == [26, 0])
        // One group of literals, then 32 ones.
        let mixed = [true, false, false, false, false, false, false, false] + [Bool](repeating: true, count: 32)
        #expect(encode(mixed) == [0x03, 0x01, 64, 0x01])
        #expect(encode([]) == [])
    }

    /// What a straightforward reading of the specification decodes is what was encoded, and the bound holds.
    @Test(arguments: 1...32)
    func roundTrips(bitWidth: Int) {
        var random = SeededGenerator(seed: UInt64(bitWidth))
        for _ in 0..<40 {
            var values: [UInt32] = []
            let most = UInt32.max >> UInt32(32 - bitWidth)
            for _ in 0..<Int.random(in: 0..<12, using: &random) {
                let value = UInt32.random(in: 0...most, using: &random)
                if Bool.random(using: &random) {
                    values += Array(repeating: value, count: Int.random(in: 1..<90, using: &random))
                } else {
                    for _ in 0..<Int.random(in: 1..<60, using: &random) {
                        values.append(UInt32.random(in: 0...most, using: &random))
                    }
                }
            }
            let encoded = encode(values, bitWidth: bitWidth)
            #expect(encoded.count <= RLEBitPackingHybridEncoderTests.bound(values.count, bitWidth))
            #expect(decode(encoded, count: values.count, bitWidth: bitWidth) == values)
        }
    }

    /// The same, value by value: a run is repeated from the first whole group of literals on if it is long enough from there.
    private func encodeOneByOne(_ values: [UInt32], bitWidth: Int) -> [UInt8] {
        var target = ByteBuffer()
        func pack(_ range: Range<Int>) {
            guard !range.isEmpty else { return }
            let groupCount = (range.count + 7) / 8
            target.appendVarint(UInt64(groupCount) << 1 | 1)
            var bits = [Bool](repeating: false, count: groupCount * 8 * bitWidth)
            for (place, index) in range.enumerated() {
                for bit in 0..<bitWidth { bits[place * bitWidth + bit] = values[index] >> UInt32(bit) & 1 == 1 }
            }
            target.append(Bitmap(bits).bytes)
        }
        let shortestRun = RLEBitPackingHybridEncoder.shortestRun(bitWidth: bitWidth)
        var literalStart = 0
        var index = 0
        while index < values.count {
            let runEnd = values[index...].firstIndex { $0 != values[index] } ?? values.count
            let runStart = index + (8 - (index - literalStart) % 8) % 8
            if runEnd - runStart >= shortestRun {
                pack(literalStart..<runStart)
                RLEBitPackingHybridEncoder.appendRun(
                    of: values[index], count: runEnd - runStart, bitWidth: bitWidth, into: &target)
                literalStart = runEnd
            }
            index = runEnd
        }
        pack(literalStart..<values.count)
        return target.takeArray()
    }

    /// Groups of eight at a time come to the bytes of one value at a time, runs of all lengths at all places among them.
    @Test(arguments: 1...32)
    func groupsAreWhatSingleValuesAre(bitWidth: Int) {
        var random = SeededGenerator(seed: UInt64(100 + bitWidth))
        let most = UInt32.max >> UInt32(32 - bitWidth)
        for _ in 0..<60 {
            var values: [UInt32] = []
            for _ in 0..<Int.random(in: 0..<40, using: &random) {
                let value = UInt32.random(in: 0...min(most, 3), using: &random)
                values += Array(repeating: most - value, count: Int.random(in: 1..<30, using: &random))
            }
            let areSame = encode(values, bitWidth: bitWidth) == encodeOneByOne(values, bitWidth: bitWidth)
            #expect(areSame, "\(values)")
        }
    }

    static func bound(_ count: Int, _ bitWidth: Int) -> Int {
        RLEBitPackingHybridEncoder.maximumByteCount(of: count, bitWidth: bitWidth)
    }

    private func decode(_ bytes: [UInt8], count: Int, bitWidth: Int) -> [UInt32] {
        var values: [UInt32] = []
        var place = 0
        while values.count < count, place < bytes.count {
            var header = 0
            var shift = 0
            while bytes[place] & 0x80 != 0 {
                header |= Int(bytes[place] & 0x7F) << shift
                shift += 7
                place += 1
            }
            header |= Int(bytes[place]) << shift
            place += 1
            if header & 1 == 0 {
                var value: UInt32 = 0
                for index in 0..<(bitWidth + 7) / 8 { value |= UInt32(bytes[place + index]) << UInt32(index * 8) }
                place += (bitWidth + 7) / 8
                values += Array(repeating: value, count: header >> 1)
            } else {
                for bit in 0..<(header >> 1) * 8 {
                    var value: UInt32 = 0
                    for index in 0..<bitWidth {
                        let position = bit * bitWidth + index
                        if bytes[place + position / 8] & (1 << UInt8(position % 8)) != 0 { value |= 1 << UInt32(index) }
                    }
                    values.append(value)
                }
                place += (header >> 1) * bitWidth
            }
        }
        return Array(values.prefix(count))
    }
}
