import ParquetBytes
import ParquetTestSupport
import Testing

@testable import Parquet

@Suite struct DeltaBinaryPackedDecoderTests {
    func decode(_ bytes: [UInt8], _ steps: [Int], before: [UInt8] = [], behind: [UInt8] = []) throws -> [Int64] {
        let page = before + bytes + behind
        var decoder = try DeltaBinaryPackedDecoder(page.rawBytes, range: before.count..<before.count + bytes.count)
        var values: [Int64] = []
        for step in steps { try decoder.decode(step, from: page.rawBytes, into: &values) }
        return values
    }

    func decode32(_ bytes: [UInt8], _ steps: [Int]) throws -> [Int32] {
        var decoder = try DeltaBinaryPackedDecoder(bytes.rawBytes, range: 0..<bytes.count)
        var values: [Int32] = []
        for step in steps { try decoder.decode(step, from: bytes.rawBytes, into: &values) }
        return values
    }

    @Test(arguments: [[5], [1, 1, 1, 1, 1], [0, 2, 3]])
    func oneMiniblock(steps: [Int]) throws {
        let bytes: [UInt8] = [
            0x80, 0x01, 0x04, 0x05, 0x02,  // blocks of 128, 4 miniblocks, 5 values, the first is 1
            0x02, 0x01, 0x00, 0x00, 0x00,  // differences from 1, one bit each
            0b0110, 0x00, 0x00, 0x00,  // 0, 1, 1, 0
        ]
        #expect(try decode(bytes, steps) == [1, 2, 4, 6, 7])
        #expect(try decode32(bytes, steps) == [1, 2, 4, 6, 7])
        let decoder = try DeltaBinaryPackedDecoder(bytes.rawBytes, range: 0..<bytes.count)
        #expect(try decoder.endOffset(in: bytes.rawBytes) == bytes.count)
    }

    /// The first example of Encodings.md with a block of a size that is allowed: 1, 2, 3, 4, 5.
    @Test func differencesThatAreAllTheSame() throws {
        #expect(try decode([0x80, 0x01, 0x01, 0x05, 0x02, 0x02, 0x00], [5]) == [1, 2, 3, 4, 5])
    }

    @Test func widthsOfMiniblocksThatAreNotThereDoNotMatter() throws {
        let bytes: [UInt8] = [0x80, 0x01, 0x04, 0x03, 0x00, 0x01, 0x00, 0xFF, 0x41, 0x20]
        #expect(try decode(bytes, [3]) == [0, -1, -2])
    }

    @Test func paddingMayBeMissing() throws {
        let bytes: [UInt8] = [0x80, 0x01, 0x04, 0x05, 0x02, 0x02, 0x01, 0x00, 0x00, 0x00, 0b0110]
        #expect(try decode(bytes, [5]) == [1, 2, 4, 6, 7])
        // Where something follows, it must be there.
        let decoder = try DeltaBinaryPackedDecoder(bytes.rawBytes, range: 0..<bytes.count)
        #expect(throws: ParquetError.self) { try decoder.endOffset(in: bytes.rawBytes) }
    }

    @Test func noValues() throws {
        #expect(try decode([], [0]) == [])
        #expect(try decode([0x80, 0x01, 0x04, 0x00, 0x00], [0]) == [])
        #expect(throws: ParquetError.self) { try decode([], [1]) }
        #expect(throws: ParquetError.self) { try decode([0x80, 0x01, 0x04, 0x00, 0x00], [1]) }
        #expect(throws: ParquetError.self) { try decode([0x80, 0x01, 0x04, 0x01, 0x02], [2]) }
        #expect(try decode([0x80, 0x01, 0x04, 0x01, 0x02], [1]) == [1])
    }

    @Test func sumsWrapAround() throws {
        let extremes32: [Int32] = [.max, .min, -1, 0, .min, .max, 1, .min, .min, .max]
        #expect(try decode32(deltaBinaryPacked(extremes32), [10]) == extremes32)
        // Some writers take the differences of 32-bit numbers in 64 bits, and so need 33 of them.
        #expect(try decode32(deltaBinaryPacked(extremes32.map { Int64($0) }), [10]) == extremes32)
        let extremes64: [Int64] = [.max, .min, -1, 0, .min, .max, 1, .min, .min, .max]
        #expect(try decode(deltaBinaryPacked(extremes64), [3, 7]) == extremes64)
    }

