import ParquetBytes
import ParquetTestSupport
import Testing

@Suite struct BitmapSelectionTests {
    @Test func bitsAtOnes() {
        // bits 1 0 1 1 0 0, mask 1 1 0 1 0 1.
        let bits = Bitmap([true, false, true, true, false, false])
        let mask = Bitmap([true, true, false, true, false, true])
        #expect(bits.selecting(mask) == Bitmap([true, false, true, false]))
        #expect(
            Bitmap([true, false, true, false]).spread(over: mask) == Bitmap([true, false, false, true, false, false]))
    }

    @Test(arguments: 0..<100 as Range<UInt64>) func agreesWithArrays(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 0...300, using: &random)
        let share: Double = [0, 0.05, 0.5, 0.97, 1].randomElement(using: &random) ?? 0
        // Long runs, too, so that there are whole words of one bit.
        func many(_ count: Int) -> [Bool] {
            var bits: [Bool] = []
            while bits.count < count {
                let bit = Double.random(in: 0..<1, using: &random) < share
                bits += [Bool](
                    repeating: bit, count: Bool.random(using: &random) ? 1 : Int.random(in: 1...150, using: &random))
            }
            return Array(bits.prefix(count))
        }
        let left = many(count)
        let right = many(count)
        let bits = Bitmap(left)
        let mask = Bitmap(right)
        #expect(bits.selecting(mask) == Bitmap(zip(left, right).filter { $0.1 }.map { $0.0 }))
        #expect(mask.oneCount == right.count { $0 })
        #expect(Bitmap(words: (0..<bits.wordCount).map(bits.word(at:)), count: count) == bits)
        var result = bits
        result.formIntersection(mask)
        #expect(result == Bitmap(zip(left, right).map { $0 && $1 }))
        #expect(bits.selecting(mask).spread(over: mask) == result)
        result = bits
        result.formUnion(mask)
        #expect(result == Bitmap(zip(left, right).map { $0 || $1 }))
        result.invert()
        #expect(result == Bitmap(zip(left, right).map { !$0 && !$1 }))
    }
}
