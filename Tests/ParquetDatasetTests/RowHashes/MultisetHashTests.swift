import Testing

@testable import ParquetDataset

@Suite struct MultisetHashTests {
    private static func hash(_ text: String) -> Hash256 { Hash256(of: Array(text.utf8)) }

    private static func of(_ texts: String...) -> MultisetHash {
        var hash = MultisetHash()
        hash.insert(texts.map(MultisetHashTests.hash))
        return hash
    }

    /// Worked out by a program of another language, from SHA-256 and RFC 8439.
    @Test func theSumOfTwoRows() {
        let sum = MultisetHashTests.of("a", "b")
        let lanes = sum.laneBytes
        func lane(_ index: Int) -> Int { Int(lanes[2 * index]) | Int(lanes[2 * index + 1]) << 8 }
        #expect((0..<4).map(lane) == [4929, 28693, 11082, 20630])
        #expect((1022..<1024).map(lane) == [56743, 19969])
        #expect(sum.digest.description == "802e4bef46405b7be1e32882af3dea7f04395c831a0c45e9115a29ee69d3db08")
    }

    @Test func theOrderDoesNotMatterAndEveryRowDoes() {
        #expect(MultisetHashTests.of("a", "b", "c") == MultisetHashTests.of("c", "a", "b"))
        #expect(MultisetHashTests.of("a", "b") != MultisetHashTests.of("a", "c"))
        #expect(MultisetHashTests.of("a", "b").digest != MultisetHashTests.of("a").digest)
    }

    /// Under XOR two equal rows would cancel out.
    @Test func aDoubledPairChangesIt() {
        #expect(MultisetHashTests.of("a", "b", "b") != MultisetHashTests.of("a"))
        #expect(MultisetHashTests.of("b", "b") != MultisetHash())
        #expect(MultisetHashTests.of("b", "b", "b") != MultisetHashTests.of("b"))
    }

    @Test func removingSubtractsAndPartsAddUp() {
        var hash = MultisetHashTests.of("a", "b", "b")
        hash.remove([MultisetHashTests.hash("b")])
        #expect(hash == MultisetHashTests.of("b", "a"))
        let left = MultisetHashTests.of("a", "x"), middle = MultisetHashTests.of("y"), right = MultisetHashTests.of("x")
        #expect((left + middle) + right == left + (middle + right))
        #expect(left + middle + right == MultisetHashTests.of("y", "x", "a", "x"))
        #expect(left + right - left == right)
        #expect(left - left == MultisetHash())
    }

    @Test func lanesComeBack() throws {
        let hash = MultisetHashTests.of("a", "b")
        #expect(MultisetHash(laneBytes: hash.laneBytes) == hash)
        #expect(MultisetHash(laneBytes: [1]) == nil)
    }

    @Test func hashesAsDigits() {
        let digits = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(MultisetHashTests.hash("abc").description == digits)
        #expect(Hash256(digits) == MultisetHashTests.hash("abc"))
        for wrong in [String(digits.dropLast()), digits + "0", digits.uppercased(), digits.replacing("ba", with: "g ")]
        {
            #expect(Hash256(wrong) == nil)
        }
    }
}
