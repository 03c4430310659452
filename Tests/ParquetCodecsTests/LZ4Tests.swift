import ParquetBytes
import ParquetCodecs
import ParquetTestSupport
import Testing

/// Decompresses `bytes` behind three bytes that are in the target already.
func decompress(_ bytes: [UInt8], _ codec: PageCodec, _ size: Int) throws -> [UInt8] {
    var decompressor = PageDecompressor()
    var target = ByteBuffer([1, 2, 3])
    do throws(CodecError) {
        try decompressor.decompress(bytes.rawBytes, codec: codec, uncompressedSize: size, into: &target)
    } catch {
        #expect(target.takeArray() == [1, 2, 3])
        throw error
    }
    let result = target.takeArray()
    #expect(result.prefix(3) == [1, 2, 3])
    return Array(result.dropFirst(3))
}

/// Compresses `bytes` with a compressor of its own.
func compress(_ bytes: [UInt8], _ codec: PageCodec) throws -> [UInt8] {
    var compressor = try PageCompressor(codec)
    var target = ByteBuffer()
    try compressor.compress(bytes.rawBytes, into: &target)
    return target.takeArray()
}

@Suite struct LZ4Tests {
    static let text = LibraryBytes.text

    /// `value`, big-endian.
    func bigEndian(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    func hadoop(_ pieces: [[UInt8]]) throws -> [UInt8] {
        let blocks = try pieces.map { try compress($0, .lz4Raw) }
        return bigEndian(pieces.joined().count) + blocks.flatMap { bigEndian($0.count) + $0 }
    }

    @Test func sequencesByHand() throws {
        // Three literals, nine bytes from three ago, one literal.
        #expect(
            try decompress([0x35, 0x61, 0x62, 0x63, 3, 0, 0x10, 0x21], .lz4Raw, 13) == Array("abcabcabcabc!".utf8))
        #expect(try decompress([0x00], .lz4Raw, 0) == [])
        // 15 + 255 + 2 literals; a match of 4 + 15 + 3 bytes.
        let literals = (0..<272).map { UInt8(truncatingIfNeeded: $0) }
        #expect(
            try decompress([0xFF, 0xFF, 0x02] + literals + [0x01, 0x00, 0x03, 0x00], .lz4Raw, 272 + 22)
                == literals + [UInt8](repeating: 15, count: 22))
    }

    /// Every distance that is shorter than a move, with matches up to the very end.
    @Test func overlappingMatches() throws {
        for distance in 1...40 {
            for length in [4, 5, 15, 18, 19, 20, 40, 100] {
                let pattern = (0..<distance).map { UInt8($0 + 1) }
                let count = UInt8(min(distance, 15)) << 4 | UInt8(min(length - 4, 15))
                var bytes = [count] + (distance >= 15 ? [UInt8(distance - 15)] : []) + pattern + [UInt8(distance), 0]
                if length - 4 >= 15 { bytes.append(UInt8(length - 19)) }
                let expected = pattern + (0..<length).map { pattern[$0 % distance] }
                for tail in [0, 1, 7, 30] {
                    let behind = [UInt8](repeating: 0xEE, count: tail)
                    let last = [UInt8(min(tail, 15)) << 4] + (tail >= 15 ? [UInt8(tail - 15)] : [])
                    #expect(
                        try decompress(bytes + last + behind, .lz4Raw, expected.count + tail) == expected + behind,
                        "\(length) bytes from \(distance) ago")
                }
            }
        }
    }

    @Test func bytesOfTheLibrary() throws {
        let count = LZ4Tests.text.count
        for block in [LibraryBytes.lz4Block, LibraryBytes.lz4HighBlock] {
            #expect(try decompress(block, .lz4Raw, count) == LZ4Tests.text)
            #expect(try decompress(block, .lz4, count) == LZ4Tests.text)
            let framed = bigEndian(count) + bigEndian(block.count) + block
            #expect(try decompress(framed, .lz4, count) == LZ4Tests.text)
            #expect(try decompress(framed + framed, .lz4, count * 2) == LZ4Tests.text + LZ4Tests.text)
        }
        for frame in [LibraryBytes.lz4Frame, LibraryBytes.lz4LinkedFrame] {
            #expect(try decompress(frame, .lz4, count) == LZ4Tests.text)
            #expect(try decompress(frame + frame, .lz4, count * 2) == LZ4Tests.text + LZ4Tests.text)
            let skipped = hex("53 2A 4D 18 02 00 00 00 FF FF")
            #expect(try decompress(frame + skipped, .lz4, count) == LZ4Tests.text)
        }
    }

    @Test func blocksThatFollowEachOtherInHadoopsFraming() throws {
        let pieces = [Array(LZ4Tests.text[..<200]), Array(LZ4Tests.text[200..<201]), Array(LZ4Tests.text[201...])]
        #expect(try decompress(hadoop(pieces), .lz4, LZ4Tests.text.count) == LZ4Tests.text)
        #expect(try decompress(pieces.flatMap { try hadoop([$0]) }, .lz4, LZ4Tests.text.count) == LZ4Tests.text)
    }

    /// A frame whose blocks are not compressed, since they are noise.
    @Test func noiseInFrames() throws {
        let noise: [UInt8] = [0x9D, 0x01, 0x77]
        // Version 1, blocks apart, no hashes; blocks up to 64 KiB; the second byte of the header's hash.
        let frame = hex("04 22 4D 18 60 40 82") + hex("03 00 00 80") + noise + hex("00 00 00 00")
        #expect(try decompress(frame, .lz4, 3) == noise)
        #expect(throws: CodecError.self) { try decompress(frame, .lz4, 2) }
        #expect(throws: CodecError.self) { try decompress(frame, .lz4, 4) }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func anythingComesBack(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var bytes: [UInt8] = []
        let count = Int.random(in: 0...[20, 300, 5_000, 200_000][Int(seed % 4)], using: &random)
        let letters: ClosedRange<UInt8> = [0...0, 0...1, 97...110, 0...255][Int.random(in: 0..<4, using: &random)]
        while bytes.count < count {
            if !bytes.isEmpty, Int.random(in: 0..<4, using: &random) != 0 {
                let distance = Int.random(
                    in: 1...min(bytes.count, Bool.random(using: &random) ? 20 : 70_000), using: &random)
                for _ in 0..<Int.random(in: 1...60, using: &random) { bytes.append(bytes[bytes.count - distance]) }
            } else {
                for _ in 0..<Int.random(in: 1...40, using: &random) {
                    bytes.append(UInt8.random(in: letters, using: &random))
                }
            }
        }
        let block = try compress(bytes, .lz4Raw)
        #expect(block.count <= PageCodec.lz4Raw.maximumCompressedSize(of: bytes.count))
        #expect(try decompress(block, .lz4Raw, bytes.count) == bytes)
        if bytes.count > 0 {
            #expect(throws: CodecError.self) { try decompress(block, .lz4Raw, bytes.count - 1) }
            #expect(throws: CodecError.self) { try decompress(block, .lz4Raw, bytes.count + 1) }
        }
    }

    /// The LZ4 library refuses blocks that do not end in five literals or have a match in the last twelve bytes.
    @Test func blocksEndAsTheFormatWants() throws {
        for count in 0...60 {
            let block = try compress([UInt8](repeating: 7, count: count), .lz4Raw)
            #expect(try decompress(block, .lz4Raw, count) == [UInt8](repeating: 7, count: count))
            if count < 13 {
                #expect(block.count == count + 1)
            } else {
                #expect(block.count <= 13 && block.suffix(6) == [0x50, 7, 7, 7, 7, 7])
            }
        }
    }

    /// Working memory that is kept from page to page does not reach into the next page.
    @Test func pagesAreApart() throws {
        var compressor = try PageCompressor(.lz4Raw)
        for page in [LZ4Tests.text, Array("of the log;line".utf8), [], Array(LZ4Tests.text.reversed())] {
            var target = ByteBuffer()
            try compressor.compress(page.rawBytes, into: &target)
            #expect(target.takeArray() == (try compress(page, .lz4Raw)))
        }
    }

    @Test(arguments: [
        "", "10", "1061", "106105", "1061 0500", "0001 00", "1061 0000 00", "1061 0200 00", "F0FF FFFF", "1F61 0100 FF",
        "1F61 0100 FFFF FFFF FFFF FFFF 00 00",
    ])
    func brokenBlocksAreRefused(text: String) {
        for codec in [PageCodec.lz4Raw, .lz4] {
            #expect(throws: CodecError.self) { try decompress(hex(text), codec, 40) }
        }
    }

    @Test func brokenFramesAreRefused() throws {
        let count = LZ4Tests.text.count
        for whole in [LibraryBytes.lz4Frame, LibraryBytes.lz4LinkedFrame] {
            for length in whole.indices {
                #expect(throws: CodecError.self) { try decompress(Array(whole[..<length]), .lz4, count) }
            }
            for index in whole.indices {
                var flipped = whole
                flipped[index] ^= 0x10
                // All that a frame holds is under a hash.
                #expect(throws: CodecError.self, "byte \(index)") { try decompress(flipped, .lz4, count) }
            }
        }
        let framed = try hadoop([LZ4Tests.text])
        for length in framed.indices {
            #expect(throws: CodecError.self) { try decompress(Array(framed[..<length]), .lz4, count) }
        }
    }

    /// Blocks whose every byte is replaced, again and again.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func mutantsNeverTrap(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let count = LZ4Tests.text.count
        let wholes = [
            (LibraryBytes.lz4Block, PageCodec.lz4Raw), (LibraryBytes.lz4LinkedFrame, .lz4),
            (try hadoop([Array(LZ4Tests.text[..<300]), Array(LZ4Tests.text[300...])]), .lz4),
        ]
        for (whole, codec) in wholes {
            for _ in 0..<300 {
                var mutant = whole
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let index = Int.random(in: mutant.indices, using: &random)
                    mutant[index] =
                        [0, 0xFF, 0x0F, 0xF0, UInt8.random(in: 0...255, using: &random)][
                            Int.random(in: 0..<5, using: &random)]
                }
                for size in [count, 0, 1, 50, 100_000] {
                    if let bytes = try? decompress(mutant, codec, size) { #expect(bytes.count == size) }
                }
            }
        }
    }

    @Test func theOldKindIsNotWritten() {
        let error = #expect(throws: CodecError.self) { _ = try PageCompressor(.lz4) }
        #expect(error?.message.contains("lz4-raw") == true)
    }
}
