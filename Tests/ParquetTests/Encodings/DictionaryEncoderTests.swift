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

    /// Dictionaries of batches that follow each other, each with what the one before had and more, or with other strings at the same
    /// places.
    @Test func takesGrowingDictionariesIn() throws {
        var random = SeededGenerator(seed: 11)
        var dictionary = try #require(DictionaryEncoder(.byteArray, typeLength: nil))
        var indices: [UInt32] = []
        var expected: [String] = []
        var distinct = ["", "a"]
        for batch in 0..<40 {
            if batch == 20 { distinct.shuffle(using: &random) }
            distinct.append(String(repeating: "ab", count: batch % 30) + String(batch % 25))
            let places = (0..<200).map { _ in UInt32.random(in: 0..<UInt32(distinct.count), using: &random) }
            let values = ColumnValues.dictionary(indices: places, values: .byteArray(ByteArrayValues(distinct)))
            dictionary.append(values, 0..<90, to: &indices)
            dictionary.append(values, 90..<200, to: &indices)
            expected += places.map { distinct[Int($0)] }
        }
        guard case .byteArray(let known) = dictionary.values else { return #expect(Bool(false), "no strings") }
        let strings = (0..<known.count).map { String(decoding: known[$0], as: UTF8.self) }
        #expect(Set(strings).count == strings.count)
        let found = indices.map { strings[Int($0)] }
        #expect(found == expected)
        dictionary.removeAll()
        indices = []
        dictionary.append(
            .dictionary(indices: [1, 0], values: .byteArray(ByteArrayValues(["b", "a"]))), 0..<2, to: &indices)
        #expect(indices == [0, 1])
        #expect(dictionary.values == .byteArray(ByteArrayValues(["a", "b"])))
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

    /// Values of all lengths around those at which they are looked at differently, each with a byte changed, in one batch and one by one:
    /// those at the end of a batch are looked up on another way.
    @Test func tellsApartAnyByte() throws {
        var random = SeededGenerator(seed: 7)
        var strings: [[UInt8]] = []
        for length in 0...70 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            strings.append(bytes)
            for place in 0..<length {
                var other = bytes
                other[place] ^= 1
                strings.append(other)
            }
        }
        strings.shuffle(using: &random)
        let expected = (0..<UInt32(strings.count)).map { $0 }
        let values = ColumnValues.byteArray(joined(strings))
        var dictionary = try #require(DictionaryEncoder(.byteArray, typeLength: nil))
        var indices: [UInt32] = []
        for _ in 0..<2 { dictionary.append(values, 0..<strings.count, to: &indices) }
        for string in strings { dictionary.append(.byteArray(joined([string])), 0..<1, to: &indices) }
        #expect(indices == expected + expected + expected)
        #expect(dictionary.values == values)
    }

    private func joined(_ strings: [[UInt8]]) -> ByteArrayValues {
        var offsets: [Int32] = [0]
        for string in strings { offsets.append(offsets[offsets.count - 1] + Int32(string.count)) }
        return ByteArrayValues(offsets: offsets, bytes: Array(strings.joined()))
    }

    /// Long values that are alike at their ends and in their middle, which would all come to one hash.
    @Test func staysFastForValuesThatDifferElsewhere() throws {
        let strings = (0..<50_000).map { number in
            let digits = String(number)
            return "https://api.example.com/" + String(repeating: "0", count: 8 - digits.count) + digits
                + "/orders/lines/of/a/customer/and/what/is/in/them/is/all/the/same"
        }
        var dictionary = ByteArrayDictionary()
        var indices: [UInt32] = []
        dictionary.append(ByteArrayValues(strings + strings.reversed()), 0..<100_000, to: &indices)
        #expect(indices == (0..<50_000).map { $0 } + (0..<50_000).reversed().map { $0 })
        let wasThorough = dictionary.isThorough
        #expect(wasThorough)
        dictionary.removeAll()
        indices = []
        dictionary.append(
            ByteArrayValues((0..<50_000).map { "\($0).example.com/orders/and/lines" }), 0..<50_000, to: &indices)
        #expect(indices == (0..<50_000).map { $0 })
        let isThorough = dictionary.isThorough
        #expect(!isThorough)
    }

    @Test(arguments: [(0, 1), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (256, 8), (257, 9)])
    func bitWidths(count: Int, bitWidth: Int) {
        #expect(DictionaryEncoder.bitWidth(count: count) == bitWidth)
    }
}
