import ParquetBytes
import ParquetTestSupport
import Testing

@Suite struct BitmapTests {
    @Test func bitsArePackedFromTheLowest() {
        let bitmap = Bitmap([true, false, true, true, false, false, false, true, true])
        #expect((0..<bitmap.bytes.byteCount).map { bitmap.bytes.loadUInt8(at: $0) } == [0b1000_1101, 0b1])
    }

    /// Appending ranges, runs and single bits is compared with an array of booleans that gets the same.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func behavesLikeAnArray(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var expected: [Bool] = []
        var bitmap = Bitmap()
        for _ in 0..<30 {
            switch Int.random(in: 0..<5, using: &random) {
            case 0:
                let bit = Bool.random(using: &random)
                expected.append(bit)
                bitmap.append(bit)
            case 1:
                let bit = Bool.random(using: &random)
                let count = Int.random(in: 0..<100, using: &random)
                expected += Array(repeating: bit, count: count)
                bitmap.append(repeating: bit, count: count)
            case 2:
                let bytes = (0..<Int.random(in: 1..<60, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
                let bits = (0..<bytes.count * 8).map { bytes[$0 / 8] >> UInt8($0 % 8) & 1 == 1 }
                let low = Int.random(in: 0..<bits.count, using: &random)
                let high = Int.random(in: low...bits.count, using: &random)
                expected += bits[low..<high]
                bitmap.append(bitsOf: bytes.rawBytes, low..<high)
            case 3:
                let bools = (0..<Int.random(in: 0..<60, using: &random)).map { _ in Bool.random(using: &random) }
                expected += bools
                bitmap.append(bools.span)
            default:
                let other = (0..<Int.random(in: 1..<200, using: &random)).map { _ in Bool.random(using: &random) }
                let low = Int.random(in: 0..<other.count, using: &random)
                let high = Int.random(in: low...other.count, using: &random)
                expected += other[low..<high]
                bitmap.append(Bitmap(other), low..<high)
            }
        }
        #expect(bitmap == Bitmap(expected))
        #expect((0..<bitmap.count).map { bitmap[$0] } == expected)
        let low = Int.random(in: 0...expected.count, using: &random)
        let high = Int.random(in: low...expected.count, using: &random)
        #expect(bitmap.countOnes(in: low..<high) == expected[low..<high].filter { $0 }.count)
    }

    /// Ones in ranges, and ones of other bytes, written over zeros at every place.
    @Test(arguments: 0..<100)
    func onesAreWrittenIntoZeros(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 1..<400, using: &random)
        var expected = [Bool](repeating: false, count: count)
        var bitmap = Bitmap(repeating: false, count: count)
        for _ in 0..<5 {
            let place = Int.random(in: 0..<count, using: &random)
            let step = Int.random(in: 0...count - place, using: &random)
            if Bool.random(using: &random) {
                for index in place..<place + step { expected[index] = true }
                bitmap.setOnes(in: place..<place + step)
                continue
            }
            let shift = Int.random(in: 0..<20, using: &random)
            let bytes = (0..<(shift + step + 7) / 8).map { _ in UInt8.random(in: 0...255, using: &random) }
            for index in 0..<step where bytes[(shift + index) / 8] >> UInt8((shift + index) % 8) & 1 == 1 {
                expected[place + index] = true
            }
            bitmap.setOnes(of: bytes.rawBytes, shift..<shift + step, at: place)
        }
        #expect(bitmap == Bitmap(expected))
    }
}
