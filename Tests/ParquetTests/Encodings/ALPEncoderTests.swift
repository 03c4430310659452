import ParquetBytes
import ParquetTestSupport
import Testing

@testable import Parquet

/// How floating-point numbers follow each other.
enum NumberSequence: CaseIterable {
    case equal, wholes, prices, manyDigits, growingDigits, special, anyBits, mostlyPrices, huge, tiny

    func values(_ count: Int, using random: inout SeededGenerator) -> [Double] {
        (0..<count).map { index in
            switch self {
            case .equal: return 12.5
            case .wholes: return Double(Int.random(in: -1_000_000...1_000_000, using: &random))
            case .prices: return Double(Int.random(in: 0...1_000_000, using: &random)) / 100
            case .manyDigits: return Double.random(in: -1...1, using: &random)
            case .growingDigits:
                // Each vector is of another number of digits.
                let digits = [1, 1e1, 1e2, 1e3, 1e4][index / 1_024 % 5]
                return Double(Int.random(in: -100_000...100_000, using: &random)) / digits
            case .special:
                let bits: [UInt64] = [
                    0, 1 << 63, 0x7FF0_0000_0000_0000, 0xFFF0_0000_0000_0000, 0x7FF8_0000_0000_0000,
                    0xFFF8_0000_1234_5678, 0x7FF0_0000_0000_0001, 1, 0x7FEF_FFFF_FFFF_FFFF, 0x3FF8_0000_0000_0000,
                ]
                return Double(bitPattern: bits[Int.random(in: 0..<bits.count, using: &random)])
            case .anyBits: return Double(bitPattern: random.next())
            case .mostlyPrices:
                // Among them NaN of any bits.
                return index % 37 == 0
                    ? Double(bitPattern: 0x7FF8_0000_0000_0000 | random.next()) : Double(index % 5_000) / 100
            case .huge: return Double.random(in: 1e15...1e19, using: &random).rounded()
            case .tiny: return Double(Int.random(in: 0...99, using: &random)) / 1e12
            }
        }
    }
}

@Suite struct ALPEncoderTests {
    private func encode(_ values: [Double]) -> [UInt8] {
        encoded { ALPEncoder.encode(plain: values.rawBytes, valueCount: values.count, type: .double, into: &$0) }
    }

    private func encode(_ values: [Float]) -> [UInt8] {
        encoded { ALPEncoder.encode(plain: values.rawBytes, valueCount: values.count, type: .float, into: &$0) }
    }

    /// 1.5 and 2.25 need two decimals: the exponent is two above the factor, and of such pairs the first that is exact.
    @Test func floats() {
        let expected: [UInt8] = [
            0x00, 0x00, 0x0A,  // ALP, frame of reference, vectors of 2¹⁰
            0x03, 0x00, 0x00, 0x00,  // 3 values
            0x04, 0x00, 0x00, 0x00,  // the vector starts right behind this number
            0x08, 0x06, 0x01, 0x00,  // exponent 8, factor 6, one exception
            0x96, 0x00, 0x00, 0x00,  // 1.5 · 10⁸ · 10⁻⁶ = 150 is the smallest integer
            0x07,  // 225 - 150 = 75 takes seven bits
            0b1000_0000, 0b0010_0101, 0x00,  // 0, 75 << 7 = 9600 = 0x2580, and 0 for the exception; 21 bits
            0x02, 0x00,  // the exception is value 2
            0x00, 0x00, 0xC0, 0x7F,
        ]
        #expect(encode([1.5, 2.25, Float(bitPattern: 0x7FC0_0000)]) == expected)
    }

    /// The worked example of AlpEncoding.md, for which it takes exponent 4 and factor 3: the integers are the same.
    @Test func exampleOfTheSpecification() {
        let expected: [UInt8] = [
            0x00, 0x00, 0x0A, 0x04, 0x00, 0x00, 0x00,
            0x04, 0x00, 0x00, 0x00,
            0x12, 0x11, 0x01, 0x00,  // exponent 18, factor 17, one exception
            0x07, 0x0D, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,  // 3335 = 0x0D07 is the smallest of 15000, 25000, 3335
            0x0F,  // 25000 - 3335 = 21665 takes 15 bits
            // 11665 = 0x2D91; 11665 << 15 = 0x16C8_8000; 21665 << 30 = 0x1528_4000_0000; 0. Together they are
            // 0x1528_56C8_AD91.
            0x91, 0xAD, 0xC8, 0x56, 0x28, 0x15, 0x00, 0x00,
            0x01, 0x00,  // the exception is value 1
            0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0xF8, 0x7F,
        ]
        #expect(encode([1500, Double(bitPattern: 0x7FF8_0000_0000_0001), 2500, 333.5]) == expected)
    }

