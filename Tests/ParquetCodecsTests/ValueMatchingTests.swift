import ParquetBytes
import ParquetCodecs
import ParquetTestSupport
import Testing

/// Pages whose values are matched with earlier ones.
@Suite struct ValueMatchingTests {
    private static let matchings: [ValueMatching] = [
        .byteArrays, .similarByteArrays, .numbers(width: 4), .numbers(width: 8),
    ]

    /// Strings in PLAIN: 4 bytes of length, little-endian, and the bytes.
    private static func plain(_ strings: [[UInt8]]) -> [UInt8] {
        strings.flatMap { string in (0..<4).map { UInt8(truncatingIfNeeded: string.count >> ($0 * 8)) } + string }
    }

    private static func plain(_ numbers: [UInt64], width: Int) -> [UInt8] {
        numbers.flatMap { number in (0..<width).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } }
    }

    private static func hex(_ count: Int, _ random: inout SeededGenerator) -> [UInt8] {
        (0..<count).map { _ in Array("0123456789abcdef".utf8)[Int.random(in: 0..<16, using: &random)] }
    }

    /// Values of many kinds, with what any of the ways to match makes of them: all of them compress anything.
    private static func samples(seed: UInt64) -> [[UInt8]] {
        var random = SeededGenerator(seed: seed)
        var samples: [[UInt8]] = []
        samples.append(plain((0..<9_000).map { _ in hex(36, &random) }))
        samples.append(plain((0..<9_000).map { _ in Array("user-".utf8) + hex(6, &random) }))
        samples.append(plain((0..<20_000).map { _ in hex(Int.random(in: 0...30, using: &random), &random) }))
        samples.append(plain((0..<20_000).map { _ in Array("same".utf8) }))
        samples.append(plain((0..<20_000).map { _ in [] }))
        let words = ["home", "work", "private", "meeting room", "a"].map { Array($0.utf8) }
        samples.append(
            plain((0..<20_000).map { _ in (words.randomElement(using: &random) ?? []) + hex(3, &random) }))
        samples.append(plain([hex(200_000, &random), hex(10, &random)]))
        samples.append(plain((0..<5).map { _ in hex(100_000, &random) }))
        samples.append(Array(plain((0..<1_000).map { _ in hex(20, &random) }).dropLast()))
        samples.append(plain((0..<50_000).map { 1_697_068_800_000 + UInt64($0) * 40 }, width: 8))
        samples.append(plain((0..<50_000).map { _ in UInt64.random(in: .min ... .max, using: &random) }, width: 8))
        samples.append(plain((0..<50_000).map { UInt64($0 / 100) << 40 }, width: 8))
        samples.append(plain((0..<50_000).map { 19_000 + UInt64($0 / 7) }, width: 4))
        samples.append(
            (0..<200_000).map { _ in
                UInt8.random(in: .min ... .max, using: &random) & UInt8.random(in: .min ... .max, using: &random)
            })
        return samples
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func anyBytesComeBack(seed: UInt64) throws {
        for level in [1, 3, 9, 19] where level < 9 || seed == 1 {
            let codec = PageCodec.zstd(level: level)
            var compressor = try PageCompressor(codec)
            var decompressor = PageDecompressor()
            for values in ValueMatchingTests.samples(seed: seed) {
                for matching in ValueMatchingTests.matchings {
                    for levels in [0, 7, 5_000] {
                        let page = (0..<levels).map { UInt8($0 % 3) } + values
                        var compressed = ByteBuffer([9])
                        try compressor.compress(
                            page.rawBytes, boundary: levels, matching: matching, into: &compressed)
                        #expect(compressed.count - 1 <= codec.maximumCompressedSize(of: page.count))
                        var restored = ByteBuffer()
                        try decompressor.decompress(
                            compressed.bytes.bytes(1..<compressed.count), codec: codec, uncompressedSize: page.count,
                            into: &restored)
                        #expect(restored.takeArray() == page, "\(matching), level \(level), \(levels) levels")
                    }
                }
            }
        }
    }

    private func size(_ page: [UInt8], _ matching: ValueMatching, boundary: Int = 0) throws -> Int {
        var compressor = try PageCompressor(.zstd(level: 1))
        var compressed = ByteBuffer()
        try compressor.compress(page.rawBytes, boundary: boundary, matching: matching, into: &compressed)
        return compressed.count
    }

    /// 16 hexadecimal digits are 8 bytes of chance. Lengths and the common beginning should take next to nothing.
    @Test func whatValuesShareTakesNextToNothing() throws {
        var random = SeededGenerator(seed: 4)
        let count = 20_000
        let page = ValueMatchingTests.plain(
            (0..<count).map { _ in Array("session-".utf8) + ValueMatchingTests.hex(16, &random) })
        #expect(try size(page, .byteArrays) < count * 8 * 103 / 100)
        #expect(try size(page, .byteArrays) < size(page, .none))
    }

    /// The two low bytes are random; the high ones should take next to nothing.
    @Test func highBytesTakeNextToNothing() throws {
        var random = SeededGenerator(seed: 5)
        let count = 50_000
        let numbers = (0..<count).map { _ in
            0x0102_0304_0506_0000 | UInt64(UInt16.random(in: .min ... .max, using: &random))
        }
        let page = ValueMatchingTests.plain(numbers, width: 8)
        #expect(try size(page, .numbers(width: 8)) < count * 2 * 102 / 100)
    }

    /// Words by turns with digits behind: only the last value that began alike has the same beginning.
    @Test func valuesThatBeganAlikeAreFound() throws {
        var random = SeededGenerator(seed: 6)
        let words = (0..<40).map { _ in ValueMatchingTests.hex(12, &random) }
        let page = ValueMatchingTests.plain(
            (0..<20_000).map { _ in words[Int.random(in: 0..<40, using: &random)] + ValueMatchingTests.hex(4, &random) }
        )
        #expect(try size(page, .similarByteArrays) * 3 < size(page, .byteArrays) * 2)
    }

    @Test func theSmallestOfTheFirstBytesIsChosen() throws {
        var random = SeededGenerator(seed: 7)
        let identifiers = ValueMatchingTests.plain((0..<9_000).map { _ in ValueMatchingTests.hex(36, &random) })
        let path = Array("/api/v1/accounts/settings/notifications".utf8)
        let paths = ValueMatchingTests.plain(
            (0..<9_000).map { index in Array(path.suffix(path.count - index % 7)) + Array(path.prefix(index % 30)) })
        let matchings: [ValueMatching] = [.none, .byteArrays, .similarByteArrays]
        var compressor = try PageCompressor(.zstd(level: 1))
        #expect(try compressor.smallestMatching(of: identifiers.rawBytes, among: matchings) == .byteArrays)
        #expect(try compressor.smallestMatching(of: paths.rawBytes, among: matchings) == .none)
        #expect(try compressor.smallestMatching(of: [0, 0, 0, 0].rawBytes, among: matchings) == .none)
        var gzip = try PageCompressor(.gzip(level: 6))
        #expect(try gzip.smallestMatching(of: identifiers.rawBytes, among: matchings) == .none)
    }

    @Test func aChoiceIsNoCodec() throws {
        #expect(throws: CodecError.self) { _ = try PageCompressor(.automatic) }
        var decompressor = PageDecompressor()
        var target = ByteBuffer()
        #expect(throws: CodecError.self) {
            try decompressor.decompress([1].rawBytes, codec: .automatic, uncompressedSize: 1, into: &target)
        }
    }
}
