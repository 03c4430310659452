import ParquetBytes
import ParquetTestSupport
import Testing

@testable import Parquet

@Suite struct ByteStreamSplitDecoderTests {
    func numbers<Value: BitwiseCopyable & ExpressibleByIntegerLiteral>(
        _ bytes: [UInt8], _ steps: [Int], as type: Value.Type
    ) throws -> [Value] {
        let page = [1, 2, 3] + bytes
        var decoder = try ByteStreamSplitDecoder(width: MemoryLayout<Value>.size, range: 3..<page.count)
        var values: [Value] = []
        for step in steps { try decoder.decode(step, from: page.rawBytes, into: &values) }
        return values
    }

    func fixed(_ bytes: [UInt8], _ steps: [Int], length: Int) throws -> [UInt8] {
        var decoder = try ByteStreamSplitDecoder(width: length, range: 0..<bytes.count)
        var values = FixedLengthByteArrayValues(length: length)
        for step in steps { try decoder.decode(step, from: bytes.rawBytes, into: &values) }
        return values.bytes
    }

    /// The example of Encodings.md.
    @Test(arguments: [[3], [1, 2], [1, 1, 1]])
    func exampleOfTheSpecification(steps: [Int]) throws {
        let bytes = hex("AA 00 A3 BB 11 B4 CC 22 C5 DD 33 D6")
        #expect(try numbers(bytes, steps, as: UInt32.self) == [0xDDCC_BBAA, 0x3322_1100, 0xD6C5_B4A3])
        #expect(try fixed(bytes, steps, length: 4) == hex("AA BB CC DD 00 11 22 33 A3 B4 C5 D6"))
    }

    @Test func pagesOfOtherEngines() throws {
        #expect(try numbers(EnginePages.floats, [11], as: Float.self) == (0..<11).map { Float($0) * 0.75 - 3 })
        #expect(try numbers(EnginePages.doubles, [9, 2], as: Double.self) == (0..<11).map { Double($0) * 0.75 - 3 })
        #expect(
            try fixed(EnginePages.fixedStreams, [11], length: 5)
                == (0..<11).flatMap { index in [0, 50, 100, 150, 200].map { UInt8(index + $0) } })
    }

    @Test(arguments: 1...26)
    func everyWidth(width: Int) throws {
        var random = SeededGenerator(seed: UInt64(width))
        for count in [0, 1, 7, 8, 9, 16, 100, 333] {
            let values = (0..<count).map { _ in
                (0..<width).map { _ in UInt8.random(in: 0...255, using: &random) }
            }
            let bytes = byteStreamSplit(values, width: width)
            #expect(try fixed(bytes, [count], length: width) == Array(values.joined()))
            #expect(try fixed(bytes, steps(count, using: &random), length: width) == Array(values.joined()))
            if width == 4 {
                let expected = values.map { $0.reversed().reduce(0) { $0 << 8 | Int64($1) } }
                #expect(
                    try numbers(bytes, steps(count, using: &random), as: Int32.self)
                        == expected.map { Int32(truncatingIfNeeded: $0) })
            }
            if width == 8 {
                let expected = values.map { $0.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
                #expect(
                    try numbers(bytes, steps(count, using: &random), as: Int64.self)
                        == expected.map { Int64(bitPattern: $0) })
                let doubles = try numbers(bytes, [count], as: Double.self)
                #expect(doubles.map(\.bitPattern) == expected)
            }
        }
    }

    @Test func whatIsNotThereIsRefused() {
        let eight = [UInt8](repeating: 1, count: 8)
        #expect(throws: ParquetError.self) { try numbers(eight, [3], as: Int32.self) }
        #expect(throws: ParquetError.self) { try numbers(eight, [2, 1], as: Int32.self) }
        #expect(throws: ParquetError.self) { try numbers(eight, [.max], as: Int32.self) }
        #expect(throws: ParquetError.self) { try numbers(eight + [1], [1], as: Int32.self) }
        #expect(throws: ParquetError.self) { try fixed([], [0], length: 0) }
    }
}