    /// Where no value has an integer, the smallest is 0, in no bits.
    @Test func onlyExceptions() {
        let expected: [UInt8] = [
            0x00, 0x00, 0x0A, 0x02, 0x00, 0x00, 0x00,
            0x04, 0x00, 0x00, 0x00,
            0x00, 0x00, 0x02, 0x00,  // exponent 0, factor 0, two exceptions
            0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
            0x00, 0x00, 0x01, 0x00,  // values 0 and 1
            0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80,  // -0.0
            0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xF0, 0x7F,  // infinity
        ]
        #expect(encode([-0.0, .infinity] as [Double]) == expected)
    }

    @Test func noValues() {
        #expect(encode([] as [Double]) == [0, 0, 10, 0, 0, 0, 0])
    }

    @Test(arguments: NumberSequence.allCases, awkwardCounts)
    func anythingComesBack(sequence: NumberSequence, count: Int) throws {
        var random = SeededGenerator(seed: UInt64(count))
        let values = sequence.values(count, using: &random)
        let bytes = encode(values)
        #expect(bytes.count <= ALPEncoder.maximumByteCount(valueCount: count, width: 8))
        let decoded = try ALPDecoderTests().decode(bytes, steps(count, using: &random), as: Double.self)
        #expect(decoded.map(\.bitPattern) == values.map(\.bitPattern))

        let floats = values.map { sequence == .anyBits ? Float(bitPattern: UInt32($0.bitPattern >> 32)) : Float($0) }
        let floatBytes = encode(floats)
        #expect(floatBytes.count <= ALPEncoder.maximumByteCount(valueCount: count, width: 4))
        let decodedFloats = try ALPDecoderTests().decode(floatBytes, steps(count, using: &random), as: Float.self)
        #expect(decodedFloats.map(\.bitPattern) == floats.map(\.bitPattern))
    }

    /// The payloads of NaN, and which of the two kinds it is, survive.
    @Test func everyNaNKeepsItsBits() throws {
        let bits = (0..<52).flatMap { [0x7FF0_0000_0000_0000 | 1 << $0, 0xFFF0_0000_0000_0000 | 1 << $0] as [UInt64] }
        let values = bits.map { Double(bitPattern: $0) } + [1.25, 2.5, 3]
        let decoded = try ALPDecoderTests().decode(encode(values), [values.count], as: Double.self)
        #expect(decoded.map(\.bitPattern) == values.map(\.bitPattern))
        let narrow = (0..<23).flatMap { [0x7F80_0000 | 1 << $0, 0xFF80_0000 | 1 << $0] as [UInt32] }
        let floats = narrow.map { Float(bitPattern: $0) } + [1.25, 2.5, 3]
        let decodedFloats = try ALPDecoderTests().decode(encode(floats), [floats.count], as: Float.self)
        #expect(decodedFloats.map(\.bitPattern) == floats.map(\.bitPattern))
    }

    /// Decimals take about the bits of their integers, and numbers that are none hardly more than in PLAIN.
    @Test func sizes() {
        var random = SeededGenerator(seed: 1)
        // Up to 1,000,000 cents are 20 bits.
        let prices = NumberSequence.prices.values(10_240, using: &random)
        #expect(encode(prices).count <= 10_240 * 20 / 8 + 7 + 10 * (4 + 13))
        // Millions up and down are 21 bits, as FLOAT, too.
        let wholes = NumberSequence.wholes.values(10_240, using: &random).map { Float($0) }
        #expect(encode(wholes).count <= 10_240 * 21 / 8 + 7 + 10 * (4 + 9))
        // Cents up to 5,000 are 13 bits; an exception in 37 is 10 bytes.
        let mostly = NumberSequence.mostlyPrices.values(10_240, using: &random)
        #expect(encode(mostly).count <= 10_240 * 13 / 8 + 7 + 10 * (4 + 13) + (10_240 / 37 + 1) * 10)
        // Every vector has the scale of its digits, with few exceptions, and those that were not sampled, too.
        let growing = NumberSequence.growingDigits.values(20_480, using: &random)
        #expect(encode(growing).count <= 20_480 * 18 / 8 + 7 + 20 * (4 + 13) + 20_480 / 50 * 10)
        let noise = NumberSequence.anyBits.values(10_240, using: &random)
        #expect(encode(noise).count <= 10_240 * 10 + 7 + 10 * (4 + 13))
    }
}
