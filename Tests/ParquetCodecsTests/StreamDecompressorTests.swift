import ParquetBytes
import ParquetCodecs
import Testing

@Suite struct StreamDecompressorTests {
    /// RFC 1952: a header, one stored block of "hello", CRC-32 and length.
    static let hello: [UInt8] = [
        0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF,
        0x01, 0x05, 0x00, 0xFA, 0xFF, 0x68, 0x65, 0x6C, 0x6C, 0x6F,
        0x86, 0xA6, 0x10, 0x36, 0x05, 0, 0, 0,
    ]
    /// RFC 8878: magic number, single segment with a size of one byte (5), one last raw block of 5 bytes.
    static let world: [UInt8] = [
        0x28, 0xB5, 0x2F, 0xFD, 0x20, 5, 0x29, 0, 0, 0x77, 0x6F, 0x72, 0x6C, 0x64,
    ]
    /// A skippable frame of three bytes.
    static let skipped: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3]

    /// Decompresses `bytes`, given in pieces of `pieceLength`, into rooms of `room` bytes.
    private func decompress(
        _ format: StreamDecompressor.Format, _ bytes: [UInt8], pieceLength: Int, room: Int
    ) throws -> [UInt8] {
        var stream = try StreamDecompressor(format)
        var result: [UInt8] = []
        var start = 0
        while start < bytes.count {
            let piece = Array(bytes[start..<min(bytes.count, start + pieceLength)])
            start += piece.count
            var offset = 0
            while true {
                var output = ByteBuffer()
                try stream.decompress(piece.rawBytes, at: &offset, into: &output, upTo: room)
                let isFull = output.count == room
                result += output.takeArray()
                if !isFull { break }
            }
            #expect(offset == piece.count)
        }
        try stream.finish()
        #expect(stream.inputByteCount == bytes.count)
        #expect(stream.outputByteCount == result.count)
        return result
    }

    @Test(arguments: [1, 2, 7, 100], [1, 3, 5, 100])
    func anyPiecesGiveTheSame(pieceLength: Int, room: Int) throws {
        let hello = Array("hello".utf8)
        let world = Array("world".utf8)
        let one = StreamDecompressorTests.hello
        #expect(try decompress(.gzip, one, pieceLength: pieceLength, room: room) == hello)
        #expect(try decompress(.gzip, one + one + one, pieceLength: pieceLength, room: room) == hello + hello + hello)
        let frame = StreamDecompressorTests.world
        let skipped = StreamDecompressorTests.skipped
        #expect(try decompress(.zstd, frame, pieceLength: pieceLength, room: room) == world)
        #expect(
            try decompress(.zstd, skipped + frame + skipped + frame, pieceLength: pieceLength, room: room)
                == world + world)
    }

    @Test func everyCutIsAnError() {
        for format in [StreamDecompressor.Format.gzip, .zstd] {
            let whole = format == .gzip ? StreamDecompressorTests.hello : StreamDecompressorTests.world
            for length in 0..<whole.count {
                for start in [[], whole] where !(start == whole && length == 0) {
                    #expect(throws: CodecError.self, "\(format) cut to \(length)") {
                        try decompress(format, start + whole.prefix(length), pieceLength: 5, room: 100)
                    }
                }
            }
        }
    }

    @Test func bytesBehindTheEndAreErrors() {
        for tail: [UInt8] in [[0], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], Array("garbage, much of it".utf8)] {
            #expect(throws: CodecError.self) {
                try decompress(.gzip, StreamDecompressorTests.hello + tail, pieceLength: 100, room: 100)
            }
            #expect(throws: CodecError.self) {
                try decompress(.zstd, StreamDecompressorTests.world + tail, pieceLength: 100, room: 100)
            }
        }
    }

    @Test func changedBytesAreErrors() {
        // The text, the checksum and the length of the gzip member; flags and system of its header do not matter.
        for index in StreamDecompressorTests.hello.indices.dropFirst(10) {
            var bytes = StreamDecompressorTests.hello
            bytes[index] ^= 0x02
            #expect(throws: CodecError.self, "byte \(index)") {
                try decompress(.gzip, bytes, pieceLength: 100, room: 100)
            }
        }
    }

    @Test func windowsAreLimited() throws {
        // A frame that is not a single segment, with a window of 2^(10 + 17) bytes: 128 MiB.
        let frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 17 << 3, 0x29, 0, 0, 0x77, 0x6F, 0x72, 0x6C, 0x64]
        #expect(try decompress(.zstd, frame, pieceLength: 100, room: 100) == Array("world".utf8))
        var stream = try StreamDecompressor(.zstd, maximumWindowByteCount: 64 << 20)
        var offset = 0
        var output = ByteBuffer()
        var message = ""
        do {
            try stream.decompress(frame.rawBytes, at: &offset, into: &output, upTo: 100)
        } catch {
            message = error.message
        }
        #expect(message.contains("too much memory"))
    }
}
