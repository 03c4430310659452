import ParquetBytes
import ParquetTestSupport
import Testing

@Suite struct ByteStringTableTests {
    static func table(_ strings: [[UInt8]]) -> ByteStringTable {
        var offsets: [Int32] = [0]
        for string in strings { offsets.append((offsets.last ?? 0) + Int32(string.count)) }
        return ByteStringTable(offsets: offsets, bytes: strings.flatMap { $0 })
    }

    /// Strings of every length around those that are moved by 16 and 32 bytes, appended in several calls.
    @Test(arguments: 0..<30 as Range<UInt64>)
    func stringsAreCopied(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let most = [1, 15, 16, 17, 32, 33, 200].randomElement(using: &random) ?? 1
        let strings = (0..<Int.random(in: 1..<50, using: &random)).map { _ in
            (0..<Int.random(in: 0...most, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
        let table = ByteStringTableTests.table(strings)
        var bytes: [UInt8] = [1, 2, 3]
        var ends: [Int32] = [0, 3]
        var expected = bytes
        var expectedEnds = ends
        for _ in 0..<4 {
            let indices = (0..<Int.random(in: 0..<300, using: &random)).map { _ in
                UInt32.random(in: 0..<UInt32(strings.count), using: &random)
            }
            for index in indices {
                expected += strings[Int(index)]
                expectedEnds.append(Int32(expected.count))
            }
            #expect(table.append(indices, to: &bytes, ends: &ends, byteLimit: 1 << 20) == nil)
        }
        #expect(bytes == expected)
        #expect(ends == expectedEnds)
    }

    @Test func theLimitHolds() {
        let table = ByteStringTableTests.table([[1, 2, 3], []])
        var bytes: [UInt8] = []
        var ends: [Int32] = [0]
        #expect(table.append([0, 1, 0], to: &bytes, ends: &ends, byteLimit: 5) == 6)
        #expect(bytes.isEmpty)
        #expect(ends == [0])
        // What may be needed at most exceeds the limit, what is needed does not.
        #expect(table.append([0, 1, 1], to: &bytes, ends: &ends, byteLimit: 5) == nil)
        #expect(bytes == [1, 2, 3])
        #expect(ends == [0, 3, 3, 3])
    }

    @Test func nothingIsCopiedFromNothing() {
        let table = ByteStringTableTests.table([])
        var bytes: [UInt8] = []
        var ends: [Int32] = [0]
        #expect(table.append([], to: &bytes, ends: &ends, byteLimit: 0) == nil)
        #expect(bytes.isEmpty)
    }
}
