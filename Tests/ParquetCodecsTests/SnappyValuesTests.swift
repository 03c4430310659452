import ParquetBytes
import ParquetTestSupport
import Testing

@testable import ParquetCodecs

/// Pages of byte arrays of one length in Snappy's raw format. What is made is read by the library.
@Suite struct SnappyValuesTests {
    /// Strings in PLAIN: 4 bytes of length, little-endian, and the bytes.
    private static func plain(_ strings: [[UInt8]]) -> [UInt8] {
        strings.flatMap { string in (0..<4).map { UInt8(truncatingIfNeeded: string.count >> ($0 * 8)) } + string }
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func hex(_ count: Int, _ random: inout SeededGenerator) -> [UInt8] {
        (0..<count).map { _ in digits[Int.random(in: 0..<16, using: &random)] }
    }

    /// A random UUID of version 4 as text.
    private static func uuid(_ random: inout SeededGenerator) -> [UInt8] {
        let dash = Array("-".utf8)
        let variant = Array("89ab".utf8)[Int.random(in: 0..<4, using: &random)]
        return hex(8, &random) + dash + hex(4, &random) + dash + Array("4".utf8) + hex(3, &random) + dash + [variant]
            + hex(3, &random) + dash + hex(12, &random)
    }

    /// The bytes of `page`, of which those from `boundary` on are byte arrays, compressed; nil if they are left to the library.
    private static func compress(_ page: [UInt8], boundary: Int = 0) throws -> [UInt8]? {
        var compressor = SnappyValueCompressor()
        var target = ByteBuffer([9, 9])
        guard compressor.compress(page.rawBytes, boundary: boundary, into: &target) else {
            #expect(target.count == 2)
            return nil
        }
        let compressed = Array(target.takeArray().dropFirst(2))
        #expect(compressed.count <= PageCodec.snappy.maximumCompressedSize(of: page.count))
        var decompressor = PageDecompressor()
        var restored = ByteBuffer()
        try decompressor.decompress(
            compressed.rawBytes, codec: .snappy, uncompressedSize: page.count, into: &restored)
        let areSame = restored.takeArray() == page
        #expect(areSame)
        return compressed
    }

    private static func librarySize(_ page: [UInt8]) throws -> Int {
        var target = ByteBuffer()
        try Snappy.compress(page.rawBytes, into: &target)
        return target.count
    }

    /// Random identifiers: the library, which looks everywhere, makes them smaller by less than two in a hundred. Levels are left to it.
    @Test(arguments: [0, 7, 60_000])
    func identifiersTakeHardlyMoreThanTheLibraryMakesOfThem(levels: Int) throws {
        var random = SeededGenerator(seed: 1)
        let kinds = [
            (0..<20_000).map { _ in SnappyValuesTests.uuid(&random) },
            (0..<30_000).map { _ in SnappyValuesTests.hex(20, &random) },
            (0..<20_000).map { _ in Array("session-".utf8) + SnappyValuesTests.hex(16, &random) },
        ]
        for strings in kinds {
            let page = (0..<levels).map { UInt8($0 % 3) } + SnappyValuesTests.plain(strings)
            let compressed = try #require(try SnappyValuesTests.compress(page, boundary: levels))
            let ratio = try Double(compressed.count) / Double(SnappyValuesTests.librarySize(page))
            #expect(ratio < 1.02, "\(strings[0].count) bytes each")
        }
    }

    /// Values of every stride with places that are constant, of few bytes or of many: whatever is found comes back.
    @Test(arguments: 0..<60 as Range<UInt64>)
    func anyLayoutComesBack(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var compressedCount = 0
        for _ in 0..<12 {
            let length = Int.random(in: 8...(Bool.random(using: &random) ? 60 : 400), using: &random)
            let kinds = (0..<length).map { _ in [1, 1, 1, 2, 4, 10, 16, 256].randomElement(using: &random) ?? 1 }
            let isSorted = Int.random(in: 0..<4, using: &random) == 0
            let repeats = Int.random(in: 0..<4, using: &random) == 0
            var strings = (0..<Int.random(in: 200..<3_000, using: &random)).map { _ in
                kinds.map { UInt8(Int.random(in: 0..<$0, using: &random)) }
            }
            if repeats {
                for index in strings.indices.dropFirst() where index % 7 != 0 { strings[index] = strings[index - 1] }
            }
            if isSorted { strings.sort { $0.lexicographicallyPrecedes($1) } }
            let levels = [0, 3, 500].randomElement(using: &random) ?? 0
            let page = (0..<levels).map { UInt8($0 % 2) } + SnappyValuesTests.plain(strings)
            if try SnappyValuesTests.compress(page, boundary: levels) != nil { compressedCount += 1 }
        }
        #expect(compressedCount > 0)
    }

    /// A megabyte, so that places before the 64 KiB that copies reach are met again and again, and long copies.
    @Test func copiesReachNoFartherThanTheFormat() throws {
        var random = SeededGenerator(seed: 3)
        let tail = SnappyValuesTests.hex(200, &random)
        let strings = (0..<4_500).map { _ in SnappyValuesTests.hex(24, &random) + tail }
        let page = SnappyValuesTests.plain(strings)
        let compressed = try #require(try SnappyValuesTests.compress(page))
        // What differs, and copies of 64 bytes at most.
        #expect(compressed.count < 4_500 * (24 + 20))
    }

    @Test func whatHasNoWindowsIsLeftToTheLibrary() throws {
        var random = SeededGenerator(seed: 4)
        let few = SnappyValuesTests.plain((0..<200).map { _ in SnappyValuesTests.uuid(&random) })
        let short = SnappyValuesTests.plain((0..<9_000).map { _ in SnappyValuesTests.hex(8, &random) })
        let unequal = SnappyValuesTests.plain(
            (0..<9_000).map { _ in SnappyValuesTests.hex(Int.random(in: 20...21, using: &random), &random) })
        let same = SnappyValuesTests.plain((0..<9_000).map { _ in Array("0123456789abcdef0123".utf8) })
        let whole = SnappyValuesTests.plain((0..<9_000).map { _ in SnappyValuesTests.uuid(&random) })
        for page in [few, short, unequal, same, Array(whole.dropLast()), whole + [36], [], [1, 2, 3]] {
            #expect(try SnappyValuesTests.compress(page) == nil)
        }
        for boundary in [-1, 1, whole.count - 3, whole.count, whole.count + 1, Int.max] {
            #expect(try SnappyValuesTests.compress(whole, boundary: boundary) == nil)
        }
        // A length that lies about what follows.
        #expect(try SnappyValuesTests.compress([0xFF, 0xFF, 0xFF, 0xFF] + whole) == nil)
    }

    /// Compressors are used again: what they know of a page says nothing about the next one.
    @Test func aCompressorIsUsedAgain() throws {
        var random = SeededGenerator(seed: 5)
        var compressor = try PageCompressor(.snappy)
        var decompressor = PageDecompressor()
        let matchings: [ValueMatching] = [.none, .byteArrays, .similarByteArrays]
        for length in [36, 20, 300, 36] {
            let strings = (0..<3_000).map { _ in
                length == 36 ? SnappyValuesTests.uuid(&random) : SnappyValuesTests.hex(length, &random)
            }
            let page = SnappyValuesTests.plain(strings)
            let matching = try compressor.smallestMatching(of: page.rawBytes, among: matchings)
            #expect(matching == .byteArrays)
            var target = ByteBuffer()
            try compressor.compress(page.rawBytes, matching: matching, into: &target)
            var restored = ByteBuffer()
            try decompressor.decompress(
                target.bytes, codec: .snappy, uncompressedSize: page.count, into: &restored)
            let areSame = restored.takeArray() == page
            #expect(areSame)
        }
    }
}
