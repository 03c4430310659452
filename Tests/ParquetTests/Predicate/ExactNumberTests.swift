import ParquetTestSupport
import Testing

@testable import Parquet

@Suite struct ExactNumberTests {
    @Test(arguments: [
        // -12.34 in tenths: -124 is below it, -123 above.
        (ExactNumber(unscaled: BigInteger(-1234), scale: 2), 1, -124, false),
        (ExactNumber(unscaled: BigInteger(-1230), scale: 2), 1, -123, true),
        (ExactNumber(12.5), 1, 125, true),
        (ExactNumber(12.5), 0, 12, false),
        (ExactNumber(-12.5), 0, -13, false),
        (ExactNumber(-0.0), 3, 0, true),
        (ExactNumber(Double.leastNonzeroMagnitude), 0, 0, false),
        (ExactNumber(-Double.leastNonzeroMagnitude), 5, -1, false),
        (ExactNumber(7), 2, 700, true),
        (ExactNumber(unscaled: BigInteger(7), scale: -3), 0, 7000, true),
    ])
    func floorsAreBelow(number: ExactNumber, scale: Int, expected: Int, isExact: Bool) {
        let (floor, exact) = number.floor(scale: scale)
        #expect(floor == BigInteger(expected))
        #expect(exact == isExact)
    }

    @Test(arguments: [
        (ExactNumber(unscaled: BigInteger(1), scale: 1), (0.1).nextDown, false),
        (ExactNumber(unscaled: BigInteger(3), scale: 1), 0.3, false),
        (ExactNumber(unscaled: BigInteger(5), scale: 1), 0.5, true),
        (ExactNumber(unscaled: BigInteger(-1), scale: 1), -0.1, false),
        (ExactNumber(Int64.max), 0x1p63.nextDown, false),
        (ExactNumber(unscaled: BigInteger(1), scale: -400), .greatestFiniteMagnitude, false),
        (ExactNumber(unscaled: BigInteger(-1), scale: -400), -.infinity, false),
        (ExactNumber(unscaled: BigInteger(1), scale: 400), 0, false),
        (ExactNumber(unscaled: BigInteger(-1), scale: 400), -.leastNonzeroMagnitude, false),
    ])
    func doublesBelow(number: ExactNumber, expected: Double, isExact: Bool) {
        // 0.1 and -0.1 as doubles are a little further from zero than the decimals, 0.3 is a little nearer.
        let (floor, exact) = number.floorDouble()
        #expect(floor == expected)
        #expect(exact == isExact)
    }

    @Test func bytesOfBigIntegers() {
        let samples: [(Int128, [UInt8])] = [
            (0, [0]), (1, [1]), (-1, [0xFF]), (127, [0x7F]), (128, [0, 0x80]), (-128, [0x80]), (-129, [0xFF, 0x7F]),
            (1 << 32, [1, 0, 0, 0, 0]), (-(1 << 32), [0xFF, 0, 0, 0, 0]),
            (.max, [0x7F] + [UInt8](repeating: 0xFF, count: 15)), (.min, [0x80] + [UInt8](repeating: 0, count: 15)),
        ]
        for (number, bytes) in samples {
            #expect(BigInteger(number).bigEndianBytes == bytes)
            #expect(BigInteger(bigEndianBytes: bytes) == BigInteger(number))
            #expect(BigInteger(bigEndianBytes: bytes).exactly(Int128.self) == number)
            #expect(BigInteger(bigEndianBytes: bytes).exactly(Int32.self) == Int32(exactly: number))
            #expect(BigInteger(bigEndianBytes: bytes).exactly(UInt64.self) == UInt64(exactly: number))
        }
        #expect(BigInteger(bigEndianBytes: [1] + [UInt8](repeating: 0, count: 16)).exactly(Int128.self) == nil)
        #expect(BigInteger(bigEndianBytes: [0, 0x80] + [UInt8](repeating: 0, count: 15)).exactly(Int128.self) == nil)
    }

    @Test(arguments: 0..<50 as Range<UInt64>) func bigIntegersAgreeWith128Bits(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let number = Int128.random(in: .min ... .max, using: &random) >> Int128.random(in: 0..<127, using: &random)
            let shift = Int.random(in: 0..<70, using: &random)
            let power = Int.random(in: 0..<12, using: &random)
            var big = BigInteger(number)
            big.shiftLeft(by: shift)
            big.multiply(byPowerOfTen: power)
            let dividesExactly = big.truncatingDivide(byPowerOfTen: power)
            #expect(big.truncatingShiftRight(by: shift) && dividesExactly)
            #expect(big == BigInteger(number))
            let divisor = (0..<power).reduce(1 as Int128) { product, _ in product * 10 }
            let isExact = big.truncatingDivide(byPowerOfTen: power)
            #expect(big == BigInteger(number / divisor) && isExact == (number % divisor == 0))
        }
    }
}
