import ParquetBytes
import ParquetTestSupport
import Testing

@testable import Parquet

@Suite struct DeltaByteArrayEncoderTests {
    private func lengths(_ values: [[UInt8]]) -> [UInt8] {
        let plain = plainByteArrays(values)
        return encoded {
            DeltaLengthByteArrayEncoder.encode(plain: plain.rawBytes, valueCount: values.count, into: &$0)
        }
    }

    private func prefixes(_ values: [[UInt8]]) -> [UInt8] {
        let plain = plainByteArrays(values)
        return encoded {
            DeltaByteArrayEncoder.encode(
                plain: plain.rawBytes, valueCount: values.count, fixedLength: nil, into: &$0)
        }
    }

    private func fixed(_ values: [[UInt8]], length: Int) -> [UInt8] {
        let plain = Array(values.joined())
        return encoded {
            DeltaByteArrayEncoder.encode(
                plain: plain.rawBytes, valueCount: values.count, fixedLength: length, into: &$0)
        }
    }

    private func strings(_ values: [String]) -> [[UInt8]] { values.map { Array($0.utf8) } }

    @Test func lengthsThenBytes() {
        let expected: [UInt8] = [
            0x80, 0x01, 0x04, 0x03,  // 128 values a block, 4 miniblocks, 3 values
            0x04,  // the first length is 2: zigzag 4
            0x03,  // the differences are -2 and 1; the smallest is -2: zigzag 3
            0x02, 0x00, 0x00, 0x00,  // 0 and 3 take two bits
            0b1100, 0, 0, 0, 0, 0, 0, 0,
            0x61, 0x62, 0x63,
        ]
        #expect(lengths(strings(["ab", "", "c"])) == expected)
    }

    /// The example of Encodings.md: "axis", "axle", "babble", "babyhood".
    @Test func prefixesThenSuffixes() {
        let expected: [UInt8] = [
            // The prefixes 0, 2, 0, 3: differences 2, -2, 3.
            0x80, 0x01, 0x04, 0x04, 0x00,
            0x03, 0x03, 0x00, 0x00, 0x00,  // from -2: 4, 0, 5 in three bits
            0b0100_0100, 0b0000_0001, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  // 4 | 0 << 3 | 5 << 6
            // The suffixes 4, 2, 6, 5: differences -2, 4, -1.
            0x80, 0x01, 0x04, 0x04, 0x08,
            0x03, 0x03, 0x00, 0x00, 0x00,  // from -2: 0, 6, 1 in three bits
            0b0111_0000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  // 0 | 6 << 3 | 1 << 6
        ]
        #expect(
            prefixes(strings(["axis", "axle", "babble", "babyhood"]))
                == expected + Array("axislebabbleyhood".utf8))
    }

    /// All lengths are there even though each follows from the others.
    @Test func fixedLength() {
        let expected: [UInt8] = [
            // The prefixes 0, 1: a difference of 1.
            0x80, 0x01, 0x04, 0x02, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00,
            // The suffixes 2, 1: a difference of -1.
            0x80, 0x01, 0x04, 0x02, 0x04, 0x01, 0x00, 0x00, 0x00, 0x00,
            0x61, 0x62, 0x63,
        ]
        #expect(fixed(strings(["ab", "ac"]), length: 2) == expected)
    }

    @Test func noValues() {
        let none: [UInt8] = [0x80, 0x01, 0x04, 0x00, 0x00]
        #expect(lengths([]) == none)
        #expect(prefixes([]) == none + none)
        #expect(fixed([], length: 3) == none + none)
    }

    @Test(arguments: ByteStringSequence.allCases, awkwardCounts)
    func anythingComesBack(sequence: ByteStringSequence, count: Int) throws {
        var random = SeededGenerator(seed: UInt64(count))
        let values = sequence.values(count, using: &random)
        let plainByteCount = plainByteArrays(values).count
        let decoding = DeltaByteArrayDecoderTests()
        let byteLimit = 1 << 30

        let lengthBytes = lengths(values)
        #expect(lengthBytes == deltaLengthByteArray(values))
        #expect(
            lengthBytes.count
                <= DeltaLengthByteArrayEncoder.maximumByteCount(valueCount: count, plainByteCount: plainByteCount))
        #expect(
            try decoding.lengths(lengthBytes, steps(count, using: &random), byteLimit: byteLimit)
                == decoding.values(values))

        let prefixBytes = prefixes(values)
        #expect(prefixBytes == deltaByteArray(values))
        #expect(
            prefixBytes.count
                <= DeltaByteArrayEncoder.maximumByteCount(
                    valueCount: count, plainByteCount: plainByteCount, fixedLength: nil))
        #expect(
            try decoding.prefixes(prefixBytes, steps(count, using: &random), byteLimit: byteLimit)
                == decoding.values(values))
    }

    @Test(arguments: [0, 1, 5, 8, 12, 16, 300], awkwardCounts)
    func fixedLengthsComeBack(length: Int, count: Int) throws {
        var random = SeededGenerator(seed: UInt64(count))
        // Many values begin like the one before them, and some are equal.
        var value = [UInt8](repeating: 0, count: length)
        let values = (0..<count).map { _ in
            let changed = Int.random(in: 0...length, using: &random)
            for index in changed..<length { value[index] = UInt8.random(in: 0...255, using: &random) }
            return value
        }
        let bytes = fixed(values, length: length)
        #expect(bytes == deltaByteArray(values))
        #expect(
            bytes.count
                <= DeltaByteArrayEncoder.maximumByteCount(
                    valueCount: count, plainByteCount: count * length, fixedLength: length))
        guard length > 0 else { return }
        #expect(
            try DeltaByteArrayDecoderTests().fixed(
                bytes, steps(count, using: &random), length: length, byteLimit: 1 << 30
            ).bytes == Array(values.joined()))
    }

    /// The bounds hold where lengths jump as far as they can.
    @Test func boundsHoldForTheWorst() {
        let values = (0..<257).map { [UInt8](repeating: 1, count: $0 % 2 == 0 ? 0 : 70_000) }
        let plainByteCount = plainByteArrays(values).count
        #expect(
            lengths(values).count
                <= DeltaLengthByteArrayEncoder.maximumByteCount(valueCount: 257, plainByteCount: plainByteCount))
    }

    /// pyarrow's bytes are the same.
    @Test func pagesOfOtherEngines() {
        let keys = (0..<40).map { "key-\($0 * $0)" + String(repeating: "x", count: $0 % 7) }
        #expect(lengths(strings(keys)) == EnginePages.lengths)
        #expect(prefixes(strings(keys.sorted())) == EnginePages.strings)
        let numbers = (0..<40).map { index in
            let digits = String(index * index * index)
            return String(repeating: "0", count: 6 - digits.count) + digits
        }
        #expect(fixed(strings(numbers), length: 6) == EnginePages.fixed)
    }
}
