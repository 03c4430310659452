import ParquetBytes
import ParquetTestSupport
import Testing

@testable import Parquet

@Suite struct DeltaByteArrayDecoderTests {
    func lengths(_ bytes: [UInt8], _ steps: [Int], byteLimit: Int = 1 << 20) throws -> ByteArrayValues {
        var decoder = try DeltaLengthByteArrayDecoder(bytes.rawBytes, range: 0..<bytes.count)
        var values = ByteArrayValues(["before"])
        for step in steps { try decoder.decode(step, from: bytes.rawBytes, into: &values, byteLimit: byteLimit) }
        return values
    }

    func prefixes(
        _ bytes: [UInt8], _ steps: [Int], previous: [UInt8] = [], byteLimit: Int = 1 << 20
    ) throws -> ByteArrayValues {
        var decoder = try DeltaByteArrayDecoder(bytes.rawBytes, range: 0..<bytes.count, previous: previous)
        var values = ByteArrayValues(["before"])
        for step in steps { try decoder.decode(step, from: bytes.rawBytes, into: &values, byteLimit: byteLimit) }
        return values
    }

    func fixed(
        _ bytes: [UInt8], _ steps: [Int], length: Int, byteLimit: Int = 1 << 20
    ) throws -> FixedLengthByteArrayValues {
        var decoder = try DeltaByteArrayDecoder(bytes.rawBytes, range: 0..<bytes.count)
        var values = FixedLengthByteArrayValues(length: length)
        for step in steps { try decoder.decode(step, from: bytes.rawBytes, into: &values, byteLimit: byteLimit) }
        return values
    }

    func values(_ strings: [[UInt8]]) -> ByteArrayValues {
        var values = ByteArrayValues(["before"])
        for string in strings { values.append(string) }
        return values
    }

    @Test(arguments: [[3], [1, 1, 1], [0, 2, 1]])
    func lengthsThenBytes(steps: [Int]) throws {
        let bytes: [UInt8] = [
            0x80, 0x01, 0x04, 0x03, 0x04,  // three lengths, the first is 2
            0x03, 0x02, 0x00, 0x00, 0x00,  // differences from -2, two bits each
            0x0C, 0, 0, 0, 0, 0, 0, 0,  // 0, 3
            0x61, 0x62, 0x63,
        ]
        #expect(try lengths(bytes, steps) == ByteArrayValues(["before", "ab", "", "c"]))
    }

    @Test(arguments: [[2], [1, 1]])
    func prefixesThenSuffixes(steps: [Int]) throws {
        let bytes: [UInt8] = [
            0x80, 0x01, 0x04, 0x02, 0x00, 0x04, 0, 0, 0, 0,  // prefixes of 0 and 2 bytes
            0x80, 0x01, 0x04, 0x02, 0x08, 0x03, 0, 0, 0, 0,  // suffixes of 4 and 2
            0x61, 0x78, 0x69, 0x73, 0x6C, 0x65,
        ]
        #expect(try prefixes(bytes, steps) == ByteArrayValues(["before", "axis", "axle"]))
    }

