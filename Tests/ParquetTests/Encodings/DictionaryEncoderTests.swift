import ParquetTestSupport
import Testing

@testable import Parquet

@Suite struct DictionaryEncoderTests {
    @Test func numbersValuesByFirstAppearance() throws {
        var dictionary = try #require(DictionaryEncoder(.byteArray, typeLength: nil))
        var indices: [UInt32] = []
        dictionary.append(.byteArray(ByteArrayValues(["b", "", "b", "a", ""])), 0..<5, to: &indices)
        #expect(indices == [0, 1, 0, 2, 1])
        #expect(dictionary.values == .byteArray(ByteArrayValues(["b", "", "a"])))
        #expect(dictionary.plainByteCount == 3 * 4 + 2)
    }

    /// Floating point numbers are told apart by their bits: both zeros and all NaNs keep theirs.
    @Test func keepsBits() throws {
        var dictionary = try #require(DictionaryEncoder(.double, typeLength: nil))
        var indices: [UInt32] = []
        let payload = Double(nan: 5, signaling: false)
        dictionary.append(.double([0, -0.0, .nan, payload, 0]), 0..<5, to: &indices)
        #expect(indices == [0, 1, 2, 3, 0])
        guard case .double(let values) = dictionary.values else { return #expect(Bool(false), "not doubles") }
        #expect(values.map(\.bitPattern) == [0, (-0.0).bitPattern, Double.nan.bitPattern, payload.bitPattern])
    }

    @Test func takesOtherDictionariesIn() throws {
        var dictionary = try #require(DictionaryEncoder(.int32, typeLength: nil))
        var indices: [UInt32] = []
        dictionary.append(.int32([5]), 0..<1, to: &indices)
        dictionary.append(.dictionary(indices: [2, 1, 2], values: .int32([9, 5, 7])), 0..<3, to: &indices)
        #expect(indices == [0, 1, 0, 1])
        #expect(dictionary.values == .int32([5, 7]))
    }

    /// Many values, so that tables grow, compared with Swift's own dictionary.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func growsLikeASwiftDictionary(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let strings = (0..<20_000).map { _ in String(UInt16.random(in: .min ... .max, using: &random), radix: 36) }
        var known: [String: UInt32] = [:]
        let expected = strings.map { string in
            if let index = known[string] { return index }
            let index = UInt32(known.count)
            known[string] = index
            return index
        }
        var dictionary = try #require(DictionaryEncoder(.byteArray, typeLength: nil))
        var indices: [UInt32] = []
        let values = ColumnValues.byteArray(ByteArrayValues(strings))
        dictionary.append(values, 0..<7_000, to: &indices)
        dictionary.append(values, 7_000..<20_000, to: &indices)
        #expect(indices == expected)
        #expect(dictionary.count == known.count)
    }

    @Test(arguments: [(0, 1), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (256, 8), (257, 9)])
    func bitWidths(count: Int, bitWidth: Int) {
        #expect(DictionaryEncoder.bitWidth(count: count) == bitWidth)
    }
}
