import ParquetBytes
import ParquetTestSupport
import Testing

@testable import Parquet

@Suite struct ByteStreamSplitEncoderTests {
    private func encode(_ plain: [UInt8], width: Int) -> [UInt8] {
        encoded { ByteStreamSplitEncoder.encode(plain: plain.rawBytes, width: width, into: &$0) }
    }

    /// The example of Encodings.md: three values of four bytes.
    @Test func exampleOfTheSpecification() {
        #expect(
            encode(hex("AA BB CC DD  00 11 22 33  A3 B4 C5 D6"), width: 4)
                == hex("AA 00 A3  BB 11 B4  CC 22 C5  DD 33 D6"))
    }

    @Test func noValues() {
        #expect(encode([], width: 8) == [])
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 15, 16, 17, 20, 24, 32])
    func anythingComesBack(width: Int) throws {
        var random = SeededGenerator(seed: UInt64(width))
        for count in awkwardCounts {
            let values = (0..<count).map { _ in (0..<width).map { _ in UInt8.random(in: 0...255, using: &random) } }
            let plain = Array(values.joined())
            let bytes = encode(plain, width: width)
            #expect(bytes == byteStreamSplit(values, width: width))
            #expect(bytes.count == ByteStreamSplitEncoder.maximumByteCount(valueCount: count, width: width))
            #expect(
                try ByteStreamSplitDecoderTests().fixed(bytes, steps(count, using: &random), length: width) == plain)
        }
    }

    /// pyarrow's bytes are the same.
    @Test func pagesOfOtherEngines() {
        #expect(encode(Array((0..<11).map { Float($0) * 0.75 - 3 }.rawBytes), width: 4) == EnginePages.floats)
        #expect(encode(Array((0..<11).map { Double($0) * 0.75 - 3 }.rawBytes), width: 8) == EnginePages.doubles)
        let fixed = (0..<11).flatMap { index in [0, 50, 100, 150, 200].map { UInt8(index + $0) } }
        #expect(encode(fixed, width: 5) == EnginePages.fixedStreams)
    }
}

extension Array<UInt8> {
    fileprivate init(_ bytes: RawSpan) {
        self = bytes.byteOffsets.map { bytes.loadUInt8(at: $0) }
    }
}
