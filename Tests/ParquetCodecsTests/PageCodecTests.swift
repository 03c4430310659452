import ParquetBytes
import ParquetCodecs
import ParquetTestSupport
import Testing

@Suite struct PageCodecTests {
    static let codecs: [PageCodec] =
        [
            .uncompressed, .snappy, .gzip(level: 1), .gzip(level: 9), .zstd(level: 1), .zstd(level: 3),
            .zstd(level: 19), .lz4Raw,
        ] + [.brotli(quality: 0), .brotli(quality: 1), .brotli(quality: 5)].filter { (try? $0.check()) != nil }

    static func samples() -> [[UInt8]] {
        var random = SeededGenerator(seed: 1)
        let noise = (0..<200_000).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        let text = Array(String(repeating: "the quick brown fox ", count: 5_000).utf8)
        return [[], [7], Array("ab".utf8), [UInt8](repeating: 0, count: 100_000), noise, text, noise + text]
    }

    @Test(arguments: codecs)
    func roundTripsWithinTheBound(codec: PageCodec) throws {
        var compressor = try PageCompressor(codec)
        var decompressor = PageDecompressor()
        for sample in PageCodecTests.samples() {
            var compressed = ByteBuffer([1, 2, 3])
            try compressor.compress(sample.rawBytes, into: &compressed)
            let bytes = compressed.takeArray()
            #expect(bytes.prefix(3) == [1, 2, 3])
            #expect(bytes.count - 3 <= codec.maximumCompressedSize(of: sample.count))
            var restored = ByteBuffer()
            try decompressor.decompress(
                bytes.rawBytes.bytes(3..<bytes.count), codec: codec, uncompressedSize: sample.count, into: &restored)
            #expect(restored.takeArray() == sample)
        }
    }

    /// A page of levels and values, whatever is known of where the one ends.
    @Test(arguments: codecs)
    func roundTripsWithABoundary(codec: PageCodec) throws {
        var compressor = try PageCompressor(codec)
        var decompressor = PageDecompressor()
        for sample in PageCodecTests.samples() {
            for boundary in [0, 1, sample.count / 3, sample.count - 1, sample.count] where boundary >= 0 {
                var compressed = ByteBuffer()
                try compressor.compress(sample.rawBytes, boundary: boundary, into: &compressed)
                #expect(compressed.count <= codec.maximumCompressedSize(of: sample.count))
                var restored = ByteBuffer()
                try decompressor.decompress(
                    compressed.bytes, codec: codec, uncompressedSize: sample.count, into: &restored)
                #expect(restored.takeArray() == sample)
            }
        }
    }

    /// Bits before letters: each part has its own codes, and both together take less than without a boundary.
    @Test func zstdEndsABlockAtTheBoundary() throws {
        var random = SeededGenerator(seed: 3)
        let levels = (0..<6_000).map { _ in [0x00, 0x55, 0xFF, 0xA5].randomElement(using: &random) ?? 0 as UInt8 }
        let letters = (0..<60_000).map { _ in UInt8(ascii: "a") + UInt8.random(in: 0..<16, using: &random) }
        func size(boundary: Int) throws -> Int {
            var compressor = try PageCompressor(.zstd(level: 1))
            var compressed = ByteBuffer()
            try compressor.compress((levels + letters).rawBytes, boundary: boundary, into: &compressed)
            return compressed.count
        }
        #expect(try size(boundary: levels.count) < size(boundary: 0) - 1000)
    }

    /// A wrong size, a missing end and a flipped bit never give bytes that look right.
    @Test(arguments: codecs)
    func refusesWhatIsBroken(codec: PageCodec) throws {
        let sample = Array("some text that is some text and no other text".utf8)
        var compressor = try PageCompressor(codec)
        var buffer = ByteBuffer()
        try compressor.compress(sample.rawBytes, into: &buffer)
        let compressed = buffer.takeArray()
        func decompress(_ bytes: [UInt8], _ size: Int) throws -> [UInt8] {
            var decompressor = PageDecompressor()
            var target = ByteBuffer()
            try decompressor.decompress(bytes.rawBytes, codec: codec, uncompressedSize: size, into: &target)
            return target.takeArray()
        }
        #expect(throws: CodecError.self) { try decompress(compressed, sample.count - 1) }
        #expect(throws: CodecError.self) { try decompress(compressed, sample.count + 1) }
        for length in 0..<compressed.count {
            #expect(throws: CodecError.self) { try decompress(Array(compressed[..<length]), sample.count) }
        }
        for index in compressed.indices {
            var flipped = compressed
            flipped[index] ^= 0x41
            // Whatever comes out, it has the size that was announced, and nothing crashes.
            if let bytes = try? decompress(flipped, sample.count) { #expect(bytes.count == sample.count) }
        }
    }

    @Test(
        arguments: [
            PageCodec.gzip(level: 0), .gzip(level: 10), .zstd(level: 0), .zstd(level: 23), .brotli(quality: -1),
            .brotli(quality: 12),
        ])
    func refusesLevels(codec: PageCodec) {
        #expect(throws: CodecError.self) { _ = try PageCompressor(codec) }
    }

    /// The check value of CRC-32 that its catalogues list for these nine digits.
    @Test func checksum() {
        #expect(CRC32.checksum(Array("123456789".utf8).rawBytes) == 0xCBF4_3926)
    }
}