    @Test func pagesOfOtherEngines() throws {
        let strings = (0..<40).map { "key-\($0 * $0)" + String(repeating: "x", count: $0 % 7) }
        #expect(try lengths(EnginePages.lengths, [40]) == ByteArrayValues(["before"] + strings))
        #expect(try prefixes(EnginePages.strings, [13, 27]) == ByteArrayValues(["before"] + strings.sorted()))
        let digits = (0..<40).flatMap { index in
            let text = String(index * index * index)
            return Array((String(repeating: "0", count: 6 - text.count) + text).utf8)
        }
        #expect(try fixed(EnginePages.fixed, [40], length: 6).bytes == digits)
        #expect(throws: ParquetError.self) { try fixed(EnginePages.fixed, [40], length: 5) }
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func anythingComesBack(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 0...400, using: &random)
        let longest = [0, 5, 20, 100].randomElement(using: &random, orElse: 0)
        let letters: ClosedRange<UInt8> = Bool.random(using: &random) ? 0...1 : 0...255
        var strings: [[UInt8]] = []
        for _ in 0..<count {
            let kept = (strings.last ?? []).prefix(Int.random(in: 0...longest, using: &random))
            let added = (0..<Int.random(in: 0...longest, using: &random)).map { _ in
                UInt8.random(in: letters, using: &random)
            }
            strings.append(kept + added)
        }
        let expected = values(strings)
        #expect(try lengths(deltaLengthByteArray(strings), steps(count, using: &random)) == expected)
        #expect(try prefixes(deltaByteArray(strings), steps(count, using: &random)) == expected)
        let first = strings.first ?? []
        #expect(
            try prefixes(deltaByteArray(strings, previous: first), steps(count, using: &random), previous: first)
                == expected)
        let even = strings.map { Array(($0 + [UInt8](repeating: 7, count: 9)).prefix(9)) }
        #expect(
            try fixed(deltaByteArray(even), steps(count, using: &random), length: 9).bytes == Array(even.joined()))
    }

    @Test func noValues() throws {
        #expect(try lengths([], [0]).count == 1)
        #expect(try prefixes([], [0]).count == 1)
        #expect(try prefixes(deltaByteArray([]), [0]).count == 1)
        #expect(throws: ParquetError.self) { try lengths([], [1]) }
        #expect(throws: ParquetError.self) { try prefixes([], [1]) }
    }

    @Test func brokenLengthsAreRefused() {
        func code(_ body: () throws -> Void) -> ParquetError.Code? {
            #expect(throws: ParquetError.self) { try body() }?.code
        }
        func joined(_ prefixes: [Int32], _ suffixes: [Int32], _ bytes: [UInt8]) -> [UInt8] {
            deltaBinaryPacked(prefixes) + deltaBinaryPacked(suffixes) + bytes
        }
        #expect(code { _ = try lengths(deltaBinaryPacked([2, 2] as [Int32]) + [1, 2, 3], [2]) } == .malformed)
        #expect(code { _ = try lengths(deltaBinaryPacked([2, -1] as [Int32]) + [1, 2, 3], [2]) } == .malformed)
        #expect(code { _ = try lengths(deltaBinaryPacked([.max, .max] as [Int32]) + [1, 2, 3], [2]) } == .malformed)
        #expect(code { _ = try lengths(deltaLengthByteArray([[1, 2, 3]]), [1], byteLimit: 8) } == .limit)
        #expect(code { _ = try prefixes(joined([1, 0], [1, 1], [1, 2]), [2]) } == .malformed)
        #expect(code { _ = try prefixes(joined([0, 2], [1, 1], [1, 2]), [2]) } == .malformed)
        #expect(code { _ = try prefixes(joined([0, -1], [1, 1], [1, 2]), [2]) } == .malformed)
        #expect(code { _ = try prefixes(joined([0, 0], [1, 2], [1, 2]), [2]) } == .malformed)
        #expect(code { _ = try prefixes(joined([0, 0], [1, -1], [1, 2]), [2]) } == .malformed)
        #expect(code { _ = try prefixes(joined([0], [1, 1], [1, 2]), [1]) } == .malformed)
    }

    /// Each value is the one before and one byte more: the square of the bytes in the page.
    @Test func growthStopsAtTheLimit() {
        let count = 20_000
        let bytes =
            deltaBinaryPacked((0..<count).map { Int32($0) })
            + deltaBinaryPacked([Int32](repeating: 1, count: count)) + [UInt8](repeating: 0x61, count: count)
        let error = #expect(throws: ParquetError.self) { try prefixes(bytes, [count], byteLimit: 1 << 20) }
        #expect(error?.code == .limit)
        // All values are the first one.
        let copies =
            deltaBinaryPacked([0] + [Int32](repeating: 1_000, count: count - 1))
            + deltaBinaryPacked([1_000] + [Int32](repeating: 0, count: count - 1))
            + [UInt8](repeating: 0x61, count: 1_000)
        let fixedError = #expect(throws: ParquetError.self) {
            try fixed(copies, [count], length: 1_000, byteLimit: 1 << 20)
        }
        #expect(fixedError?.code == .limit)
    }

    @Test func mutantsNeverTrap() {
        let strings = (0..<40).map { Array("key-\($0 * $0)".utf8) }
        forEachMutant(of: deltaLengthByteArray(strings)) { mutant in
            _ = try? lengths(mutant, [40])
            _ = try? lengths(mutant, [1, 20, 1_000])
        }
        forEachMutant(of: deltaByteArray(strings)) { mutant in
            _ = try? prefixes(mutant, [40])
            _ = try? prefixes(mutant, [1, 20, 1_000])
            _ = try? fixed(mutant, [1, 20], length: 5)
        }
    }
}
