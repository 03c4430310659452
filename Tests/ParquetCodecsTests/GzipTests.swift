import ParquetCodecs
import Testing

@Suite struct GzipTests {
    @Test func membersFollowEachOther() throws {
        let text = LibraryBytes.text
        let member = LibraryBytes.gzip
        #expect(try decompress(member, .gzip(level: 1), text.count) == text)
        #expect(try decompress(member + member + member, .gzip(level: 1), text.count * 3) == text + text + text)
        #expect(throws: CodecError.self) { try decompress(member + member, .gzip(level: 1), text.count) }
        #expect(throws: CodecError.self) { try decompress(member + [0], .gzip(level: 1), text.count) }
        #expect(throws: CodecError.self) { try decompress(member + member.dropLast(), .gzip(level: 1), text.count * 2) }
    }

    /// Deflate in another framing, or in none, is no gzip.
    @Test(arguments: [LibraryBytes.zlib, LibraryBytes.deflate])
    func otherFramingsAreRefused(bytes: [UInt8]) {
        #expect(throws: CodecError.self) { try decompress(bytes, .gzip(level: 1), LibraryBytes.text.count) }
    }
}