    @Test(arguments: 0...64)
    func everyWidth(width: Int) throws {
        var random = SeededGenerator(seed: UInt64(width))
        let mask = width == 0 ? 0 : UInt64.max >> UInt64(64 - width)
        var value = Int64.random(in: .min ... .max, using: &random)
        var values = [value]
        for index in 1..<777 {
            // The first differences of blocks are the least and the greatest of the width.
            let distance = index % 128 == 1 ? 0 : index % 128 == 2 ? mask : UInt64.random(in: 0...mask, using: &random)
            value &+= -5 &+ Int64(bitPattern: distance)
            values.append(value)
        }
        let bytes = deltaBinaryPacked(values)
        #expect(try decode(bytes, [777]) == values)
        #expect(try decode(bytes, steps(777, using: &random)) == values)
        // Other bytes around the values are not looked at.
        #expect(try decode(bytes, [777], before: [1, 2, 3], behind: [UInt8](repeating: 0xFF, count: 20)) == values)
        let narrow = values.map { Int32(truncatingIfNeeded: $0) }
        #expect(try decode32(bytes, [700, 77]) == narrow)
        #expect(try decode32(deltaBinaryPacked(narrow), [777]) == narrow)
    }

    @Test(arguments: 0..<150 as Range<UInt64>)
    func anythingComesBack(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 0...[3, 40, 1_000].randomElement(using: &random, orElse: 3), using: &random)
        var values: [Int64] = []
        var bound = Int64.max
        for _ in 0..<count {
            if Int.random(in: 0..<50, using: &random) == 0 { bound = .max >> Int64.random(in: 0...62, using: &random) }
            values.append(Int64.random(in: -bound...bound, using: &random))
        }
        let (blockLength, miniblocks) = [(128, 4), (128, 1), (256, 8), (2_048, 8), (1_024, 32), (384, 4)][
            Int.random(in: 0..<6, using: &random)]
        let bytes = deltaBinaryPacked(
            values, blockLength: blockLength, miniblocks: miniblocks,
            extraBits: Int.random(in: 0...3, using: &random), padding: UInt64.random(in: 0...255, using: &random))
        let decoder = try DeltaBinaryPackedDecoder(bytes.rawBytes, range: 0..<bytes.count)
        #expect(try decoder.endOffset(in: bytes.rawBytes) == bytes.count)
        #expect(decoder.remaining == count)
        #expect(try decode(bytes, steps(count, using: &random)) == values)
    }

    @Test func pagesOfOtherEngines() throws {
        let int32 = (0..<150).map { Int32(truncatingIfNeeded: $0 % 50 == 0 ? $0 * 0x9E37_79B9 : $0 * $0 * 7919) }
        #expect(try decode32(EnginePages.int32, [150]) == int32)
        let int64 = (0..<150).map { index -> Int64 in
            let product = UInt64(index) &* 0x9E37_79B9_7F4A_7C15
            return index % 100 == 0 ? Int64(bitPattern: product) : Int64(index * index * 7919)
        }
        #expect(try decode(EnginePages.int64, [20, 130]) == int64)
        #expect(try decode(EnginePages.blocksOf2048, [150]) == (0..<150).map { $0 * $0 * 7919 % 10007 })
    }

    @Test(
        arguments: [
            "00 04 05 02", "80 01 00 05 02", "80 01 03 05 02", "80 01 08 05 02", "40 01 05 02",  // odd blocks
            "80 01 04 05", "80 01 04", "80",  // no end
            "80 01 04 FF FF FF FF FF FF 01 02", "FF FF FF FF FF FF FF FF FF 02 04 05 02",  // too many
            "80 80 80 80 80 80 80 80 80 01 04 05 02",
        ])
    func brokenHeadersAreRefused(text: String) {
        let error = #expect(throws: ParquetError.self) { try decode(hex(text), [1]) }
        #expect(error?.code == .malformed)
    }

    @Test(
        arguments: [
            "02", "02 01 00 00",
            "02 41 00 00 00 FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF FF",
            "02 07 00 00 00 FF FF FF", "80 80",
        ])
    func brokenBlocksAreRefused(text: String) {
        let error = #expect(throws: ParquetError.self) { try decode(hex("80 01 04 05 02") + hex(text), [5]) }
        #expect(error?.code == .malformed)
    }

    @Test func mutantsNeverTrap() {
        var random = SeededGenerator(seed: 3)
        let values = (0..<140).map { _ in Int64.random(in: -1_000...1_000, using: &random) }
        forEachMutant(of: deltaBinaryPacked(values)) { mutant in
            for count in [1, 140, 5_000] {
                _ = try? decode(mutant, [count])
                _ = try? decode32(mutant, [count / 2, count])
            }
            let decoder = try? DeltaBinaryPackedDecoder(mutant.rawBytes, range: 0..<mutant.count)
            if let end = try? decoder?.endOffset(in: mutant.rawBytes) { #expect(end <= mutant.count) }
        }
    }
}

extension Array {
    /// A random element, or `other` if there is none.
    func randomElement(using random: inout SeededGenerator, orElse other: Element) -> Element {
        randomElement(using: &random) ?? other
    }
}
